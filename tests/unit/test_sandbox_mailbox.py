"""Mails on disk."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from services.sandbox.mailbox import Mailbox


def mail(subject: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Jobs <jobs@example.org>", "ada@example.org"
    message.set_content("Bonjour é")
    message.add_alternative("<p>Bonjour é</p>", subtype="html")
    return message.as_bytes()


def keep(mailbox: Mailbox, content: bytes) -> str:
    return mailbox.keep(envelope_from="bounce@example.org", envelope_to=["ada@example.org"], content=content)


def test_it_works(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail")
    mail_id = keep(mailbox, mail("Zehn neue Stellen für Ada"))
    kept = mailbox.mail(mail_id)
    assert kept is not None
    assert (kept.subject, kept.envelope_from) == ("Zehn neue Stellen für Ada", "bounce@example.org")
    assert kept.text.strip() == "Bonjour é"
    assert kept.html.strip() == "<p>Bonjour é</p>"


def test_the_newest_are_first_and_the_oldest_are_dropped(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, kept=3)
    for number in range(5):
        keep(mailbox, mail(f"mail {number}"))
    assert [entry.subject for entry in Mailbox(tmp_path).mails()] == ["mail 4", "mail 3", "mail 2"]


def test_what_is_no_mail_is_kept_and_readable(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    keep(mailbox, b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe")
    keep(mailbox, b"\x00\xff")
    assert len(mailbox.mails()) == 2
    assert mailbox.mail("../../etc/passwd") is None
    assert mailbox.clear() == 2
    assert mailbox.mails() == []
