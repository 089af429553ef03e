-- The spend ledger, written by services.shared.spend.

-- What every call to a paid service cost, or may have cost.
create table if not exists marts.api_usage (
    api_usage_id bigint generated always as identity primary key,
    provider text not null,
    operation text not null,
    model text,
    -- null where a call serves everybody, as most do: a posting is read once, not once per campaign
    user_id bigint references marts.users on delete set null,
    campaign_id bigint references marts.job_campaigns on delete set null,
    -- what was asked for: pages of a job board, employers, postings
    units integer not null default 1 check (units > 0),
    tokens_in integer check (tokens_in >= 0),
    tokens_out integer check (tokens_out >= 0),
    -- while reserved, the most that the call can cost; a killed process leaves that, and it counts
    estimated_cost_usd numeric(12, 6) not null default 0 check (estimated_cost_usd >= 0),
    outcome text not null default 'reserved' check (outcome in ('reserved', 'ok', 'failed')),
    usage_date date not null default (clock_timestamp() at time zone 'utc')::date,
    called_at timestamptz not null default clock_timestamp(),
    dwh_run_id text not null
);
create index if not exists api_usage_of_day on marts.api_usage (provider, usage_date) include (estimated_cost_usd);
create index if not exists api_usage_of_run on marts.api_usage (dwh_run_id);
create index if not exists api_usage_of_user on marts.api_usage (user_id, usage_date) where user_id is not null;
create index if not exists api_usage_of_campaign on marts.api_usage (campaign_id) where campaign_id is not null;

-- The same text under another id is never paid for twice: readings are looked up by content.
create index if not exists chatgpt_enrichments_of_content
on staging.chatgpt_enrichments (content_hash, prompt_version);
alter table staging.chatgpt_enrichments add column if not exists chatgpt_language text;

grant select, insert, update, delete on marts.api_usage to app_user;
grant usage on all sequences in schema marts to app_user;
grant select on marts.api_usage to dbt_runner, tableau_reader;
