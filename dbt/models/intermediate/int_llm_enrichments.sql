-- What the LLM read out of each text under the newest prompt that it was read with, where it is one of our values.
with enrichments as (
    select * from {{ source('work', 'chatgpt_enrichments') }}
),

newest as (
    select distinct on (job_posting_key, content_hash)
        *,
        case when chatgpt_salary_min > 0 then chatgpt_salary_min end as low,
        case when chatgpt_salary_max > 0 then chatgpt_salary_max end as high
    from enrichments
    -- a refusal or a broken answer under a new prompt does not hide what was read under the one before
    where coalesce(chatgpt_enrichment_status ->> 'state', 'ok') = 'ok'
    order by job_posting_key, content_hash, prompt_version desc
)

select
    job_posting_key,
    content_hash,
    {{ clean_text('job_summary') }} as job_summary,
    chatgpt_extracted_skills as extracted_skills,
    {{ clean_line('chatgpt_extracted_location') }} as location,
    substring(chatgpt_language from '^[a-z]{2}$') as language,
    chatgpt_enriched_at as llm_enriched_at,
    case
        when chatgpt_seniority_level in ('{{ seniority_levels() | join("', '") }}') then chatgpt_seniority_level
    end as seniority_level,
    case
        when chatgpt_remote_work_type in ('remote', 'hybrid', 'onsite') then chatgpt_remote_work_type
    end as remote_work_type,
    case when low > high then high else low end as salary_min,
    case when low > high then low else high end as salary_max,
    {{ salary_period('chatgpt_salary_period') }} as salary_period,
    upper(substring(chatgpt_salary_currency from '^[A-Za-z]{3}$')) as salary_currency
from newest
