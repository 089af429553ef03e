"""Postings that a campaign found and one of its gates hides, each with the rule that hid it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from services.campaigns.paging import Page, offset
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

PAGE_SIZE = 25
GATES: Final[dict[str, str]] = {
    "seniority": "Excluded seniority",
    "pay_floor": "Pay floor",
    "employer": "Blocked employers",
    "word": "Blocked words",
    "remote_only": "Remote only",
}


@dataclass(frozen=True, slots=True)
class GatedJob:
    """One hidden posting. `gate` is a key of GATES, `why` the sentence for the person."""

    job_posting_key: UUID
    gate: str
    why: str
    job_title: str | None
    employer_name: str | None
    job_location: str | None


def counts_by_gate(conn: Connection, *, user_id: int, campaign_id: int) -> dict[str, int]:
    """How many postings each gate hides, the busiest first; empty when the person has no such campaign."""
    campaign = {"user_id": user_id, "campaign_id": campaign_id}
    return {row.gate: row.jobs for row in conn.execute(SQL["count_gated_jobs"], campaign)}


def of_campaign(
    conn: Connection, *, user_id: int, campaign_id: int, page: int = 1, size: int = PAGE_SIZE
) -> Page[GatedJob]:
    """A page of the hidden postings; none when the person has no such campaign."""
    campaign = {"user_id": user_id, "campaign_id": campaign_id}
    total = sum(counts_by_gate(conn, **campaign).values())
    rows = conn.execute(SQL["gated_jobs_of_campaign"], campaign | {"size": size, "offset": offset(page, size)})
    return Page([GatedJob(**row) for row in rows.mappings()], page, size, total)
