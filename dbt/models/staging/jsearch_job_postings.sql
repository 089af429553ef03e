-- The current version of each posting: typed, cleaned, and with its pay as stated beside its yearly pay.
{{ config(
    unique_key='jsearch_job_id',
    tags=['normalize_jobs'],
    indexes=[
        {'columns': ['job_posting_key'], 'unique': true},
        {'columns': ['employer_name']},
    ],
) }}
-- Raise it when the logic below changes: the next run then recomputes every row in place.
{% set logic_version = 1 %}

with versions as not materialized (
    select * from {{ source('raw', 'jsearch_job_postings') }}
),

states as (
    select * from {{ ref('state_names') }}
),

current_versions as (
    select distinct on (jsearch_job_id)
        jsearch_job_id,
        jsearch_job_postings_key,
        dwh_current_since
    from versions
    order by jsearch_job_id, dwh_current_since desc, jsearch_job_postings_key desc
),

-- Compared by version and not by time: what was committed late is found like anything else. Materialized, so that it is
-- known before any document is looked up.
changed as materialized (
    select current_versions.jsearch_job_postings_key
    from current_versions
    {% if is_incremental() %}
    left join {{ this }} as built on current_versions.jsearch_job_id = built.jsearch_job_id
    where
        built.jsearch_job_postings_key is distinct from current_versions.jsearch_job_postings_key
        or built.dwh_current_since is distinct from current_versions.dwh_current_since
        or built.dwh_logic_version is distinct from {{ logic_version }}
    {% endif %}
),

-- Looked up one by one: a join would read every document on a day when few have changed.
source as (
    select version.*
    from changed
    cross join lateral (
        select * from versions
        where versions.jsearch_job_postings_key = changed.jsearch_job_postings_key
        offset 0
    ) as version
),

-- Each document is taken apart once. `offset 0` keeps the planner from copying an expression to every place it is used.
renamed as (
    select
        source.jsearch_job_id,
        source.jsearch_job_postings_key,
        source.dwh_current_since,
        source.dwh_source_system,
        source.dwh_run_id,
        sent.*,
        words.*,
        place.country_named,
        place.is_anywhere,
        pay.*
    from source
    cross join lateral jsonb_to_record(source.payload) as sent (
        job_title text,
        job_description text,
        employer_name text,
        employer_website text,
        employer_logo text,
        job_publisher text,
        job_apply_link text,
        apply_options jsonb,
        job_location text,
        job_city text,
        job_state text,
        job_country text,
        job_latitude text,
        job_longitude text,
        job_is_remote text,
        job_employment_type text,
        job_employment_types text,
        job_min_salary text,
        job_max_salary text,
        job_salary text,
        job_salary_string text,
        job_salary_text text,
        job_salary_period text,
        job_salary_currency text,
        job_posted_at_timestamp text,
        job_posted_at_datetime_utc text,
        job_offer_expiration_timestamp text,
        job_offer_expiration_datetime_utc text,
        job_highlights jsonb
    )
    cross join lateral (
        select
            {{ clean_line('sent.job_title') }} as title,
            {{ clean_text('sent.job_description') }} as description,
            {{ clean_line('sent.employer_name') }} as employer,
            nullif(btrim(sent.employer_website), '') as website,
            regexp_replace({{ clean_line('sent.job_location') }}, ' ?\(\+\d+ [^)]*\)$', '') as location_shown,
            {{ clean_line('coalesce(sent.job_salary_string, sent.job_salary_text, sent.job_salary)') }} as salary_text
        offset 0
    ) as words
    cross join lateral (
        select
            {{ country_code('btrim(sent.job_country)') }} as country_named,
            coalesce(words.location_shown ~* '^anywhere$', false) as is_anywhere
        offset 0
    ) as place
    cross join lateral (
        select
            {{ safe_numeric('sent.job_min_salary') }} as sent_min,
            {{ safe_numeric('sent.job_max_salary') }} as sent_max,
            {{ safe_numeric('sent.job_salary') }} as sent_single,
            {{ salary_period('btrim(sent.job_salary_period)') }} as sent_period,
            {{ salary_phrase('words.salary_text') }} as phrase
        offset 0
    ) as pay
),

stated as (
    select
        renamed.*,
        pay_given.low,
        pay_given.high,
        pay_given.period,
        pay_given.currency
    from renamed
    cross join lateral (
        select
            case
                when coalesce(sent_min, sent_max) is not null then sent_min
                when sent_single is not null then sent_single
                else {{ salary_phrase_min('phrase') }}
            end as low,
            case
                when coalesce(sent_min, sent_max) is not null then sent_max
                when sent_single is not null then sent_single
                else {{ salary_phrase_max('phrase') }}
            end as high,
            coalesce(sent_period, {{ salary_phrase_period('phrase') }}) as period,
            coalesce(
                upper(substring(btrim(job_salary_currency) from '^[A-Za-z]{3}$')),
                {{ salary_phrase_currency('phrase') }}
            ) as currency
        offset 0
    ) as pay_given
),

judged as (
    select
        stated.*,
        case
            when not pay_kept.kept then null
            when low > high then high
            else low
        end as kept_low,
        case
            when not pay_kept.kept then null
            when low > high then low
            else high
        end as kept_high,
        pay_kept.kept,
        case
            when coalesce(low, high) is null then case when period is not null then 'period without an amount' end
            when not pay_kept.kept then 'amount not plausible for its period'
            when low > high then 'minimum above maximum: swapped'
            when period is null then 'amount without a period'
        end as salary_issue
    from stated
    cross join lateral (
        select
            coalesce(low, high) is not null
            and coalesce({{ is_plausible_pay('low', 'period', 'currency') }}, true)
            and coalesce({{ is_plausible_pay('high', 'period', 'currency') }}, true) as kept
        offset 0
    ) as pay_kept
),

final as (
    select
        -- keys
        jsearch_job_id,
        {{ source_key('jsearch', 'jsearch_job_id') }} as job_posting_key,
        jsearch_job_postings_key,
        md5(coalesce(title, '') || E'\n' || coalesce(description, '')) as content_hash,

        -- text
        title as job_title,
        description as job_description,
        employer as employer_name,
        website as employer_website,
        {{ website_domain('website') }} as employer_website_domain,
        nullif(btrim(employer_logo), '') as employer_logo_url,
        {{ clean_line('job_publisher') }} as job_publisher,
        nullif(btrim(job_apply_link), '') as apply_link,
        case when jsonb_typeof(apply_options) = 'array' then nullif(apply_options, '[]') end as apply_options,
        case when jsonb_typeof(job_highlights) = 'object' then nullif(job_highlights, '{}') end as job_highlights,

        -- place
        coalesce(
            location_shown, nullif(concat_ws(', ', {{ clean_line('job_city') }}, {{ clean_line('job_state') }}), '')
        ) as job_location,
        case when not is_anywhere then {{ clean_line('job_city') }} end as job_city,
        case when not is_anywhere then coalesce(states.state_name, {{ clean_line('job_state') }}) end as job_state,
        case when not is_anywhere then country_named end as job_country,
        case when not is_anywhere and point.longitude is not null then point.latitude end as job_latitude,
        case when not is_anywhere and point.latitude is not null then point.longitude end as job_longitude,
        {{ safe_boolean('job_is_remote') }} as is_remote_api,

        -- kind of work
        {{ employment_types('job_employment_types', 'job_employment_type') }} as employment_types,

        -- money
        kept_low::numeric(14, 2) as job_min_salary,
        kept_high::numeric(14, 2) as job_max_salary,
        case when kept then period end as job_salary_period,
        case when kept then currency end as job_salary_currency,
        salary_text as job_salary_text,
        salary_issue,
        {{ yearly_salary('kept_low', 'period') }} as yearly_min_salary,
        {{ yearly_salary('kept_high', 'period') }} as yearly_max_salary,

        -- times
        times.posted_at,
        (times.posted_at at time zone 'UTC')::date as posted_date,
        times.expires_at,

        -- technical
        dwh_current_since,
        now() as dwh_load_timestamp,
        (select (now() at time zone 'UTC')::date) as dwh_load_date,
        dwh_source_system,
        dwh_run_id,
        {{ logic_version }} as dwh_logic_version
    from judged
    cross join lateral (
        select
            coalesce(
                {{ safe_epoch('job_posted_at_timestamp') }}, {{ safe_timestamptz('job_posted_at_datetime_utc') }}
            ) as posted_at,
            coalesce(
                {{ safe_epoch('job_offer_expiration_timestamp') }},
                {{ safe_timestamptz('job_offer_expiration_datetime_utc') }}
            ) as expires_at
        offset 0
    ) as times
    cross join lateral (
        select
            {{ safe_coordinate('job_latitude', 90) }} as latitude,
            {{ safe_coordinate('job_longitude', 180) }} as longitude
        offset 0
    ) as point
    left join states
        on country_named = states.country and upper(btrim(job_state)) = states.state_code
)

select * from final
