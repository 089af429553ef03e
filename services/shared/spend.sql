-- name: lock_budget
-- One at a time may look at what is left and take of it. A statement of its own, so that the next one sees what the
-- process before us has taken.
select pg_advisory_xact_lock(hashtext('spend'), hashtext(:provider));

-- name: reserve_spending
-- No row comes back when the day's budget cannot carry the most that this call may cost.
insert into marts.api_usage (
    provider, operation, model, user_id, campaign_id, units, estimated_cost_usd, dwh_run_id
)
select :provider, :operation, :model, :user_id, :campaign_id, :units, :cost_usd, :run_id
where
    :cost_usd + (
        select coalesce(sum(estimated_cost_usd), 0) from marts.api_usage
        where provider = :provider and usage_date = (clock_timestamp() at time zone 'utc')::date
    ) <= :daily_budget_usd
returning api_usage_id;

-- name: settle_spending
update marts.api_usage set
    outcome = :outcome,
    tokens_in = :tokens_in,
    tokens_out = :tokens_out,
    estimated_cost_usd = coalesce(:cost_usd, estimated_cost_usd)
where api_usage_id = :api_usage_id;

-- name: record_call
insert into marts.api_usage (
    provider, operation, user_id, campaign_id, estimated_cost_usd, outcome, dwh_run_id
) values (:provider, :operation, :user_id, :campaign_id, :cost_usd, :outcome, :run_id);

-- name: spent_today
select coalesce(sum(estimated_cost_usd), 0) from marts.api_usage
where provider = :provider and usage_date = (clock_timestamp() at time zone 'utc')::date;
