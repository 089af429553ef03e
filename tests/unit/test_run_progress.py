"""How far a run is, from what Airflow says of its tasks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.orchestration.airflow_client import RunState, TaskState
from services.orchestration.progress import progress_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUN = RunState("r", "running", NOW, NOW, None, {})


def task(name: str, state: str | None, *, seconds: float | None = None, index: int = -1) -> TaskState:
    begun = NOW - timedelta(seconds=60)
    return TaskState(name, index, state, 1, begun, begun + timedelta(seconds=seconds) if seconds else None)


def test_it_works() -> None:
    progress = progress_of(
        RUN, [task("plan_searches", "success", seconds=3), task("extract_job_postings", "running")], now=NOW
    )
    assert [(step.state, step.seconds) for step in progress.steps[:3]] == [
        ("done", 3),
        ("running", 60),
        ("waiting", None),
    ]
    assert (progress.done, progress.is_finished, progress.is_ranked) == (1, False, False)
    assert progress.current
    assert progress.current.words == "Asking the job boards"


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["success", "success"], "done"),
        (["success", None], "running"),
        (["success", "failed"], "failed"),
        (["failed", "running"], "running"),
        (["up_for_retry", "success"], "retrying"),
        (["skipped"], "skipped"),
        (["upstream_failed"], "held"),
        (["upstream_failed", "failed"], "failed"),
        (["queued"], "waiting"),
        ([], "waiting"),
    ],
)
def test_the_parts_of_a_mapped_task_are_one_step(states: list[str | None], state: str) -> None:
    parts = [task("extract_job_postings", one, index=number) for number, one in enumerate(states)]
    assert progress_of(RUN, parts, now=NOW).steps[1].state == state


def test_jobs_can_be_read_before_the_run_has_ended() -> None:
    progress = progress_of(RUN, [task("rank_jobs", "success"), task("dbt_tests", "running")], now=NOW)
    assert (progress.is_ranked, progress.is_finished) == (True, False)
    assert not progress_of(RUN, [task("rank_jobs", "failed")], now=NOW).is_ranked
