"""A log-in is a row: whoever holds the token is that person until the row is gone or too old."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from services.auth.accounts import User
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

IDLE = timedelta(days=7)
ABSOLUTE = timedelta(days=30)
# Writing the moment of every request would make each page a write.
TOUCH_EVERY = timedelta(minutes=5)
TOKEN_BYTES = 32


def start(conn: Connection, *, user_id: int, now: datetime, user_agent: str | None = None) -> str:
    """Open a session and return its token, which is kept nowhere else: the table holds its hash."""
    conn.execute(SQL["forget_dead_sessions"], {"user_id": user_id, "now": now, "idle_since": now - IDLE})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": _hash(token), "user_id": user_id, "now": now, "expires_at": now + ABSOLUTE}
    conn.execute(SQL["start_session"], values | {"user_agent": (user_agent or "")[:300] or None})
    return token


def resume(conn: Connection, *, token: str, now: datetime) -> User | None:
    """The person whose live session this token opens, or None."""
    values = {"token_hash": _hash(token), "now": now, "idle_since": now - IDLE}
    row = conn.execute(SQL["session_user"], values).mappings().one_or_none()
    if row is None:
        return None
    if now - row["last_seen_at"] > TOUCH_EVERY:
        conn.execute(SQL["touch_session"], {"token_hash": _hash(token), "now": now})
    return User(**{name: row[name] for name in User.__dataclass_fields__})


def end(conn: Connection, *, token: str) -> None:
    """Close this session, wherever its cookie was copied to."""
    conn.execute(SQL["end_session"], {"token_hash": _hash(token)})


def end_all(conn: Connection, *, user_id: int) -> None:
    """Close every session of a person."""
    conn.execute(SQL["end_sessions_of_user"], {"user_id": user_id})


def _hash(token: str) -> str:
    # The token has 256 random bits, so a plain digest cannot be guessed back.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
