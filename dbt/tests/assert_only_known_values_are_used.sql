-- The lists that campaigns choose from, the site shows and the ranker compares.
with jobs as (
    select * from {{ ref('fact_jobs') }}
)

select
    job_posting_key,
    employment_types,
    seniority_level,
    remote_work_type,
    job_salary_period,
    job_country
from jobs
where
    not employment_types <@ array['full_time', 'part_time', 'contract', 'internship']
    or seniority_level <> all(string_to_array('{{ seniority_levels() | join(" ") }}', ' '))
    or remote_work_type not in ('remote', 'hybrid', 'onsite')
    or job_salary_period not in ('hour', 'day', 'week', 'month', 'year')
    or job_country !~ '^[a-z]{2}$'
    or job_country = 'uk'
