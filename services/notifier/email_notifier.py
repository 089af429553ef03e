"""The digest as a mail: one HTML and one text body from the same values."""

from __future__ import annotations

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from services.notifier.digest import Digest, one_line
from services.shared.mail import MailRefused, templates_beside

_TEMPLATES = templates_beside(__file__)


def compose(digest: Digest, *, sender: str, base_url: str, from_sandbox: bool, now: datetime) -> EmailMessage:
    """The finished mail, with or without HTML as the person asked.

    Raises MailRefused when the recipient's address cannot be written into a header.
    """
    subject, site = subject_of(digest), base_url.rstrip("/")
    stop = f"{site}/unsubscribe/{digest.unsubscribe_token}" if digest.unsubscribe_token else None
    values = {
        "digest": digest,
        "subject": subject,
        "campaign_name": _name_of(digest),
        "campaign_url": f"{site}/campaigns/{digest.campaign_id}",
        "job_url": lambda job: f"{site}/jobs/{job.job_posting_key}?campaign={digest.campaign_id}",
        "stop_url": stop,
        "preferences_url": f"{site}/account/mail",
        "from_sandbox": from_sandbox,
    }
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = _address(digest.recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = digest.message_id
    message["Auto-Submitted"] = "auto-generated"
    if stop:
        message["List-Unsubscribe"] = f"<{stop}>"
    message.set_content(_TEMPLATES.get_template("digest.txt").render(values))
    if digest.mail_format == "html":
        message.add_alternative(_TEMPLATES.get_template("digest.html").render(values), subtype="html")
    return message


def subject_of(digest: Digest) -> str:
    """How many jobs, and for which campaign."""
    count = len(digest.jobs)
    return f"{count} new {'job' if count == 1 else 'jobs'} for {_name_of(digest)}"


def _name_of(digest: Digest) -> str:
    return one_line(digest.campaign_name) or "your campaign"


def _address(recipient: str) -> Address:
    try:
        return Address(addr_spec=recipient)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise MailRefused(f"{one_line(recipient)!r} is not an e-mail address") from error
