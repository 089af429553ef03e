-- name: reordered
-- Points by the weights they were made with are fits; fits by the new weights are the new points. Light factors have their
-- fit stored, because their points are too coarse.
with used as materialized (
    select
        factors.name,
        factors.new_weight::float8 as new_weight,
        case when (state.weights ->> factors.name)::float8 >= 5 then (state.weights ->> factors.name)::float8 end as old_weight
    from staging.ranking_state as state
    cross join jsonb_each_text(cast(:weights as jsonb)) as factors (name, new_weight)
    where state.campaign_id = :campaign_id
),

-- What a point and what a fit of each factor is worth, in the order of the stored points.
worth as materialized (
    select
        jsonb_object_agg(name, new_weight / old_weight) filter (where old_weight is not null and new_weight > 0) as of_points,
        jsonb_object_agg(name, new_weight) filter (where old_weight is null and new_weight > 0) as of_fits
    from used
),

rescored as (
    select
        ranking.job_posting_key,
        ranking.rank_score,
        coalesce((
            select sum(points.value::float8 * (worth.of_points ->> points.key)::float8)
            from jsonb_each_text(ranking.rank_explain -> 'points') as points
        ), 0)
        + case
            when worth.of_fits is null then 0
            else coalesce((
                select sum(fits.value::float8 * (worth.of_fits ->> fits.key)::float8)
                from jsonb_each_text(ranking.rank_explain -> 'fits') as fits
            ), 0)
        end as new_score
    from marts.dim_ranking as ranking
    cross join worth
    where ranking.campaign_id = :campaign_id
),

ordered as (
    select
        job_posting_key,
        row_number() over (order by new_score desc, job_posting_key) as position,
        round(new_score::numeric, 2) as score,
        row_number() over (order by rank_score desc, job_posting_key) as position_now,
        rank_score as score_now
    from rescored
)

select job_posting_key, position, score, position_now, score_now
from ordered
order by position
limit :limit offset :offset;

-- name: decisions
-- The same for the postings that the campaign's owner has decided about.
with used as materialized (
    select
        factors.name,
        factors.new_weight::float8 as new_weight,
        case when (state.weights ->> factors.name)::float8 >= 5 then (state.weights ->> factors.name)::float8 end as old_weight
    from staging.ranking_state as state
    cross join jsonb_each_text(cast(:weights as jsonb)) as factors (name, new_weight)
    where state.campaign_id = :campaign_id
),

rescored as (
    select
        ranking.job_posting_key,
        ranking.rank_score,
        (
            select
                sum(
                    used.new_weight * coalesce(
                        (ranking.rank_explain -> 'points' ->> used.name)::float8 / used.old_weight,
                        (ranking.rank_explain -> 'fits' ->> used.name)::float8, 0
                    )
                )
            from used
        ) as new_score
    from marts.dim_ranking as ranking
    where ranking.campaign_id = :campaign_id
),

ordered as (
    select
        job_posting_key,
        row_number() over (order by new_score desc, job_posting_key) as position,
        row_number() over (order by rank_score desc, job_posting_key) as position_now
    from rescored
)

select
    ordered.position,
    ordered.position_now,
    status.status
from ordered
inner join marts.user_job_status as status on ordered.job_posting_key = status.job_posting_key
inner join marts.job_campaigns as campaigns on status.user_id = campaigns.user_id
where campaigns.campaign_id = :campaign_id and status.status = any(cast(:statuses as text []));
