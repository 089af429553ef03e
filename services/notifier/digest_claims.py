"""The rows of `marts.notifications`: a digest is claimed before it is sent, and closed as what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_exponential

from services.notifier.digest import Digest, job_from_row, local_day
from services.shared.mail import sender_domain
from services.shared.settings import Settings
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

# A mail that is out must be written down: this is how long a restarting database is waited for.
_until_the_database_is_back = retry(
    retry=retry_if_exception_type(OperationalError),
    wait=wait_exponential(multiplier=0.2, max=5),
    stop=stop_after_delay(120),
    reraise=True,
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A campaign as the notifier sees it."""

    campaign_id: int
    user_id: int
    campaign_name: str
    email: str
    frequency: str
    weekday: int
    quiet_days: list[int]
    mail_format: str
    unsubscribe_token: UUID
    last_sent: date | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Today's digest needs no sending: it went out, was refused for good, or another process has it."""

    status: str
    last_error: str | None = None


def recipients(engine: Engine, *, campaign_id: int | None) -> list[Recipient]:
    """The one campaign asked for, or all active ones."""
    with engine.connect() as conn:
        rows = conn.execute(SQL["campaigns_to_notify"], {"campaign_id": campaign_id}).mappings()
        return [Recipient(**row) for row in rows]


def reason_to_wait(recipient: Recipient, *, today: date) -> str | None:
    """Why this person wants no digest today, or None. A week without a digest is made up for on its next free day."""
    if recipient.frequency == "off":
        return "This person wants no digests."
    if today.isoweekday() in recipient.quiet_days:
        return "Today is a quiet day of this person."
    newest_weekday = today - timedelta(days=(today.isoweekday() - recipient.weekday) % 7)
    was_sent_this_week = recipient.last_sent is not None and newest_weekday <= recipient.last_sent < today
    if recipient.frequency == "weekly" and was_sent_this_week:
        return "This person wants one digest a week and has had it."
    return None


def claim(engine: Engine, recipient: Recipient, *, now: datetime, run_id: str, settings: Settings) -> Digest | Settled:
    """Take today's digest of a campaign and its postings in one commit; an empty `jobs` means there is nothing new."""
    today = local_day(now)
    day = {"campaign_id": recipient.campaign_id, "digest_date": today}
    with engine.begin() as conn:
        conn.execute(SQL["give_up_older"], day)
        fresh_id = f"<digest.{uuid4().hex}@{sender_domain(settings.mail_from)}>"
        row = conn.execute(
            SQL["claim"], day | {"recipient": recipient.email, "message_id": fresh_id, "run_id": run_id}
        ).first()
        if row is None:
            return Settled(**conn.execute(SQL["digest_of_day"], day).mappings().one())
        choice = {
            "notification_id": row.notification_id,
            "campaign_id": recipient.campaign_id,
            "user_id": recipient.user_id,
            "min_score": settings.digest_min_score,
            "top_jobs": settings.digest_top_jobs,
            "now": now,
        }
        conn.execute(SQL["choose_jobs"], choice)
        rows = conn.execute(SQL["jobs_of_digest"], choice).mappings()
        jobs = tuple(job_from_row(dict(job), today=today) for job in rows)
        if not jobs:
            conn.execute(SQL["mark_empty"], choice)
    return Digest(
        notification_id=row.notification_id,
        message_id=row.message_id,
        recipient=recipient.email,
        campaign_id=recipient.campaign_id,
        campaign_name=recipient.campaign_name,
        digest_date=today,
        jobs=jobs,
        mail_format=recipient.mail_format,
        unsubscribe_token=recipient.unsubscribe_token,
    )


@_until_the_database_is_back
def mark_sent(engine: Engine, digest: Digest) -> None:
    """The server took the mail."""
    with engine.begin() as conn:
        conn.execute(SQL["mark_sent"], {"notification_id": digest.notification_id})


@_until_the_database_is_back
def mark_failed(engine: Engine, digest: Digest, *, error: str, may_have_arrived: bool) -> None:
    """The mail did not go out; its postings are free for the next one unless it may have arrived after all."""
    with engine.begin() as conn:
        conn.execute(SQL["mark_failed"], {"notification_id": digest.notification_id, "error": error})
        if not may_have_arrived:
            conn.execute(SQL["release_jobs"], {"notification_id": digest.notification_id})
