"""How mails look, and handing one to the SMTP server within a total deadline: what its answer means for the caller."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.shared.errors import ConfigurationError, PlatformError
from services.shared.settings import Settings


def templates_beside(module_file: str) -> Environment:
    """The templates in the folder `templates` beside a module; they may extend `mail_layout.html` with a `subject`."""
    return Environment(
        loader=FileSystemLoader([Path(file).with_name("templates") for file in (module_file, __file__)]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class MailRefused(PlatformError):
    """The server will never take this mail (5xx): do not send it again."""


class MailDelayed(PlatformError):
    """The server cannot take this mail now (4xx): come back later."""


class MailServerDown(MailDelayed):
    """The server was not reached or did not greet us: no other mail will go through now either."""


class MailUnconfirmed(PlatformError):
    """The mail was handed over but the server's word for it never came: it may or may not have arrived."""


def send(message: EmailMessage, settings: Settings) -> None:
    """Send one mail; returns only after the server accepted it.

    Everything together, from the connection to the server's last word, ends within `SMTP_DEADLINE_SECONDS`:
    a socket's own time-out starts anew with every byte a slow server drips.
    """
    if not settings.smtp_host:
        raise ConfigurationError("No mail can be sent: set SMTP_HOST (see .env.example).")
    with _session(settings) as smtp:
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _meaning(code, answer) from error
        except smtplib.SMTPResponseException as error:
            raise _meaning(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(f"The mail server cannot take this address: {error}") from error
        except OSError as error:
            raise MailDelayed(f"The mail server broke off: {error}") from error


class _WatchesForTheLastWord(smtplib.SMTP):
    """Tells a connection that broke before the mail was handed over from one that broke after it."""

    was_cut_off = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            code, answer = super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except OSError as error:
            raise MailUnconfirmed(f"The mail server never confirmed the mail: {error}") from error
        # smtplib takes half a line for an answer when the connection ends in it.
        if self.was_cut_off or not (code == 250 or 400 <= code <= 599):
            raise MailUnconfirmed(f"The mail server never confirmed the mail; its last word was {code}.")
        return code, answer


class _TlsConnection(_WatchesForTheLastWord, smtplib.SMTP_SSL):
    """SMTP inside TLS from the first byte."""


@contextmanager
def _session(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A greeted, encrypted and logged-in connection as the settings ask; cut off when the deadline passes."""
    seconds = settings.smtp_deadline_seconds
    domain = sender_domain(settings.mail_from)
    if settings.smtp_security == "tls":
        smtp: _WatchesForTheLastWord = _TlsConnection(
            local_hostname=domain, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        smtp = _WatchesForTheLastWord(local_hostname=domain, timeout=seconds)
    cut = threading.Timer(seconds, _cut_off, [smtp])
    cut.daemon = True
    cut.start()
    try:
        _greet(smtp, settings)
        yield smtp
    finally:
        cut.cancel()
        smtp.close()


def _greet(smtp: smtplib.SMTP, settings: Settings) -> None:
    server = f"The mail server {settings.smtp_host}:{settings.smtp_port} (SMTP_HOST, SMTP_PORT)"
    try:
        code, answer = smtp.connect(str(settings.smtp_host), settings.smtp_port)
        if code != 220:
            raise MailServerDown(f"{server} does not take mail now: {code} {_readable(answer)}")
        if settings.smtp_security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password:
            smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise MailServerDown(f"{server} cannot check the log-in now: {_readable(error.smtp_error)}") from error
        raise ConfigurationError(
            f"{server} refused SMTP_USER or SMTP_PASSWORD: {_readable(error.smtp_error)}"
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ConfigurationError(f"{server} does not offer what SMTP_SECURITY and SMTP_USER ask: {error}") from error
    except ssl.SSLCertVerificationError as error:
        raise ConfigurationError(f"{server} has a certificate that is not valid for it: {error}") from error
    except OSError as error:
        raise MailServerDown(f"{server} was not reached: {error}") from error


def _cut_off(smtp: _WatchesForTheLastWord) -> None:
    smtp.was_cut_off = True
    # shutdown, not close: only shutdown wakes a thread that is waiting in recv.
    with suppress(OSError, AttributeError):
        smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _meaning(code: int, answer: bytes | str) -> PlatformError:
    text = f"{code} {_readable(answer)}"
    return MailRefused(text) if code >= 500 else MailDelayed(text)


def _readable(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def sender_domain(sender: str) -> str:
    """Domain of the `MAIL_FROM` setting."""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
