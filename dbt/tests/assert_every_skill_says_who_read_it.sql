-- The names in `skills` are those in `skill_details`, and each of those has a source.
with jobs as (
    select * from {{ ref('fact_jobs') }}
)

select
    job_posting_key,
    skills,
    skill_details
from jobs
where
    skills is distinct from coalesce(
        (
            select array_agg(detail ->> 'skill' order by detail ->> 'skill')
            from jsonb_array_elements(skill_details) as detail
            where detail ->> 'source' in ('llm', 'rules')
        ), '{}'
    )
