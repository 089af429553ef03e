"""A person's notes about a posting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from services.jobs import statuses
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Note:
    """Some text, and when it was written and last changed."""

    job_note_id: int
    note: str
    created_at: datetime
    updated_at: datetime

    @property
    def is_edited(self) -> bool:
        """Whether it was changed after it was written."""
        return self.updated_at > self.created_at


def of_posting(conn: Connection, *, user_id: int, key: UUID) -> list[Note]:
    """The person's notes, newest first."""
    return [Note(**row) for row in conn.execute(SQL["notes_of"], {"user_id": user_id, "key": str(key)}).mappings()]


def get(conn: Connection, *, user_id: int, key: UUID, note_id: int) -> Note | None:
    """One note, or None when the person has no such note."""
    values = {"user_id": user_id, "key": str(key), "note_id": note_id}
    row = conn.execute(SQL["note_of"], values).mappings().first()
    return Note(**row) if row else None


def add(conn: Connection, *, user_id: int, key: UUID, note: str) -> int | None:
    """Keep a note of 1 to 10,000 characters and return its id; None when the person cannot see the posting."""
    if not statuses.within_reach(conn, user_id=user_id, keys=[key]):
        return None
    made: int = conn.execute(SQL["add_note"], {"user_id": user_id, "key": str(key), "note": note}).scalar_one()
    return made


def edit(conn: Connection, *, user_id: int, key: UUID, note_id: int, note: str) -> bool:
    """Replace the text; False when the person has no such note."""
    values = {"user_id": user_id, "key": str(key), "note_id": note_id, "note": note}
    return conn.execute(SQL["edit_note"], values).rowcount == 1


def delete(conn: Connection, *, user_id: int, key: UUID, note_id: int) -> bool:
    """Forget a note; False when the person has no such note."""
    values = {"user_id": user_id, "key": str(key), "note_id": note_id}
    return conn.execute(SQL["delete_note"], values).rowcount == 1
