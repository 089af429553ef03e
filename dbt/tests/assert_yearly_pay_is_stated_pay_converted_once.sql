-- Hourly × 2080, daily × 260, weekly × 52, monthly × 12, and never twice.
with paid as (
    select
        job_posting_key,
        job_min_salary,
        job_max_salary,
        job_salary_period,
        yearly_min_salary,
        yearly_max_salary
    from {{ ref('fact_jobs') }}
    where coalesce(yearly_min_salary, yearly_max_salary) is not null
)

select *
from paid
where
    job_salary_period is null
    or abs(yearly_min_salary - job_min_salary * {{ periods_a_year('job_salary_period') }}) > 1
    or abs(yearly_max_salary - job_max_salary * {{ periods_a_year('job_salary_period') }}) > 1
