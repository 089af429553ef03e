-- name: campaigns_to_notify
-- One campaign when the run is about one, else every active one.
select
    job_campaigns.campaign_id, job_campaigns.user_id, job_campaigns.campaign_name, job_campaigns.email,
    case when users.suspended_at is null then users.digest_frequency else 'off' end as frequency,
    users.digest_weekday as weekday, users.quiet_days, users.mail_format, users.unsubscribe_token,
    (
        select max(notifications.digest_date) from marts.notifications
        where notifications.campaign_id = job_campaigns.campaign_id and notifications.status = 'sent'
    ) as last_sent
from marts.job_campaigns
inner join marts.users using (user_id)
where
    case
        when cast(:campaign_id as bigint) is null then job_campaigns.is_active
        else job_campaigns.campaign_id = :campaign_id
    end
order by job_campaigns.campaign_id;

-- name: give_up_older
-- A digest of an earlier day that was never confirmed: its postings may go into today's. Those of a digest that failed are
-- free already, or belong to a mail that may have arrived.
with given_up as (
    update marts.notifications
    set status = 'failed', last_error = 'The process ended before the mail was confirmed.'
    where campaign_id = :campaign_id and digest_date < :digest_date and status = 'claimed'
    returning notification_id
)

delete from marts.notification_jobs
where notification_id in (select given_up.notification_id from given_up);

-- name: claim
-- No row comes back for a digest that went out today, or that the server refused for good (5xx) at this address.
insert into marts.notifications (campaign_id, digest_date, recipient, message_id, dwh_run_id)
values (:campaign_id, :digest_date, :recipient, :message_id, :run_id)
on conflict on constraint notifications_one_a_day do update set
    status = 'claimed', recipient = excluded.recipient, attempts = notifications.attempts + 1,
    claimed_at = clock_timestamp(), last_error = null, dwh_run_id = excluded.dwh_run_id
where
    notifications.status <> 'sent'
    and not (
        notifications.status = 'failed'
        and notifications.recipient = excluded.recipient
        and notifications.last_error ~ '^5[0-9]{2} '
    )
returning notification_id, message_id;

-- name: digest_of_day
select status, last_error
from marts.notifications
where campaign_id = :campaign_id and digest_date = :digest_date;

-- name: choose_jobs
-- A digest whose process died keeps the postings it was claimed with, so that it goes out again word for word.
-- Copies of one posting under several ids share a fingerprint: neither the copy of a mailed nor of a rejected one is news.
with settled as (
    select job_posting_key from marts.notification_jobs where campaign_id = :campaign_id
    union
    select job_posting_key from marts.user_job_status
    where user_id = :user_id and status in ('rejected', 'archived')
),

settled_fingerprints as (
    select jobs.posting_fingerprint
    from marts.fact_jobs as jobs
    inner join settled on jobs.job_posting_key = settled.job_posting_key
    where jobs.posting_fingerprint is not null
),

news as (
    select distinct on (coalesce(jobs.posting_fingerprint, jobs.job_posting_key))
        ranking.job_posting_key, ranking.rank_score, jobs.posted_at
    from marts.dim_ranking as ranking
    inner join marts.fact_jobs as jobs on ranking.job_posting_key = jobs.job_posting_key
    where
        ranking.campaign_id = :campaign_id
        and cast(ranking.rank_score * 100 as integer) >= cast(cast(:min_score as numeric) * 100 as integer)
        and (jobs.expires_at is null or jobs.expires_at > :now)
        and not exists (select from settled where settled.job_posting_key = ranking.job_posting_key)
        and not exists (
            select from settled_fingerprints as known where known.posting_fingerprint = jobs.posting_fingerprint
        )
    order by
        coalesce(jobs.posting_fingerprint, jobs.job_posting_key),
        ranking.rank_score desc, jobs.posted_at desc nulls last, ranking.job_posting_key
),

best as (
    select
        job_posting_key,
        row_number() over (order by rank_score desc, posted_at desc nulls last, job_posting_key) as position
    from news
    order by position
    limit :top_jobs
)

insert into marts.notification_jobs (notification_id, campaign_id, job_posting_key, position)
select :notification_id, :campaign_id, job_posting_key, position
from best
where not exists (select from marts.notification_jobs where notification_id = :notification_id);

-- name: jobs_of_digest
select
    carried.job_posting_key, jobs.job_title, jobs.employer_name, jobs.job_location,
    jobs.job_min_salary, jobs.job_max_salary, jobs.job_salary_currency, jobs.job_salary_period,
    jobs.yearly_min_salary, jobs.yearly_max_salary, jobs.salary_currency, jobs.job_city, jobs.job_country,
    jobs.remote_work_type, jobs.seniority_level, jobs.employment_types, jobs.posted_date,
    jobs.apply_link, ranking.rank_score, ranking.rank_explain
from marts.notification_jobs as carried
inner join marts.fact_jobs as jobs on carried.job_posting_key = jobs.job_posting_key
inner join marts.dim_ranking as ranking
    on carried.campaign_id = ranking.campaign_id and carried.job_posting_key = ranking.job_posting_key
left join marts.user_job_status as status
    on carried.job_posting_key = status.job_posting_key and status.user_id = :user_id
where
    carried.notification_id = :notification_id
    and coalesce(status.status, 'waiting') not in ('rejected', 'archived')
order by carried.position;

-- name: mark_empty
update marts.notifications set status = 'empty' where notification_id = :notification_id;

-- name: mark_sent
update marts.notifications
set status = 'sent', sent_at = clock_timestamp(), last_error = null
where notification_id = :notification_id;

-- name: mark_failed
update marts.notifications set status = 'failed', last_error = :error where notification_id = :notification_id;

-- name: release_jobs
delete from marts.notification_jobs where notification_id = :notification_id;
