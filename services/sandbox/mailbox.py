"""The SMTP inbox: every mail is kept as a file, so that a restart of the sandbox keeps them."""

from __future__ import annotations

import asyncio
import email
import email.policy
import itertools
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from services.sandbox.faults import FaultPlan

KEPT_MAILS = 500
MAX_MAIL_BYTES = 10_000_000
HANG_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Mail:
    """One received mail. `text` and `html` are empty when the mail has no such part; times are UTC, ISO 8601."""

    mail_id: str
    received_at: str
    envelope_from: str
    envelope_to: list[str]
    sender: str
    to: str
    subject: str
    message_id: str
    text: str
    html: str
    headers: dict[str, str]
    size: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


class Mailbox:
    """Mails in one folder, oldest dropped first; a mail is one `.eml` file whose first headers are its envelope."""

    def __init__(self, folder: Path, *, kept: int = KEPT_MAILS) -> None:
        self._folder = folder
        self._kept = kept
        self._counter = itertools.count()
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, *, envelope_from: str, envelope_to: list[str], content: bytes) -> str:
        """Store one mail and return its id."""
        now = datetime.now(UTC)
        mail_id = f"{now:%Y%m%dT%H%M%S%f}-{next(self._counter):04d}"
        # Addresses come over SMTP, where a line break cannot occur; one in a file would forge a header.
        envelope = f"X-Sandbox-Received: {now.isoformat()}\r\nX-Sandbox-From: {_line(envelope_from)}\r\n" + "".join(
            f"X-Sandbox-To: {_line(address)}\r\n" for address in envelope_to
        )
        part = self._folder / f"{mail_id}.part"
        part.write_bytes(envelope.encode() + content)
        part.rename(self._folder / f"{mail_id}.eml")
        for path in self._paths()[self._kept :]:
            path.unlink(missing_ok=True)
        return mail_id

    def mails(self, *, limit: int | None = None) -> list[Mail]:
        """The mails, newest first."""
        return [_read(path) for path in self._paths()[:limit]]

    def mail(self, mail_id: str) -> Mail | None:
        """One mail, or None when there is none of that id."""
        found = [path for path in self._paths() if path.stem == mail_id]
        return _read(found[0]) if found else None

    def count(self) -> int:
        """How many mails are kept."""
        return len(self._paths())

    def clear(self) -> int:
        """Delete all mails and say how many there were."""
        paths = self._paths()
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.eml"), reverse=True)


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _read(path: Path) -> Mail:
    content = path.read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    return Mail(
        mail_id=path.stem,
        received_at=str(message["X-Sandbox-Received"]),
        envelope_from=str(message["X-Sandbox-From"] or ""),
        envelope_to=[str(value) for value in message.get_all("X-Sandbox-To", [])],
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        message_id=str(message["Message-ID"] or "").strip(),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        headers={name: str(value) for name, value in message.items() if not name.startswith("X-Sandbox-")},
        size=len(content),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown charset or transfer encoding
        return str(part.get_payload(decode=False))


class SmtpInbox:
    """The handler of aiosmtpd that puts mails into the mailbox, unless a fault strikes."""

    def __init__(self, mailbox: Mailbox, faults: FaultPlan) -> None:
        self._mailbox = mailbox
        self._faults = faults

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the recipient, or refuse it for good."""
        struck = self._faults.strike("smtp", address)
        envelope.sandbox_faults = struck | getattr(envelope, "sandbox_faults", frozenset())  # type: ignore[attr-defined]
        if "smtp_550" in struck:
            return "550 5.1.1 No such mailbox (sandbox fault)"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, or refuse it for now."""
        struck: frozenset[str] = getattr(envelope, "sandbox_faults", frozenset())
        if "smtp_hang" in struck:
            await asyncio.sleep(HANG_SECONDS)
        if "smtp_451" in struck or "smtp_hang" in struck:
            return "451 4.7.1 Try again later (sandbox fault)"
        self._mailbox.keep(
            envelope_from=envelope.mail_from or "",
            envelope_to=[str(address) for address in envelope.rcpt_tos],
            content=envelope.content if isinstance(envelope.content, bytes) else b"",
        )
        return "250 OK"

    def protocol(self) -> SMTP:
        """A new SMTP session; any user and password will do."""
        return SMTP(
            self,
            hostname="sandbox",
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
        )
