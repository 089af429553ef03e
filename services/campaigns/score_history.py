"""How well a campaign's jobs fit, day by day. Scores themselves keep only the newest, so each run notes its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "score_history.sql")

# A job with so many points is one to look at today; the pages colour it.
STRONG = 75
DAYS_SHOWN = 90


@dataclass(frozen=True, slots=True)
class DayOfScores:
    """What was ranked on a day of the reader, and the part of it that was found first on that day."""

    score_date: date
    jobs: int
    average_score: Decimal
    strong_jobs: int
    new_jobs: int
    new_average_score: Decimal | None


def note(conn: Connection, *, day: date, campaign_id: int | None = None) -> None:
    """Keep the day's averages of one campaign or of all active ones; a later run of the day replaces them."""
    conn.execute(SQL["note_scores"], {"day": day, "campaign_id": campaign_id, "strong": STRONG})


def of_campaign(
    conn: Connection, *, user_id: int, campaign_id: int, zone: str = "UTC", days: int = DAYS_SHOWN
) -> list[DayOfScores]:
    """The last days that were noted, as the zone counts them, oldest first; none without such a campaign."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "zone": zone, "size": days}
    return [DayOfScores(**row) for row in conn.execute(SQL["scores_of_campaign"], values).mappings()]
