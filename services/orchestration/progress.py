"""How far a run of the daily DAG is, in the words of somebody who waits for jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.orchestration.airflow_client import RunState, TaskState

DAG_ID = "jobs_etl_daily"

StepState = Literal["waiting", "running", "retrying", "done", "skipped", "failed", "held"]

# In the order of the DAG.
STEPS: Mapping[str, str] = {
    "plan_searches": "Planning the searches",
    "extract_job_postings": "Asking the job boards",
    "normalize_jobs": "Cleaning what came",
    "extract_companies": "Looking employers up",
    "normalize_companies": "Cleaning the answers about employers",
    "enrich_jobs": "Reading the postings",
    "chatgpt_enrich_jobs": "Reading them closely",
    "dbt_modelling": "Putting it together",
    "rank_jobs": "Scoring each job",
    "dbt_tests": "Checking the data",
    "notify_daily": "Mailing what is new",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One task, all its mapped parts taken together; seconds is how long it took or has been running."""

    task_id: str
    words: str
    state: StepState
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A run as its steps."""

    run_state: str
    steps: tuple[Step, ...]

    @property
    def is_finished(self) -> bool:
        """Whether nothing will change any more."""
        return self.run_state in ("success", "failed")

    @property
    def done(self) -> int:
        """How many steps are behind it."""
        return sum(step.state in ("done", "skipped", "failed", "held") for step in self.steps)

    @property
    def is_ranked(self) -> bool:
        """Whether the jobs can be read already; what follows checks the data and mails."""
        return any(step.task_id == "rank_jobs" and step.state == "done" for step in self.steps)

    @property
    def current(self) -> Step | None:
        """The step that it is at."""
        return next((step for step in self.steps if step.state in ("running", "retrying")), None)

    @property
    def following(self) -> Step | None:
        """The step that comes, once the first is behind it."""
        return next((step for step in self.steps if step.state == "waiting"), None) if self.done else None


def progress_of(run: RunState, tasks: Sequence[TaskState], *, now: datetime) -> Progress:
    """The steps of a run as Airflow tells them at `now`."""
    parts: dict[str, list[TaskState]] = {}
    for task in tasks:
        parts.setdefault(task.task_id, []).append(task)
    return Progress(run.state, tuple(_step(name, words, parts.get(name, []), now) for name, words in STEPS.items()))


def _step(task_id: str, words: str, parts: Sequence[TaskState], now: datetime) -> Step:
    states = {part.state for part in parts}
    state: StepState = "waiting"
    if states == {"upstream_failed"}:
        # It never began, because a step before it failed: it is not what went wrong.
        state = "held"
    elif states & {"failed", "upstream_failed"} and all(part.is_finished for part in parts):
        state = "failed"
    elif "up_for_retry" in states:
        state = "retrying"
    elif states & {"running", "restarting"} or ("success" in states and not all(part.is_finished for part in parts)):
        state = "running"
    elif parts and all(part.is_finished for part in parts):
        state = "done" if "success" in states else "skipped"
    started = [part.started_at for part in parts if part.started_at]
    ended = [part.ended_at for part in parts if part.ended_at]
    last = now if state in ("running", "retrying") else max(ended, default=None)
    seconds = (last - min(started)).total_seconds() if last and started and state != "waiting" else None
    return Step(task_id, words, state, seconds)
