"""Mails about an account: asked for in the request, written and sent afterwards, so no page waits for a mail server.

A row says only what for and to whom. Whether the address has an account, and the token of a link, are decided when
the mail goes out: asking looks and lasts the same for everybody, and no token is ever stored in the clear.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Literal

from sqlalchemy import Connection, Engine

from services.auth import accounts, tokens
from services.shared import mail
from services.shared.errors import ConfigurationError
from services.shared.settings import Settings
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)
log = get_logger(__name__)

MailPurpose = Literal["register", "reset_password", "change_email", "password_changed", "email_changed"]
# After the last of these a mail is given up: whoever waits has asked again by then.
PAUSES = (2, 10, 30, 120, 600)
# Longer than SMTP_DEADLINE_SECONDS lets one mail take.
LEASE = timedelta(minutes=5)

_TEMPLATES = mail.templates_beside(__file__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one account mail says; `link` is a path on the site."""

    subject: str
    text: str
    action: str
    link: str
    small: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that somebody asked for."""

    account_mail_id: int
    purpose: MailPurpose
    email: str
    user_id: int | None
    requested_at: datetime
    attempts: int


def ask(conn: Connection, *, purpose: MailPurpose, email: str, user_id: int | None, now: datetime) -> None:
    """Put a mail in the queue, in the caller's transaction."""
    conn.execute(SQL["ask_for_mail"], {"purpose": purpose, "email": email, "user_id": user_id, "now": now})


def next_due(engine: Engine) -> datetime | None:
    """When the next waiting mail wants to go out; None when none waits."""
    with engine.connect() as conn:
        due: datetime | None = conn.execute(SQL["next_mail_due"]).scalar_one()
    return due


def deliver_due(engine: Engine, settings: Settings, *, now: datetime) -> int:
    """Send every mail that is due and return how many the server took.

    A mail is taken before it is sent, together with the token of its link: whoever is quick finds the link working.
    """
    if not settings.smtp_host:
        raise ConfigurationError("No account mail can be sent: set SMTP_HOST (see .env.example).")
    sent, started = 0, time.monotonic()
    # A lease begins when its mail is taken, however long the mails before it took.
    while (waiting := _take(engine, now=now + timedelta(seconds=time.monotonic() - started))) is not None:
        sent += _deliver(engine, waiting, settings, now=now)
    return sent


def _take(engine: Engine, *, now: datetime) -> Waiting | None:
    with engine.begin() as conn:
        row = conn.execute(SQL["take_due_mail"], {"now": now, "lease_ends_at": now + LEASE}).mappings().one_or_none()
    return Waiting(**row) if row else None


def _deliver(engine: Engine, waiting: Waiting, settings: Settings, *, now: datetime) -> bool:
    with engine.begin() as conn:
        letter = _letter(conn, waiting, now=now)
    why: Exception | None = None
    try:
        if letter:
            mail.send(_compose(letter, waiting, settings, now=now), settings)
    except (mail.MailDelayed, mail.MailRefused, mail.MailUnconfirmed, ValueError) as error:
        why = error
        log.warning("account mail not sent", purpose=waiting.purpose, attempt=waiting.attempts, why=str(error))
    row = {"account_mail_id": waiting.account_mail_id}
    with engine.begin() as conn:
        if isinstance(why, mail.MailDelayed) and waiting.attempts <= len(PAUSES):
            later = now + timedelta(seconds=PAUSES[waiting.attempts - 1])
            conn.execute(SQL["put_mail_off"], row | {"next_attempt_at": later})
        else:
            conn.execute(SQL["drop_mail"], row)
    return letter is not None and why is None


def _letter(conn: Connection, waiting: Waiting, *, now: datetime) -> Letter | None:
    """What to write, now that nobody is waiting for the answer; None when nothing is to be sent."""
    account = accounts.by_login(conn, waiting.email)
    if waiting.purpose == "register":
        return _already_here(waiting) if account else _link(conn, waiting, "register", None, now)
    if waiting.purpose == "reset_password":
        return _link(conn, waiting, "reset_password", account.user_id, now) if account else None
    if waiting.purpose == "change_email":
        return _address_taken() if account else _link(conn, waiting, "change_email", waiting.user_id, now)
    return _NOTICES[waiting.purpose]


def _link(conn: Connection, waiting: Waiting, purpose: tokens.Purpose, user_id: int | None, now: datetime) -> Letter:
    token = tokens.issue(conn, purpose=purpose, email=waiting.email, user_id=user_id, now=now)
    subject, text, action, path, hours = _LINKS[purpose]
    small = f"The link works once, for {hours}. If you did not ask for this, ignore this mail: nothing happens."
    return Letter(subject, text, action, f"/{path}/{token}", small)


_LINKS: dict[tokens.Purpose, tuple[str, str, str, str, str]] = {
    "register": (
        "Confirm your address",
        "Somebody, most likely you, wants to look for jobs with this address. Confirm it and choose a password.",
        "Confirm and choose a password", "register", "24 hours",
    ),
    "reset_password": (
        "Choose a new password",
        "You can choose a new password for your account. Every browser that is logged in will be logged out.",
        "Choose a new password", "reset-password", "one hour",
    ),
    "change_email": (
        "Confirm your new address",
        "This address is to become the one of your account. Confirm it while you are logged in.",
        "Confirm this address", "account/email", "24 hours",
    ),
}  # fmt: skip

_NOT_ME = "If that was not you, choose a new password at once: whoever did it is logged out by that."
_NOTICES: dict[MailPurpose, Letter] = {
    "password_changed": Letter(
        "Your password was changed",
        "The password of your account was changed, and every browser was logged out.",
        "Choose another password", "/forgot-password", _NOT_ME,
    ),
    "email_changed": Letter(
        "Your account has another address",
        "Your account has moved to another e-mail address. This one is no longer used.",
        "Open the site", "/log-in", "If that was not you, write to whoever runs this site.",
    ),
}  # fmt: skip


def _already_here(_waiting: Waiting) -> Letter:
    return Letter(
        "You have an account already",
        "Somebody, most likely you, wanted to register with this address. There is an account with it already.",
        "Log in", "/log-in", "Forgotten the password? The log-in page leads on. If it was not you, ignore this mail.",
    )  # fmt: skip


def _address_taken() -> Letter:
    return Letter(
        "This address has an account already",
        "Somebody wanted to move their account to this address, but another account has it. Nothing was changed.",
        "Log in", "/log-in", "If you did not ask for this, ignore this mail: nothing happens.",
    )  # fmt: skip


def _compose(letter: Letter, waiting: Waiting, settings: Settings, *, now: datetime) -> EmailMessage:
    values = {
        "subject": letter.subject,
        "letter": letter,
        "address": settings.campaign_ui_base_url.rstrip("/") + letter.link,
    }
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=waiting.email)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid("account", mail.sender_domain(settings.mail_from))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_TEMPLATES.get_template("account_mail.txt").render(values))
    message.add_alternative(_TEMPLATES.get_template("account_mail.html").render(values), subtype="html")
    return message
