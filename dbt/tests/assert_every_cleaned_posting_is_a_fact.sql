-- Nothing that was cleaned is lost on the way to the marts, and nothing is invented there.
with postings as (
    select job_posting_key from {{ ref('jsearch_job_postings') }}
),

jobs as (
    select job_posting_key from {{ ref('fact_jobs') }}
)

select
    postings.job_posting_key as in_staging,
    jobs.job_posting_key as in_marts
from postings
full join jobs on postings.job_posting_key = jobs.job_posting_key
where postings.job_posting_key is null or jobs.job_posting_key is null
