-- The United Kingdom is gb everywhere: "uk" would match no posting.
with campaigns as (
    select * from {{ source('app', 'job_campaigns') }}
)

select
    campaign_id,
    country
from campaigns
where country = 'uk' or country <> lower(country)
