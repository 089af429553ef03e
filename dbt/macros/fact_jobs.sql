{# Postings with the same title, employer and text have the same fingerprint, under however many ids a board lists them. #}
{% macro posting_fingerprint() -%}
    md5(
        lower(coalesce(job_title, '')) || E'\n' || lower(coalesce(employer_name, '')) || E'\n' || coalesce(job_description, '')
    )::uuid
{%- endmacro %}


{#
  Most postings found today are unchanged and were only seen again: their one timestamp is written without touching the text.
  Relations are rendered by name, because `--empty` turns a `ref` into a subquery, which cannot be updated.
#}
{% macro touch_seen_postings() -%}
    update {{ this }} as jobs
    set first_seen_at = seen.first_seen_at, last_seen_at = seen.last_seen_at
    from (
        select jsearch_job_id, min(dwh_load_timestamp) as first_seen_at, max(dwh_load_timestamp) as last_seen_at
        from {{ source('raw', 'jsearch_search_results').render() }}
        group by jsearch_job_id
    ) as seen
    where
        jobs.jsearch_job_id = seen.jsearch_job_id
        and (jobs.first_seen_at, jobs.last_seen_at) is distinct from (seen.first_seen_at, seen.last_seen_at)
{%- endmacro %}


{# Once no posting points to it any more, a company that is no longer anybody's match leaves, in the same transaction. #}
{% macro forget_unchosen_companies() -%}
    delete from {{ ref('dim_companies').render() }} as companies
    where
        not exists (
            select from {{ source('work', 'company_enrichment_queue').render() }} as queue
            where queue.glassdoor_company_id = companies.glassdoor_company_id and queue.enrichment_status = 'success'
        )
        and not exists (select from {{ this }} as jobs where jobs.company_key = companies.company_key)
{%- endmacro %}
