-- People, their sessions, and the campaigns that describe what they look for.

-- A person with an account. Without a password it is one that logs in through another service.
create table if not exists marts.users (
    user_id bigint generated always as identity primary key,
    username text not null,
    email text not null,
    password_hash text,
    role text not null default 'user' check (role in ('user', 'admin')),
    email_verified_at timestamptz,
    oauth_provider text,
    oauth_provider_id text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_oauth_identity unique (oauth_provider, oauth_provider_id)
);
create unique index if not exists users_email_once on marts.users (lower(email));
create unique index if not exists users_username_once on marts.users (lower(username));

-- A session is a row: logging out deletes it, wherever the cookie was copied to. Only the token's hash is kept.
create table if not exists marts.user_sessions (
    session_token_hash text primary key,
    user_id bigint not null references marts.users on delete cascade,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    user_agent text
);
create index if not exists user_sessions_of_user on marts.user_sessions (user_id);

-- Failed log-ins, counted here because a counter in memory is per worker.
create table if not exists marts.login_attempts (
    login_attempt_id bigint generated always as identity primary key,
    account text not null,
    address text not null,
    attempted_at timestamptz not null default now(),
    succeeded boolean not null
);
create index if not exists login_attempts_of_account on marts.login_attempts (account, attempted_at);
create index if not exists login_attempts_of_address on marts.login_attempts (address, attempted_at);

create table if not exists marts.job_campaigns (
    campaign_id bigint generated always as identity primary key,
    user_id bigint not null references marts.users on delete cascade,
    campaign_name text not null check (length(trim(campaign_name)) between 1 and 200),
    query text not null check (length(trim(query)) between 1 and 500),
    location text check (length(location) <= 200),
    country text not null check (country ~ '^[a-z]{2}$' and country <> 'uk'),
    language text check (language ~ '^[a-z]{2}$'),
    date_window text not null default 'week' check (date_window in ('all', 'today', '3days', 'week', 'month')),
    email text not null,
    skills text[] not null default '{}',
    min_salary integer check (min_salary >= 0),
    max_salary integer check (max_salary >= 0),
    currency text check (currency ~ '^[A-Z]{3}$'),
    radius_km integer check (radius_km between 1 and 500),
    remote_preference text[] not null default '{}'
    check (remote_preference <@ array['remote', 'hybrid', 'onsite']),
    seniority text[] not null default '{}'
    check (seniority <@ array['intern', 'junior', 'mid', 'senior', 'lead', 'principal', 'manager', 'director', 'executive']),
    company_size_preference text[] not null default '{}'
    check (company_size_preference <@ array['1-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+']),
    employment_type_preference text[] not null default '{}'
    check (employment_type_preference <@ array['full_time', 'part_time', 'contract', 'internship']),
    exclude_job_publishers text[] not null default '{}',
    ranking_weights jsonb,
    is_active boolean not null default true,
    run_count integer not null default 0,
    last_run_at timestamptz,
    last_run_outcome text check (last_run_outcome in ('ok', 'partial', 'empty', 'failed')),
    last_run_id text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint job_campaigns_salary_order check (min_salary <= max_salary),
    constraint job_campaigns_pay_has_currency check ((min_salary is null and max_salary is null) or currency is not null)
);
create index if not exists job_campaigns_of_user on marts.job_campaigns (user_id, created_at desc);
create index if not exists job_campaigns_active on marts.job_campaigns (campaign_id) where is_active;
create index if not exists job_campaigns_updated on marts.job_campaigns (updated_at);

-- Where a person stands with a posting. No foreign key to marts.fact_jobs: dbt owns that table and would drop the key.
create table if not exists marts.user_job_status (
    user_id bigint not null references marts.users on delete cascade,
    job_posting_key uuid not null,
    status text not null default 'waiting'
    check (status in ('waiting', 'approved', 'preparing_to_apply', 'applied', 'interview', 'offer', 'rejected', 'archived')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (user_id, job_posting_key)
);
create index if not exists user_job_status_of_posting on marts.user_job_status (job_posting_key);

-- One change of a person's status of a posting: what undo and the counts over time read.
create table if not exists marts.job_status_history (
    job_status_history_id bigint generated always as identity primary key,
    user_id bigint not null references marts.users on delete cascade,
    job_posting_key uuid not null,
    from_status text,
    to_status text not null,
    changed_at timestamptz not null default now()
);
create index if not exists job_status_history_of_user on marts.job_status_history (user_id, job_posting_key, changed_at);

grant select, insert, update, delete
on marts.users, marts.user_sessions, marts.login_attempts, marts.job_campaigns, marts.user_job_status, marts.job_status_history
to app_user;
grant usage on all sequences in schema marts to app_user;
grant select on marts.job_campaigns, marts.user_job_status to dbt_runner;
