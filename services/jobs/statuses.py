"""Where a person stands with a posting: the workflow, its changes with their history, and taking a change back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection

from services.shared.errors import IllegalTransition
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

# In the order of the workflow; the last two end it, from anywhere.
NAMES: Final = {
    "waiting": "Waiting",
    "approved": "Approved",
    "preparing_to_apply": "Preparing to apply",
    "applied": "Applied",
    "interview": "Interview",
    "offer": "Offer",
    "rejected": "Rejected",
    "archived": "Archived",
}
CLOSED: Final = ("rejected", "archived")
OPEN: Final = tuple(status for status in NAMES if status not in CLOSED)

# One step on or one step back; who has applied already may say so at once; a closed posting starts again.
_STEPS: Final[dict[str, tuple[str, ...]]] = {
    "waiting": ("approved", "preparing_to_apply", "applied"),
    "approved": ("preparing_to_apply", "applied", "waiting"),
    "preparing_to_apply": ("applied", "approved"),
    "applied": ("interview", "offer", "preparing_to_apply"),
    "interview": ("offer", "applied"),
    "offer": ("interview",),
    "rejected": ("waiting", "approved"),
    "archived": ("waiting", "approved"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What one press of a button did: the postings that it moved; its id takes it back."""

    change_id: UUID
    to_status: str
    keys: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was made earlier: how many postings it moved, and where to."""

    change_id: UUID
    to_status: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a posting's history."""

    from_status: str | None
    to_status: str
    changed_at: datetime
    is_undo: bool
    change_id: UUID
    changed_by: str | None


def next_of(status: str) -> tuple[str, ...]:
    """Where a posting may go from this status, likely steps first."""
    return _STEPS[status] + tuple(closed for closed in CLOSED if closed != status)


def may_follow(status: str, to_status: str) -> bool:
    """Whether the step is a logical one."""
    return to_status in next_of(status)


def within_reach(conn: Connection, *, user_id: int, keys: Sequence[UUID]) -> list[UUID]:
    """Those of the postings that the person may see."""
    found = conn.execute(SQL["keys_within_reach"], {"user_id": user_id, "keys": _texts(keys)})
    return list(found.scalars())


def change(conn: Connection, *, user_id: int, keys: Sequence[UUID], to_status: str) -> Change:
    """Move the postings that the person may see and whose status allows it; the others stay as they are."""
    reachable = within_reach(conn, user_id=user_id, keys=keys)
    change_id = uuid4()
    values = {"user_id": user_id, "keys": _texts(reachable), "to_status": to_status, "change_id": str(change_id)}
    values["allowed_from"] = [status for status in NAMES if may_follow(status, to_status)]
    conn.execute(SQL["begin_to_follow"], values)
    changed = conn.execute(SQL["change_statuses"], values)
    return Change(change_id, to_status, tuple(row.job_posting_key for row in changed))


def change_one(conn: Connection, *, user_id: int, key: UUID, to_status: str) -> Change:
    """Move one posting; a change without keys when it is there already.

    Raises IllegalTransition when its status does not lead there, as for a posting that the person cannot see.
    """
    done = change(conn, user_id=user_id, keys=[key], to_status=to_status)
    if not done.keys and (now := of_one(conn, user_id=user_id, key=key)) != to_status:
        raise IllegalTransition(f"A job that is “{NAMES[now]}” cannot become “{NAMES[to_status]}” in one step.")
    return done


def undo(conn: Connection, *, user_id: int, change_id: UUID) -> Change | None:
    """Take a change back, as far as nothing has happened since; None when there is nothing to take back."""
    new_id = uuid4()
    values = {"user_id": user_id, "change_id": str(change_id), "new_change_id": str(new_id)}
    rows = conn.execute(SQL["undo_change"], values).all()
    return Change(new_id, rows[0].to_status, tuple(row.job_posting_key for row in rows)) if rows else None


def made(conn: Connection, *, user_id: int, change_id: UUID) -> Made | None:
    """What a change of this person's did, or None when they made none of this id."""
    row = conn.execute(SQL["made_change"], {"user_id": user_id, "change_id": str(change_id)}).first()
    return Made(change_id, row.to_status, row.jobs) if row else None


def of_one(conn: Connection, *, user_id: int, key: UUID) -> str:
    """The status of one posting."""
    row = conn.execute(SQL["statuses_of"], {"user_id": user_id, "keys": [str(key)]}).first()
    return row.status if row else "waiting"


def history(conn: Connection, *, user_id: int, key: UUID) -> list[Entry]:
    """The last 50 changes of a posting, newest first."""
    return [
        Entry(**row) for row in conn.execute(SQL["status_history"], {"user_id": user_id, "key": str(key)}).mappings()
    ]


def _texts(keys: Sequence[UUID]) -> list[str]:
    # psycopg2 writes lists of texts without being taught.
    return [str(key) for key in keys]
