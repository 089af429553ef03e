"""One attempt to log in: throttled first, then checked, then remembered as a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from services.auth import accounts, throttle
from services.auth.accounts import User


def attempt(
    engine: Engine, *, login: str, password: str, address: str | None, device: tuple[int, str] | None, now: datetime
) -> User | None:
    """The person if the password is right, else None; raise TooManyAttempts before looking at the password.

    `device` is what the browser's signed cookie says: the user id it belongs to and the device's own name.
    Known and unknown accounts take the same steps: one look-up, one count, one hash.
    """
    with engine.connect() as conn:
        known = accounts.by_login(conn, login)
    user_id = known.user_id if known else None
    trusted = device is not None and device[0] == user_id
    origin = throttle.device_origin(device[1]) if device and trusted else throttle.address_origin(address)
    counted = throttle.admit(engine, account=throttle.account_key(login, user_id=user_id), origin=origin, now=now)
    with engine.begin() as conn:
        user = accounts.verify_password(conn, login, password)
    if user is not None:
        throttle.confirm(engine, counted)
    return user
