"""The daily run through the real scheduler, with faults, twice, killed, and with nothing to do.

The tests share one stack and build on each other in the order of this file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest
from fingerprints import differing, fingerprints
from test_jobs_etl_daily_shape import ORDER

from services.local_stack import postgres
from services.local_stack.home import StackHome
from services.local_stack.processes import alive, recorded
from services.orchestration.airflow_client import AirflowClient
from services.ranker import orphans
from services.shared.settings import PROJECT_ROOT

pytestmark = [pytest.mark.dags, pytest.mark.timeout(600), pytest.mark.xdist_group("dags")]


def tables(stack) -> dict[str, tuple[int, str]]:
    return fingerprints(stack.engine)


def test_it_works(stack):
    # The sources stumble all the while.
    stack.set_faults("jsearch.rate_limit:0.2,jsearch.server_error:0.2,glassdoor.server_error:0.2")
    result = stack.run()
    stack.set_faults("")

    assert result["state"] == "success"
    assert stack.one("select count(*) from marts.fact_jobs") > 50
    assert stack.one("select count(*) from marts.dim_companies") > 5
    assert stack.one("select count(distinct campaign_id) from marts.dim_ranking") == 3
    # the stumbling was counted, and the attempts reconcile by a check of the table itself
    assert stack.one("select sum(api_errors) from marts.etl_run_metrics") > 0

    assert_each_task_waited_for_those_before_it(stack, result["run_id"])
    # ranked after the marts were built, so every ranking has its posting
    assert orphans_of(stack) == []
    # one digest a campaign, with both forms and tracked in the database
    assert Counter(row[0] for row in stack.rows("select status from marts.notifications")) == {"sent": 3}
    assert len(stack.mails()) == 3
    assert stack.one("select count(*) from marts.job_campaigns where run_count = 1 and last_run_at is not null") == 3


def assert_each_task_waited_for_those_before_it(stack, run_id: str) -> None:
    times = {
        task_id: (started, finished)
        for task_id, started, finished in stack.rows(
            "select task_id, min(started_at), max(finished_at) from marts.etl_run_metrics"
            " where dwh_run_id = :run_id and campaign_id is null group by 1",
            run_id=run_id,
        )
    }
    assert times.keys() == ORDER.keys()
    for task, followers in ORDER.items():
        for follower in followers:
            assert times[task][1] <= times[follower][0], f"{follower} began before {task} had ended"


def orphans_of(stack) -> list[orphans.OrphanGroup]:
    with stack.engine.connect() as conn:
        return orphans.analyse(conn)


def start_trigger(stack) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.cli", "trigger", "--wait", "--json"],
        env=stack.environment,
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def newest_attempt(stack) -> int:
    return stack.one("select coalesce(max(etl_run_metrics_id), 0) from marts.etl_run_metrics")


def wait_for_normalize_jobs(stack, *, after: int) -> None:
    """Return once a run cleans its postings that had not begun at the attempt `after`."""
    stack.wait_for(
        "select 1 from marts.etl_run_metrics where task_id = 'normalize_jobs' and outcome = 'running'"
        " and etl_run_metrics_id > :after",
        after=after,
    )


def workers_of(stack) -> list[psutil.Process]:
    """The processes below the scheduler that work on a task now."""
    keeper = alive(recorded(StackHome(stack.home))["scheduler"])
    assert keeper
    (scheduler,) = keeper.children()
    return [child for worker in scheduler.children() for child in worker.children(recursive=True)]


def test_a_second_run_adds_nothing_and_mails_nobody_even_when_its_worker_is_killed(stack):
    before, mails, newest = tables(stack), len(stack.mails()), newest_attempt(stack)
    watching = start_trigger(stack)
    wait_for_normalize_jobs(stack, after=newest)
    killed = workers_of(stack)
    assert killed
    for process in killed:
        process.kill()
    output, errors = watching.communicate(timeout=300)

    assert watching.returncode == 0, output + errors
    tries = stack.rows(
        "select try_number, outcome from marts.etl_run_metrics"
        " where task_id = 'normalize_jobs' and etl_run_metrics_id > :newest order by try_number",
        newest=newest,
    )
    assert [outcome for _, outcome in tries] == ["running", "ok"]
    assert differing(before, tables(stack)) == {}
    assert len(stack.mails()) == mails
    inserted, unchanged = stack.rows(
        "select sum(rows_inserted), sum(rows_unchanged) from marts.etl_run_metrics"
        " where etl_run_metrics_id > :newest and task_id = 'extract_job_postings' and campaign_id is null",
        newest=newest,
    )[0]
    assert inserted == 0
    assert unchanged > 50


def test_a_stack_killed_in_the_middle_of_a_run_comes_back_and_ends_the_same(stack):
    before, newest = tables(stack), newest_attempt(stack)
    watching = start_trigger(stack)
    wait_for_normalize_jobs(stack, after=newest)
    for record in recorded(StackHome(stack.home)).values():
        if process := alive(record):
            for one in [*process.children(recursive=True), process]:
                with_suppressed_kill(one)
    # It would wait for Airflow to come back.
    watching.kill()
    watching.communicate(timeout=60)
    assert stack.jobs("status", check=False).returncode == 1

    # It goes on with the run that was interrupted; the next test runs once more and compares again.
    said = stack.jobs("up").stdout
    assert "is under way" in said
    assert stack.one("select count(*) from marts.etl_run_metrics where task_id = 'notify_daily' and outcome = 'ok'") > 2
    assert differing(before, tables(stack)) == {}


def test_a_database_that_is_away_for_a_minute_costs_a_retry_and_nothing_else(stack):
    before, mails, newest = tables(stack), len(stack.mails()), newest_attempt(stack)
    watching = start_trigger(stack)
    wait_for_normalize_jobs(stack, after=newest)
    data = stack.home / "postgres"
    postgres.stop(data, mode="immediate")
    time.sleep(60)
    port = int(stack.environment["POSTGRES_PORT"])
    postgres.start(data, port=port, log_file=stack.home / "logs" / "postgres.log")
    output, errors = watching.communicate(timeout=300)

    assert watching.returncode == 0, output + errors
    assert differing(before, tables(stack)) == {}
    assert len(stack.mails()) == mails


def with_suppressed_kill(process: psutil.Process) -> None:
    try:
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def test_changed_answers_stop_the_day_before_anything_is_published(stack):
    published = {name: value for name, value in tables(stack).items() if name.startswith(("marts.", "staging."))}
    mails = len(stack.mails())
    stack.set_faults("jsearch.schema_60:1")
    result = stack.run(check=False)
    stack.set_faults("")

    assert result["state"] == "failed"
    after = {name: value for name, value in tables(stack).items() if name.startswith(("marts.", "staging."))}
    assert set(differing(published, after)) <= {"marts.job_campaigns"}
    assert len(stack.mails()) == mails
    (message,) = stack.rows(
        "select message from marts.etl_run_metrics where dwh_run_id = :run_id and task_id = 'normalize_jobs'",
        run_id=result["run_id"],
    )[0]
    assert "malformed" in message
    assert stack.one("select count(*) from raw.jsearch_quarantine") > 0


def test_a_day_without_campaigns_succeeds_and_says_so(stack):
    stack.write("update marts.job_campaigns set is_active = false")
    result = stack.run()
    stack.write("update marts.job_campaigns set is_active = true")

    assert result["state"] == "success"
    outcome, message = stack.rows(
        "select outcome, message from marts.etl_run_metrics"
        " where dwh_run_id = :run_id and task_id = 'extract_job_postings'",
        run_id=result["run_id"],
    )[0]
    assert outcome == "empty"
    assert "No campaign is active" in message


def test_the_clean_up_audits_and_removes_what_has_lost_its_posting(stack):
    before = stack.one("select count(*) from marts.dim_ranking")
    stack.write(
        "insert into marts.dim_ranking"
        " (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)"
        " select min(campaign_id), gen_random_uuid(), 'lost', 50, '{\"points\": {\"title\": 50}}', 'test'"
        " from marts.job_campaigns"
    )
    assert [group.orphans for group in orphans_of(stack)] == [1]
    airflow = AirflowClient.from_settings(stack.settings())
    run_id = airflow.trigger("maintenance_daily")
    deadline = time.monotonic() + 120
    while not (run := airflow.run("maintenance_daily", run_id)).is_finished:
        assert time.monotonic() < deadline, run
        time.sleep(0.5)

    assert run.state == "success"
    assert orphans_of(stack) == []
    assert stack.one("select count(*) from marts.dim_ranking") == before
    assert stack.one("select deleted_row ->> 'jsearch_job_id' from marts.dim_ranking_cleanup_audit") == "lost"
    assert "1 orphaned" in stack.one(
        "select message from marts.etl_run_metrics where dwh_run_id = :run_id and outcome = 'ok'", run_id=run_id
    )
