-- A campaign is shown only what it found itself, or what it lets compete.
with rankings as (
    select * from {{ source('app', 'dim_ranking') }}
),

findings as (
    select * from {{ ref('bridge_campaign_jobs') }}
)

select
    rankings.campaign_id,
    rankings.job_posting_key
from rankings
left join findings
    on rankings.campaign_id = findings.campaign_id and rankings.job_posting_key = findings.job_posting_key
where findings.job_posting_key is null and not coalesce((rankings.rank_explain ->> 'competes')::boolean, false)
