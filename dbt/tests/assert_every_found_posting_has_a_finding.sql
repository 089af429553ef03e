-- Who found what is never lost: each posting in the marts that a campaign found is in the bridge.
with results as (
    select distinct
        campaign_id,
        jsearch_job_id
    from {{ source('raw', 'jsearch_search_results') }}
),

jobs as (
    select * from {{ ref('fact_jobs') }}
),

findings as (
    select * from {{ ref('bridge_campaign_jobs') }}
)

select
    results.campaign_id,
    results.jsearch_job_id
from results
inner join jobs on results.jsearch_job_id = jobs.jsearch_job_id
left join findings
    on results.campaign_id = findings.campaign_id and jobs.job_posting_key = findings.job_posting_key
where findings.job_posting_key is null
