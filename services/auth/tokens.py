"""Links in mails: whoever holds one reads that address. Each works once, for a while, and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

Purpose = Literal["register", "reset_password", "change_email"]
LIFETIMES: dict[Purpose, timedelta] = {
    "register": timedelta(hours=24),
    "reset_password": timedelta(hours=1),
    "change_email": timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What a link proves: this address is read by whoever came, on behalf of this account if there is one yet."""

    email: str
    user_id: int | None


def issue(conn: Connection, *, purpose: Purpose, email: str, user_id: int | None, now: datetime) -> str:
    """A new token for a link to this address; it is stored nowhere but in that mail."""
    conn.execute(SQL["forget_old_tokens"], {"now": now})
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "purpose": purpose, "email": email, "user_id": user_id, "now": now}
    conn.execute(SQL["keep_token"], row | {"expires_at": now + LIFETIMES[purpose]})
    return token


def look(conn: Connection, *, purpose: Purpose, token: str, now: datetime) -> Proof | None:
    """What the token would prove, without using it up: mail scanners open links too."""
    found = conn.execute(
        SQL["look_at_token"], {"token_hash": _hash(token), "purpose": purpose, "now": now}
    ).one_or_none()
    return Proof(found.email, found.user_id) if found else None


def redeem(conn: Connection, *, purpose: Purpose, token: str, now: datetime) -> Proof | None:
    """What the token proves, using it and every other link for the same thing up; None when it does not work."""
    found = conn.execute(
        SQL["redeem_token"], {"token_hash": _hash(token), "purpose": purpose, "now": now}
    ).one_or_none()
    if found is None:
        return None
    void(conn, purpose=purpose, email=found.email, user_id=found.user_id)
    return Proof(found.email, found.user_id)


def void(conn: Connection, *, purpose: Purpose, email: str, user_id: int | None) -> None:
    """Make every link of this kind for the address or the account worthless."""
    conn.execute(SQL["void_tokens"], {"purpose": purpose, "email": email, "user_id": user_id})


def _hash(token: str) -> str:
    # 256 random bits cannot be guessed back from a plain digest.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
