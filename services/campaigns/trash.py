"""Deleting a campaign, and taking that back within thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "trash.sql")


@dataclass(frozen=True, slots=True)
class Deleted:
    """A campaign that can be brought back."""

    campaign_id: int
    campaign_name: str
    deleted_at: datetime


def delete(conn: Connection, *, user_id: int, campaign_id: int) -> bool:
    """Delete the campaign; False when the person has no such campaign. Statuses and notes of its jobs stay."""
    forget_old(conn)
    return conn.execute(SQL["delete_campaign"], {"user_id": user_id, "campaign_id": campaign_id}).rowcount == 1


def restore(conn: Connection, *, user_id: int, campaign_id: int) -> bool:
    """Bring it back as it was, under its number; False when there is nothing to bring back."""
    row = conn.execute(SQL["take_out"], {"user_id": user_id, "campaign_id": campaign_id}).first()
    if row is None:
        return False
    for name in (
        "restore_campaign", "restore_notifications", "restore_notification_jobs", "restore_daily_scores",
        "restore_run_requests",
    ):  # fmt: skip
        conn.execute(SQL[name], {"content": row.content})
    return True


def forget_old(conn: Connection) -> int:
    """Forget what campaigns asked for that were deleted more than thirty days ago; returns how many there were.

    On a person's page that reaches their own; the daily clean-up reaches everybody's.
    """
    return conn.execute(SQL["forget_old"]).rowcount


def lately(conn: Connection, *, user_id: int) -> list[Deleted]:
    """The last five deleted campaigns of thirty days, newest first."""
    return [Deleted(**row) for row in conn.execute(SQL["lately_deleted"], {"user_id": user_id}).mappings()]
