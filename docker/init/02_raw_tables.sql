-- What the sources answered, as they sent it.

create table if not exists raw.jsearch_job_postings (
    jsearch_job_postings_key bigint generated always as identity primary key,
    jsearch_job_id text not null,
    payload_hash text not null,
    payload jsonb not null,
    campaign_id bigint,
    -- When this version last became the posting's current content: a posting edited from A to B and back to A
    -- has two rows, and A's row is current again.
    dwh_current_since timestamptz not null default clock_timestamp(),
    dwh_load_date date not null default current_date,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    dwh_source_system text not null default 'jsearch',
    dwh_run_id text not null,
    constraint jsearch_job_postings_version unique (jsearch_job_id, payload_hash)
);
create index if not exists jsearch_job_postings_current
on raw.jsearch_job_postings (jsearch_job_id, dwh_current_since desc, jsearch_job_postings_key desc) include (payload_hash);

-- One posting found by one campaign on one day.
create table if not exists raw.jsearch_search_results (
    campaign_id bigint not null,
    jsearch_job_id text not null,
    found_date date not null,
    position integer not null check (position >= 1),
    search_key text not null,
    request jsonb not null,
    dwh_load_date date not null default current_date,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    dwh_source_system text not null default 'jsearch',
    dwh_run_id text not null,
    primary key (campaign_id, jsearch_job_id, found_date)
);
create index if not exists jsearch_search_results_found
on raw.jsearch_search_results (jsearch_job_id, found_date);
create index if not exists jsearch_search_results_run on raw.jsearch_search_results (dwh_run_id);

-- What could not be kept as a posting, with the reason; the same junk twice is one row.
create table if not exists raw.jsearch_quarantine (
    jsearch_quarantine_key bigint generated always as identity primary key,
    jsearch_job_id text,
    payload_hash text not null,
    payload_text text not null,
    reason text not null,
    campaign_id bigint,
    times_seen integer not null default 1,
    dwh_load_date date not null default current_date,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    dwh_last_seen_timestamp timestamptz not null default clock_timestamp(),
    dwh_source_system text not null default 'jsearch',
    dwh_run_id text not null,
    constraint jsearch_quarantine_once unique (payload_hash, reason)
);

-- One content version of one company in an answer to a look-up.
create table if not exists raw.glassdoor_companies (
    glassdoor_companies_key bigint generated always as identity primary key,
    glassdoor_company_id text not null,
    company_lookup_key text not null,
    payload_hash text not null,
    payload jsonb not null,
    dwh_current_since timestamptz not null default clock_timestamp(),
    dwh_load_date date not null default current_date,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    dwh_source_system text not null default 'glassdoor',
    dwh_run_id text not null,
    constraint glassdoor_companies_version unique (glassdoor_company_id, payload_hash)
);

grant select, insert, update, delete on all tables in schema raw to app_user;
grant usage on all sequences in schema raw to app_user;
grant select on all tables in schema raw to dbt_runner;
