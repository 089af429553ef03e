-- name: count_postings
-- How much there is, and how much of it the current rules have not read yet.
select
    count(*) as postings,
    count(*) filter (where enrichment.job_posting_key is null) as unread
from staging.jsearch_job_postings as posting
left join staging.job_enrichments as enrichment
    on
        posting.job_posting_key = enrichment.job_posting_key
        and posting.content_hash = enrichment.content_hash
        and enrichment.rules_version = :rules_version;

-- name: unread_postings
-- The next postings in key order whose text the current rules have not read. Walking the key instead of counting an
-- offset makes every batch cost the same, and a killed run goes on where it was.
select
    posting.job_posting_key,
    posting.content_hash,
    coalesce(posting.job_title, '') as job_title,
    coalesce(posting.job_description, '') as job_description,
    coalesce(posting.job_location, '') as job_location,
    posting.job_country
from staging.jsearch_job_postings as posting
where
    posting.job_posting_key > :after
    and not exists (
        select from staging.job_enrichments as enrichment
        where
            enrichment.job_posting_key = posting.job_posting_key
            and enrichment.content_hash = posting.content_hash
            and enrichment.rules_version = :rules_version
    )
order by posting.job_posting_key
limit :batch_size;

-- name: make_batch_table
-- COPY cannot skip a row that another run has written meanwhile, so a batch goes through a table of its own.
create temporary table enrichment_batch (
    job_posting_key uuid,
    content_hash text,
    extracted_skills jsonb,
    seniority_level text,
    remote_work_type text,
    salary_min numeric,
    salary_max numeric,
    salary_period text,
    salary_currency text,
    evidence jsonb
) on commit drop;

-- name: keep_batch
insert into staging.job_enrichments (
    job_posting_key, content_hash, rules_version, extracted_skills, seniority_level, remote_work_type,
    salary_min, salary_max, salary_period, salary_currency, evidence, dwh_run_id
)
select
    job_posting_key,
    content_hash,
    :rules_version as rules_version,
    extracted_skills,
    seniority_level,
    remote_work_type,
    salary_min,
    salary_max,
    salary_period,
    salary_currency,
    evidence,
    :run_id as dwh_run_id
from enrichment_batch
on conflict do nothing;
