"""Campaigns: what each person looks for. Every question names the person, so another's campaign does not exist."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping

from services.campaigns.paging import Page, offset
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

PAGE_SIZE = 25
# Postings of a campaign are counted to here: what has more is "1,000+", whatever its size.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes down. Salaries are whole units of `currency` a year; empty choices mean "any".

    From `excluded_seniority` to `remote_only` are gates: what meets one is hidden whatever its score. `competes` also
    ranks what other campaigns found. `ranking_weights` are points by factor, together 100, or None for the defaults.
    """

    campaign_name: str
    query: str
    country: str
    date_window: str
    email: str
    location: str | None = None
    skills: tuple[str, ...] = ()
    min_salary: int | None = None
    max_salary: int | None = None
    currency: str | None = None
    remote_preference: tuple[str, ...] = ()
    seniority: tuple[str, ...] = ()
    company_size_preference: tuple[str, ...] = ()
    employment_type_preference: tuple[str, ...] = ()
    excluded_seniority: tuple[str, ...] = ()
    pay_floor: int | None = None
    blocked_employers: tuple[str, ...] = ()
    blocked_words: tuple[str, ...] = ()
    remote_only: bool = False
    competes: bool = False
    ranking_weights: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Campaign(Draft):
    """A kept draft."""

    campaign_id: int = 0
    user_id: int = 0
    is_active: bool = True
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def version(self) -> str:
        """Another one after each change."""
        return self.updated_at.astimezone(UTC).isoformat() if self.updated_at else ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A campaign as a line of the list: what it asks for, and the facts of its runs.

    Counts end at one more than MOST_COUNTED, `unseen_count` (jobs listed since the person looked last) at 100, and
    `hidden_count` (what the gates hide), which only the summary of one campaign has, at 500. The
    average is that of the last day with a run. `last_run_was_stale` says that it brought nothing new or changed; None
    when that is not known.
    """

    campaign_id: int
    campaign_name: str
    query: str
    location: str | None
    country: str
    is_active: bool
    run_count: int
    last_run_at: datetime | None
    last_run_outcome: str | None
    found_count: int
    ranked_count: int
    unseen_count: int
    average_score: Decimal | None
    last_run_was_stale: bool | None
    hidden_count: int = 0
    noted_count: int | None = None

    @property
    def ranked_exactly(self) -> int | None:
        """How many jobs are ranked: counted, or beyond that as the last run noted it; None when no run has."""
        if self.ranked_count <= MOST_COUNTED:
            return self.ranked_count
        return self.noted_count if self.noted_count and self.noted_count > MOST_COUNTED else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many campaigns a person has."""

    all_count: int
    active_count: int


def of_user(conn: Connection, *, user_id: int, page: int = 1, size: int = PAGE_SIZE) -> Page[Summary]:
    """The person's campaigns, active ones first, then the newest."""
    values = {"user_id": user_id, "size": size, "offset": offset(page, size)}
    found = [Summary(**row) for row in conn.execute(SQL["campaigns_of_user"], values).mappings()]
    return Page(found, page, size, count_of_user(conn, user_id=user_id).all_count)


def count_of_user(conn: Connection, *, user_id: int) -> Counts:
    """How many campaigns the person has, and how many of them are active."""
    return Counts(**conn.execute(SQL["count_campaigns_of_user"], {"user_id": user_id}).mappings().one())


def summary(conn: Connection, *, user_id: int, campaign_id: int) -> Summary | None:
    """One line of the list, or None when the person has no such campaign."""
    row = conn.execute(SQL["summary_of_campaign"], {"user_id": user_id, "campaign_id": campaign_id}).mappings().first()
    return Summary(**row) if row else None


def get(conn: Connection, *, user_id: int, campaign_id: int) -> Campaign | None:
    """The campaign, or None when the person has no such campaign."""
    row = conn.execute(SQL["campaign_of_user"], {"user_id": user_id, "campaign_id": campaign_id}).mappings().first()
    return Campaign(**_with_tuples(row)) if row else None


def create(conn: Connection, *, user_id: int, draft: Draft) -> int:
    """Keep a new, active campaign and return its id."""
    created: int = conn.execute(SQL["insert_campaign"], _columns(draft) | {"user_id": user_id}).scalar_one()
    return created


def update(conn: Connection, *, user_id: int, campaign_id: int, draft: Draft) -> bool:
    """Replace what the campaign asks for; False when the person has no such campaign."""
    values = _columns(draft) | {"user_id": user_id, "campaign_id": campaign_id}
    return conn.execute(SQL["update_campaign"], values).rowcount == 1


def set_active(conn: Connection, *, user_id: int, campaign_id: int, is_active: bool) -> bool:
    """Run the campaign every morning, or not; False when the person has no such campaign."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "is_active": is_active}
    return conn.execute(SQL["set_campaign_active"], values).rowcount == 1


_DRAFT_FIELDS = tuple(field.name for field in fields(Draft))


def _columns(draft: Draft) -> dict[str, Any]:
    values = asdict(draft)
    # psycopg2 writes a list as an array and a tuple as a row.
    columns = {name: list(values[name]) if isinstance(values[name], tuple) else values[name] for name in _DRAFT_FIELDS}
    weights = draft.ranking_weights
    return columns | {"ranking_weights": None if weights is None else json.dumps(weights)}


def _with_tuples(row: RowMapping) -> dict[str, Any]:
    return {str(name): tuple(value) if isinstance(value, list) else value for name, value in row.items()}
