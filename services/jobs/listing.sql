-- name: list_ranked_jobs
-- What is ranked and not listed yet, or listed from older rows. Rates are of the listing day: the order by pay then does
-- not wander with them. A currency without a rate cannot be compared, and neither can unstated pay.
with rates as (
    select distinct on (currency)
        currency,
        per_euro
    from marts.exchange_rates
    order by currency asc, rate_date desc
),

outdated as (
    select
        ranking.campaign_id,
        ranking.job_posting_key,
        coalesce(campaigns.currency, 'EUR') as pay_currency,
        greatest(jobs.dwh_load_timestamp, companies.dwh_load_timestamp) as inputs_loaded_at
    from marts.dim_ranking as ranking
    inner join marts.job_campaigns as campaigns on ranking.campaign_id = campaigns.campaign_id
    inner join marts.fact_jobs as jobs on ranking.job_posting_key = jobs.job_posting_key
    left join marts.dim_companies as companies on jobs.company_key = companies.company_key
    left join marts.listed_jobs as listed
        on ranking.campaign_id = listed.campaign_id and ranking.job_posting_key = listed.job_posting_key
    where
        (cast(:campaign_id as bigint) is null or ranking.campaign_id = :campaign_id)
        and (
            listed.inputs_loaded_at is distinct from greatest(jobs.dwh_load_timestamp, companies.dwh_load_timestamp)
            or listed.pay_currency is distinct from coalesce(campaigns.currency, 'EUR')
        )
)

insert into marts.listed_jobs (
    campaign_id, job_posting_key, sort_date, sort_pay, sort_company, search_text, remote_work_type, seniority_level,
    skills, job_publisher, inputs_loaded_at, pay_currency
)
select
    outdated.campaign_id,
    outdated.job_posting_key,
    coalesce(jobs.posted_date, current_date) as sort_date,
    -- least() ignores a null, and pay that is unknown is not the highest.
    least(
        coalesce(
            round(
                coalesce(jobs.yearly_max_salary, jobs.yearly_min_salary)
                * case
                    when jobs.salary_currency = outdated.pay_currency then 1
                    else case outdated.pay_currency when 'EUR' then 1 else wanted.per_euro end
                        / case jobs.salary_currency when 'EUR' then 1 else stated.per_euro end
                end
            ),
            -1
        ),
        2000000000
    )::integer as sort_pay,
    left(lower(coalesce(companies.company_name, jobs.employer_name, '~')), 100) as sort_company,
    left(lower(concat_ws(' ', jobs.job_title, companies.company_name, jobs.employer_name)), 400) as search_text,
    coalesce(jobs.remote_work_type, 'unknown') as remote_work_type,
    coalesce(jobs.seniority_level, 'unknown') as seniority_level,
    coalesce(lower(jobs.skills::text)::text [], '{}') as skills,
    jobs.job_publisher,
    outdated.inputs_loaded_at,
    outdated.pay_currency
from outdated
inner join marts.fact_jobs as jobs on outdated.job_posting_key = jobs.job_posting_key
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
left join rates as wanted on outdated.pay_currency = wanted.currency
left join rates as stated on jobs.salary_currency = stated.currency
order by outdated.campaign_id, outdated.job_posting_key
on conflict (campaign_id, job_posting_key) do update set
    sort_date = excluded.sort_date,
    sort_pay = excluded.sort_pay,
    sort_company = excluded.sort_company,
    search_text = excluded.search_text,
    remote_work_type = excluded.remote_work_type,
    seniority_level = excluded.seniority_level,
    skills = excluded.skills,
    job_publisher = excluded.job_publisher,
    inputs_loaded_at = excluded.inputs_loaded_at,
    pay_currency = excluded.pay_currency;

-- name: unlist_unranked_jobs
delete from marts.listed_jobs as listed
where
    (cast(:campaign_id as bigint) is null or listed.campaign_id = :campaign_id)
    and not exists (
        select from marts.dim_ranking as ranking
        where ranking.campaign_id = listed.campaign_id and ranking.job_posting_key = listed.job_posting_key
    );

-- name: matching_jobs
-- Keys of a campaign's ranked postings that pass the filters, in order. A null filter means "any". The driver writes
-- values into the text, so the planner drops what a null or the chosen order makes constant and sees a plain statement:
-- an order it finds in an index (that by score is kept in hundredths), or a rare word it looks up. `:backwards` reads the
-- list from its end, for "previous". The sort "any" is for counting: whichever rows are found first.
with with_skills as materialized (
    -- Of a skill that few jobs ask for, these are looked up: in order of score each job would be fetched to be asked.
    select job_posting_key from marts.listed_jobs
    where campaign_id = :campaign_id and skills @> cast(:skills as text [])
    limit cast(:rare as integer) + 1
)

select
    listed.job_posting_key,
    case :sort
        when 'date' then listed.sort_date::text
        when 'pay' then listed.sort_pay::text
        when 'company' then listed.sort_company
        else ranking.rank_score::text
    end as sort_value
from marts.dim_ranking as ranking
inner join marts.listed_jobs as listed on ranking.job_posting_key = listed.job_posting_key
where
    ranking.campaign_id = :campaign_id
    and listed.campaign_id = :campaign_id
    and exists (select from marts.job_campaigns where campaign_id = :campaign_id and user_id = :user_id)
    -- statuses: a posting without a row waits
    and (
        cast(:among_status as text []) is null
        or listed.job_posting_key = any(array(
            select status.job_posting_key from marts.user_job_status as status
            where status.user_id = :user_id and status.status = any(cast(:among_status as text []))
        ))
    )
    and not exists (
        select from marts.user_job_status as status
        where
            status.user_id = :user_id and status.job_posting_key = listed.job_posting_key
            and status.status = any(cast(:without_status as text []))
    )
    and (
        not :favourites
        or listed.job_posting_key = any(array(
            select favourite.job_posting_key from marts.user_favorite_jobs as favourite
            where favourite.user_id = :user_id
        ))
    )
    -- words
    and (cast(:word_1 as text) is null or listed.search_text like :word_1)
    and (cast(:word_2 as text) is null or listed.search_text like :word_2)
    and (cast(:word_3 as text) is null or listed.search_text like :word_3)
    -- facts
    and (cast(:remote as text []) is null or listed.remote_work_type = any(cast(:remote as text [])))
    and (cast(:seniority as text []) is null or listed.seniority_level = any(cast(:seniority as text [])))
    and (cast(:skills as text []) is null or listed.skills @> cast(:skills as text []))
    and (
        cast(:skills as text []) is null
        or :sort <> 'score'
        or (select count(*) from with_skills) > :rare
        or ranking.job_posting_key in (select job_posting_key from with_skills)
    )
    and (cast(:publisher as text) is null or listed.job_publisher = :publisher)
    and (cast(:min_pay as integer) is null or listed.sort_pay >= :min_pay)
    and (cast(:posted_since as date) is null or listed.sort_date >= :posted_since)
    and (cast(:listed_after as timestamptz) is null or listed.listed_at > :listed_after)
    -- where the last page ended
    and (
        cast(:after_key as uuid) is null
        or case :sort || case when :backwards then ' back' else '' end
            when 'score' then
                cast(ranking.rank_score * 100 as integer) <= cast(cast(:after_score as numeric) * 100 as integer)
                and (ranking.rank_score < cast(:after_score as numeric) or listed.job_posting_key > cast(:after_key as uuid))
            when 'date' then
                listed.sort_date <= cast(:after_date as date)
                and (listed.sort_date < cast(:after_date as date) or listed.job_posting_key > cast(:after_key as uuid))
            when 'pay' then
                listed.sort_pay <= cast(:after_pay as integer)
                and (listed.sort_pay < cast(:after_pay as integer) or listed.job_posting_key > cast(:after_key as uuid))
            when 'company' then
                listed.sort_company >= cast(:after_company as text)
                and (listed.sort_company > cast(:after_company as text) or listed.job_posting_key > cast(:after_key as uuid))
            when 'score back' then
                cast(ranking.rank_score * 100 as integer) >= cast(cast(:after_score as numeric) * 100 as integer)
                and (ranking.rank_score > cast(:after_score as numeric) or listed.job_posting_key < cast(:after_key as uuid))
            when 'date back' then
                listed.sort_date >= cast(:after_date as date)
                and (listed.sort_date > cast(:after_date as date) or listed.job_posting_key < cast(:after_key as uuid))
            when 'pay back' then
                listed.sort_pay >= cast(:after_pay as integer)
                and (listed.sort_pay > cast(:after_pay as integer) or listed.job_posting_key < cast(:after_key as uuid))
            else
                listed.sort_company <= cast(:after_company as text)
                and (listed.sort_company < cast(:after_company as text) or listed.job_posting_key < cast(:after_key as uuid))
        end
    )
order by
    case when :sort = 'score' and not :backwards then cast(ranking.rank_score * 100 as integer) end desc,
    case when :sort = 'score' and :backwards then cast(ranking.rank_score * 100 as integer) end asc,
    case when :sort = 'date' and not :backwards then listed.sort_date end desc,
    case when :sort = 'date' and :backwards then listed.sort_date end asc,
    case when :sort = 'pay' and not :backwards then listed.sort_pay end desc,
    case when :sort = 'pay' and :backwards then listed.sort_pay end asc,
    case when :sort = 'company' and not :backwards then listed.sort_company end asc,
    case when :sort = 'company' and :backwards then listed.sort_company end desc,
    case when :sort <> 'any' and not :backwards then listed.job_posting_key end asc,
    case when :sort <> 'any' and :backwards then listed.job_posting_key end desc
limit :size;

-- name: described_jobs
-- What a line of a list shows, for the keys of one page.
select
    jobs.job_posting_key, ranking.rank_score, ranking.rank_explain, coalesce(status.status, 'waiting') as status,
    favourite.user_id is not null as is_favourite, listed.listed_at, jobs.job_title,
    coalesce(companies.company_name, jobs.employer_name) as company_name, companies.rating, companies.company_size,
    jobs.job_location,
    jobs.job_city, jobs.job_state, jobs.job_country, jobs.remote_work_type, jobs.seniority_level, jobs.employment_types,
    jobs.skills, jobs.yearly_min_salary, jobs.yearly_max_salary, jobs.salary_currency, jobs.apply_link, jobs.job_publisher,
    jobs.posted_date
from unnest(cast(:keys as uuid [])) with ordinality as wanted (job_posting_key, position)
inner join marts.fact_jobs as jobs on wanted.job_posting_key = jobs.job_posting_key
inner join marts.dim_ranking as ranking
    on wanted.job_posting_key = ranking.job_posting_key and ranking.campaign_id = :campaign_id
left join marts.listed_jobs as listed
    on wanted.job_posting_key = listed.job_posting_key and listed.campaign_id = :campaign_id
left join marts.dim_companies as companies on jobs.company_key = companies.company_key
left join marts.user_job_status as status
    on wanted.job_posting_key = status.job_posting_key and status.user_id = :user_id
left join marts.user_favorite_jobs as favourite
    on wanted.job_posting_key = favourite.job_posting_key and favourite.user_id = :user_id
where exists (select from marts.job_campaigns where campaign_id = :campaign_id and user_id = :user_id)
order by wanted.position;

-- name: count_by_status
-- Whoever waits has no row, so only the others are counted.
select
    status.status,
    count(*) as jobs
from marts.user_job_status as status
inner join marts.dim_ranking as ranking
    on status.job_posting_key = ranking.job_posting_key and ranking.campaign_id = :campaign_id
where
    status.user_id = :user_id and status.status <> 'waiting'
    and exists (select from marts.job_campaigns where campaign_id = :campaign_id and user_id = :user_id)
group by status.status;

-- name: place_in_order
-- Where a posting stands in the campaign's orders.
select
    ranking.rank_score,
    listed.sort_date,
    listed.sort_pay,
    listed.sort_company
from marts.dim_ranking as ranking
inner join marts.listed_jobs as listed
    on ranking.campaign_id = listed.campaign_id and ranking.job_posting_key = listed.job_posting_key
where
    ranking.campaign_id = :campaign_id and ranking.job_posting_key = :key
    and exists (select from marts.job_campaigns where campaign_id = :campaign_id and user_id = :user_id);

-- name: publishers_of_campaign
-- The boards of a campaign, found by jumping from one to the next in a bounded sample instead of reading all rows.
select job_publisher
from (
    select job_publisher from marts.listed_jobs
    where
        campaign_id = :campaign_id
        and exists (select from marts.job_campaigns where campaign_id = :campaign_id and user_id = :user_id)
    order by sort_date desc
    limit 1000
) as newest
where job_publisher is not null
group by job_publisher
order by count(*) desc, job_publisher
limit 30;

-- name: quality_of_list
-- Of the newest postings only: a sample that costs the same for every campaign.
with newest as (
    select
        listed.job_posting_key, listed.sort_pay, listed.remote_work_type, listed.seniority_level, listed.skills,
        listed.sort_company, ranking.rank_score
    from marts.listed_jobs as listed
    inner join marts.dim_ranking as ranking
        on listed.campaign_id = ranking.campaign_id and listed.job_posting_key = ranking.job_posting_key
    where
        listed.campaign_id = :campaign_id
        and exists (select from marts.job_campaigns where campaign_id = :campaign_id and user_id = :user_id)
    order by listed.sort_date desc, listed.job_posting_key
    limit :size
)

select
    count(*) as jobs,
    count(*) filter (where sort_pay >= 0) as with_pay,
    count(*) filter (where remote_work_type <> 'unknown') as with_remote,
    count(*) filter (where seniority_level <> 'unknown') as with_seniority,
    count(*) filter (where skills <> '{}') as with_skills,
    count(*) filter (where sort_company <> '~') as with_company,
    round(avg(rank_score), 1) as average_score,
    array(
        select coalesce(banded.jobs, 0)
        from generate_series(0, 9) as band (number)
        left join (
            select least(floor(rank_score / 10), 9) as number, count(*) as jobs from newest group by 1
        ) as banded on band.number = banded.number
        order by band.number
    ) as bands
from newest;
