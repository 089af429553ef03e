-- The current version of each company that an answer held, chosen or not.
{{ config(unique_key='glassdoor_company_id', tags=['normalize_companies']) }}
-- Raise it when the logic below changes: the next run then recomputes every row in place.
{% set logic_version = 1 %}

with versions as not materialized (
    select * from {{ source('raw', 'glassdoor_companies') }}
),

regions as (
    select * from {{ ref('state_names') }}
    where country = 'us'
),

current_versions as (
    select distinct on (glassdoor_company_id)
        glassdoor_company_id,
        glassdoor_companies_key,
        dwh_current_since
    from versions
    order by glassdoor_company_id, dwh_current_since desc, glassdoor_companies_key desc
),

changed as materialized (
    select current_versions.glassdoor_companies_key
    from current_versions
    {% if is_incremental() %}
    left join {{ this }} as built on current_versions.glassdoor_company_id = built.glassdoor_company_id
    where
        built.glassdoor_companies_key is distinct from current_versions.glassdoor_companies_key
        or built.dwh_current_since is distinct from current_versions.dwh_current_since
        or built.dwh_logic_version is distinct from {{ logic_version }}
    {% endif %}
),

source as (
    select version.*
    from changed
    cross join lateral (
        select * from versions
        where versions.glassdoor_companies_key = changed.glassdoor_companies_key
        offset 0
    ) as version
),

renamed as (
    select
        source.glassdoor_company_id,
        source.glassdoor_companies_key,
        source.dwh_current_since,
        source.dwh_source_system,
        source.dwh_run_id,
        sent.*,
        words.*
    from source
    cross join lateral jsonb_to_record(source.payload) as sent (
        name text,
        website text,
        industry text,
        company_type text,
        company_size text,
        company_size_category text,
        company_description text,
        revenue text,
        rating text,
        review_count text,
        salary_count text,
        job_count text,
        business_outlook_rating text,
        career_opportunities_rating text,
        ceo text,
        ceo_rating text,
        compensation_and_benefits_rating text,
        culture_and_values_rating text,
        diversity_and_inclusion_rating text,
        recommend_to_friend_rating text,
        senior_management_rating text,
        work_life_balance_rating text,
        stock text,
        year_founded text,
        headquarters_location text,
        logo text,
        company_link text,
        reviews_link text,
        jobs_link text
    )
    cross join lateral (
        select
            {{ clean_text('sent.website') }} as website_clean,
            {{ clean_line('sent.headquarters_location') }} as headquarters
        offset 0
    ) as words
),

final as (
    select
        -- keys
        glassdoor_company_id,
        glassdoor_companies_key,

        -- text
        {{ clean_line('name') }} as company_name,
        website_clean as website,
        {{ website_domain('website_clean') }} as website_domain,
        {{ clean_line('industry') }} as industry,
        nullif(nullif({{ clean_line('company_type') }}, 'Unknown'), 'Company - Unknown') as company_type,
        {{ company_size('btrim(company_size)') }} as company_size,
        nullif(upper(btrim(company_size_category)), 'UNKNOWN') as company_size_category,
        {{ clean_text('company_description') }} as company_description,
        case when revenue !~* '^unknown' then {{ clean_line('revenue') }} end as revenue,
        {{ clean_line('ceo') }} as ceo,
        {{ clean_line('stock') }} as stock,
        {{ safe_integer('year_founded') }} as year_founded,

        -- ratings: 0 means missing
        {{ rating('rating') }} as rating,
        {{ rating('career_opportunities_rating') }} as career_opportunities_rating,
        {{ rating('compensation_and_benefits_rating') }} as compensation_and_benefits_rating,
        {{ rating('culture_and_values_rating') }} as culture_and_values_rating,
        {{ rating('diversity_and_inclusion_rating') }} as diversity_and_inclusion_rating,
        {{ rating('senior_management_rating') }} as senior_management_rating,
        {{ rating('work_life_balance_rating') }} as work_life_balance_rating,
        {{ rating('business_outlook_rating', 1) }} as business_outlook_rating,
        {{ rating('ceo_rating', 1) }} as ceo_rating,
        {{ rating('recommend_to_friend_rating', 1) }} as recommend_to_friend_rating,
        {{ safe_integer('review_count') }} as review_count,
        {{ safe_integer('salary_count') }} as salary_count,
        {{ safe_integer('job_count') }} as job_count,

        -- place
        headquarters as headquarters_location,
        nullif(btrim(split_part(headquarters, ',', 1)), '') as headquarters_city,
        -- "Mountain View, CA" names a state of the US, "Montreal, Canada" a country
        case
            when regions.state_name is not null then 'us'
            else {{ country_code("nullif(btrim(substring(headquarters from '[^,]*$')), headquarters)") }}
        end as headquarters_country,
        case
            when regions.state_name is not null then regions.state_name
            else nullif(btrim(substring(headquarters from '[^,]*$')), headquarters)
        end as headquarters_region,

        -- links
        {{ clean_text('logo') }} as logo_url,
        {{ clean_text('company_link') }} as company_link,
        {{ clean_text('reviews_link') }} as reviews_link,
        {{ clean_text('jobs_link') }} as jobs_link,

        -- technical
        dwh_current_since,
        now() as dwh_load_timestamp,
        (now() at time zone 'UTC')::date as dwh_load_date,
        dwh_source_system,
        dwh_run_id,
        {{ logic_version }} as dwh_logic_version
    from renamed
    left join regions on upper(btrim(substring(headquarters from '[^,]*$'))) = regions.state_code
)

select * from final
