"""How much is known about a campaign's newest jobs, and how well they fit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "listing.sql")

SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Quality:
    """Parts of `jobs`, from 0 to 1, that state each fact; scores in ten bands, the lowest first."""

    jobs: int
    with_pay: float
    with_remote: float
    with_seniority: float
    with_skills: float
    with_company: float
    average_score: Decimal | None
    bands: tuple[int, ...]


def of_list(conn: Connection, *, user_id: int, campaign_id: int) -> Quality:
    """The quality of the campaign's newest 1,000 ranked jobs."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "size": SAMPLE}
    row = conn.execute(SQL["quality_of_list"], values).mappings().one()
    total = row["jobs"]
    parts = {name: row[name] / total if total else 0.0 for name in Quality.__dataclass_fields__ if "with_" in name}
    return Quality(total, **parts, average_score=row["average_score"], bands=tuple(row["bands"]))
