{{ config(severity='warn') }}
-- A score older than the posting is another posting's.
with rankings as (
    select * from {{ source('app', 'dim_ranking') }}
),

jobs as (
    select * from {{ ref('fact_jobs') }}
)

select
    rankings.campaign_id,
    rankings.job_posting_key,
    rankings.dwh_load_timestamp,
    jobs.first_seen_at
from rankings
inner join jobs on rankings.job_posting_key = jobs.job_posting_key
where rankings.dwh_load_timestamp < jobs.first_seen_at
