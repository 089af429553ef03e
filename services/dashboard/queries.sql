-- name: campaigns_of_person
select campaign_id, campaign_name, is_active, last_run_at, last_run_outcome
from marts.job_campaigns
where user_id = :user_id
order by is_active desc, campaign_name, campaign_id;

-- name: unseen_by_campaign
-- Jobs that came since the person looked at the campaign last, the counting ended at 100: more is not read in one sitting.
select campaigns.campaign_id, unseen.jobs
from marts.job_campaigns as campaigns
left join marts.campaign_visits as visits on campaigns.campaign_id = visits.campaign_id
cross join lateral (
    select count(*) as jobs from (
        select from marts.listed_jobs as listed
        where listed.campaign_id = campaigns.campaign_id
          and listed.listed_at > coalesce(visits.last_visited_at, '-infinity')
        limit 100
    ) as counted
) as unseen
where campaigns.campaign_id = any(:campaign_ids) and campaigns.is_active and unseen.jobs > 0
order by unseen.jobs desc, campaigns.campaign_id;

-- name: found_by_day
-- A posting that two campaigns found counts once, when it was found first. One pass with a hash beats asking for each
-- posting whether another campaign was earlier, by ten times at 120,000 postings. A day of a zone begins at a quarter of
-- an hour of UTC, so quarters are counted first: taking each posting's own moment to the zone would cost ten times more.
-- A finding of before its moment was kept is taken to be of the morning's run, 07:00 in Toronto.
select cast(quarters.quarter at time zone :zone as date) as day, cast(sum(quarters.found) as bigint) as found
from (
    select
        date_bin('15 minutes', found.first_found_at, timestamptz '2000-01-01 00:00+00') as quarter,
        count(*) as found
    from (
        select
            min(coalesce(
                bridge.first_found_at, (bridge.first_found_date + time '12:00') at time zone 'utc'
            )) as first_found_at
        from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids)
        group by bridge.job_posting_key
    ) as found
    where (cast(:since as date) is null or found.first_found_at >= cast(:since as timestamp) at time zone :zone)
      and (
          cast(:until as date) is null
          or found.first_found_at < cast(cast(:until as date) + 1 as timestamp) at time zone :zone
      )
    group by quarter
) as quarters
group by day;

-- name: found_by_day_of_one
select cast(quarters.quarter at time zone :zone as date) as day, cast(sum(quarters.found) as bigint) as found
from (
    select
        date_bin('15 minutes', found.first_found_at, timestamptz '2000-01-01 00:00+00') as quarter,
        count(*) as found
    from (
        select
            coalesce(
                bridge.first_found_at, (bridge.first_found_date + time '12:00') at time zone 'utc'
            ) as first_found_at
        from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids)
    ) as found
    where (cast(:since as date) is null or found.first_found_at >= cast(:since as timestamp) at time zone :zone)
      and (
          cast(:until as date) is null
          or found.first_found_at < cast(cast(:until as date) + 1 as timestamp) at time zone :zone
      )
    group by quarter
) as quarters
group by day;

-- name: average_fit
-- Over everything that is ranked, as the last run noted it: reading the scores of 100,000 jobs would take half of the page.
-- They are read where no run has noted any yet.
select sum(scores.average_score * scores.jobs) / nullif(sum(scores.jobs), 0) as average_fit
from unnest(cast(:campaign_ids as bigint [])) as chosen (campaign_id)
left join lateral (
    select daily.average_score, daily.jobs
    from marts.campaign_daily_scores as daily
    where daily.campaign_id = chosen.campaign_id
    order by daily.score_date desc
    limit 1
) as noted on true
cross join lateral (
    select noted.average_score, noted.jobs
    where noted.jobs is not null
    union all
    select avg(ranking.rank_score), count(*)
    from marts.dim_ranking as ranking
    where noted.jobs is null and ranking.campaign_id = chosen.campaign_id
) as scores;

-- name: average_fit_of_days
select avg(found.rank_score) as average_fit
from (
    select
        ranking.rank_score,
        coalesce(bridge.first_found_at, (bridge.first_found_date + time '12:00') at time zone 'utc') as first_found_at
    from marts.bridge_campaign_jobs as bridge
    inner join marts.dim_ranking as ranking
        on bridge.campaign_id = ranking.campaign_id and bridge.job_posting_key = ranking.job_posting_key
    where bridge.campaign_id = any(:campaign_ids)
) as found
where (cast(:since as date) is null or found.first_found_at >= cast(:since as timestamp) at time zone :zone)
  and (
      cast(:until as date) is null
      or found.first_found_at < cast(cast(:until as date) + 1 as timestamp) at time zone :zone
  );

-- name: steps_by_day
-- A campaign reaches what it found, and when it competes also what it ranks of others' findings; so everywhere below.
-- What a person did, by day in their own zone. A step that was taken back did not happen, and neither did taking it back.
-- The rows without a day count each posting once over the whole time, for the totals.
with steps as (
    select
        history.job_posting_key, history.to_status, history.changed_at, history.is_undo,
        lead(history.is_undo, 1, false) over (
            partition by history.job_posting_key order by history.changed_at, history.job_status_history_id
        ) as was_taken_back
    from marts.job_status_history as history
    where history.user_id = :user_id
)

select
    cast(steps.changed_at at time zone :zone as date) as day, steps.to_status,
    count(distinct steps.job_posting_key) as postings
from steps
where not steps.is_undo
  and not steps.was_taken_back
  and (cast(:since as date) is null or cast(steps.changed_at at time zone :zone as date) >= :since)
  and (cast(:until as date) is null or cast(steps.changed_at at time zone :zone as date) <= :until)
  and exists (
      select from marts.bridge_campaign_jobs as bridge
      where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = steps.job_posting_key
      union all
      select from marts.dim_ranking as ranking
      where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = steps.job_posting_key
  )
group by grouping sets ((day, steps.to_status), (steps.to_status))
order by day nulls first, steps.to_status;

-- name: statuses_by_campaign
-- A posting without a row waits.
with found as (
    select bridge.campaign_id, count(*) as found
    from marts.bridge_campaign_jobs as bridge
    where bridge.campaign_id = any(:campaign_ids)
    group by bridge.campaign_id
),

stated as (
    select place.campaign_id, status.status, count(*) as postings
    from marts.user_job_status as status
    cross join lateral (
        select bridge.campaign_id from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = status.job_posting_key
        union
        select ranking.campaign_id from marts.dim_ranking as ranking
        where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = status.job_posting_key
    ) as place
    where status.user_id = :user_id
    group by place.campaign_id, status.status
)

select found.campaign_id, found.found, stated.status, stated.postings
from found
left join stated on found.campaign_id = stated.campaign_id;

-- name: recent_activity
select
    history.job_posting_key, history.from_status, history.to_status, history.changed_at, history.is_undo,
    jobs.job_title, coalesce(companies.company_name, jobs.employer_name) as company_name, place.campaign_id
from marts.job_status_history as history
cross join lateral (
    select min(reached.campaign_id) as campaign_id
    from (
        select bridge.campaign_id from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = history.job_posting_key
        union all
        select ranking.campaign_id from marts.dim_ranking as ranking
        where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = history.job_posting_key
    ) as reached
) as place
left join marts.fact_jobs as jobs on history.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
where history.user_id = :user_id
  and place.campaign_id is not null
  and (cast(:since as date) is null or cast(history.changed_at at time zone :zone as date) >= :since)
  and (cast(:until as date) is null or cast(history.changed_at at time zone :zone as date) <= :until)
order by history.changed_at desc, history.job_status_history_id desc
limit :size;

-- name: applied_jobs
-- Applied to by now, whatever came of it; newest first. A posting's day is that of its last step to "applied".
select
    applied.job_posting_key, applied.applied_at as happened_at, status.status, jobs.job_title,
    coalesce(companies.company_name, jobs.employer_name) as company_name, jobs.job_location, place.campaign_id,
    count(*) over () as total
from (
    select history.job_posting_key, max(history.changed_at) as applied_at
    from marts.job_status_history as history
    where history.user_id = :user_id and history.to_status = 'applied' and not history.is_undo
    group by history.job_posting_key
) as applied
inner join marts.user_job_status as status
    on applied.job_posting_key = status.job_posting_key and status.user_id = :user_id
    and status.status in ('applied', 'interview', 'offer', 'rejected', 'archived')
cross join lateral (
    select min(reached.campaign_id) as campaign_id
    from (
        select bridge.campaign_id from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = applied.job_posting_key
        union all
        select ranking.campaign_id from marts.dim_ranking as ranking
        where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = applied.job_posting_key
    ) as reached
) as place
left join marts.fact_jobs as jobs on applied.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
where place.campaign_id is not null
order by applied.applied_at desc, applied.job_posting_key
limit :size offset :offset;

-- name: favourite_jobs
select
    favourites.job_posting_key, favourites.created_at as happened_at, coalesce(status.status, 'waiting') as status,
    jobs.job_title, coalesce(companies.company_name, jobs.employer_name) as company_name, jobs.job_location,
    place.campaign_id, count(*) over () as total
from marts.user_favorite_jobs as favourites
cross join lateral (
    select min(reached.campaign_id) as campaign_id
    from (
        select bridge.campaign_id from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = favourites.job_posting_key
        union all
        select ranking.campaign_id from marts.dim_ranking as ranking
        where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = favourites.job_posting_key
    ) as reached
) as place
left join marts.user_job_status as status
    on favourites.job_posting_key = status.job_posting_key and status.user_id = :user_id
left join marts.fact_jobs as jobs on favourites.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
where favourites.user_id = :user_id and place.campaign_id is not null
order by favourites.created_at desc, favourites.job_posting_key
limit :size offset :offset;

-- name: jobs_to_attend_to
-- Dates that are overdue or due soon, soonest first, and open postings that have stood still for too long, the longest wait
-- first, with how many there are of each kind. One with a date to come is not forgotten, and a closed one is not due.
with coming as (
    select
        dates.job_date_id, dates.job_posting_key, dates.kind, dates.due_on, dates.due_at, dates.about
    from marts.job_dates as dates
    where dates.user_id = :user_id
      and not dates.is_done
      and dates.due_on <= :until
      and not exists (
          select from marts.user_job_status as status
          where status.user_id = dates.user_id and status.job_posting_key = dates.job_posting_key
            and status.status in ('rejected', 'archived')
      )
      and exists (
          select from marts.bridge_campaign_jobs as bridge
          where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = dates.job_posting_key
          union all
          select from marts.dim_ranking as ranking
          where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = dates.job_posting_key
      )
    order by dates.due_on, dates.due_at nulls first, dates.job_date_id
    limit :size
),

standing as (
    select
        status.job_posting_key, status.status, status.updated_at,
        row_number() over (partition by status.status order by status.updated_at) as place,
        count(*) over (partition by status.status) as of_kind
    from marts.user_job_status as status
    where status.user_id = :user_id
      and (
          (status.status = 'applied' and status.updated_at < :applied_before)
          or (status.status = 'interview' and status.updated_at < :interview_before)
          or (status.status = 'approved' and status.updated_at < :approved_before)
          or (status.status = 'preparing_to_apply' and status.updated_at < :preparing_to_apply_before)
      )
      and not exists (
          select from marts.job_dates as dates
          where dates.user_id = status.user_id and dates.job_posting_key = status.job_posting_key
            and not dates.is_done and dates.due_on >= :today
      )
      and exists (
          select from marts.bridge_campaign_jobs as bridge
          where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = status.job_posting_key
          union all
          select from marts.dim_ranking as ranking
          where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = status.job_posting_key
      )
)

select
    found.job_date_id, found.job_posting_key, found.kind, found.due_on, found.due_at, found.about, found.status,
    found.since, found.of_kind, jobs.job_title, coalesce(companies.company_name, jobs.employer_name) as company_name
from (
    select
        coming.job_date_id, coming.job_posting_key, coming.kind, coming.due_on, coming.due_at, coming.about,
        null as status, cast(null as timestamptz) as since, null as of_kind
    from coming
    union all
    select null, standing.job_posting_key, null, null, null, null, standing.status, standing.updated_at, standing.of_kind
    from standing
    where standing.place <= 2
) as found
left join marts.fact_jobs as jobs on found.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
order by found.due_on, found.due_at nulls first, found.since, found.job_date_id;

-- name: standing_jobs
-- All of one kind, the longest wait first.
select
    status.job_posting_key, status.updated_at as happened_at, status.status, jobs.job_title,
    coalesce(companies.company_name, jobs.employer_name) as company_name, jobs.job_location,
    place.campaign_id, count(*) over () as total
from marts.user_job_status as status
cross join lateral (
    select found.campaign_id
    from (
        select bridge.campaign_id from marts.bridge_campaign_jobs as bridge
        where bridge.campaign_id = any(:campaign_ids) and bridge.job_posting_key = status.job_posting_key
        union all
        select ranking.campaign_id from marts.dim_ranking as ranking
        where ranking.campaign_id = any(:campaign_ids) and ranking.job_posting_key = status.job_posting_key
    ) as found
    limit 1
) as place
left join marts.fact_jobs as jobs on status.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
where status.user_id = :user_id and status.status = :status and status.updated_at < :before
  and not exists (
      select from marts.job_dates as dates
      where dates.user_id = status.user_id and dates.job_posting_key = status.job_posting_key
        and not dates.is_done and dates.due_on >= :today
  )
order by status.updated_at, status.job_posting_key
limit :size offset :offset;
