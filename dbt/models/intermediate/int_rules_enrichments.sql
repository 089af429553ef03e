-- What the newest version of the rules read out of each text.
select distinct on (job_posting_key, content_hash)
    job_posting_key,
    content_hash,
    extracted_skills,
    seniority_level,
    remote_work_type,
    case when salary_min > 0 then salary_min end as salary_min,
    case when salary_max > 0 then salary_max end as salary_max,
    salary_period,
    salary_currency,
    dwh_load_timestamp as rules_loaded_at
from {{ source('work', 'job_enrichments') }}
order by job_posting_key, content_hash, rules_version desc
