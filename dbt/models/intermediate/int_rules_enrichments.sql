-- What the newest version of the rules read out of each text.
select distinct on (job_posting_key, content_hash)
    job_posting_key,
    content_hash,
    extracted_skills,
    seniority_level,
    remote_work_type,
    salary_min,
    salary_max,
    salary_period,
    salary_currency,
    dwh_load_timestamp as rules_loaded_at
from {{ source('work', 'job_enrichments') }}
order by job_posting_key, content_hash, rules_version desc
