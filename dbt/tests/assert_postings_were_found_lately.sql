{{ config(severity='warn') }}
-- A day without any finding is a source that is silent or a schedule that does not run.
with campaigns as (
    select campaign_id from {{ source('app', 'job_campaigns') }}
    where is_active
),

findings as (
    select max(last_found_date) as latest from {{ ref('bridge_campaign_jobs') }}
)

select findings.latest
from findings
where findings.latest < current_date - 2 and exists (select 1 from campaigns)
