"""Accounts: who may log in, under which name and in which role."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from typing import Literal

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from services.auth import passwords
from services.shared.errors import PlatformError
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

Role = Literal["user", "admin"]
FEWEST_LETTERS = 4
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


class AccountRefused(PlatformError):
    """The account cannot be made as asked; the message says which part to change."""


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    user_id: int
    username: str
    email: str
    role: Role
    display_name: str | None = None
    time_zone: str = "America/Toronto"
    locale: str = "en_CA"

    @property
    def called(self) -> str:
        """The name to address this person by."""
        return self.display_name or self.username

    @property
    def is_admin(self) -> bool:
        """Whether this person may see the pages for operators."""
        return self.role == "admin"


def create_user(
    conn: Connection, username: str, email: str, password: str, role: Role = "user", *,
    display_name: str | None = None, time_zone: str | None = None, locale: str | None = None,
) -> User:  # fmt: skip
    """Make an account; raise AccountRefused when a part is unusable or the name or address is taken."""
    username = username.strip()
    if not USERNAME.fullmatch(username):
        raise AccountRefused(
            f"User name {username!r}: use 2 to 64 letters, digits, dots, hyphens or underscores, "
            "starting with a letter or digit."
        )
    if role not in ("user", "admin"):
        raise AccountRefused(f"Role {role!r}: use user or admin.")
    values = {
        "username": username,
        "email": normalised_email(email),
        "password_hash": passwords.hash_password(checked_password(password)),
        "role": role,
        "display_name": display_name,
        "time_zone": time_zone,
        "locale": locale,
    }
    try:
        with conn.begin_nested():
            row = conn.execute(SQL["insert_user"], values).mappings().one()
    except IntegrityError as error:
        raise AccountRefused(f"User name {username!r} or e-mail address {email!r} is taken.") from error
    return _user(row)


def by_login(conn: Connection, login: str) -> User | None:
    """The account with this user name or e-mail address, in any case."""
    row = conn.execute(SQL["user_by_login"], {"login": login.strip()}).mappings().one_or_none()
    return _user(row) if row else None


def by_id(conn: Connection, *, user_id: int) -> User | None:
    """The account with this number."""
    row = conn.execute(SQL["user_by_id"], {"user_id": user_id}).mappings().one_or_none()
    return _user(row) if row else None


def suspend(conn: Connection, *, user_id: int, suspended: bool = True) -> None:
    """Shut an account, or open it again; sessions of a shut one open nothing from this moment."""
    conn.execute(SQL["suspend_user" if suspended else "restore_user"], {"user_id": user_id})


def free_username(conn: Connection, email: str) -> str:
    """A user name like the address, for people who were never asked for one: they log in with the address."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", email.partition("@")[0]).strip("._-")[:40]
    stem = stem if USERNAME.fullmatch(stem) else f"user-{stem}".rstrip("-")
    taken: bool = conn.execute(SQL["username_is_taken"], {"username": stem}).scalar_one()
    return f"{stem}-{secrets.token_hex(3)}" if taken else stem


def verify_password(conn: Connection, login: str, password: str) -> User | None:
    """The account if the password is its own, else None, after the same work for known and unknown accounts.

    A hash with outdated parameters is replaced on the way.
    """
    row = conn.execute(SQL["user_by_login"], {"login": login.strip()}).mappings().one_or_none()
    if not passwords.verifies(password, row["password_hash"] if row else None) or row is None:
        return None
    if passwords.is_outdated(row["password_hash"]):
        set_password(conn, user_id=row["user_id"], password=password)
    return _user(row)


def set_password(conn: Connection, *, user_id: int, password: str) -> None:
    """Replace the password. Ending the sessions is the caller's decision."""
    values = {"user_id": user_id, "password_hash": passwords.hash_password(password)}
    conn.execute(SQL["set_password_hash"], values)


def set_email(conn: Connection, *, user: User, email: str, now: datetime) -> None:
    """Move an account, and the digests of its old address, to a confirmed new one; AccountRefused when it is taken."""
    try:
        with conn.begin_nested():
            conn.execute(SQL["change_email"], {"user_id": user.user_id, "email": email, "now": now})
    except IntegrityError as error:
        raise AccountRefused("That address belongs to an account already.") from error
    moved = {"user_id": user.user_id, "old_email": user.email, "new_email": email}
    conn.execute(SQL["move_campaign_mail"], moved)
    conn.execute(SQL["move_mail_of_deleted_campaigns"], moved)


def checked_password(password: str) -> str:
    """The password as given; raise AccountRefused when it is too short, too long or one letter over and over."""
    if len(set(password)) < FEWEST_LETTERS and len(password) >= passwords.SHORTEST:
        raise AccountRefused("That password is the same few letters again and again. Take a few random words.")
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise AccountRefused(f"The password needs {passwords.SHORTEST} to {passwords.LONGEST} characters.")
    return password


def normalised_email(email: str) -> str:
    """The address in its normal form; raise AccountRefused when it cannot be one. No look-up is made."""
    try:
        found = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).normalized
        # What the header of a mail cannot hold, such as an encoded word, can get none.
        Address(addr_spec=found)
    except (EmailNotValidError, ValueError) as error:
        raise AccountRefused(f"E-mail address {email!r}: {error}") from error
    return found


def _user(row: object) -> User:
    return User(**{name: row[name] for name in User.__dataclass_fields__})  # type: ignore[index]
