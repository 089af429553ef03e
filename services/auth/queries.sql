-- name: insert_user
insert into marts.users (username, email, password_hash, role)
values (:username, :email, :password_hash, :role)
returning user_id, username, email, role, password_hash;

-- name: user_by_login
-- People type whichever of the two they remember; neither may look like the other (a user name has no @).
select user_id, username, email, role, password_hash
from marts.users
where lower(username) = lower(:login) or lower(email) = lower(:login);

-- name: set_password_hash
update marts.users set password_hash = :password_hash, updated_at = now() where user_id = :user_id;

-- name: start_session
insert into marts.user_sessions (session_token_hash, user_id, created_at, last_seen_at, expires_at, user_agent)
values (:token_hash, :user_id, :now, :now, :expires_at, :user_agent);

-- name: session_user
select
    users.user_id, users.username, users.email, users.role,
    user_sessions.last_seen_at
from marts.user_sessions
inner join marts.users using (user_id)
where user_sessions.session_token_hash = :token_hash
  and user_sessions.expires_at > :now
  and user_sessions.last_seen_at > :idle_since;

-- name: touch_session
update marts.user_sessions set last_seen_at = :now where session_token_hash = :token_hash;

-- name: end_session
delete from marts.user_sessions where session_token_hash = :token_hash;

-- name: end_sessions_of_user
delete from marts.user_sessions where user_id = :user_id;

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
-- A demo campaign that is already there keeps whatever was changed in it.
insert into marts.job_campaigns (
    user_id, campaign_name, query, location, country, date_window, email, skills, min_salary, max_salary, currency,
    remote_preference, seniority, employment_type_preference
)
select
    cast(:user_id as bigint), :campaign_name, cast(:query as text), :location, cast(:country as text), :date_window, :email,
    cast(:skills as text []), cast(:min_salary as integer), cast(:max_salary as integer), :currency,
    cast(:remote_preference as text []), cast(:seniority as text []), cast(:employment_type_preference as text [])
where not exists (
    select from marts.job_campaigns where user_id = :user_id and query = :query and country = :country
);

-- name: campaign_ids_of_user
select campaign_id from marts.job_campaigns where user_id = :user_id order by campaign_id;
