-- What a person has to do about a posting on a day: an interview, a reminder to follow up, a deadline. With a time of day,
-- `due_at` is the moment; `due_on` is its day where the person was when they wrote it down.
create table if not exists marts.job_dates (
    job_date_id bigint generated always as identity primary key,
    user_id bigint not null references marts.users on delete cascade,
    job_posting_key uuid not null,
    kind text not null check (kind in ('interview', 'follow_up', 'deadline', 'other')),
    due_on date not null check (due_on between '2000-01-01' and '2100-12-31'),
    due_at timestamptz,
    about text check (length(trim(about)) between 1 and 300),
    is_done boolean not null default false,
    created_at timestamptz not null default now()
);
create index if not exists job_dates_of_posting on marts.job_dates (user_id, job_posting_key);
create index if not exists job_dates_to_come on marts.job_dates (user_id, due_on) where not is_done;

alter table marts.job_dates enable row level security;
drop policy if exists own_rows on marts.job_dates;
create policy own_rows on marts.job_dates to site_visitor
using (user_id = (select cast(nullif(current_setting('app.user_id', true), '') as bigint)));
drop policy if exists every_row on marts.job_dates;
create policy every_row on marts.job_dates to app_user, dbt_runner, tableau_reader using (true);

grant select, insert, update, delete on marts.job_dates to app_user, site_visitor;
grant usage on all sequences in schema marts to app_user;
