-- When each posting was first and last found by any campaign.
select
    jsearch_job_id,
    min(dwh_load_timestamp) as first_seen_at,
    max(dwh_load_timestamp) as last_seen_at
from {{ source('raw', 'jsearch_search_results') }}
group by jsearch_job_id
