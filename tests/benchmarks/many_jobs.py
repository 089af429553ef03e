"""Postings by the hundred thousand for the benches of the pages, written set by set into the tables that dbt fills."""

from __future__ import annotations

from sqlalchemy import text

from services.jobs import listing
from services.shared import database
from services.shared.settings import Settings

# Deterministic and varied: every drawn value comes from the posting's number and a prime of its own.
FACTS = text("""
    insert into marts.fact_jobs (
        job_posting_key, jsearch_job_id, job_title, job_description, employer_name, apply_link, apply_options,
        job_location, job_city, job_state, job_country, employment_types, skills, skill_details, skills_source,
        seniority_level,
        remote_work_type, job_min_salary, job_max_salary, job_salary_period, job_salary_currency, salary_source,
        yearly_min_salary, yearly_max_salary, salary_currency, has_salary, posted_at, posted_date, posting_fingerprint,
        job_publisher, first_seen_at, last_seen_at, content_hash,
        dwh_staging_timestamp, dwh_load_timestamp, dwh_load_date, dwh_source_system, dwh_run_id, dwh_logic_version
    )
    select
        md5('bench:' || n)::uuid, 'bench-' || n,
        words.levels[1 + (n * 7919) % 8] || words.fields[1 + (n * 104729) % 40] || ' '
        || words.roles[1 + (n * 1299709) % 12] || case when n % 397 = 0 then ' (unusual)' else '' end,
        repeat('We build and run what people use every day. ' || md5(n::text) || ' ', 35),
        'Company ' || (n * 31337) % 20000,
        'https://jobs.example.org/' || n, jsonb_build_array(
            jsonb_build_object('publisher', 'Board ' || n % 7, 'apply_link', 'https://jobs.example.org/' || n)),
        'Toronto, ON', 'Toronto', 'ON', 'ca', '{full_time}',
        array(select 'skill ' || (n * 13 + k * k * 71) % 400 from generate_series(1, 6) as k), '[]', 'rules',
        (array['junior', 'mid', 'senior', 'lead', null])[1 + (n * 15485863) % 5],
        (array['remote', 'hybrid', 'onsite', null])[1 + (n * 32452843) % 4],
        case when n % 5 < 2 then 60000 + (n * 101) % 90000 end, case when n % 5 < 2 then 70000 + (n * 101) % 90000 end,
        case when n % 5 < 2 then 'year' end, case when n % 5 < 2 then 'CAD' end, case when n % 5 < 2 then 'api' end,
        case when n % 5 < 2 then 60000 + (n * 101) % 90000 end, case when n % 5 < 2 then 70000 + (n * 101) % 90000 end,
        case when n % 5 < 2 then 'CAD' end, n % 5 < 2,
        now() - make_interval(days => (n * 433 % 90)::integer), current_date - (n * 433 % 90)::integer,
        md5(n::text)::uuid,
        'Publisher ' || floor(sqrt(n * 733 % 900)), now(), now(), 'hash',
        now(), now(), current_date, 'jsearch', 'bench', 1
    from generate_series(cast(:first as bigint), :last) as n
    cross join (
        select
            array['', '', '', 'Senior ', 'Junior ', 'Lead ', 'Staff ', 'Principal '] as levels,
            string_to_array(
                'Data,Software,Platform,Backend,Frontend,Cloud,Security,Network,Machine Learning,Analytics,'
                || 'Business,Product,Marketing,Sales,Finance,Accounting,Clinical,Nursing,Logistics,Supply Chain,'
                || 'Quality,Process,Mechanical,Electrical,Civil,Chemical,Research,Database,Site Reliability,Embedded,'
                || 'Mobile,Game,Graphics,Robotics,Payroll,Legal,Procurement,Operations,Support,Integration',
                ',') as fields,
            array['Engineer', 'Developer', 'Analyst', 'Scientist', 'Architect', 'Manager', 'Consultant', 'Specialist',
                  'Administrator', 'Coordinator', 'Technician', 'Director'] as roles
    ) as words
    on conflict do nothing
""")
BRIDGE = text("""
    insert into marts.bridge_campaign_jobs (
        campaign_id, job_posting_key, jsearch_job_id, first_found_date, first_found_at, last_found_date, times_found,
        best_position, dwh_load_timestamp
    )
    select :campaign_id, md5('bench:' || n)::uuid, 'bench-' || n, current_date, now(), current_date, 1, 1, now()
    from generate_series(cast(:first as bigint), :last) as n
    on conflict do nothing
""")
RANKING = text("""
    insert into marts.dim_ranking (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)
    select
        :campaign_id, md5('bench:' || n)::uuid, 'bench-' || n, ((n * 48611) % 9973) / 100.0,
        jsonb_build_object(
            'rules_version', 2, 'weights_version', 'default',
            'points', jsonb_build_object(
                'title', 15, 'skills', 10, 'salary', 12.5, 'location', 15, 'seniority', 10, 'remote_type', 5,
                'employment_type', 5, 'company_size', 5, 'recency', n % 6
            ),
            'facts', jsonb_build_object(
                'title', '2 of 2: data, engineer', 'skills', '4 of 6: skill 1, skill 2, skill 3, skill 4',
                'salary', '85 % of 100000 CAD', 'location', 'there'
            )
        ),
        'bench'
    from generate_series(cast(:first as bigint), :last) as n
    on conflict do nothing
""")


def write_postings(settings: Settings, *, first: int, last: int) -> None:
    """Postings number `first` to `last`."""
    builder = database.connect(settings, "dbt_runner")
    with builder.begin() as conn:
        conn.execute(FACTS, {"first": first, "last": last})
    builder.dispose()


def write_pairs(settings: Settings, campaign_id: int, *, first: int, last: int) -> None:
    """These postings found, listed and ranked in a campaign."""
    builder, app = database.connect(settings, "dbt_runner"), database.connect(settings)
    values = {"campaign_id": campaign_id, "first": first, "last": last}
    with builder.begin() as conn:
        conn.execute(BRIDGE, values)
    with app.begin() as conn:
        conn.execute(RANKING, values)
        listing.refresh(conn, campaign_id=campaign_id)
    builder.dispose()
    app.dispose()


def refresh_statistics(settings: Settings) -> None:
    """What autovacuum does some time after a load."""
    admin = database.connect(settings, "postgres")
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in ("fact_jobs", "bridge_campaign_jobs", "listed_jobs", "dim_ranking"):
            conn.execute(text(f"vacuum analyze marts.{table}"))
    admin.dispose()
