"""What each run did for a campaign, from the rows that the pipeline's tasks record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.campaigns.paging import Page, offset
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one campaign. Counts are postings: fetched = new + changed + unchanged + quarantined."""

    dwh_run_id: str
    started_at: datetime
    finished_at: datetime | None
    attempts: int
    outcome: str
    fetched: int
    new_count: int
    changed: int
    unchanged: int
    quarantined: int
    message: str | None

    @property
    def trigger(self) -> str:
        """What started it, as far as its id says."""
        kind = self.dwh_run_id.partition("__")[0]
        return {"scheduled": "schedule", "manual": "by hand", "backfill": "backfill"}.get(kind, "by hand")


@dataclass(frozen=True, slots=True)
class Health:
    """How the last runs went, oldest first, with the count of each outcome."""

    outcomes: tuple[str, ...]
    ok: int
    partial: int
    empty: int
    failed: int
    fetched_on_average: float

    @property
    def verdict(self) -> str:
        """`good`, `weak` or `bad`, or `unknown` before the first finished run."""
        if not self.outcomes:
            return "unknown"
        if self.outcomes[-1] == "failed" or self.failed * 2 >= len(self.outcomes):
            return "bad"
        return "weak" if self.failed or self.partial or self.outcomes[-1] == "empty" else "good"


def runs_of(conn: Connection, *, user_id: int, campaign_id: int, page: int = 1, size: int = PAGE_SIZE) -> Page[Run]:
    """The campaign's runs, newest first; none when the person has no such campaign."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "size": size, "offset": offset(page, size)}
    rows = conn.execute(SQL["runs_of_campaign"], values).mappings().all()
    total = rows[0]["total"] if rows else 0
    return Page([Run(**{name: row[name] for name in Run.__dataclass_fields__}) for row in rows], page, size, total)


def health_of(runs: Sequence[Run]) -> Health:
    """The health of these runs, given newest first; unfinished and skipped ones say nothing."""
    finished = [run for run in runs if run.outcome in ("ok", "partial", "empty", "failed")]
    counts = Counter(run.outcome for run in finished)
    average = sum(run.fetched for run in finished) / len(finished) if finished else 0.0
    return Health(
        tuple(run.outcome for run in reversed(finished)),
        counts["ok"], counts["partial"], counts["empty"], counts["failed"], average,
    )  # fmt: skip
