"""The postings that a person marked as favourites."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from services.jobs import statuses
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)


def mark(conn: Connection, *, user_id: int, key: UUID, is_favourite: bool) -> bool:
    """Mark a posting or take the mark away; False when the person cannot see the posting."""
    if not statuses.within_reach(conn, user_id=user_id, keys=[key]):
        return False
    conn.execute(SQL["add_favourite" if is_favourite else "remove_favourite"], {"user_id": user_id, "key": str(key)})
    return True
