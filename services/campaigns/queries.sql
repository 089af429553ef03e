-- name: campaigns_of_user
-- The counts are taken for the campaigns of this page only, each by a range scan of an index, and end at 1,001: that is
-- "more than 1,000", and costs the same for a campaign of a million.
select
    job_campaigns.campaign_id, job_campaigns.campaign_name, job_campaigns.query, job_campaigns.location,
    job_campaigns.country, job_campaigns.is_active, job_campaigns.run_count, job_campaigns.last_run_at,
    job_campaigns.last_run_outcome, found.found_count, ranked.ranked_count, unseen.unseen_count,
    (
        select scores.average_score from marts.campaign_daily_scores as scores
        where scores.campaign_id = job_campaigns.campaign_id
        order by scores.score_date desc
        limit 1
    ) as average_score,
    (
        select sum(metrics.rows_inserted) = 0 from marts.etl_run_metrics as metrics
        where metrics.dwh_run_id = job_campaigns.last_run_id
          and metrics.task_id = 'extract_job_postings'
          and metrics.campaign_id = job_campaigns.campaign_id
    ) as last_run_was_stale
from marts.job_campaigns
cross join lateral (
    select count(*) as found_count from (
        select from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = job_campaigns.campaign_id
        limit 1001
    ) as counted
) as found
cross join lateral (
    select count(*) as ranked_count from (
        select from marts.dim_ranking as ranking
        where ranking.campaign_id = job_campaigns.campaign_id
        limit 1001
    ) as counted
) as ranked
cross join lateral (
    select count(*) as unseen_count from (
        select from marts.listed_jobs as listed
        where listed.campaign_id = job_campaigns.campaign_id
          and listed.listed_at > coalesce(
              (select visits.last_visited_at from marts.campaign_visits as visits
               where visits.campaign_id = job_campaigns.campaign_id), '-infinity'
          )
        limit 100
    ) as counted
) as unseen
where job_campaigns.user_id = :user_id
order by job_campaigns.is_active desc, job_campaigns.created_at desc, job_campaigns.campaign_id desc
limit :size offset :offset;

-- name: count_campaigns_of_user
select count(*) as all_count, count(*) filter (where is_active) as active_count
from marts.job_campaigns
where user_id = :user_id;

-- name: summary_of_campaign
select
    job_campaigns.campaign_id, job_campaigns.campaign_name, job_campaigns.query, job_campaigns.location,
    job_campaigns.country, job_campaigns.is_active, job_campaigns.run_count, job_campaigns.last_run_at,
    job_campaigns.last_run_outcome,
    (
        select count(*) from (
            select from marts.bridge_campaign_jobs as bridge
            where bridge.campaign_id = job_campaigns.campaign_id
            limit 1001
        ) as counted
    ) as found_count,
    (
        select count(*) from (
            select from marts.dim_ranking as ranking
            where ranking.campaign_id = job_campaigns.campaign_id
            limit 1001
        ) as counted
    ) as ranked_count,
    (
        select count(*) from (
            select from marts.listed_jobs as listed
            where listed.campaign_id = job_campaigns.campaign_id
              and listed.listed_at > coalesce(
                  (select visits.last_visited_at from marts.campaign_visits as visits
                   where visits.campaign_id = job_campaigns.campaign_id), '-infinity'
              )
            limit 100
        ) as counted
    ) as unseen_count,
    noted.average_score,
    (
        select sum(metrics.rows_inserted) = 0 from marts.etl_run_metrics as metrics
        where metrics.dwh_run_id = job_campaigns.last_run_id
          and metrics.task_id = 'extract_job_postings'
          and metrics.campaign_id = job_campaigns.campaign_id
    ) as last_run_was_stale,
    noted.jobs as noted_count,
    (
        select count(*) from (
            select from marts.gated_jobs as gated
            where gated.campaign_id = job_campaigns.campaign_id
            limit 500
        ) as counted
    ) as hidden_count
from marts.job_campaigns
left join lateral (
    select scores.average_score, scores.jobs from marts.campaign_daily_scores as scores
    where scores.campaign_id = job_campaigns.campaign_id
    order by scores.score_date desc
    limit 1
) as noted on true
where job_campaigns.campaign_id = :campaign_id and job_campaigns.user_id = :user_id;

-- name: campaign_of_user
select
    campaign_id, user_id, campaign_name, query, location, country, date_window, email, skills, min_salary, max_salary,
    currency, remote_preference, seniority, company_size_preference, employment_type_preference, excluded_seniority,
    pay_floor, blocked_employers, blocked_words, remote_only, competes, ranking_weights, is_active, created_at, updated_at
from marts.job_campaigns
where campaign_id = :campaign_id and user_id = :user_id;

-- name: insert_campaign
insert into marts.job_campaigns (
    user_id, campaign_name, query, location, country, date_window, email, skills, min_salary, max_salary, currency,
    remote_preference, seniority, company_size_preference, employment_type_preference, excluded_seniority, pay_floor,
    blocked_employers, blocked_words, remote_only, competes, ranking_weights
)
values (
    :user_id, :campaign_name, :query, :location, :country, :date_window, :email, cast(:skills as text []), :min_salary,
    :max_salary, :currency, cast(:remote_preference as text []), cast(:seniority as text []),
    cast(:company_size_preference as text []), cast(:employment_type_preference as text []),
    cast(:excluded_seniority as text []), :pay_floor, cast(:blocked_employers as text []),
    cast(:blocked_words as text []), :remote_only, :competes, cast(:ranking_weights as jsonb)
)
returning campaign_id;

-- name: update_campaign
update marts.job_campaigns set
    campaign_name = :campaign_name, query = :query, location = :location, country = :country,
    date_window = :date_window, email = :email, skills = cast(:skills as text []), min_salary = :min_salary,
    max_salary = :max_salary, currency = :currency, remote_preference = cast(:remote_preference as text []),
    seniority = cast(:seniority as text []), company_size_preference = cast(:company_size_preference as text []),
    employment_type_preference = cast(:employment_type_preference as text []),
    excluded_seniority = cast(:excluded_seniority as text []), pay_floor = :pay_floor,
    blocked_employers = cast(:blocked_employers as text []), blocked_words = cast(:blocked_words as text []),
    remote_only = :remote_only, competes = :competes, ranking_weights = cast(:ranking_weights as jsonb),
    updated_at = now()
where campaign_id = :campaign_id and user_id = :user_id;

-- name: set_campaign_active
update marts.job_campaigns set is_active = :is_active, updated_at = now()
where campaign_id = :campaign_id and user_id = :user_id;

-- name: runs_of_campaign
-- A run is all rows of one run id about this campaign. Its counts add up over the attempts of the extraction, because a
-- second attempt asks again only for what failed; its outcome is that of the last attempt.
with runs as (
    select
        metrics.dwh_run_id,
        min(metrics.started_at) as started_at,
        max(metrics.finished_at) as finished_at,
        max(metrics.try_number) filter (where metrics.task_id = 'extract_job_postings') as attempts,
        (
            array_agg(metrics.outcome order by metrics.try_number desc, metrics.started_at desc)
            filter (where metrics.task_id = 'extract_job_postings')
        )[1] as outcome,
        sum(metrics.rows_fetched) filter (where metrics.task_id = 'extract_job_postings') as fetched,
        sum(metrics.rows_inserted - metrics.rows_changed) filter (where metrics.task_id = 'extract_job_postings')
            as new_count,
        sum(metrics.rows_changed) filter (where metrics.task_id = 'extract_job_postings') as changed,
        sum(metrics.rows_unchanged) filter (where metrics.task_id = 'extract_job_postings') as unchanged,
        sum(metrics.rows_quarantined) filter (where metrics.task_id = 'extract_job_postings') as quarantined,
        (
            array_agg(metrics.message order by metrics.try_number desc, metrics.started_at desc)
            filter (where metrics.task_id = 'extract_job_postings')
        )[1] as message
    from marts.etl_run_metrics as metrics
    inner join marts.job_campaigns using (campaign_id)
    where metrics.campaign_id = :campaign_id and job_campaigns.user_id = :user_id
    group by metrics.dwh_run_id
)

select
    dwh_run_id, started_at, finished_at, attempts, outcome, fetched, new_count, changed, unchanged, quarantined, message,
    count(*) over () as total
from runs
where outcome is not null
order by started_at desc, dwh_run_id desc
limit :size offset :offset;
