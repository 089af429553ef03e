-- What a person does with postings: notes, favourites, who changed a status, and when a campaign was last looked at.
-- No foreign key to a posting: dbt owns those tables and would drop the key.

-- Search by parts of words within one campaign needs both in one index (marts.dim_listed_jobs).
create extension if not exists btree_gin;

create table if not exists marts.job_notes (
    job_note_id bigint generated always as identity primary key,
    user_id bigint not null references marts.users on delete cascade,
    job_posting_key uuid not null,
    note text not null check (length(trim(note)) between 1 and 10000),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index if not exists job_notes_of_posting on marts.job_notes (user_id, job_posting_key, created_at desc);

create table if not exists marts.user_favorite_jobs (
    user_id bigint not null references marts.users on delete cascade,
    job_posting_key uuid not null,
    created_at timestamptz not null default now(),
    primary key (user_id, job_posting_key)
);
create index if not exists user_favorite_jobs_recent on marts.user_favorite_jobs (user_id, created_at desc);

-- Jobs listed after `seen_until` are marked as new; it moves when a visit begins, so marks last for a whole visit.
create table if not exists marts.campaign_visits (
    campaign_id bigint primary key references marts.job_campaigns on delete cascade,
    seen_until timestamptz not null default '-infinity',
    last_visited_at timestamptz not null default now()
);

create index if not exists user_job_status_by_status on marts.user_job_status (user_id, status, updated_at desc);
create index if not exists job_status_history_recent on marts.job_status_history (user_id, changed_at desc);

-- Who changed it, and whether the change took an earlier one back.
alter table marts.job_status_history add column if not exists changed_by bigint references marts.users on delete set null;
alter table marts.job_status_history add column if not exists is_undo boolean not null default false;

grant select, insert, update, delete on marts.job_notes, marts.user_favorite_jobs, marts.campaign_visits to app_user;
grant usage on all sequences in schema marts to app_user;
