-- name: act_for_person
-- Until the end of this transaction: the role that owns nothing, and the person whose rows it sees.
select set_config('role', 'site_visitor', true), set_config('app.user_id', cast(:user_id as text), true);

-- name: start_metrics
-- A killed attempt that Airflow repeats under the same number starts its row afresh.
insert into marts.etl_run_metrics (dwh_run_id, task_id, map_index, try_number, campaign_id)
values (:run_id, :task_id, :map_index, :try_number, :campaign_id)
on conflict on constraint etl_run_metrics_attempt do update set
    outcome = 'running', started_at = clock_timestamp(), finished_at = null, message = null, details = '{}',
    rows_fetched = 0, rows_inserted = 0, rows_changed = 0, rows_unchanged = 0, rows_quarantined = 0, rows_staging = 0,
    rows_marts = 0, rows_enriched = 0, rows_ranked = 0, companies_matched = 0, companies_not_found = 0,
    companies_failed = 0, api_calls = 0, api_errors = 0, tests_passed = 0, tests_warned = 0, tests_failed = 0,
    mails_sent = 0, mails_failed = 0, cost_usd = 0
returning etl_run_metrics_id;

-- name: finish_metrics
update marts.etl_run_metrics set
    outcome = :outcome, finished_at = clock_timestamp(), message = :message, details = cast(:details as jsonb),
    rows_fetched = :rows_fetched, rows_inserted = :rows_inserted, rows_changed = :rows_changed,
    rows_unchanged = :rows_unchanged, rows_quarantined = :rows_quarantined, rows_staging = :rows_staging,
    rows_marts = :rows_marts, rows_enriched = :rows_enriched, rows_ranked = :rows_ranked,
    companies_matched = :companies_matched, companies_not_found = :companies_not_found,
    companies_failed = :companies_failed, api_calls = :api_calls, api_errors = :api_errors,
    tests_passed = :tests_passed, tests_warned = :tests_warned, tests_failed = :tests_failed,
    mails_sent = :mails_sent, mails_failed = :mails_failed, cost_usd = :cost_usd
where etl_run_metrics_id = :etl_run_metrics_id;
