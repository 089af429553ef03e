-- The least is never more than the most, stated or yearly, and pay has a source exactly when there is some.
with jobs as (
    select * from {{ ref('fact_jobs') }}
)

select
    job_posting_key,
    job_min_salary,
    job_max_salary,
    yearly_min_salary,
    yearly_max_salary,
    salary_source
from jobs
where
    job_min_salary > job_max_salary
    or yearly_min_salary > yearly_max_salary
    or (salary_source is null) = has_salary
    or (salary_currency is not null and coalesce(yearly_min_salary, yearly_max_salary) is null)
