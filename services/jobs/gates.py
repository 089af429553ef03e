"""Postings that a campaign found and one of its gates hides, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class GatedJob:
    """A hidden posting; `why` is the rule and the fact that met it, as a sentence."""

    job_posting_key: UUID
    gate: str
    why: str
    job_title: str | None
    company_name: str | None
    job_location: str | None
    posted_date: date | None


def of_campaign(
    conn: Connection, *, user_id: int, campaign_id: int, after: UUID | None = None, size: int = PAGE_SIZE
) -> Sequence[GatedJob]:
    """Hidden postings in the order of their keys; none when the person has no such campaign."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "after_key": str(after) if after else None, "size": size}
    return [GatedJob(**row) for row in conn.execute(SQL["gated_jobs_of_campaign"], values).mappings()]
