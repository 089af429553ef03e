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
left join raw.jsearch_job_postings as same_version
    on asked.jsearch_job_id = same_version.jsearch_job_id and asked.payload_hash = same_version.payload_hash;

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
        and started_at > :now - interval '7 days'
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
