"""A real mail server for the site's tests, with the inbox of everybody it is given mail for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from stack_settings import free_port


class Inbox:
    """An aiosmtpd handler that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 kept"

    def newest(self, recipient: str, number: int = 1) -> EmailMessage:
        """The latest mail to somebody, once there are this many; the site sends beside its requests."""
        for _ in range(500):
            found = [mail for mail in self.mails if mail["To"] == recipient]
            if len(found) >= number:
                return found[-1]
            time.sleep(0.02)
        raise AssertionError(f"{number} mails to {recipient} never came: {[m['To'] for m in self.mails]}")


def link_in(mail: EmailMessage) -> str:
    """The path of the link in a mail."""
    body = mail.get_body(["plain"])
    assert body
    found = re.search(r"https?://[^/\s]+(/\S+)", body.get_content())
    assert found
    return found[1]


@contextmanager
def mail_server(inbox: Inbox) -> Iterator[dict[str, object]]:
    """The settings that lead to a server with this inbox, for as long as the block lasts."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield {"smtp_host": "127.0.0.1", "smtp_port": controller.port, "smtp_security": "none"}
    controller.stop()
