"""What one digest says: the new top jobs of one campaign on one local day, as plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from services.shared.ranking_explanation import explanation_sentence

DIGEST_ZONE = ZoneInfo("America/Toronto")

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS_AND_SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class DigestJob:
    """One posting as the mail shows it; every text is one line without control characters."""

    job_posting_key: UUID
    title: str
    company: str | None
    place: str | None
    pay: str | None
    why: str | None
    score: Decimal
    apply_link: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail to one person about one campaign."""

    notification_id: int
    message_id: str
    recipient: str
    campaign_id: int
    campaign_name: str
    digest_date: date
    jobs: tuple[DigestJob, ...]
    mail_format: str = "html"
    unsubscribe_token: UUID | None = None


def local_day(now: datetime) -> date:
    """The day a digest belongs to: the one that the people in Toronto are living in at `now` (timezone-aware)."""
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone")
    return now.astimezone(DIGEST_ZONE).date()


def job_from_row(row: Mapping[str, Any], *, today: date) -> DigestJob:
    """A row of the statement `jobs_of_digest` as the mail of that day shows it."""
    return DigestJob(
        job_posting_key=row["job_posting_key"],
        title=one_line(row["job_title"]) or "Job without a title",
        company=one_line(row["employer_name"]),
        place=one_line(row["job_location"]),
        pay=pay_as_stated(
            row["job_min_salary"], row["job_max_salary"], row["job_salary_currency"], row["job_salary_period"]
        ),
        why=one_line(explanation_sentence(row["rank_explain"], row, today=today)),
        score=row["rank_score"],
        apply_link=web_address(row["apply_link"]),
    )


def one_line(value: str | None) -> str | None:
    """The text without line breaks, control characters and direction overrides; None when nothing is left."""
    if value is None:
        return None
    return _CONTROLS_AND_SPACE.sub(" ", _BIDI_CONTROLS.sub("", value)).strip() or None


def web_address(value: str | None) -> str | None:
    """The address if a mail may link to it (http or https with a host), else None."""
    if value is None or _CONTROLS_AND_SPACE.search(value.strip()):
        return None
    try:
        parts = urlsplit(value.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return value.strip() if usable else None


def pay_as_stated(low: Decimal | None, high: Decimal | None, currency: str | None, period: str | None) -> str | None:
    """Pay in the posting's own amounts, period and currency: `CAD 90,000 to 120,000 a year`."""
    if low is None and high is None:
        return None
    if low is not None and high is not None:
        amount = _amount(low) if low == high else f"{_amount(low)} to {_amount(high)}"
    elif low is not None:
        amount = f"from {_amount(low)}"
    else:
        assert high is not None
        amount = f"up to {_amount(high)}"
    article = "an" if period == "hour" else "a"
    return " ".join(filter(None, (currency, amount, f"{article} {period}" if period else None)))


def _amount(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
