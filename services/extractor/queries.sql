-- What the extractors ask of raw, of the work tables in staging, and of the campaigns.

-- name: active_campaigns
-- A null campaign means all of them.
select
    campaign_id, query, location, country, language, date_window, radius_km,
    remote_preference, employment_type_preference, exclude_job_publishers
from marts.job_campaigns
where is_active and (cast(:campaign_id as bigint) is null or campaign_id = :campaign_id)
order by campaign_id;

-- name: lock_raw_postings
-- Two loads of the same new posting would both find it missing; the lock ends with the transaction.
select pg_advisory_xact_lock(hashtext('raw.jsearch_job_postings'));

-- name: known_versions
-- Of each posting that is known at all: whether we have this content, and whether that is the current one.
-- Two look-ups in an index for each posting, whatever the statistics say: hence lateral, where a plain join turned
-- into a scan for every posting once the table had been analysed while it was empty.
select
    asked.jsearch_job_id,
    same_version.jsearch_job_postings_key as same_version_key,
    newest.payload_hash = asked.payload_hash as is_current
from unnest(cast(:job_ids as text[]), cast(:hashes as text[])) as asked (jsearch_job_id, payload_hash)
cross join lateral (
    select posting.payload_hash
    from raw.jsearch_job_postings as posting
    where posting.jsearch_job_id = asked.jsearch_job_id
    order by posting.dwh_current_since desc, posting.jsearch_job_postings_key desc
    limit 1
) as newest
left join lateral (
    select posting.jsearch_job_postings_key
    from raw.jsearch_job_postings as posting
    where posting.jsearch_job_id = asked.jsearch_job_id and posting.payload_hash = asked.payload_hash
    limit 1
) as same_version on true;

-- name: make_current_again
-- Edited from A to B and back to A: no new row, but A is the content again.
update raw.jsearch_job_postings set dwh_current_since = clock_timestamp()
where jsearch_job_postings_key = any(cast(:keys as bigint[]));

-- name: keep_search_results
-- A second run of the day may find a posting higher up; nothing else of the first finding changes.
insert into raw.jsearch_search_results as kept
(campaign_id, jsearch_job_id, found_date, position, search_key, request, dwh_run_id)
select
    campaign.campaign_id, found.jsearch_job_id, :found_date, found.position,
    :search_key, cast(:request as jsonb), :run_id
from unnest(cast(:job_ids as text[]), cast(:positions as integer[])) as found (jsearch_job_id, position)
cross join unnest(cast(:campaign_ids as bigint[])) as campaign (campaign_id)
on conflict (campaign_id, jsearch_job_id, found_date) do update set position = excluded.position
where kept.position > excluded.position;

-- name: quarantine
-- Seen again counts once a run, so that a repeated run ends with the same rows.
insert into raw.jsearch_quarantine as kept
(jsearch_job_id, payload_hash, payload_text, reason, campaign_id, dwh_run_id)
select bad.job_id, bad.payload_hash, bad.payload_text, bad.reason, :campaign_id, :run_id
from unnest(
    cast(:job_ids as text[]), cast(:hashes as text[]), cast(:payloads as text[]), cast(:reasons as text[])
) as bad (job_id, payload_hash, payload_text, reason)
on conflict on constraint jsearch_quarantine_once do update set
    times_seen = kept.times_seen + 1, dwh_last_seen_timestamp = clock_timestamp(), dwh_run_id = excluded.dwh_run_id
where kept.dwh_run_id <> excluded.dwh_run_id;

-- name: campaigns_searched
-- The same run counts once, however often it is repeated.
update marts.job_campaigns set
    run_count = run_count + case when last_run_id is distinct from :run_id then 1 else 0 end,
    last_run_at = :now, last_run_outcome = :outcome, last_run_id = :run_id
where campaign_id = any(cast(:campaign_ids as bigint[]));

-- name: answered_campaigns
-- What an earlier attempt of this run has finished.
select distinct on (campaign_id) campaign_id, outcome
from marts.etl_run_metrics
where
    dwh_run_id = :run_id and task_id = 'extract_job_postings' and campaign_id is not null
    and outcome in ('ok', 'empty')
order by campaign_id, etl_run_metrics_id desc;

-- name: usual_postings
-- Median of what these campaigns found on the runs of the last seven days; the largest counts.
select max(usual.median) as median
from (
    select percentile_cont(0.5) within group (order by rows_fetched) as median
    from marts.etl_run_metrics
    where
        task_id = 'extract_job_postings' and campaign_id = any(cast(:campaign_ids as bigint[]))
        and outcome in ('ok', 'partial', 'empty') and dwh_run_id <> :run_id
        and started_at > cast(:now as timestamptz) - interval '7 days'
    group by campaign_id
) as usual;

-- name: quarantine_ratio
-- Of each search its last attempt, counted once however many campaigns share it.
select coalesce(sum(rows_quarantined), 0)::integer as quarantined, coalesce(sum(rows_fetched), 0)::integer as fetched
from (
    select distinct on (details ->> 'search_key') rows_quarantined, rows_fetched
    from marts.etl_run_metrics
    where dwh_run_id = :run_id and task_id = 'extract_job_postings' and campaign_id is not null
    order by details ->> 'search_key', try_number desc, etl_run_metrics_id desc
) as last_attempt;

-- name: new_employer_names
-- Spellings that nobody has understood yet.
select distinct posting.employer_name
from staging.jsearch_job_postings as posting
where
    posting.employer_name is not null
    and not exists (select from staging.employer_names as known where known.employer_name = posting.employer_name);

-- name: keep_employer_names
insert into staging.employer_names (employer_name, company_lookup_key, normalised_name, skip_reason)
select new.employer_name, new.company_lookup_key, new.normalised_name, new.skip_reason
from unnest(
    cast(:employer_names as text[]), cast(:keys as text[]), cast(:normalised_names as text[]), cast(:reasons as text[])
) as new (employer_name, company_lookup_key, normalised_name, skip_reason)
on conflict (employer_name) do nothing;

-- name: queue_employers
-- One look-up for all spellings of an employer, with the website most of its postings name. A website that turns up
-- later is worth a second look at an employer without a company.
insert into staging.company_enrichment_queue as queue
(company_lookup_key, lookup_name, website_domain, next_attempt_at)
select
    spelling.company_lookup_key,
    mode() within group (order by spelling.normalised_name),
    mode() within group (order by posting.employer_website_domain),
    :now
from staging.employer_names as spelling
inner join staging.jsearch_job_postings as posting on spelling.employer_name = posting.employer_name
left join staging.company_enrichment_queue as queued on spelling.company_lookup_key = queued.company_lookup_key
where
    spelling.company_lookup_key is not null
    and (
        queued.company_lookup_key is null
        or (queued.website_domain is null and queued.enrichment_status <> 'success')
    )
group by spelling.company_lookup_key
on conflict (company_lookup_key) do update set
    website_domain = excluded.website_domain, next_attempt_at = :now, updated_at = clock_timestamp()
where queue.website_domain is null and excluded.website_domain is not null and queue.enrichment_status <> 'success';

-- name: due_lookups
-- New employers before those that failed or were not found earlier.
select company_lookup_key, lookup_name, website_domain, attempts
from staging.company_enrichment_queue
where enrichment_status in ('pending', 'error', 'not_found') and next_attempt_at <= :now
order by enrichment_status <> 'pending', next_attempt_at, company_lookup_key
limit :lookups;

-- name: keep_companies
-- Every company of an answer, once for each content; content that returns is current again.
insert into raw.glassdoor_companies as kept
(glassdoor_company_id, company_lookup_key, payload_hash, payload, dwh_run_id)
select answered.company_id, :company_lookup_key, answered.payload_hash, cast(answered.payload as jsonb), :run_id
from unnest(cast(:company_ids as text[]), cast(:hashes as text[]), cast(:payloads as text[]))
    as answered (company_id, payload_hash, payload)
on conflict on constraint glassdoor_companies_version do update set dwh_current_since = clock_timestamp()
where exists (
    select from raw.glassdoor_companies as newer
    where
        newer.glassdoor_company_id = kept.glassdoor_company_id
        and (newer.dwh_current_since, newer.glassdoor_companies_key)
        > (kept.dwh_current_since, kept.glassdoor_companies_key)
);

-- name: lookup_done
update staging.company_enrichment_queue set
    enrichment_status = :status,
    glassdoor_company_id = :glassdoor_company_id,
    match_confidence = :match_confidence,
    match_reason = :match_reason,
    attempts = attempts + 1,
    next_attempt_at = :next_attempt_at,
    last_error = :last_error,
    updated_at = clock_timestamp()
where company_lookup_key = :company_lookup_key;
