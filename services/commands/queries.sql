-- name: searches_of_run
-- What the searches of one run brought each campaign, all attempts together.
select
    metrics.campaign_id,
    coalesce(campaigns.campaign_name, 'campaign ' || metrics.campaign_id) as campaign_name,
    sum(metrics.rows_fetched) as fetched,
    sum(metrics.rows_inserted - metrics.rows_changed) as new,
    sum(metrics.rows_changed) as changed,
    sum(metrics.rows_unchanged) as unchanged,
    sum(metrics.rows_quarantined) as quarantined,
    (array_agg(metrics.outcome order by metrics.started_at desc))[1] as outcome,
    (array_agg(metrics.message order by metrics.started_at desc))[1] as message
from marts.etl_run_metrics as metrics
left join marts.job_campaigns as campaigns on metrics.campaign_id = campaigns.campaign_id
where metrics.dwh_run_id = :run_id and metrics.task_id = 'extract_job_postings' and metrics.campaign_id is not null
group by metrics.campaign_id, campaigns.campaign_name
order by metrics.campaign_id;

-- name: best_jobs
-- The best postings of each campaign that ran, a posting under several ids once; null means every active campaign.
select
    campaigns.campaign_id,
    campaigns.campaign_name,
    best.rank_score,
    best.job_title,
    best.employer_name,
    best.job_location,
    best.rank_explain,
    best.job_city,
    best.job_country,
    best.remote_work_type,
    best.seniority_level,
    best.employment_types,
    best.yearly_min_salary,
    best.yearly_max_salary,
    best.salary_currency,
    best.posted_date
from marts.job_campaigns as campaigns
cross join lateral (
    select
        ranking.rank_score,
        jobs.job_title,
        jobs.employer_name,
        jobs.job_location,
        ranking.rank_explain,
        jobs.job_city,
        jobs.job_country,
        jobs.remote_work_type,
        jobs.seniority_level,
        jobs.employment_types,
        jobs.yearly_min_salary,
        jobs.yearly_max_salary,
        jobs.salary_currency,
        jobs.posted_date
    from (
        select distinct on (copies.posting_fingerprint)
            copies.job_posting_key,
            scores.rank_score,
            scores.rank_explain
        from marts.dim_ranking as scores
        inner join marts.fact_jobs as copies on scores.job_posting_key = copies.job_posting_key
        where scores.campaign_id = campaigns.campaign_id
        order by copies.posting_fingerprint, scores.rank_score desc, copies.job_posting_key
    ) as ranking
    inner join marts.fact_jobs as jobs on ranking.job_posting_key = jobs.job_posting_key
    order by ranking.rank_score desc, ranking.job_posting_key
    limit :best
) as best
where
    case
        when cast(:campaign_id as bigint) is null then campaigns.is_active
        else campaigns.campaign_id = :campaign_id
    end
order by campaigns.campaign_id, best.rank_score desc;

-- name: stages_of_run
-- The newest attempt of each task.
select distinct on (metrics.task_id, metrics.map_index)
    metrics.task_id,
    metrics.map_index,
    metrics.outcome,
    metrics.seconds,
    metrics.message,
    metrics.tests_passed,
    metrics.tests_warned,
    metrics.tests_failed,
    metrics.companies_matched,
    metrics.companies_not_found,
    metrics.companies_failed,
    metrics.rows_enriched,
    metrics.rows_ranked,
    metrics.api_calls,
    metrics.cost_usd,
    metrics.mails_sent,
    metrics.mails_failed,
    metrics.details
from marts.etl_run_metrics as metrics
where metrics.dwh_run_id = :run_id and metrics.campaign_id is null
order by metrics.task_id, metrics.map_index, metrics.started_at desc;
