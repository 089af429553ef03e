-- The page shows each factor's points: they add up to the score, or the explanation is of another score.
with rankings as (
    select * from {{ source('app', 'dim_ranking') }}
),

summed as (
    select
        rankings.campaign_id,
        rankings.job_posting_key,
        rankings.rank_score,
        sum(factors.value::numeric) as points
    from rankings
    cross join lateral jsonb_each_text(rankings.rank_explain -> 'points') as factors (name, value)
    group by rankings.campaign_id, rankings.job_posting_key, rankings.rank_score
)

select *
from summed
where points <> rank_score or rank_score not between 0 and 100
