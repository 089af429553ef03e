"""A log-in is a row: whoever holds the token is that person until the row is gone or too old."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
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

# Signs in a user agent, the more particular ones first: Edge also says Chrome, and Chrome also says Safari.
BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is logged in."""

    user_session_id: int
    created_at: datetime
    last_seen_at: datetime
    user_agent: str | None
    is_this_one: bool

    @property
    def browser(self) -> str:
        """The browser and its system in two words, as far as it says so."""
        agent = self.user_agent or ""
        name = next((words for sign, words in BROWSERS if sign in agent), "A browser")
        system = next((words for sign, words in SYSTEMS if sign in agent), "")
        return f"{name} on {system}" if system else name


def of_user(conn: Connection, *, user_id: int, token: str | None, now: datetime) -> list[Session]:
    """The person's live sessions, the one of this token first, then the last used."""
    values = {"user_id": user_id, "token_hash": _hash(token or ""), "now": now, "idle_since": now - IDLE}
    return [Session(**row) for row in conn.execute(SQL["sessions_of_user"], values).mappings()]


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


def end_one(conn: Connection, *, user_id: int, user_session_id: int) -> bool:
    """Close one session of this person; False when they have no such session."""
    values = {"user_id": user_id, "user_session_id": user_session_id}
    return bool(conn.execute(SQL["end_session_of_user"], values).rowcount)


def end_others(conn: Connection, *, user_id: int, token: str) -> int:
    """Close every session of a person but the one of this token; returns how many there were."""
    return conn.execute(SQL["end_other_sessions"], {"user_id": user_id, "token_hash": _hash(token)}).rowcount


def _hash(token: str) -> str:
    # The token has 256 random bits, so a plain digest cannot be guessed back.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
