-- Which campaign found which posting, how often and how far up.
{{ config(
    unique_key=['campaign_id', 'job_posting_key'],
    indexes=[{'columns': ['job_posting_key']}, {'columns': ['dwh_load_timestamp']}],
) }}

with jobs as (
    select
        job_posting_key,
        jsearch_job_id
    from {{ ref('fact_jobs') }}
),

found as (
    select
        campaign_id,
        jsearch_job_id,
        min(found_date) as first_found_date,
        min(dwh_load_timestamp) as first_found_at,
        max(found_date) as last_found_date,
        count(*)::integer as times_found,
        min(position) as best_position
    from {{ source('raw', 'jsearch_search_results') }}
    group by campaign_id, jsearch_job_id
),

final as (
    select
        -- keys
        found.campaign_id,
        jobs.job_posting_key,
        found.jsearch_job_id,

        -- times
        found.first_found_date,
        found.first_found_at,
        found.last_found_date,
        found.times_found,
        found.best_position,

        -- technical
        now() as dwh_load_timestamp
    from found
    inner join jobs on found.jsearch_job_id = jobs.jsearch_job_id
)

select final.*
from final
{% if is_incremental() %}
left join {{ this }} as built
    on final.campaign_id = built.campaign_id and final.job_posting_key = built.job_posting_key
where
    built.times_found is distinct from final.times_found
    or built.first_found_date is distinct from final.first_found_date
    {% if has_column(this, 'first_found_at') %}
    -- a table that was built before this column gets it in one run and its values in the next
    or built.first_found_at is distinct from final.first_found_at
    {% endif %}
    or built.last_found_date is distinct from final.last_found_date
    or built.best_position is distinct from final.best_position
{% endif %}
