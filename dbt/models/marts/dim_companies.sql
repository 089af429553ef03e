-- The companies that employers were matched to.
{{ config(
    unique_key='company_key',
    indexes=[{'columns': ['glassdoor_company_id'], 'unique': true}, {'columns': ['company_name']}],
) }}
-- Raise it when the logic below changes: the next run then recomputes every row in place.
{% set logic_version = 1 %}

with companies as (
    select * from {{ ref('glassdoor_companies') }}
),

chosen as (
    select
        glassdoor_company_id,
        company_key,
        min(normalised_name) as normalised_name
    from {{ ref('int_chosen_companies') }}
    group by glassdoor_company_id, company_key
),

final as (
    select
        -- keys
        chosen.company_key,
        companies.glassdoor_company_id,
        companies.glassdoor_companies_key,

        -- text
        companies.company_name,
        chosen.normalised_name,
        companies.website,
        companies.website_domain,
        companies.industry,
        companies.company_type,
        companies.company_size,
        companies.company_size_category,
        companies.company_description,
        companies.revenue,
        companies.year_founded,

        -- ratings
        companies.rating,
        companies.career_opportunities_rating,
        companies.compensation_and_benefits_rating,
        companies.culture_and_values_rating,
        companies.diversity_and_inclusion_rating,
        companies.senior_management_rating,
        companies.work_life_balance_rating,
        companies.business_outlook_rating,
        companies.ceo_rating,
        companies.recommend_to_friend_rating,
        companies.review_count,

        -- place
        companies.headquarters_location,
        companies.headquarters_city,
        companies.headquarters_region,
        companies.headquarters_country,

        -- links
        companies.logo_url,
        companies.company_link,
        companies.reviews_link,
        companies.jobs_link,

        -- technical
        companies.dwh_load_timestamp as dwh_staging_timestamp,
        now() as dwh_load_timestamp,
        (now() at time zone 'UTC')::date as dwh_load_date,
        companies.dwh_source_system,
        companies.dwh_run_id,
        {{ logic_version }} as dwh_logic_version
    from chosen
    inner join companies on chosen.glassdoor_company_id = companies.glassdoor_company_id
)

select final.*
from final
{% if is_incremental() %}
left join {{ this }} as built on final.company_key = built.company_key
where
    built.dwh_staging_timestamp is distinct from final.dwh_staging_timestamp
    or built.normalised_name is distinct from final.normalised_name
    or built.dwh_logic_version is distinct from final.dwh_logic_version
{% endif %}
