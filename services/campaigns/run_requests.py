"""Who asked for a run of a campaign and when: the cooldown is kept in the database, so all workers keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "run_requests.sql")

# Boards change slowly and each run costs calls of a paid budget.
COOLDOWN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The last time somebody asked, and the run that answers it."""

    requested_at: datetime
    dwh_run_id: str

    def may_ask_again_at(self) -> datetime:
        """When the cooldown ends."""
        return self.requested_at + COOLDOWN


def claim(conn: Connection, *, user_id: int, campaign_id: int, run_id: str, now: datetime) -> bool:
    """Take the right to start a run; False during the cooldown and for campaigns that are not the person's."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "run_id": run_id, "now": now}
    return conn.execute(SQL["claim_run"], values | {"cooldown_since": now - COOLDOWN}).first() is not None


def release(conn: Connection, *, campaign_id: int, run_id: str) -> None:
    """The run was not started: the person may ask again at once."""
    conn.execute(SQL["release_run"], {"campaign_id": campaign_id, "run_id": run_id})


def last(conn: Connection, *, user_id: int, campaign_id: int) -> RunRequest | None:
    """The last request for this campaign of this person."""
    row = conn.execute(SQL["last_request"], {"user_id": user_id, "campaign_id": campaign_id}).mappings().one_or_none()
    return RunRequest(**row) if row else None
