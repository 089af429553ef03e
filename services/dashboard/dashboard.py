"""The questions of the dashboard. Every answer is about the person's own campaigns, all of them or the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

ACTIVITIES = ("found", "approved", "rejected", "applied", "interview", "offer")
LIST_SIZE = 6
PAGE_SIZE = 50
# How long a job may stand still before somebody should look at it.
PATIENCE = {
    "applied": timedelta(days=10), "interview": timedelta(days=5), "approved": timedelta(days=3),
    "preparing_to_apply": timedelta(days=3),
}  # fmt: skip
# How far ahead a date is worth a look.
SOON = timedelta(days=7)
# Runs come daily; a little longer than a day without one is worth a word.
RUN_EVERY = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a dashboard is about: whose, which campaigns, which local days (both ends included, None is open)."""

    user_id: int
    campaign_ids: tuple[int, ...]
    zone: str
    since: date | None = None
    until: date | None = None

    def values(self) -> dict[str, Any]:
        """As parameters of the statements."""
        return {
            "user_id": self.user_id,
            "campaign_ids": list(self.campaign_ids),
            "zone": self.zone,
            "since": self.since,
            "until": self.until,
        }


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as far as the dashboard needs it."""

    campaign_id: int
    campaign_name: str
    is_active: bool
    last_run_at: datetime | None
    last_run_outcome: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """Postings per local day and activity, and each activity's total, in which a posting counts once."""

    days: dict[date, dict[str, int]]
    totals: dict[str, int]

    @property
    def applications(self) -> int:
        """How many postings were applied to."""
        return self.totals.get("applied", 0)

    def per_application(self, activity: str) -> float | None:
        """Interviews or offers per application, as a share; None before the first application."""
        return self.totals.get(activity, 0) / self.applications if self.applications else None


@dataclass(frozen=True, slots=True)
class CampaignStatuses:
    """How many postings of a campaign are in each status."""

    campaign: Campaign
    found: int
    by_status: dict[str, int]

    @property
    def waiting(self) -> int:
        """How many nobody has decided about."""
        return self.by_status.get("waiting", 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a posting's status."""

    job_posting_key: UUID
    from_status: str | None
    to_status: str
    changed_at: datetime
    is_undo: bool
    job_title: str | None
    company_name: str | None
    campaign_id: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A posting in a short list; `happened_at` is when it was applied to or marked, `total` the length of the list."""

    job_posting_key: UUID
    happened_at: datetime
    status: str
    job_title: str | None
    company_name: str | None
    job_location: str | None
    campaign_id: int
    total: int


@dataclass(frozen=True, slots=True)
class StandingJob:
    """An open posting that has stood still for too long; `of_kind` counts those with the same status."""

    job_posting_key: UUID
    status: str
    since: datetime
    of_kind: int
    job_title: str | None
    company_name: str | None


@dataclass(frozen=True, slots=True)
class ComingDate:
    """A date of a posting that is to come or overdue; `due_at` is the moment when there is a time of day."""

    job_date_id: int
    job_posting_key: UUID
    kind: str
    due_on: date
    due_at: datetime | None
    about: str | None
    job_title: str | None
    company_name: str | None


def campaigns_of(conn: Connection, *, user_id: int) -> list[Campaign]:
    """All campaigns of a person, active ones first."""
    return [Campaign(**row) for row in conn.execute(SQL["campaigns_of_person"], {"user_id": user_id}).mappings()]


def unseen(conn: Connection, scope: Scope) -> dict[int, int]:
    """Jobs by active campaign that came since the person looked at it, 100 at most each; the most come first."""
    return {row.campaign_id: row.jobs for row in conn.execute(SQL["unseen_by_campaign"], scope.values())}


def activity(conn: Connection, scope: Scope) -> Activity:
    """What was found and done, by day."""
    days: dict[date, dict[str, int]] = {}
    totals = dict.fromkeys(ACTIVITIES, 0)
    found = "found_by_day_of_one" if len(scope.campaign_ids) == 1 else "found_by_day"
    for row in conn.execute(SQL[found], scope.values()):
        days.setdefault(row.day, {})["found"] = row.found
        totals["found"] += row.found
    for row in conn.execute(SQL["steps_by_day"], scope.values()):
        if row.day is None:
            totals[row.to_status] = row.postings
        else:
            days.setdefault(row.day, {})[row.to_status] = row.postings
    return Activity(days, totals)


def average_fit(conn: Connection, scope: Scope) -> float | None:
    """Average score, 0 to 100, of what was found; None when nothing is ranked."""
    statement = "average_fit_of_days" if scope.since or scope.until else "average_fit"
    found: Decimal | None = conn.execute(SQL[statement], scope.values()).scalar_one()
    return None if found is None else float(found)


def statuses(conn: Connection, scope: Scope, campaigns: Sequence[Campaign]) -> list[CampaignStatuses]:
    """Each campaign's postings by status; those that nobody touched wait."""
    found: dict[int, int] = {}
    stated: dict[int, dict[str, int]] = {}
    for row in conn.execute(SQL["statuses_by_campaign"], scope.values()):
        found[row.campaign_id] = row.found
        if row.status:
            stated.setdefault(row.campaign_id, {})[row.status] = row.postings
    made = []
    for campaign in campaigns:
        if campaign.campaign_id in scope.campaign_ids:
            counts, total = dict(stated.get(campaign.campaign_id, {})), found.get(campaign.campaign_id, 0)
            counts["waiting"] = counts.get("waiting", 0) + total - sum(counts.values())
            made.append(CampaignStatuses(campaign, total, counts))
    return made


def recent(conn: Connection, scope: Scope, *, size: int = LIST_SIZE) -> list[Step]:
    """The last changes, newest first."""
    return [Step(**row) for row in conn.execute(SQL["recent_activity"], scope.values() | {"size": size}).mappings()]


def applied(conn: Connection, scope: Scope, *, size: int = LIST_SIZE, page: int = 1) -> list[Listed]:
    """Postings that were applied to, newest first."""
    return _listed(conn, "applied_jobs", scope, size=size, page=page)


def favourites(conn: Connection, scope: Scope, *, size: int = LIST_SIZE, page: int = 1) -> list[Listed]:
    """Postings that were marked, newest first."""
    return _listed(conn, "favourite_jobs", scope, size=size, page=page)


def to_attend_to(conn: Connection, scope: Scope, *, now: datetime) -> tuple[list[ComingDate], list[StandingJob]]:
    """Dates that are overdue or due within a week, and open postings that somebody should look at again."""
    today = _today(now, scope)
    limits = {f"{status}_before": now - patience for status, patience in PATIENCE.items()}
    values = scope.values() | limits | {"today": today, "until": today + SOON, "size": LIST_SIZE}
    coming: list[ComingDate] = []
    standing: list[StandingJob] = []
    for row in conn.execute(SQL["jobs_to_attend_to"], values).mappings():
        if row["job_date_id"] is None:
            standing.append(StandingJob(**{name: row[name] for name in StandingJob.__dataclass_fields__}))
        else:
            coming.append(ComingDate(**{name: row[name] for name in ComingDate.__dataclass_fields__}))
    return coming, standing


def standing_of(
    conn: Connection, scope: Scope, *, status: str, now: datetime, size: int = PAGE_SIZE, page: int = 1
) -> list[Listed]:
    """All postings of this status that stand still, the longest wait first."""
    values = {
        "status": status, "before": now - PATIENCE[status], "today": _today(now, scope), "size": size,
        "offset": (page - 1) * size,
    }  # fmt: skip
    return [Listed(**row) for row in conn.execute(SQL["standing_jobs"], scope.values() | values).mappings()]


def overdue(campaign: Campaign, *, now: datetime) -> str | None:
    """What is wrong with a campaign's runs: `failed`, `partial`, `empty` or `silent`; None when nothing is."""
    if not campaign.is_active or campaign.last_run_at is None:
        return None
    if now - campaign.last_run_at > RUN_EVERY:
        return "silent"
    return campaign.last_run_outcome if campaign.last_run_outcome in ("failed", "partial", "empty") else None


def _today(now: datetime, scope: Scope) -> date:
    return now.astimezone(ZoneInfo(scope.zone)).date()


def _listed(conn: Connection, statement: str, scope: Scope, *, size: int, page: int) -> list[Listed]:
    values = scope.values() | {"size": size, "offset": (page - 1) * size}
    return [Listed(**row) for row in conn.execute(SQL[statement], values).mappings()]
