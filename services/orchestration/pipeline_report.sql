-- name: recent_runs
-- A run is what its tasks' newest attempts say; the counts add up over attempts, because a retry asks only for the rest.
with attempts as (
    select
        metrics.*,
        row_number() over (
            partition by metrics.dwh_run_id, metrics.task_id, metrics.map_index
            order by metrics.try_number desc, metrics.started_at desc
        ) as age
    from marts.etl_run_metrics as metrics
    where metrics.campaign_id is null and metrics.started_at > :since
)

select
    dwh_run_id,
    min(started_at) as started_at,
    max(finished_at) as finished_at,
    count(*) filter (where age = 1) as tasks,
    count(*) filter (where age > 1) as retries,
    count(*) filter (where age = 1 and outcome = 'running') as running,
    array_remove(array_agg(distinct case when age = 1 and outcome = 'failed' then task_id end), null) as failed_tasks,
    array_remove(array_agg(distinct case when age = 1 and outcome = 'partial' then task_id end), null) as partial_tasks,
    sum(rows_fetched) as fetched,
    sum(rows_inserted) as inserted,
    sum(rows_quarantined) as quarantined,
    sum(rows_ranked) as ranked,
    sum(mails_sent) as mails_sent,
    sum(cost_usd) as cost_usd
from attempts
group by dwh_run_id
order by min(started_at) desc
limit :size;

-- name: tasks_of_run
select
    task_id, map_index, try_number, outcome, started_at, seconds, message, api_calls, api_errors, rows_fetched,
    rows_inserted, rows_quarantined, rows_enriched, rows_ranked, companies_matched, companies_not_found, companies_failed,
    tests_passed, tests_warned, tests_failed, mails_sent, mails_failed
from marts.etl_run_metrics
where dwh_run_id = :run_id and campaign_id is null
order by started_at, map_index
limit 200;

-- name: yields
-- What each source brought in the last days, from the tasks that ask it.
select
    case task_id when 'extract_job_postings' then 'jsearch' else 'glassdoor' end as source,
    cast(started_at at time zone :zone as date) as day,
    sum(api_calls) as calls,
    sum(api_errors) as errors,
    sum(case task_id when 'extract_job_postings' then rows_fetched else companies_matched + companies_not_found end) as answered,
    sum(case task_id when 'extract_job_postings' then rows_inserted - rows_changed else companies_matched end) as useful,
    sum(case task_id when 'extract_job_postings' then rows_quarantined else companies_failed end) as bad
from marts.etl_run_metrics
where campaign_id is null and task_id in ('extract_job_postings', 'extract_companies') and started_at > :since
group by source, day
order by source, day;

-- name: queues
select 'companies: ' || enrichment_status as queue, count(*) as waiting, min(next_attempt_at) as oldest
from staging.company_enrichment_queue
where enrichment_status in ('pending', 'error')
group by enrichment_status
union all
select 'account mails', count(*), min(requested_at) from marts.account_mails
union all
select 'digests not sent', count(*), min(claimed_at)
from marts.notifications
where status in ('claimed', 'failed') and digest_date > :since
order by queue;

-- name: quarantine_by_reason
select
    reason, count(*) as postings, sum(times_seen) as times, max(dwh_last_seen_timestamp) as last_seen,
    (array_agg(dwh_run_id order by dwh_last_seen_timestamp desc))[1] as last_run_id
from raw.jsearch_quarantine
where dwh_last_seen_timestamp > :since
group by reason
order by times desc, reason
limit 20;

-- name: spend
select
    provider, coalesce(model, '') as model, count(*) as calls, count(*) filter (where outcome = 'failed') as failed,
    sum(tokens_in) as tokens_in, sum(tokens_out) as tokens_out,
    sum(estimated_cost_usd) filter (where usage_date = cast(:today as date)) as today_usd,
    sum(estimated_cost_usd) as cost_usd
from marts.api_usage
where usage_date > cast(:since as date)
group by provider, coalesce(model, '')
order by cost_usd desc, provider;

-- name: campaigns_by_outcome
select coalesce(last_run_outcome, 'never') as outcome, count(*) as campaigns
from marts.job_campaigns
where is_active
group by last_run_outcome
order by campaigns desc;
