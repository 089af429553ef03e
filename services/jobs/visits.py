"""When a person last looked at a campaign, so that its page can mark what is new since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__)


def seen_until(conn: Connection, *, user_id: int, campaign_id: int) -> datetime | None:
    """Jobs listed after this moment are new to the person; None before the first visit, when nothing is marked."""
    found: datetime | None = conn.execute(
        SQL["seen_until"], {"user_id": user_id, "campaign_id": campaign_id}
    ).scalar_one_or_none()
    return found


def begin(conn: Connection, *, user_id: int, campaign_id: int, now: datetime) -> bool:
    """Note that the person looks at the campaign now; False when they have no such campaign."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "now": now}
    return conn.execute(SQL["visit"], values).rowcount == 1


def see_everything(conn: Connection, *, user_id: int, campaign_id: int, now: datetime) -> bool:
    """Take all marks away; False when the person has no such campaign."""
    values = {"user_id": user_id, "campaign_id": campaign_id, "now": now}
    return conn.execute(SQL["see_everything"], values).rowcount == 1
