-- Every posting with what is known about it, value by value: the LLM's reading first, the rules' second, the source's
-- own fields third, each with where it came from.
{{ config(
    unique_key='job_posting_key',
    indexes=[
        {'columns': ['jsearch_job_id'], 'unique': true},
        {'columns': ['company_key']},
        {'columns': ['posted_date']},
        {'columns': ['posting_fingerprint']},
        {'columns': ['dwh_load_timestamp']},
    ],
    post_hook=["{{ touch_seen_postings() }}", "{{ forget_unchosen_companies() }}"],
) }}
-- Raise it when the logic below changes: the next run then recomputes every row in place.
{% set logic_version = 2 %}

with postings as not materialized (
    select * from {{ ref('jsearch_job_postings') }}
),

companies as (
    select company_key from {{ ref('dim_companies') }}
),

chosen as (
    select * from {{ ref('int_chosen_companies') }}
),

rules as not materialized (
    select * from {{ ref('int_rules_enrichments') }}
),

llm as not materialized (
    select * from {{ ref('int_llm_enrichments') }}
),

seen as not materialized (
    select * from {{ ref('int_postings_seen') }}
),

inputs as (
    select
        postings.job_posting_key,
        postings.dwh_load_timestamp as staging_at,
        companies.company_key,
        rules.rules_loaded_at,
        llm.llm_enriched_at
    from postings
    left join chosen on postings.employer_name = chosen.employer_name
    left join companies on chosen.company_key = companies.company_key
    left join rules
        on postings.job_posting_key = rules.job_posting_key and postings.content_hash = rules.content_hash
    left join llm
        on postings.job_posting_key = llm.job_posting_key and postings.content_hash = llm.content_hash
),

-- A posting is computed again when anything that it was computed from is another: no matter when that was committed,
-- so a company or an enrichment that arrives late joins the postings that are here already.
changed as materialized (
    select inputs.*
    from inputs
    {% if is_incremental() %}
    left join {{ this }} as built on inputs.job_posting_key = built.job_posting_key
    where
        built.dwh_staging_timestamp is distinct from inputs.staging_at
        or built.company_key is distinct from inputs.company_key
        or built.dwh_rules_timestamp is distinct from inputs.rules_loaded_at
        or built.dwh_llm_timestamp is distinct from inputs.llm_enriched_at
        or built.dwh_logic_version is distinct from {{ logic_version }}
    {% endif %}
),

-- Looked up one by one: a join would read every posting and every reading on a day when few have changed.
combined as (
    select
        postings.*,
        changed.company_key,
        changed.staging_at,
        changed.rules_loaded_at,
        changed.llm_enriched_at,
        seen.first_seen_at,
        seen.last_seen_at,
        llm.job_summary,
        llm.language as job_language,
        llm.location as llm_location,
        merged.skills,
        merged.skill_details,
        merged.skills_source,
        coalesce(llm.seniority_level, rules.seniority_level) as seniority_level,
        case
            when llm.seniority_level is not null then 'llm'
            when rules.seniority_level is not null then 'rules'
        end as seniority_source,
        -- the source says false of most remote jobs, so only its true counts
        coalesce(
            llm.remote_work_type, rules.remote_work_type, case when postings.is_remote_api then 'remote' end
        ) as remote_work_type,
        case
            when llm.remote_work_type is not null then 'llm'
            when rules.remote_work_type is not null then 'rules'
            when postings.is_remote_api then 'api'
        end as remote_work_type_source,
        postings.job_min_salary as api_salary_min,
        postings.job_max_salary as api_salary_max,
        postings.job_salary_period as api_salary_period,
        postings.job_salary_currency as api_salary_currency,
        llm.salary_min as llm_salary_min,
        llm.salary_max as llm_salary_max,
        llm.salary_period as llm_salary_period,
        llm.salary_currency as llm_salary_currency,
        rules.salary_min as rules_salary_min,
        rules.salary_max as rules_salary_max,
        rules.salary_period as rules_salary_period,
        rules.salary_currency as rules_salary_currency
    from changed
    cross join lateral (
        select * from postings
        where postings.job_posting_key = changed.job_posting_key
        offset 0
    ) as postings
    left join lateral (
        select * from seen
        where seen.jsearch_job_id = postings.jsearch_job_id
        offset 0
    ) as seen on true
    left join lateral (
        select * from rules
        where rules.job_posting_key = postings.job_posting_key and rules.content_hash = postings.content_hash
        offset 0
    ) as rules on true
    left join lateral (
        select * from llm
        where llm.job_posting_key = postings.job_posting_key and llm.content_hash = postings.content_hash
        offset 0
    ) as llm on true
    cross join lateral (
        select
            coalesce(array_agg(skill order by skill), '{}') as skills,
            coalesce(
                jsonb_agg(
                    jsonb_strip_nulls(
                        jsonb_build_object('skill', skill, 'kind', kind, 'source', source, 'start', starts, 'end', ends)
                    ) order by skill
                ), '[]'
            ) as skill_details,
            min(source) as skills_source
        from {{ merged_skills('llm.extracted_skills', 'rules.extracted_skills') }} as skill
        offset 0
    ) as merged
),

compared as (
    select
        combined.*,
        {{ pay_agrees('llm', 'api') }} as llm_agrees_with_api,
        {{ pay_agrees('rules', 'api') }} as rules_agree_with_api,
        {{ pay_agrees('llm', 'rules') }} as llm_agrees_with_rules
    from combined
),

reconciled as (
    select
        compared.*,
        {{ reconciled_salary_source() }} as salary_source
    from compared
),

paid as (
    select
        reconciled.*,
        case salary_source when 'api' then api_salary_min when 'llm' then llm_salary_min when 'rules' then rules_salary_min end
            as chosen_min_salary,
        case salary_source when 'api' then api_salary_max when 'llm' then llm_salary_max when 'rules' then rules_salary_max end
            as chosen_max_salary,
        case salary_source
            when 'api' then api_salary_period when 'llm' then llm_salary_period when 'rules' then rules_salary_period
        end as chosen_period,
        -- a currency that the chosen source leaves open is taken from one that states the same pay
        case
            when
                llm_salary_currency is not null
                and (salary_source = 'llm' or salary_source = 'api' and llm_agrees_with_api and api_salary_currency is null)
                then 'llm'
            when salary_source = 'rules' and rules_salary_currency is not null then 'rules'
            when salary_source = 'api' and api_salary_currency is not null then 'api'
            when
                rules_salary_currency is not null
                and (
                    salary_source = 'llm' and llm_agrees_with_rules
                    or salary_source = 'api' and rules_agree_with_api and api_salary_currency is null
                )
                then 'rules'
            when
                api_salary_currency is not null
                and (salary_source = 'llm' and llm_agrees_with_api or salary_source = 'rules' and rules_agree_with_api)
                then 'api'
        end as salary_currency_source,
        case
            when {{ states_pay('llm') }}::int + {{ states_pay('rules') }}::int + {{ states_pay('api') }}::int < 2 then null
            when
                (llm_agrees_with_api or not {{ states_pay('llm') }} or not {{ states_pay('api') }})
                and (rules_agree_with_api or not {{ states_pay('rules') }} or not {{ states_pay('api') }})
                and (llm_agrees_with_rules or not {{ states_pay('llm') }} or not {{ states_pay('rules') }})
                then 'agree'
            else 'differ'
        end as salary_agreement
    from reconciled
),

annualised as (
    select
        paid.*,
        currency.chosen_currency,
        yearly.low as chosen_yearly_min,
        yearly.high as chosen_yearly_max
    from paid
    cross join lateral (
        select
            case salary_currency_source
                when 'api' then api_salary_currency when 'llm' then llm_salary_currency when 'rules' then rules_salary_currency
            end as chosen_currency
        offset 0
    ) as currency
    cross join lateral (
        select
            case
                when {{ is_plausible_pay('chosen_min_salary', 'chosen_period', 'chosen_currency') }}
                    then {{ yearly_salary('chosen_min_salary', 'chosen_period') }}
            end as low,
            case
                when {{ is_plausible_pay('chosen_max_salary', 'chosen_period', 'chosen_currency') }}
                    then {{ yearly_salary('chosen_max_salary', 'chosen_period') }}
            end as high
        offset 0
    ) as yearly
),

final as (
    select
        -- keys
        job_posting_key,
        jsearch_job_id,
        company_key,
        {{ posting_fingerprint() }} as posting_fingerprint,
        content_hash,

        -- text
        job_title,
        job_description,
        job_summary,
        job_language,
        employer_name,
        employer_logo_url,
        employer_website_domain,
        job_publisher,
        apply_link,
        apply_options,
        job_highlights,

        -- place
        coalesce(job_location, llm_location) as job_location,
        case when job_location is not null then 'api' when llm_location is not null then 'llm' end as job_location_source,
        job_city,
        job_state,
        job_country,
        job_latitude,
        job_longitude,

        -- kind of work
        employment_types,
        skills,
        skill_details,
        skills_source,
        seniority_level,
        seniority_source,
        remote_work_type,
        remote_work_type_source,

        -- money
        chosen_min_salary as job_min_salary,
        chosen_max_salary as job_max_salary,
        chosen_period as job_salary_period,
        chosen_currency as job_salary_currency,
        salary_source,
        salary_currency_source,
        salary_agreement,
        chosen_yearly_min as yearly_min_salary,
        chosen_yearly_max as yearly_max_salary,
        case when coalesce(chosen_yearly_min, chosen_yearly_max) is not null then chosen_currency end as salary_currency,
        {{ salary_band('chosen_yearly_min', 'chosen_yearly_max') }} as salary_band,
        coalesce(chosen_min_salary, chosen_max_salary) is not null as has_salary,

        -- times
        posted_at,
        posted_date,
        expires_at,
        coalesce(first_seen_at, dwh_current_since) as first_seen_at,
        coalesce(last_seen_at, dwh_current_since) as last_seen_at,

        -- technical
        staging_at as dwh_staging_timestamp,
        rules_loaded_at as dwh_rules_timestamp,
        llm_enriched_at as dwh_llm_timestamp,
        now() as dwh_load_timestamp,
        (now() at time zone 'UTC')::date as dwh_load_date,
        dwh_source_system,
        dwh_run_id,
        {{ logic_version }} as dwh_logic_version
    from annualised
)

select * from final
