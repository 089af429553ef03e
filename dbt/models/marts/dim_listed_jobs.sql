-- A campaign's postings as its page sorts, filters and searches them: narrow and indexed by campaign, so that a page of
-- 100,000 postings costs what a page of 1,000 does. The score is not here: it changes every day, these columns seldom.
{{ config(
    unique_key=['campaign_id', 'job_posting_key'],
    indexes=[
        {'columns': ['job_posting_key']},
        {'columns': ['campaign_id', 'sort_date desc', 'job_posting_key'], 'name': 'by_date'},
        {'columns': ['campaign_id', 'sort_pay desc', 'job_posting_key'], 'name': 'by_pay'},
        {'columns': ['campaign_id', 'sort_company', 'job_posting_key'], 'name': 'by_company'},
        {'columns': ['campaign_id', 'search_text gin_trgm_ops', 'skills', 'job_publisher'], 'name': 'search', 'type': 'gin'},
    ],
) }}
-- Raise it when the logic below changes: the next run then recomputes every row in place.
{% set logic_version = 1 %}

with bridge as (
    select
        campaign_id,
        job_posting_key,
        first_found_date
    from {{ ref('bridge_campaign_jobs') }}
),

jobs as (
    select * from {{ ref('fact_jobs') }}
),

companies as (
    select * from {{ ref('dim_companies') }}
),

inputs as (
    select
        bridge.campaign_id,
        bridge.job_posting_key,
        bridge.first_found_date,
        greatest(jobs.dwh_load_timestamp, companies.dwh_load_timestamp) as dwh_inputs_timestamp,
        {{ 'built.listed_at' if is_incremental() else 'null::timestamptz' }} as listed_at
    from bridge
    inner join jobs on bridge.job_posting_key = jobs.job_posting_key
    left join companies on jobs.company_key = companies.company_key
    {% if is_incremental() %}
    left join {{ this }} as built
        on bridge.campaign_id = built.campaign_id and bridge.job_posting_key = built.job_posting_key
    where
        built.dwh_inputs_timestamp is distinct from greatest(jobs.dwh_load_timestamp, companies.dwh_load_timestamp)
        or built.dwh_logic_version is distinct from {{ logic_version }}
    {% endif %}
),

final as (
    select
        -- keys
        inputs.campaign_id,
        inputs.job_posting_key,

        -- order: never null, so that one comparison says what comes after a row
        coalesce(jobs.posted_date, inputs.first_found_date) as sort_date,
        coalesce(jobs.yearly_max_salary, jobs.yearly_min_salary, -1) as sort_pay,
        left(lower(coalesce(companies.company_name, jobs.employer_name, '~')), 100) as sort_company,

        -- filters
        left(lower(concat_ws(' ', jobs.job_title, companies.company_name, jobs.employer_name)), 400) as search_text,
        jobs.remote_work_type,
        jobs.seniority_level,
        lower(jobs.skills::text)::text [] as skills,
        jobs.job_publisher,

        -- times
        coalesce(inputs.listed_at, now()) as listed_at,

        -- technical
        inputs.dwh_inputs_timestamp,
        now() as dwh_load_timestamp,
        {{ logic_version }} as dwh_logic_version
    from inputs
    inner join jobs on inputs.job_posting_key = jobs.job_posting_key
    left join companies on jobs.company_key = companies.company_key
)

select * from final
