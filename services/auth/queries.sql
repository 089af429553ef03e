-- name: insert_user
-- Whoever makes an account has either read the address' mail or is an operator who vouches for it.
insert into marts.users (username, email, password_hash, role, display_name, time_zone, locale, email_verified_at)
values (
    :username, :email, :password_hash, :role, :display_name, coalesce(:time_zone, 'America/Toronto'),
    coalesce(:locale, 'en_CA'), now()
)
returning user_id, username, email, role, display_name, time_zone, locale, password_hash;

-- name: user_by_login
-- People type whichever of the two they remember; neither may look like the other (a user name has no @).
-- A suspended account has no password that fits.
select
    user_id, username, email, role, display_name, time_zone, locale,
    case when suspended_at is null then password_hash end as password_hash
from marts.users
where lower(username) = lower(:login) or lower(email) = lower(:login);

-- name: user_by_id
select user_id, username, email, role, display_name, time_zone, locale
from marts.users
where user_id = :user_id;

-- name: username_is_taken
select exists (select from marts.users where lower(username) = lower(:username)) as taken;

-- name: suspend_user
update marts.users set suspended_at = now(), updated_at = now() where user_id = :user_id;

-- name: restore_user
update marts.users set suspended_at = null, updated_at = now() where user_id = :user_id;

-- name: set_password_hash
update marts.users set password_hash = :password_hash, updated_at = now() where user_id = :user_id;

-- name: start_session
insert into marts.user_sessions (session_token_hash, user_id, created_at, last_seen_at, expires_at, user_agent)
values (:token_hash, :user_id, :now, :now, :expires_at, :user_agent);

-- name: session_user
select
    users.user_id, users.username, users.email, users.role, users.display_name, users.time_zone, users.locale,
    user_sessions.user_session_id, user_sessions.last_seen_at
from marts.user_sessions
inner join marts.users using (user_id)
where user_sessions.session_token_hash = :token_hash
  and user_sessions.expires_at > :now
  and user_sessions.last_seen_at > :idle_since
  and users.suspended_at is null;

-- name: sessions_of_user
select user_session_id, created_at, last_seen_at, user_agent, session_token_hash = :token_hash as is_this_one
from marts.user_sessions
where user_id = :user_id and expires_at > :now and last_seen_at > :idle_since
order by is_this_one desc, last_seen_at desc;

-- name: touch_session
update marts.user_sessions set last_seen_at = :now where session_token_hash = :token_hash;

-- name: end_session
delete from marts.user_sessions where session_token_hash = :token_hash;

-- name: end_sessions_of_user
delete from marts.user_sessions where user_id = :user_id;

-- name: end_session_of_user
delete from marts.user_sessions where user_id = :user_id and user_session_id = :user_session_id;

-- name: end_other_sessions
delete from marts.user_sessions where user_id = :user_id and session_token_hash <> :token_hash;

-- name: forget_dead_sessions
delete from marts.user_sessions
where user_id = :user_id and (expires_at <= :now or last_seen_at <= :idle_since);

-- name: claim_attempt
insert into marts.login_attempts (account, address, attempted_at, succeeded)
values (:account, :origin, :now, false)
returning login_attempt_id;

-- name: count_failures
-- The attempt that is asking is itself a row here, written and committed before it asks: parallel attempts see each other.
-- One range scan of an index per count. A success does not wipe the failures of other origins.
select
    (
        select count(*) from marts.login_attempts
        where account = :account and address = :origin and not succeeded and attempted_at > :pair_since
    ) as of_pair,
    (
        select count(*) from marts.login_attempts
        where address = :origin and not succeeded and attempted_at > :origin_since
    ) as of_origin,
    (
        select count(*) from marts.login_attempts
        where account = :account and not succeeded and attempted_at > :account_since
          and address not like 'device:%'
    ) as of_account;

-- name: withdraw_attempt
delete from marts.login_attempts where login_attempt_id = :login_attempt_id;

-- name: confirm_attempt
update marts.login_attempts set succeeded = true where login_attempt_id = :login_attempt_id;

-- name: forget_old_attempts
delete from marts.login_attempts
where (account = :account or address = :origin) and attempted_at < :before;

-- name: insert_demo_campaign
insert into marts.job_campaigns (
    user_id, campaign_name, query, location, country, date_window, email, skills, min_salary, max_salary, currency,
    remote_preference, seniority, employment_type_preference
)
values (
    :user_id, :campaign_name, :query, :location, :country, :date_window, :email, cast(:skills as text []), :min_salary,
    :max_salary, :currency, cast(:remote_preference as text []), cast(:seniority as text []),
    cast(:employment_type_preference as text [])
);

-- name: campaign_ids_of_user
select campaign_id from marts.job_campaigns where user_id = :user_id order by campaign_id;

-- name: forget_old_tokens
delete from marts.account_tokens where expires_at <= :now;

-- name: keep_token
insert into marts.account_tokens (token_hash, purpose, email, user_id, created_at, expires_at)
values (:token_hash, :purpose, :email, :user_id, :now, :expires_at);

-- name: look_at_token
select email, user_id
from marts.account_tokens
where token_hash = :token_hash and purpose = :purpose and expires_at > :now;

-- name: redeem_token
-- Of two clicks at once only one gets the row.
delete from marts.account_tokens
where token_hash = :token_hash and purpose = :purpose and expires_at > :now
returning email, user_id;

-- name: void_tokens
-- The other links that were sent for the same thing.
delete from marts.account_tokens
where purpose = :purpose and (lower(email) = lower(:email) or user_id = :user_id);

-- name: ask_for_mail
insert into marts.account_mails (purpose, email, user_id, requested_at, next_attempt_at)
values (:purpose, :email, :user_id, :now, :now);

-- name: take_due_mail
-- Taken until the end of a lease: should its sender die, another one sends it then.
update marts.account_mails set attempts = attempts + 1, next_attempt_at = :lease_ends_at
where account_mail_id = (
    select account_mail_id
    from marts.account_mails
    where next_attempt_at <= :now
    order by next_attempt_at, account_mail_id
    limit 1
    for update skip locked
)
returning account_mail_id, purpose, email, user_id, requested_at, attempts;

-- name: put_mail_off
update marts.account_mails set next_attempt_at = :next_attempt_at where account_mail_id = :account_mail_id;

-- name: drop_mail
delete from marts.account_mails where account_mail_id = :account_mail_id;

-- name: next_mail_due
select min(next_attempt_at) as due from marts.account_mails;

-- name: change_email
update marts.users set email = :email, email_verified_at = :now, updated_at = :now where user_id = :user_id;

-- name: move_campaign_mail
-- Digests that went to the old address go to the new one; campaigns that mail elsewhere stay as they are.
update marts.job_campaigns set email = :new_email, updated_at = now()
where user_id = :user_id and lower(email) = lower(:old_email);

-- name: move_mail_of_deleted_campaigns
update marts.deleted_campaigns
set content = jsonb_set(content, '{campaign,email}', to_jsonb(cast(:new_email as text)))
where user_id = :user_id and lower(content #>> '{campaign,email}') = lower(:old_email);

-- name: profile_of_user
select display_name, time_zone, locale from marts.users where user_id = :user_id;

-- name: save_profile
update marts.users set display_name = :display_name, time_zone = :time_zone, locale = :locale, updated_at = now()
where user_id = :user_id;

-- name: mail_preferences_of_user
select digest_frequency as frequency, digest_weekday as weekday, quiet_days, mail_format
from marts.users
where user_id = :user_id;

-- name: save_mail_preferences
update marts.users set
    digest_frequency = :frequency, digest_weekday = :weekday, quiet_days = cast(:quiet_days as smallint []),
    mail_format = :mail_format, updated_at = now()
where user_id = :user_id;

-- name: frequency_by_unsubscribe_token
select digest_frequency from marts.users where unsubscribe_token = :unsubscribe_token;

-- name: set_frequency_by_unsubscribe_token
update marts.users set digest_frequency = :frequency, updated_at = now()
where unsubscribe_token = :unsubscribe_token;

-- name: tables_about_people
-- Every table of ours with a column that says whose row it is; those that dbt builds are made again from the others.
select
    columns.table_schema, columns.table_name,
    bool_or(columns.column_name = 'user_id') as has_user_id
from information_schema.columns
inner join pg_catalog.pg_class on pg_class.oid = cast(
    quote_ident(columns.table_schema) || '.' || quote_ident(columns.table_name) as regclass
)
where columns.table_schema in ('raw', 'staging', 'marts')
  and columns.column_name in ('user_id', 'campaign_id')
  and pg_class.relkind = 'r'
  and pg_get_userbyid(pg_class.relowner) <> 'dbt_runner'
group by columns.table_schema, columns.table_name
order by columns.table_schema, columns.table_name;

-- name: campaigns_of_person
-- Also those in the trash: what was found for them is still there.
select campaign_id from marts.job_campaigns
where user_id = :user_id
union
select campaign_id from marts.deleted_campaigns
where user_id = :user_id;

-- name: erase_rankings
delete from marts.dim_ranking
where campaign_id = any(:campaign_ids);

-- name: erase_ranking_audit
delete from marts.dim_ranking_cleanup_audit
where deleted_row ->> 'campaign_id' = any(cast(:campaign_ids as text []));

-- name: erase_gated
delete from marts.gated_jobs
where campaign_id = any(:campaign_ids);

-- name: erase_ranking_state
delete from staging.ranking_state
where campaign_id = any(:campaign_ids);

-- name: erase_metrics
delete from marts.etl_run_metrics
where campaign_id = any(:campaign_ids);

-- name: erase_search_results
delete from raw.jsearch_search_results
where campaign_id = any(:campaign_ids);

-- name: forget_first_finder
-- The posting is the board's and stays; that this person's search found it first does not.
update raw.jsearch_job_postings set campaign_id = null
where campaign_id = any(:campaign_ids);

-- name: forget_quarantine_finder
update raw.jsearch_quarantine set campaign_id = null
where campaign_id = any(:campaign_ids);

-- name: erase_attempts
delete from marts.login_attempts where account = 'user:' || :user_id;

-- name: erase_tokens_of_email
delete from marts.account_tokens where lower(email) = lower(:email);

-- name: erase_mails_of_email
delete from marts.account_mails where lower(email) = lower(:email);

-- name: erase_user
-- Everything that hangs on the person by a foreign key goes with the row.
delete from marts.users where user_id = :user_id;
