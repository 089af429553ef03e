{{ config(severity='warn') }}
-- They break search, matching and the look of the page.
with jobs as (
    select * from {{ ref('fact_jobs') }}
)

select job_posting_key
from jobs
where
    job_title ~ '{{ unclean_characters() }}'
    or employer_name ~ '{{ unclean_characters() }}'
    or job_location ~ '{{ unclean_characters() }}'
