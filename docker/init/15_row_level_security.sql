-- Pages of a logged-in person run as `site_visitor`, who owns nothing, cannot log in, and sees and changes the rows of
-- one person: the one whose number the transaction carries in the setting app.user_id. Every query names its person; this
-- is for the one that does not. See project_documentation/decisions/0023-a-role-for-the-person.md.

do $$
begin
    if not exists (select from pg_roles where rolname = 'site_visitor') then
        create role site_visitor nologin;
    end if;
end
$$;
grant site_visitor to app_user;

-- Who may see which rows. The services, dbt and dashboards are not bound to a person: what they may do is what they are
-- granted. Both parts of a policy are asked once for a statement, not once for a row.
do $$
declare
    person constant text := '(select cast(nullif(current_setting(''app.user_id'', true), '''') as bigint))';
    of_person constant text := 'user_id = ' || person;
    -- Also of those in the trash: what was found for them is still there and still the person's.
    of_campaign constant text := 'campaign_id in (select campaign_id from marts.job_campaigns where ' || of_person
        || ' union all select campaign_id from marts.deleted_campaigns where ' || of_person || ')';
    guarded record;
begin
    for guarded in
        select named as table_name, of_person as is_own from unnest(array[
            'marts.users', 'marts.user_sessions', 'marts.account_tokens', 'marts.account_mails', 'marts.job_campaigns',
            'marts.deleted_campaigns', 'marts.user_job_status', 'marts.job_status_history', 'marts.job_notes',
            'marts.user_favorite_jobs', 'marts.api_usage'
        ]) as named
        union all
        select named, of_campaign from unnest(array[
            'marts.campaign_visits', 'marts.campaign_run_requests', 'marts.campaign_daily_scores', 'marts.notifications',
            'marts.notification_jobs', 'marts.etl_run_metrics', 'marts.gated_jobs', 'staging.ranking_state'
        ]) as named
    loop
        execute format('alter table %s enable row level security', guarded.table_name);
        execute format('drop policy if exists own_rows on %s', guarded.table_name);
        execute format('create policy own_rows on %s to site_visitor using (%s)', guarded.table_name, guarded.is_own);
        execute format('drop policy if exists every_row on %s', guarded.table_name);
        execute format(
            'create policy every_row on %s to app_user, dbt_runner, tableau_reader using (true)', guarded.table_name
        );
    end loop;
end
$$;

-- What pages read.
grant usage on schema raw, staging, marts to site_visitor;
grant select
on marts.users, marts.user_sessions, marts.account_tokens, marts.account_mails, marts.job_campaigns, marts.deleted_campaigns,
marts.user_job_status, marts.job_status_history, marts.job_notes, marts.user_favorite_jobs, marts.api_usage,
marts.campaign_visits, marts.campaign_run_requests, marts.campaign_daily_scores, marts.notifications,
marts.notification_jobs, marts.etl_run_metrics, marts.gated_jobs, marts.listed_jobs, marts.dim_ranking,
marts.exchange_rates, staging.ranking_state, staging.job_enrichments, staging.chatgpt_enrichments
to site_visitor;
-- The archive of one's own data holds what was found for one's campaigns.
grant select on raw.jsearch_job_postings, raw.jsearch_search_results, raw.jsearch_quarantine to site_visitor;

-- What dbt has built, and what it will build.
do $$
declare
    built regclass;
begin
    for built in
        select oid from pg_class
        where relnamespace = 'marts'::regnamespace and relkind in ('r', 'v', 'm')
          and pg_get_userbyid(relowner) = 'dbt_runner'
    loop
        execute format('grant select on %s to site_visitor', built);
    end loop;
end
$$;
alter default privileges for role dbt_runner in schema marts grant select on tables to site_visitor;

-- What pages write. Whether somebody is an administrator or suspended is not among it.
grant update (
    email, email_verified_at, password_hash, display_name, time_zone, locale, digest_frequency, digest_weekday, quiet_days,
    mail_format, updated_at
)
on marts.users to site_visitor;
grant insert, delete on marts.user_sessions, marts.user_favorite_jobs to site_visitor;
grant insert on marts.account_mails, marts.job_status_history to site_visitor;
grant delete on marts.account_tokens to site_visitor;
grant insert, update on marts.user_job_status, marts.campaign_visits to site_visitor;
grant insert, update, delete
on marts.job_campaigns, marts.deleted_campaigns, marts.job_notes, marts.campaign_run_requests, marts.listed_jobs
to site_visitor;
-- A campaign that comes back brings these along.
grant insert on marts.notifications, marts.notification_jobs, marts.campaign_daily_scores to site_visitor;
