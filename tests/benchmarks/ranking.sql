-- name: companies
insert into marts.dim_companies (
    company_key, glassdoor_company_id, glassdoor_companies_key, company_name, company_size, dwh_staging_timestamp,
    dwh_load_timestamp, dwh_load_date, dwh_source_system, dwh_run_id, dwh_logic_version
)
select
    md5('company' || n)::uuid, n::text, n, 'Company ' || n,
    (array['1-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+', null])[1 + n % 8],
    :loaded, :loaded, :loaded, 'bench', 'bench', 1
from generate_series(1, 4000) as n;

-- name: postings
-- Drawn by hashes of the number, so that a posting is the same in every run. Texts are as long as the part of a real
-- posting that PostgreSQL keeps beside the row.
insert into marts.fact_jobs (
    job_posting_key, jsearch_job_id, company_key, posting_fingerprint, content_hash, job_title, job_description,
    employer_name, job_location, job_city, job_state, job_country, job_latitude, job_longitude, employment_types,
    skills, skill_details, seniority_level, remote_work_type, has_salary, yearly_min_salary, yearly_max_salary,
    salary_currency, posted_date, first_seen_at, last_seen_at, dwh_staging_timestamp, dwh_load_timestamp,
    dwh_load_date, dwh_source_system, dwh_run_id, dwh_logic_version
)
select
    md5('posting' || n)::uuid, 'posting-' || lpad(n::text, 12, '0'),
    case when h[1] % 10 < 6 then md5('company' || 1 + h[2] % 4000)::uuid end, md5(n::text)::uuid, md5(n::text),
    (array['', 'Junior ', 'Senior ', 'Sr. ', 'Lead ', 'Principal '])[1 + h[3] % 6]
    || (array['Data', 'Software', 'Machine Learning', 'Backend', 'Sales', 'Product', 'Mechanical', 'Platform'])[1 + h[4] % 8]
    || (array[' Engineer', ' Developer', ' Analyst', ' Manager', ' Scientist', ' Consultant'])[1 + h[5] % 6]
    || (array['', ' (Remote)', ', Cloud', ' - Contract', ' II'])[1 + h[6] % 5],
    repeat(md5(n::text), 20),
    'Employer ' || h[2] % 20000,
    c.name || ', ' || c.state, c.name, c.state, c.country, c.lat + (h[7] % 100) / 300.0, c.lon + (h[8] % 100) / 300.0,
    case h[9] % 5 when 0 then '{}' when 1 then array['contract'] else array['full_time'] end,
    array(
        select distinct (array[
            'Python', 'SQL', 'dbt', 'Airflow', 'Spark', 'Java', 'Go', 'AWS', 'Docker', 'Excel', 'Tableau', 'C++', 'React',
            'Kafka', 'Scala', 'Linux', 'Git', 'Communication', 'Leadership', 'Kubernetes'
        ])[1 + (h[10] / (k * k + 1)) % 20]
        from generate_series(1, h[11] % 9) as k
    ),
    '[]', (array[null, 'junior', 'mid', 'senior', 'senior', 'lead', 'principal', 'manager'])[1 + h[12] % 8],
    (array[null, null, 'remote', 'hybrid', 'onsite'])[1 + h[13] % 5],
    h[14] % 2 = 0, case when h[14] % 2 = 0 then 50000 + 500 * (h[15] % 150) end,
    case when h[14] % 2 = 0 then 60000 + 500 * (h[15] % 150) + 1000 * (h[16] % 30) end,
    case when h[14] % 2 = 0 then c.currency end,
    cast(:today as date) - (h[1] % 90), :loaded, :loaded, :loaded, :loaded, :loaded, 'bench', 'bench', 1
from (
    select n, array(select ((hashint8(n * 100 + k)::bigint + 2147483648) % 1000003)::integer from generate_series(1, 16) as k) as h
    from generate_series(cast(:first as bigint), cast(:last as bigint)) as n
) as drawn
cross join lateral (
    select * from (values
        (0, 'Toronto', 'Ontario', 'ca', 43.6, -79.5, 'CAD'), (1, 'Ottawa', 'Ontario', 'ca', 45.3, -75.8, 'CAD'),
        (2, 'Mississauga', 'Ontario', 'ca', 43.5, -79.7, 'CAD'), (3, 'Montreal', 'Quebec', 'ca', 45.4, -73.7, 'CAD'),
        (4, 'Calgary', 'Alberta', 'ca', 51.0, -114.1, 'CAD'), (5, 'New York', 'New York', 'us', 40.6, -74.1, 'USD'),
        (6, 'Austin', 'Texas', 'us', 30.2, -97.8, 'USD'), (7, 'London', 'England', 'gb', 51.4, -0.2, 'GBP')
    ) as city (number, name, state, country, lat, lon, currency)
    where city.number = h[2] % 8
) as c;

-- name: findings
insert into marts.bridge_campaign_jobs (
    campaign_id, job_posting_key, jsearch_job_id, first_found_date, last_found_date, times_found, best_position,
    dwh_load_timestamp
)
select campaign_id, job_posting_key, jsearch_job_id, cast(:today as date), cast(:today as date), 1, 1, :loaded
from marts.fact_jobs
cross join marts.job_campaigns
where fact_jobs.dwh_load_timestamp = :loaded
order by campaign_id, job_posting_key;

-- name: campaign
insert into marts.job_campaigns (
    user_id, campaign_name, query, location, country, email, skills, min_salary, currency, remote_preference,
    seniority, company_size_preference, employment_type_preference
)
values (
    :user_id, :query, :query, :location, :country, 'bench@example.org', :skills, :min_salary, :currency, :remote,
    :seniority, '{51-200,201-500}', '{full_time}'
);

-- name: change
-- As when the text is read anew: every factor of the posting may be another.
update marts.fact_jobs
set
    job_title = 'New ' || job_title, posted_date = cast(:loaded as date), seniority_level = 'lead',
    dwh_load_timestamp = :loaded
where job_posting_key in (select job_posting_key from marts.fact_jobs order by posting_fingerprint limit :some offset :skip);
