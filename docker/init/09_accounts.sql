-- What a person says about themselves, how they want their mail, and the links that prove an address is theirs.

alter table marts.users
add column if not exists display_name text check (length(display_name) <= 80),
add column if not exists time_zone text not null default 'America/Toronto',
add column if not exists locale text not null default 'en_CA',
add column if not exists suspended_at timestamptz,
add column if not exists digest_frequency text not null default 'daily'
check (digest_frequency in ('daily', 'weekly', 'off')),
-- ISO week days: 1 is Monday.
add column if not exists digest_weekday smallint not null default 1 check (digest_weekday between 1 and 7),
add column if not exists quiet_days smallint [] not null default '{}'
check (quiet_days <@ array[1, 2, 3, 4, 5, 6, 7]::smallint []),
add column if not exists mail_format text not null default 'html' check (mail_format in ('html', 'text')),
-- Whoever holds it can stop this person's mail and nothing else; it stands in every digest.
add column if not exists unsubscribe_token uuid not null default gen_random_uuid();
create unique index if not exists users_unsubscribe_token on marts.users (unsubscribe_token);

-- A name for a session that a page may show: the token's hash stays in the table.
alter table marts.user_sessions add column if not exists user_session_id bigint generated always as identity;
create unique index if not exists user_sessions_by_id on marts.user_sessions (user_session_id);

-- Proof that whoever holds the link reads this address. Used once, then gone; only the hash is kept.
create table if not exists marts.account_tokens (
    token_hash text primary key,
    purpose text not null check (purpose in ('register', 'reset_password', 'change_email')),
    email text not null,
    user_id bigint references marts.users on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint account_tokens_register_has_no_user check ((purpose = 'register') = (user_id is null))
);
create index if not exists account_tokens_of_email on marts.account_tokens (lower(email));
create index if not exists account_tokens_of_user on marts.account_tokens (user_id);

-- Account mails that wait to be sent. What a mail says is decided when it goes out, so no link is ever stored, and
-- asking takes the same steps for addresses with and without an account.
create table if not exists marts.account_mails (
    account_mail_id bigint generated always as identity primary key,
    purpose text not null
    check (purpose in ('register', 'reset_password', 'change_email', 'password_changed', 'email_changed')),
    email text not null,
    user_id bigint references marts.users on delete cascade,
    requested_at timestamptz not null default now(),
    attempts smallint not null default 0,
    next_attempt_at timestamptz not null default now()
);
create index if not exists account_mails_due on marts.account_mails (next_attempt_at);
create index if not exists account_mails_of_user on marts.account_mails (user_id);

-- When a person last pressed "Find jobs now" for a campaign, and which run answers it.
create table if not exists marts.campaign_run_requests (
    campaign_id bigint primary key references marts.job_campaigns on delete cascade,
    requested_at timestamptz not null,
    dwh_run_id text not null
);

grant select, insert, update, delete
on marts.account_tokens, marts.account_mails, marts.campaign_run_requests
to app_user;
grant usage on all sequences in schema marts to app_user;
