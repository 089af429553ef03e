-- What a person does with postings: lists of them, notes, favourites, who changed a status, when a campaign was last read.
-- No foreign key to a posting: dbt owns those tables and would drop the key.

-- Search by parts of words within one campaign needs both in one index.
create extension if not exists btree_gin;

-- A campaign's ranked postings as its page sorts, filters and searches them: narrow and indexed by campaign, so that a
-- page of 100,000 postings costs what a page of 1,000 does. Filled after each ranking by services.jobs.listing. The score
-- is not here: it changes every day, these columns seldom.
create table if not exists marts.listed_jobs (
    campaign_id bigint not null references marts.job_campaigns on delete cascade,
    job_posting_key uuid not null,
    sort_date date not null,
    sort_pay integer not null,
    sort_company text not null,
    search_text text not null,
    remote_work_type text not null,
    seniority_level text not null,
    skills text[] not null,
    job_publisher text,
    listed_at timestamptz not null default now(),
    inputs_loaded_at timestamptz not null,
    pay_currency text not null,
    primary key (campaign_id, job_posting_key)
);
comment on column marts.listed_jobs.sort_date is 'Day of posting, or the day of listing when that is unknown.';
comment on column marts.listed_jobs.sort_pay is 'Highest yearly pay in pay_currency by the rate of the listing day; -1 when unknown.';
comment on column marts.listed_jobs.sort_company is 'Name of the company in lower case; a tilde when unknown, so that it comes last.';
comment on column marts.listed_jobs.remote_work_type is 'As in fact_jobs; the word unknown where that is null, so that its frequency is known.';
comment on column marts.listed_jobs.seniority_level is 'As in fact_jobs; the word unknown where that is null.';
comment on column marts.listed_jobs.search_text is 'Title and names of the company in lower case.';
comment on column marts.listed_jobs.listed_at is 'When the posting first appeared in this campaign.';
comment on column marts.listed_jobs.inputs_loaded_at is 'The newest of the rows this one was made from.';
create index if not exists listed_jobs_by_date on marts.listed_jobs (campaign_id, sort_date desc, job_posting_key);
create index if not exists listed_jobs_by_pay on marts.listed_jobs (campaign_id, sort_pay desc, job_posting_key);
create index if not exists listed_jobs_by_company on marts.listed_jobs (campaign_id, sort_company, job_posting_key);
create index if not exists listed_jobs_newest on marts.listed_jobs (campaign_id, listed_at desc);
create index if not exists listed_jobs_search
on marts.listed_jobs using gin (campaign_id, search_text gin_trgm_ops, skills, job_publisher);

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
    seen_until timestamptz,
    last_visited_at timestamptz not null default now()
);

create index if not exists user_job_status_by_status on marts.user_job_status (user_id, status, updated_at desc);
create index if not exists job_status_history_recent on marts.job_status_history (user_id, changed_at desc);

-- Who changed it, which rows one press of a button wrote, and whether it took an earlier change back.
alter table marts.job_status_history add column if not exists changed_by bigint references marts.users on delete set null;
alter table marts.job_status_history add column if not exists change_id uuid not null default gen_random_uuid();
alter table marts.job_status_history add column if not exists is_undo boolean not null default false;
create index if not exists job_status_history_of_change on marts.job_status_history (change_id);

grant select, insert, update, delete on marts.job_notes, marts.user_favorite_jobs, marts.campaign_visits, marts.listed_jobs to app_user;
grant usage on all sequences in schema marts to app_user;

-- What was deleted, for taking it back: the campaign, and which mails it had sent, so that none is sent twice.
create table if not exists marts.deleted_campaigns (
    campaign_id bigint primary key,
    user_id bigint not null references marts.users on delete cascade,
    campaign_name text not null,
    deleted_at timestamptz not null default now(),
    content jsonb not null
);
create index if not exists deleted_campaigns_of_user on marts.deleted_campaigns (user_id, deleted_at desc);
grant select, insert, update, delete on marts.deleted_campaigns to app_user;
