-- name: reordered
-- Points by the weights they were made with are fits; fits by the new weights are the new points. Light factors have their
-- fit stored, because their points are too coarse.
with worth as materialized (
    select
        factors.name,
        case when used.weight >= 5 then factors.new_weight::float8 / used.weight end as of_a_point,
        case when used.weight < 5 then factors.new_weight::float8 end as of_the_fit
    from staging.ranking_state as state
    cross join jsonb_each_text(cast(:weights as jsonb)) as factors (name, new_weight)
    cross join lateral (select (state.weights ->> factors.name)::float8 as weight) as used
    where state.campaign_id = :campaign_id and factors.new_weight::float8 > 0
),

rescored as (
    select
        ranking.job_posting_key,
        ranking.rank_score,
        coalesce((
            select sum((ranking.rank_explain -> 'points' -> worth.name)::float8 * worth.of_a_point) from worth
            where worth.of_a_point is not null
        ), 0)
        + coalesce((
            select sum((ranking.rank_explain -> 'fits' -> worth.name)::float8 * worth.of_the_fit) from worth
            where worth.of_the_fit is not null
        ), 0) as new_score
    from marts.dim_ranking as ranking
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
