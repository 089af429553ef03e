-- What the pipeline did, what it may still spend today, and which mails went out.

-- One task attempt (campaign_id null), and one row per campaign where a task works campaign by campaign.
create table if not exists marts.etl_run_metrics (
    etl_run_metrics_id bigint generated always as identity primary key,
    dwh_run_id text not null,
    task_id text not null,
    map_index integer not null default -1,
    try_number integer not null default 1,
    campaign_id bigint,
    outcome text not null default 'running'
    check (outcome in ('running', 'ok', 'partial', 'empty', 'failed', 'skipped')),
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    seconds numeric(10, 3) generated always as (extract(epoch from finished_at - started_at)) stored,
    rows_fetched integer not null default 0,
    rows_inserted integer not null default 0,
    rows_changed integer not null default 0,
    rows_unchanged integer not null default 0,
    rows_quarantined integer not null default 0,
    rows_staging integer not null default 0,
    rows_marts integer not null default 0,
    rows_enriched integer not null default 0,
    rows_ranked integer not null default 0,
    companies_matched integer not null default 0,
    companies_not_found integer not null default 0,
    companies_failed integer not null default 0,
    api_calls integer not null default 0,
    api_errors integer not null default 0,
    tests_passed integer not null default 0,
    tests_warned integer not null default 0,
    tests_failed integer not null default 0,
    mails_sent integer not null default 0,
    mails_failed integer not null default 0,
    cost_usd numeric(12, 6) not null default 0,
    message text,
    details jsonb not null default '{}',
    constraint etl_run_metrics_attempt unique nulls not distinct (dwh_run_id, task_id, map_index, try_number, campaign_id),
    -- rows_inserted counts new and changed versions; rows_changed is the part of it that was known before.
    constraint etl_run_metrics_reconciles
    check (rows_fetched = rows_inserted + rows_unchanged + rows_quarantined),
    constraint etl_run_metrics_changed_part check (rows_changed <= rows_inserted)
);
create index if not exists etl_run_metrics_of_campaign on marts.etl_run_metrics (campaign_id, started_at desc);
create index if not exists etl_run_metrics_recent on marts.etl_run_metrics (started_at desc);

-- The next free moment and today's calls of each paid API, shared by every process that calls it.
create table if not exists marts.api_throttle (
    provider text primary key,
    next_free_at timestamptz not null default clock_timestamp(),
    calls_date date not null default current_date,
    calls_today integer not null default 0
);

-- One digest, claimed before it is sent.
create table if not exists marts.notifications (
    notification_id bigint generated always as identity primary key,
    campaign_id bigint not null references marts.job_campaigns on delete cascade,
    digest_date date not null,
    recipient text not null,
    message_id text not null,
    status text not null default 'claimed' check (status in ('claimed', 'sent', 'failed', 'empty')),
    attempts integer not null default 1,
    claimed_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz,
    last_error text,
    dwh_run_id text not null,
    constraint notifications_one_a_day unique (campaign_id, digest_date)
);

-- Which postings a digest carried: none is sent to the same campaign twice.
create table if not exists marts.notification_jobs (
    notification_id bigint not null references marts.notifications on delete cascade,
    campaign_id bigint not null,
    job_posting_key uuid not null,
    position integer not null,
    primary key (campaign_id, job_posting_key)
);
create index if not exists notification_jobs_of_notification on marts.notification_jobs (notification_id, position);

grant select, insert, update, delete
on marts.etl_run_metrics, marts.api_throttle, marts.notifications, marts.notification_jobs
to app_user;
grant usage on all sequences in schema marts to app_user;
grant select on marts.etl_run_metrics to dbt_runner, tableau_reader;
