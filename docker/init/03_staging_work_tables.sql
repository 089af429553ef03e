-- Work tables of the services in `staging`; the rest of that schema is dbt's.

-- Each spelling of an employer's name, normalised once by services.extractor.company_names.
create table if not exists staging.employer_names (
    employer_name text primary key,
    -- null: nothing to look up (an aggregator, "confidential", or no letters at all)
    company_lookup_key text,
    normalised_name text not null,
    skip_reason text,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    constraint employer_names_key_or_reason check ((company_lookup_key is null) = (skip_reason is not null))
);
create index if not exists employer_names_lookup on staging.employer_names (company_lookup_key);

create table if not exists staging.company_enrichment_queue (
    company_lookup_key text primary key,
    lookup_name text not null,
    website_domain text,
    enrichment_status text not null default 'pending'
    check (enrichment_status in ('pending', 'success', 'not_found', 'error')),
    glassdoor_company_id text,
    match_confidence numeric(4, 3) check (match_confidence between 0 and 1),
    match_reason text,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    last_error text,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    constraint company_enrichment_queue_matched check ((enrichment_status = 'success') = (glassdoor_company_id is not null))
);
create index if not exists company_enrichment_queue_due
on staging.company_enrichment_queue (next_attempt_at) where enrichment_status in ('pending', 'error', 'not_found');

-- One posting × content × rules version: unchanged text is never enriched twice.
create table if not exists staging.job_enrichments (
    job_posting_key uuid not null,
    content_hash text not null,
    rules_version integer not null,
    extracted_skills jsonb not null default '[]',
    seniority_level text
    check (seniority_level in ('intern', 'junior', 'mid', 'senior', 'lead', 'principal', 'manager', 'director', 'executive')),
    remote_work_type text check (remote_work_type in ('remote', 'hybrid', 'onsite')),
    salary_min numeric(14, 2),
    salary_max numeric(14, 2),
    salary_period text check (salary_period in ('hour', 'day', 'week', 'month', 'year')),
    salary_currency text check (salary_currency ~ '^[A-Z]{3}$'),
    evidence jsonb not null default '{}',
    dwh_run_id text not null,
    dwh_load_timestamp timestamptz not null default clock_timestamp(),
    primary key (job_posting_key, content_hash, rules_version),
    constraint job_enrichments_salary_order check (salary_min <= salary_max)
);

-- One posting × content × prompt version, written by the LLM enrichment.
create table if not exists staging.chatgpt_enrichments (
    job_posting_key uuid not null,
    content_hash text not null,
    prompt_version integer not null,
    job_summary text,
    chatgpt_extracted_skills jsonb,
    chatgpt_extracted_location text,
    chatgpt_seniority_level text,
    chatgpt_remote_work_type text,
    chatgpt_salary_min numeric(14, 2),
    chatgpt_salary_max numeric(14, 2),
    chatgpt_salary_period text,
    chatgpt_salary_currency text,
    chatgpt_enriched_at timestamptz not null default clock_timestamp(),
    chatgpt_enrichment_status jsonb not null default '{}',
    tokens_in integer,
    tokens_out integer,
    cost_usd numeric(12, 6),
    dwh_run_id text not null,
    primary key (job_posting_key, content_hash, prompt_version)
);

grant select, insert, update, delete
on staging.employer_names, staging.company_enrichment_queue, staging.job_enrichments, staging.chatgpt_enrichments
to app_user;
grant select
on staging.employer_names, staging.company_enrichment_queue, staging.job_enrichments, staging.chatgpt_enrichments
to dbt_runner;
