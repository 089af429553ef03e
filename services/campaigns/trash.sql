-- name: delete_campaign
-- The row goes, so no reader has to leave deleted campaigns out; what is needed to bring it back goes along.
with kept as (
    insert into marts.deleted_campaigns (campaign_id, user_id, campaign_name, content)
    select
        campaigns.campaign_id,
        campaigns.user_id,
        campaigns.campaign_name,
        jsonb_build_object(
            'campaign', to_jsonb(campaigns),
            'notifications', coalesce((
                select jsonb_agg(to_jsonb(notifications)) from marts.notifications
                where notifications.campaign_id = campaigns.campaign_id
            ), '[]'),
            'notification_jobs', coalesce((
                select jsonb_agg(to_jsonb(notification_jobs)) from marts.notification_jobs
                where notification_jobs.campaign_id = campaigns.campaign_id
            ), '[]'),
            'daily_scores', coalesce((
                select jsonb_agg(to_jsonb(daily_scores)) from marts.campaign_daily_scores as daily_scores
                where daily_scores.campaign_id = campaigns.campaign_id
            ), '[]'),
            'run_requests', coalesce((
                select jsonb_agg(to_jsonb(requests)) from marts.campaign_run_requests as requests
                where requests.campaign_id = campaigns.campaign_id
            ), '[]')
        ) as content
    from marts.job_campaigns as campaigns
    where campaigns.campaign_id = :campaign_id and campaigns.user_id = :user_id
    on conflict (campaign_id) do update set content = excluded.content, deleted_at = now()
    returning campaign_id
)

delete from marts.job_campaigns
where campaign_id in (select campaign_id from kept);

-- name: forget_old
-- The number stays: what was found for the campaign still hangs on it, and goes with the account.
update marts.deleted_campaigns
set campaign_name = '', content = '{}'
where deleted_at < now() - interval '30 days' and content <> '{}';

-- name: lately_deleted
select
    campaign_id,
    campaign_name,
    deleted_at
from marts.deleted_campaigns
where user_id = :user_id and deleted_at > now() - interval '30 days'
order by deleted_at desc
limit 5;

-- name: take_out
delete from marts.deleted_campaigns
where campaign_id = :campaign_id and user_id = :user_id and content <> '{}'
returning content::text as content;

-- name: restore_campaign
insert into marts.job_campaigns overriding system value
select (jsonb_populate_record(null::marts.job_campaigns, cast(:content as jsonb) -> 'campaign')).*;

-- name: restore_notifications
insert into marts.notifications overriding system value
select notifications.*
from jsonb_populate_recordset(null::marts.notifications, cast(:content as jsonb) -> 'notifications') as notifications;

-- name: restore_notification_jobs
insert into marts.notification_jobs
select notification_jobs.*
from jsonb_populate_recordset(null::marts.notification_jobs, cast(:content as jsonb) -> 'notification_jobs')
    as notification_jobs;

-- name: restore_daily_scores
-- What was deleted before `noted_at` was there is taken to be of the morning's run, as everywhere.
insert into marts.campaign_daily_scores (
    campaign_id, score_date, jobs, average_score, strong_jobs, new_jobs, new_average_score, noted_at
)
select
    daily_scores.campaign_id, daily_scores.score_date, daily_scores.jobs, daily_scores.average_score,
    daily_scores.strong_jobs, daily_scores.new_jobs, daily_scores.new_average_score,
    coalesce(daily_scores.noted_at, (daily_scores.score_date + time '12:00') at time zone 'utc')
from jsonb_populate_recordset(null::marts.campaign_daily_scores, cast(:content as jsonb) -> 'daily_scores')
    as daily_scores;

-- name: restore_run_requests
-- Deleting and bringing back does not shorten the wait between two runs.
insert into marts.campaign_run_requests
select requests.*
from jsonb_populate_recordset(null::marts.campaign_run_requests, cast(:content as jsonb) -> 'run_requests') as requests;
