-- name: copy_known_readings
-- Text that was read under another id (the same job crawled twice, or listed once per city) is not paid for again.
insert into staging.chatgpt_enrichments (
    job_posting_key, content_hash, prompt_version, job_summary, chatgpt_language, chatgpt_extracted_skills,
    chatgpt_extracted_location, chatgpt_seniority_level, chatgpt_remote_work_type, chatgpt_salary_min,
    chatgpt_salary_max, chatgpt_salary_period, chatgpt_salary_currency, chatgpt_enrichment_status, tokens_in,
    tokens_out, cost_usd, dwh_run_id
)
select
    posting.job_posting_key,
    known.content_hash,
    known.prompt_version,
    known.job_summary,
    known.chatgpt_language,
    known.chatgpt_extracted_skills,
    known.chatgpt_extracted_location,
    known.chatgpt_seniority_level,
    known.chatgpt_remote_work_type,
    known.chatgpt_salary_min,
    known.chatgpt_salary_max,
    known.chatgpt_salary_period,
    known.chatgpt_salary_currency,
    known.chatgpt_enrichment_status || jsonb_build_object('copied_from', known.job_posting_key) as status,
    0 as tokens_in,
    0 as tokens_out,
    0 as cost_usd,
    :run_id as dwh_run_id
from staging.jsearch_job_postings as posting
cross join lateral (
    select * from staging.chatgpt_enrichments as enrichment
    where
        enrichment.content_hash = posting.content_hash
        and enrichment.prompt_version = :prompt_version
        and enrichment.chatgpt_enrichment_status ->> 'state' in ('ok', 'refused')
    order by enrichment.chatgpt_enriched_at, enrichment.job_posting_key
    limit 1
) as known
where
    not exists (
        select from staging.chatgpt_enrichments as own
        where
            own.job_posting_key = posting.job_posting_key
            and own.content_hash = posting.content_hash
            and own.prompt_version = :prompt_version
            and own.chatgpt_enrichment_status ->> 'state' in ('ok', 'refused')
    )
on conflict (job_posting_key, content_hash, prompt_version) do update set
    job_summary = excluded.job_summary,
    chatgpt_language = excluded.chatgpt_language,
    chatgpt_extracted_skills = excluded.chatgpt_extracted_skills,
    chatgpt_extracted_location = excluded.chatgpt_extracted_location,
    chatgpt_seniority_level = excluded.chatgpt_seniority_level,
    chatgpt_remote_work_type = excluded.chatgpt_remote_work_type,
    chatgpt_salary_min = excluded.chatgpt_salary_min,
    chatgpt_salary_max = excluded.chatgpt_salary_max,
    chatgpt_salary_period = excluded.chatgpt_salary_period,
    chatgpt_salary_currency = excluded.chatgpt_salary_currency,
    chatgpt_enrichment_status = excluded.chatgpt_enrichment_status,
    chatgpt_enriched_at = clock_timestamp(),
    dwh_run_id = excluded.dwh_run_id;

-- name: unread_contents
-- Each text once, however many postings have it, the newest first, so that a spent budget leaves the oldest unread.
-- A text that was refused is not asked about again; one that went wrong is, up to three times.
select
    posting.content_hash,
    min(posting.job_posting_key::text) as job_posting_key,
    coalesce(max(tried.attempts), 0) as attempts
from staging.jsearch_job_postings as posting
left join (
    select
        content_hash,
        max((chatgpt_enrichment_status ->> 'attempts')::integer) as attempts,
        bool_or(chatgpt_enrichment_status ->> 'state' in ('ok', 'refused')) as is_read
    from staging.chatgpt_enrichments
    where prompt_version = :prompt_version
    group by content_hash
) as tried on posting.content_hash = tried.content_hash
where
    posting.job_description is not null
    and (posting.expires_at is null or posting.expires_at > :now)
    and not coalesce(tried.is_read, false)
    and coalesce(tried.attempts, 0) < :most_attempts
group by posting.content_hash
order by max(posting.dwh_current_since) desc, posting.content_hash
limit :most_texts;

-- name: texts_of
select
    job_posting_key::text as job_posting_key,
    content_hash,
    coalesce(job_title, '') as title,
    coalesce(job_description, '') as description
from staging.jsearch_job_postings
where job_posting_key = any(cast(:keys as uuid []))
order by array_position(cast(:keys as uuid []), job_posting_key);

-- name: keep_reading
-- What went wrong never replaces what went well.
insert into staging.chatgpt_enrichments (
    job_posting_key, content_hash, prompt_version, job_summary, chatgpt_language, chatgpt_extracted_skills,
    chatgpt_extracted_location, chatgpt_seniority_level, chatgpt_remote_work_type, chatgpt_salary_min,
    chatgpt_salary_max, chatgpt_salary_period, chatgpt_salary_currency, chatgpt_enrichment_status, tokens_in,
    tokens_out, cost_usd, dwh_run_id
) values (
    cast(:job_posting_key as uuid), :content_hash, :prompt_version, :summary, :language, cast(:skills as jsonb),
    :location, :seniority, :remote, :salary_min, :salary_max, :salary_period, :salary_currency,
    cast(:status as jsonb), :tokens_in, :tokens_out, :cost_usd, :run_id
)
on conflict (job_posting_key, content_hash, prompt_version) do update set
    job_summary = excluded.job_summary,
    chatgpt_language = excluded.chatgpt_language,
    chatgpt_extracted_skills = excluded.chatgpt_extracted_skills,
    chatgpt_extracted_location = excluded.chatgpt_extracted_location,
    chatgpt_seniority_level = excluded.chatgpt_seniority_level,
    chatgpt_remote_work_type = excluded.chatgpt_remote_work_type,
    chatgpt_salary_min = excluded.chatgpt_salary_min,
    chatgpt_salary_max = excluded.chatgpt_salary_max,
    chatgpt_salary_period = excluded.chatgpt_salary_period,
    chatgpt_salary_currency = excluded.chatgpt_salary_currency,
    chatgpt_enrichment_status = excluded.chatgpt_enrichment_status,
    chatgpt_enriched_at = clock_timestamp(),
    tokens_in = coalesce(chatgpt_enrichments.tokens_in, 0) + excluded.tokens_in,
    tokens_out = coalesce(chatgpt_enrichments.tokens_out, 0) + excluded.tokens_out,
    cost_usd = coalesce(chatgpt_enrichments.cost_usd, 0) + excluded.cost_usd,
    dwh_run_id = excluded.dwh_run_id
where chatgpt_enrichments.chatgpt_enrichment_status ->> 'state' is distinct from 'ok';
