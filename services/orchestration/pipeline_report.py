"""What an operator wants to know of the pipeline: runs, tasks, what sources bring, queues, quarantine and spend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "pipeline_report.sql")

RUNS = 15
LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PipelineRun:
    """One run over all its tasks."""

    dwh_run_id: str
    started_at: datetime
    finished_at: datetime | None
    tasks: int
    retries: int
    running: int
    failed_tasks: list[str]
    partial_tasks: list[str]
    fetched: int
    inserted: int
    quarantined: int
    ranked: int
    mails_sent: int
    cost_usd: Decimal

    @property
    def outcome(self) -> str:
        """How it went, the worst of its tasks first."""
        if self.failed_tasks:
            return "failed"
        if self.running:
            return "running"
        return "partial" if self.partial_tasks else "ok"

    @property
    def seconds(self) -> float | None:
        """From its first start to its last end; None while a task runs."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at and not self.running else None


@dataclass(frozen=True, slots=True)
class TaskAttempt:
    """One attempt of one task, with its counts as words."""

    task_id: str
    map_index: int
    try_number: int
    outcome: str
    started_at: datetime
    seconds: Decimal | None
    message: str | None
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Yield:
    """What one source brought on one day; `useful` are new postings or matched employers."""

    source: str
    day: date
    calls: int
    errors: int
    answered: int
    useful: int
    bad: int


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that waits, since when."""

    queue: str
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Postings that could not be kept, by reason."""

    reason: str
    postings: int
    times: int
    last_seen: datetime
    last_run_id: str


@dataclass(frozen=True, slots=True)
class Spend:
    """What calls of one provider cost in the time looked at."""

    provider: str
    model: str
    calls: int
    failed: int
    tokens_in: int | None
    tokens_out: int | None
    today_usd: Decimal | None
    cost_usd: Decimal


_COUNTS = {
    "api_calls": "calls", "api_errors": "call errors", "rows_fetched": "fetched", "rows_inserted": "new or changed",
    "rows_quarantined": "quarantined", "rows_enriched": "enriched", "rows_ranked": "ranked",
    "companies_matched": "employers matched", "companies_not_found": "not found", "companies_failed": "look-ups failed",
    "tests_passed": "tests passed", "tests_warned": "warnings", "tests_failed": "tests failed",
    "mails_sent": "mails", "mails_failed": "mails failed",
}  # fmt: skip


def recent_runs(conn: Connection, *, now: datetime) -> list[PipelineRun]:
    """The newest runs."""
    rows = conn.execute(SQL["recent_runs"], {"since": now - LOOK_BACK, "size": RUNS})
    return [PipelineRun(**row) for row in rows.mappings()]


def tasks_of(conn: Connection, *, run_id: str) -> list[TaskAttempt]:
    """Every attempt of a run's tasks, in the order they started."""
    made = []
    for row in conn.execute(SQL["tasks_of_run"], {"run_id": run_id}).mappings():
        counts = tuple((words, row[name]) for name, words in _COUNTS.items() if row[name])
        own = {name: row[name] for name in TaskAttempt.__dataclass_fields__ if name != "counts"}
        made.append(TaskAttempt(**own, counts=counts))
    return made


def yields(conn: Connection, *, now: datetime, zone: str) -> dict[str, list[Yield]]:
    """By source, what each of the last days brought."""
    found: dict[str, list[Yield]] = {}
    for row in conn.execute(SQL["yields"], {"since": now - LOOK_BACK, "zone": zone}).mappings():
        found.setdefault(row["source"], []).append(Yield(**row))
    return found


def queues(conn: Connection, *, now: datetime) -> list[Queue]:
    """What waits to be done."""
    return [Queue(**row) for row in conn.execute(SQL["queues"], {"since": now - LOOK_BACK}).mappings()]


def quarantine(conn: Connection, *, now: datetime) -> list[Quarantined]:
    """Why postings were put aside lately."""
    rows = conn.execute(SQL["quarantine_by_reason"], {"since": now - LOOK_BACK})
    return [Quarantined(**row) for row in rows.mappings()]


def spend(conn: Connection, *, now: datetime) -> list[Spend]:
    """What outside services cost, by provider; days are UTC's, as budgets are."""
    values = {"since": now - LOOK_BACK, "today": now}
    return [Spend(**row) for row in conn.execute(SQL["spend"], values).mappings()]


def campaigns_by_outcome(conn: Connection) -> dict[str, int]:
    """How the last runs of active campaigns went."""
    return {row.outcome: row.campaigns for row in conn.execute(SQL["campaigns_by_outcome"])}
