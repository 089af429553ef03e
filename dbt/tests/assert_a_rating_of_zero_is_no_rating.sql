-- Glassdoor sends 0 for what it does not know.
with companies as (
    select * from {{ ref('dim_companies') }}
)

select
    company_key,
    rating,
    ceo_rating
from companies
where
    rating = 0
    or rating > 5
    or ceo_rating = 0
    or ceo_rating > 1
    or business_outlook_rating > 1
    or recommend_to_friend_rating > 1
