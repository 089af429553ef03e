"""How times, numbers, money and links are written on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from flask import Flask
from markupsafe import Markup

from campaign_ui.security import local_path
from services.campaigns import choices, places
from services.campaigns.matches import Match
from services.shared.settings import Settings

LOCALE = "en"
SANDBOX_PARTS = {
    "jsearch": "job postings",
    "glassdoor": "company facts",
    "openai": "text enrichment",
    "stripe": "payments",
    "smtp": "mail",
}


def teach(app: Flask, settings: Settings) -> None:
    """Give the templates these filters, and the words for the choices of a campaign."""
    app.jinja_env.filters.update(
        moment=moment, day=day, number=number, web_link=web_link, country=country_name, local_path=local_path
    )
    named = settings.sandbox_services.split(",")
    app.jinja_env.globals.update(
        choices=choices,
        pay=pay,
        pay_of=pay_of,
        tags_of=tags_of,
        sandbox_parts=[SANDBOX_PARTS.get(name.strip(), name.strip()) for name in named if name.strip()],
    )


def moment(value: datetime | None) -> Markup:
    """A `<time>` in UTC that says so; the script turns it into the reader's own time."""
    if value is None:
        return Markup("")
    utc = value.astimezone(UTC)
    text = format_datetime(utc, "d MMM y, HH:mm", locale=LOCALE)
    return Markup('<time datetime="{}" data-local>{} UTC</time>').format(utc.isoformat(timespec="seconds"), text)


def day(value: date | None) -> Markup:
    """A calendar day, which has no time zone."""
    if value is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(
        value.isoformat(), format_date(value, "d MMM y", locale=LOCALE)
    )


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """A number with its thousands apart, rounded to `digits`."""
    if value is None:
        return "–"
    return format_decimal(round(Decimal(value), digits), locale=LOCALE)


def pay(low: int | None, high: int | None, currency: str | None) -> str:
    """A yearly range in whole units of its currency, or nothing when neither end is known."""
    if low is None and high is None:
        return ""
    written = [_money(value, currency) for value in (low, high) if value is not None]
    if len(written) == 2:
        return f"{written[0]} a year" if low == high else f"{written[0]} – {written[1]} a year"
    return f"from {written[0]} a year" if low is not None else f"up to {written[0]} a year"


def pay_of(job: Match) -> str:
    """The yearly pay of a posting."""
    return pay(job.yearly_min_salary, job.yearly_max_salary, job.salary_currency)


def tags_of(job: Match) -> list[str]:
    """The short facts of a posting: place of work, seniority and kinds of employment, as far as they are known."""
    known = [choices.REMOTE.get(job.remote_work_type or ""), choices.SENIORITY.get(job.seniority_level or "")]
    known += [choices.EMPLOYMENT_TYPES.get(kind) for kind in job.employment_types or ()]
    return [words for words in known if words]


def _money(value: int, currency: str | None) -> str:
    if not currency:
        return number(value)
    return format_currency(value, currency, "¤#,##0", locale=LOCALE, currency_digits=False)


def web_link(address: Any) -> str | None:
    """The address if a browser may follow it from here (http or https), else None."""
    try:
        parts = urlsplit(str(address or "").strip())
    except ValueError:
        return None
    return str(address).strip() if parts.scheme in ("http", "https") and parts.netloc else None


def country_name(code: str | None) -> str:
    """The country's English name, or the code when it has none."""
    return places.countries().get(code or "", (code or "").upper())
