-- name: claim_run
-- No row comes back during the cooldown, or when the person has no such campaign: of two presses at once one gets the row.
insert into marts.campaign_run_requests as asked (campaign_id, requested_at, dwh_run_id)
select campaign_id, :now, :run_id
from marts.job_campaigns
where campaign_id = :campaign_id and user_id = :user_id
on conflict (campaign_id) do update set requested_at = excluded.requested_at, dwh_run_id = excluded.dwh_run_id
where asked.requested_at <= :cooldown_since
returning dwh_run_id;

-- name: release_run
delete from marts.campaign_run_requests where campaign_id = :campaign_id and dwh_run_id = :run_id;

-- name: last_request
select asked.requested_at, asked.dwh_run_id
from marts.campaign_run_requests as asked
inner join marts.job_campaigns using (campaign_id)
where asked.campaign_id = :campaign_id and job_campaigns.user_id = :user_id;
