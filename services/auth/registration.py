"""Joining, forgetting a password and moving to another address: each is a link to the address that proves itself.

Nothing is kept of somebody who only typed an address: the account is made when its link is used. So there is no
unconfirmed account that a stranger could prepare for the address' owner.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine

from services.auth import account_mails, accounts, sessions, throttle, tokens
from services.auth.account_mails import MailPurpose
from services.auth.accounts import User


def ask(engine: Engine, *, purpose: MailPurpose, email: str, address: str | None, now: datetime) -> None:
    """Have a link sent; the same steps for every address. Raises AccountRefused for no address, TooManyAttempts."""
    wanted = accounts.normalised_email(email)
    throttle.admit(
        engine,
        account=throttle.mail_key(wanted),
        origin=throttle.mail_origin(address),
        now=now,
        limits=throttle.MAILS,
    )
    with engine.begin() as conn:
        account_mails.ask(conn, purpose=purpose, email=wanted, user_id=None, now=now)


def complete(
    conn: Connection, *, token: str, password: str, display_name: str | None, time_zone: str, locale: str, now: datetime
) -> User | None:
    """Make the account of this link; None when the link does not work, AccountRefused when the password does not."""
    accounts.checked_password(password)
    proof = tokens.redeem(conn, purpose="register", token=token, now=now)
    if proof is None:
        return None
    return accounts.create_user(
        conn, accounts.free_username(conn, proof.email), proof.email, password,
        display_name=display_name, time_zone=time_zone, locale=locale,
    )  # fmt: skip


def reset_password(conn: Connection, *, token: str, password: str, now: datetime) -> User | None:
    """Set the password of this link's account and end all its sessions; None when the link does not work."""
    accounts.checked_password(password)
    proof = tokens.redeem(conn, purpose="reset_password", token=token, now=now)
    user = accounts.by_id(conn, user_id=proof.user_id) if proof and proof.user_id else None
    # A link to an address that the account has left is no proof any more.
    if proof is None or user is None or user.email.lower() != proof.email.lower():
        return None
    change_password(conn, user=user, password=password, now=now)
    return user


def change_password(conn: Connection, *, user: User, password: str, now: datetime) -> None:
    """Set a new password, end every session, void the reset links and tell the person."""
    accounts.set_password(conn, user_id=user.user_id, password=accounts.checked_password(password))
    sessions.end_all(conn, user_id=user.user_id)
    tokens.void(conn, purpose="reset_password", email=user.email, user_id=user.user_id)
    account_mails.ask(conn, purpose="password_changed", email=user.email, user_id=user.user_id, now=now)


def ask_for_new_email(engine: Engine, *, user: User, email: str, address: str | None, now: datetime) -> None:
    """Have a link sent to the new address; nothing changes until it is used."""
    wanted = accounts.normalised_email(email)
    key, origin = throttle.mail_key(wanted), throttle.mail_origin(address)
    throttle.admit(engine, account=key, origin=origin, now=now, limits=throttle.MAILS)
    with engine.begin() as conn:
        account_mails.ask(conn, purpose="change_email", email=wanted, user_id=user.user_id, now=now)


def change_email(conn: Connection, *, user: User, token: str, now: datetime) -> str | None:
    """Move the account to the address of this link and tell the old one; None when the link is not this person's.

    Raises AccountRefused when another account has taken the address in the meantime.
    """
    seen = tokens.look(conn, purpose="change_email", token=token, now=now)
    if seen is None or seen.user_id != user.user_id:
        return None
    tokens.redeem(conn, purpose="change_email", token=token, now=now)
    tokens.void(conn, purpose="reset_password", email=user.email, user_id=user.user_id)
    accounts.set_email(conn, user=user, email=seen.email, now=now)
    account_mails.ask(conn, purpose="email_changed", email=user.email, user_id=user.user_id, now=now)
    return seen.email
