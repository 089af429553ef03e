"""How many wrong passwords are too many, counted in the database so that all workers count together.

An attempt comes from an *origin*: a device that has logged in to this very account before (a signed cookie says
so), or else an address. Strangers who fail on an account use up their own and the strangers' allowance, never that
of the owner's devices, so nobody can lock an owner out of the browser they normally use.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from services.shared.errors import PlatformError
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

WINDOW = timedelta(minutes=15)
ACCOUNT_WINDOW = timedelta(hours=1)
KEEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Failures allowed: of an origin on one account and on any in WINDOW, of all strangers on one in ACCOUNT_WINDOW."""

    pair: int
    origin: int
    account: int


LOG_INS = Limits(pair=5, origin=30, account=50)
# A mail is a nuisance to whoever did not ask for it, so few go to one address.
MAILS = Limits(pair=3, origin=20, account=6)


class TooManyAttempts(PlatformError):
    """Come back after the window; whether the password was right is not said."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One admitted log-in attempt, counted as failed until it is confirmed."""

    login_attempt_id: int
    account: str
    origin: str
    now: datetime


def address_origin(address: str | None) -> str:
    """The origin of an address. An IPv6 customer has a whole /64, so that is what counts."""
    try:
        parsed = ipaddress.ip_address((address or "").split("%", 1)[0])
    except ValueError:
        return "address:unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False).network_address}/64"
    return f"address:{getattr(parsed, 'ipv4_mapped', None) or parsed}"


def device_origin(device: str) -> str:
    """The origin of a device that the account knows."""
    return f"device:{_digest(device)}"


def account_key(login: str, *, user_id: int | None) -> str:
    """What failures on an account are counted under. What was typed is hashed: it may be a password by mistake."""
    return f"user:{user_id}" if user_id is not None else f"typed:{_digest(login.strip().lower())}"


def mail_key(email: str) -> str:
    """What asking for mail to an address is counted under, whether or not it has an account."""
    return f"mail:{_digest(email.strip().lower())}"


def mail_origin(address: str | None) -> str:
    """The origin of somebody who asks for mail: counted apart from the log-ins of the same address."""
    return f"mail-{address_origin(address)}"


def admit(engine: Engine, *, account: str, origin: str, now: datetime, limits: Limits = LOG_INS) -> Attempt:
    """Count an attempt before it is made; raise TooManyAttempts when it is one too many.

    A refused attempt is not counted, so waiting is enough and retrying does not prolong it.
    """
    with engine.begin() as conn:
        claim = {"account": account, "origin": origin, "now": now}
        attempt = Attempt(conn.execute(SQL["claim_attempt"], claim).scalar_one(), account, origin, now)
    with engine.begin() as conn:
        since = {"pair_since": now - WINDOW, "origin_since": now - WINDOW, "account_since": now - ACCOUNT_WINDOW}
        counts = conn.execute(SQL["count_failures"], {"account": account, "origin": origin} | since).one()
        strangers = 0 if origin.startswith("device:") else counts.of_account
        if counts.of_pair > limits.pair or counts.of_origin > limits.origin or strangers > limits.account:
            conn.execute(SQL["withdraw_attempt"], {"login_attempt_id": attempt.login_attempt_id})
            refused = True
        else:
            refused = False
    if refused:
        raise TooManyAttempts("Too many attempts. Wait a quarter of an hour and try again.")
    return attempt


def confirm(engine: Engine, attempt: Attempt) -> None:
    """The password was right: the attempt no longer counts as failed, and old attempts are forgotten."""
    with engine.begin() as conn:
        conn.execute(SQL["confirm_attempt"], {"login_attempt_id": attempt.login_attempt_id})
        old = {"account": attempt.account, "origin": attempt.origin, "before": attempt.now - KEEP}
        conn.execute(SQL["forget_old_attempts"], old)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
