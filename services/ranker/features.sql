-- name: newest_generation
select
    facts_until,
    companies_until
from staging.ranking_generations
order by generation desc
limit 1;

-- name: add_generation
-- dbt writes under one lock, so what it committed until now has a moment that is not later than these.
insert into staging.ranking_generations (facts_until, companies_until)
select
    (select coalesce(max(dwh_load_timestamp), '-infinity') from marts.fact_jobs),
    (select coalesce(max(dwh_load_timestamp), '-infinity') from marts.dim_companies)
returning generation;

-- name: need_not_wait
-- The features need not be on the disk before they are used: what a crash takes is computed again, and the scores that are
-- written from them are not on the disk before them.
select set_config('synchronous_commit', 'off', true);

-- name: refresh_features
-- What the factors compare, for postings that are newer than the last refresh or whose company is.
with newer as materialized (
    select job_posting_key from marts.fact_jobs
    where dwh_load_timestamp > cast(:facts_until as timestamptz)
    union
    select jobs.job_posting_key
    from marts.dim_companies as companies
    inner join marts.fact_jobs as jobs on companies.company_key = jobs.company_key
    where companies.dwh_load_timestamp > cast(:companies_until as timestamptz)
),

postings as (
    select
        jobs.*,
        companies.company_size,
        companies.dwh_load_timestamp as company_version
    from newer
    inner join marts.fact_jobs as jobs on newer.job_posting_key = jobs.job_posting_key
    left join marts.dim_companies as companies on jobs.company_key = companies.company_key
    left join staging.ranking_features as known on jobs.job_posting_key = known.job_posting_key
    where
        known.fact_version is distinct from jobs.dwh_load_timestamp
        or known.company_version is distinct from companies.dwh_load_timestamp
)

insert into staging.ranking_features
select
    postings.job_posting_key,
    postings.jsearch_job_id,
    titles.keys as title_keys,
    coalesce(skills.keys, '') as skill_keys,
    coalesce(places.city_keys, '') as city_keys,
    coalesce(places.keys, '') as place_keys,
    case when plain.state = '' then 0 else hashtextextended(plain.state, 0) end as state_key,
    case
        when postings.job_country is null then 0
        else ascii(postings.job_country) * 256 + ascii(substr(postings.job_country, 2))
    end as country,
    postings.job_latitude as latitude,
    postings.job_longitude as longitude,
    postings.job_city is not null or postings.job_state is not null as has_place,
    plain.shown ~ '\m(anywhere|remote|worldwide)\M' as is_anywhere,
    coalesce(array_position(array['remote', 'hybrid', 'onsite'], postings.remote_work_type), 0) as remote_type,
    coalesce(
        array_position(
            array['intern', 'junior', 'mid', 'senior', 'lead', 'principal', 'manager', 'director', 'executive'],
            postings.seniority_level
        ), 0
    ) as seniority,
    ('full_time' = any(postings.employment_types))::integer + 2 * ('part_time' = any(postings.employment_types))::integer
    + 4 * ('contract' = any(postings.employment_types))::integer
    + 8 * ('internship' = any(postings.employment_types))::integer as employment,
    coalesce(
        array_position(
            array['1-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+'], postings.company_size
        ), 0
    ) as company_size,
    coalesce(postings.yearly_min_salary, postings.yearly_max_salary) as pay_low,
    coalesce(postings.yearly_max_salary, postings.yearly_min_salary) as pay_high,
    case
        when postings.salary_currency ~ '^[A-Z]{3}$'
            then
                (ascii(postings.salary_currency) - 65) * 676 + (ascii(substr(postings.salary_currency, 2)) - 65) * 26
                + ascii(substr(postings.salary_currency, 3)) - 64
        else 0
    end as pay_currency,
    coalesce(postings.posted_date, (coalesce(postings.posted_at, postings.first_seen_at) at time zone 'UTC')::date) as pay_date,
    coalesce(postings.posted_date, (postings.posted_at at time zone 'UTC')::date) as posted_date,
    coalesce(staging.employer_key(postings.employer_name), 0) as employer_key,
    postings.dwh_load_timestamp as fact_version,
    postings.company_version,
    cast(:generation as bigint) as changed_in
from postings
cross join lateral (
    select coalesce(string_agg(int8send(hashtextextended(stem, 0)), ''), '') as keys
    from unnest(tsvector_to_array(to_tsvector(
        'english',
        replace(replace(replace(replace(
            translate(lower(coalesce(postings.job_title, '')), '/', ' '),
            'c++', 'cplusplus'), 'c#', 'csharp'), '.net', ' dotnet'), 'node.js', 'nodejs')
    ))) as stem
) as titles
cross join lateral (
    select string_agg(int8send(hashtextextended(lower(skill), 0)), '') as keys
    from unnest(postings.skills) as skill
) as skills
cross join lateral (
    -- Accents are dropped here and in campaign_terms.plain, where there are any; a line break keeps the three apart.
    select
        string_to_array(
            case
                when octet_length(lower_case.line) = char_length(lower_case.line) then lower_case.line
                else translate(
                    lower_case.line,
                    'àáâãäåçèéêëìíîïñòóôõöøùúûüýÿœæśżźłńąęćšžčřě',
                    'aaaaaaceeeeiiiinoooooouuuuyyoaszzlnaecszcre'
                )
            end,
            E'\n'
        ) as parts
    from (
        select
            lower(
                concat_ws(
                    E'\n', coalesce(postings.job_city, ''), coalesce(postings.job_state, ''),
                    coalesce(postings.job_location, '')
                )
            ) as line
        offset 0
    ) as lower_case
    offset 0
) as line
cross join lateral (
    select
        line.parts[1] as city,
        line.parts[2] as state,
        coalesce(line.parts[3], '') as shown
    offset 0
) as plain
cross join lateral (
    select
        string_agg(int8send(hashtextextended(part.name, 0)), '') as keys,
        string_agg(int8send(hashtextextended(part.name, 0)), '') filter (where part.number <= 1) as city_keys
    from (
        select plain.city as name, 0 as number
        union all
        select named.name, named.number from regexp_split_to_table(plain.shown, '\s*[,;|/()]\s*') with ordinality as named (name, number)
        union all
        select plain.state, 9
    ) as part
    where part.name <> ''
) as places
-- In key order the index is filled from left to right.
order by postings.job_posting_key
on conflict (job_posting_key) do update set
    (
        jsearch_job_id, title_keys, skill_keys, city_keys, place_keys, state_key, country, latitude, longitude,
        has_place, is_anywhere, remote_type, seniority, employment, company_size, pay_low, pay_high, pay_currency, pay_date,
        posted_date, employer_key, fact_version, company_version, changed_in
    )
    = (
        excluded.jsearch_job_id, excluded.title_keys, excluded.skill_keys, excluded.city_keys, excluded.place_keys,
        excluded.state_key, excluded.country, excluded.latitude, excluded.longitude, excluded.has_place, excluded.is_anywhere,
        excluded.remote_type, excluded.seniority, excluded.employment, excluded.company_size, excluded.pay_low,
        excluded.pay_high, excluded.pay_currency, excluded.pay_date, excluded.posted_date, excluded.employer_key,
        excluded.fact_version, excluded.company_version, excluded.changed_in
    );
