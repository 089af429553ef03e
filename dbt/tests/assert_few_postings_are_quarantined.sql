{{ config(severity='warn') }}
-- More than one in ten of a day's postings malformed: the source is changing its answers.
with quarantined as (
    select count(*) as postings from {{ source('raw', 'jsearch_quarantine') }}
    where dwh_last_seen_timestamp > now() - interval '1 day'
),

found as (
    select count(*) as postings from {{ source('raw', 'jsearch_search_results') }}
    where dwh_load_timestamp > now() - interval '1 day'
)

select
    quarantined.postings as quarantined,
    found.postings as found
from quarantined
cross join found
where quarantined.postings > 0.1 * (found.postings + quarantined.postings)
