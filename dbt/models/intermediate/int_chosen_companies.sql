-- Which Glassdoor company each spelling of an employer's name was found to be.
with names as (
    select * from {{ source('work', 'employer_names') }}
),

queue as (
    select * from {{ source('work', 'company_enrichment_queue') }}
)

select
    names.employer_name,
    names.normalised_name,
    queue.glassdoor_company_id,
    {{ source_key('glassdoor', 'queue.glassdoor_company_id') }} as company_key
from names
inner join queue on names.company_lookup_key = queue.company_lookup_key
where queue.enrichment_status = 'success'
