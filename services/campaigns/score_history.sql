-- name: note_scores
-- The campaigns are locked against deletion first: a row for one that is gone would fail the whole run.
with noted as (
    select campaign_id from marts.job_campaigns
    where is_active and (cast(:campaign_id as bigint) is null or campaign_id = :campaign_id)
    for key share
),

ranked as (
    select
        ranking.campaign_id, count(*) as jobs, avg(ranking.rank_score) as average_score,
        count(*) filter (where ranking.rank_score >= :strong) as strong_jobs
    from marts.dim_ranking as ranking
    where ranking.campaign_id in (select noted.campaign_id from noted)
    group by ranking.campaign_id
),

fresh as (
    select ranking.campaign_id, count(*) as jobs, avg(ranking.rank_score) as average_score
    from marts.bridge_campaign_jobs as bridge
    inner join marts.dim_ranking as ranking
        on bridge.campaign_id = ranking.campaign_id and bridge.job_posting_key = ranking.job_posting_key
    where bridge.first_found_date = :day and bridge.campaign_id in (select noted.campaign_id from noted)
    group by ranking.campaign_id
)

insert into marts.campaign_daily_scores (
    campaign_id, score_date, jobs, average_score, strong_jobs, new_jobs, new_average_score, noted_at
)
select
    ranked.campaign_id, :day, ranked.jobs, ranked.average_score, ranked.strong_jobs,
    coalesce(fresh.jobs, 0), fresh.average_score,
    -- an earlier day that is worked through again was noted at the hour of the morning's run
    case
        when cast(now() at time zone 'utc' as date) = :day then now()
        else (cast(:day as date) + time '12:00') at time zone 'utc'
    end as noted_at
from ranked
left join fresh on ranked.campaign_id = fresh.campaign_id
on conflict (campaign_id, score_date) do update set
    jobs = excluded.jobs, average_score = excluded.average_score, strong_jobs = excluded.strong_jobs,
    new_jobs = excluded.new_jobs, new_average_score = excluded.new_average_score, noted_at = excluded.noted_at;

-- name: scores_of_campaign
-- By day of the reader. Two days of UTC may be one of theirs: its averages are those of the later, what is new adds up.
select distinct on (days.score_date)
    days.score_date, days.jobs, days.average_score, days.strong_jobs,
    sum(days.new_jobs) over same_day as new_jobs,
    sum(days.new_average_score * days.new_jobs) over same_day / nullif(sum(days.new_jobs) over same_day, 0)
        as new_average_score
from (
    select
        scores.jobs, scores.average_score, scores.strong_jobs, scores.new_jobs, scores.new_average_score,
        scores.noted_at, cast(scores.noted_at at time zone :zone as date) as score_date
    from marts.campaign_daily_scores as scores
    inner join marts.job_campaigns using (campaign_id)
    where scores.campaign_id = :campaign_id and job_campaigns.user_id = :user_id
    order by scores.score_date desc
    limit :size
) as days
window same_day as (partition by days.score_date)
order by days.score_date, days.noted_at desc;
