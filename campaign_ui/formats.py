"""How times, numbers, money and links are written on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent
from flask import Flask, g, has_request_context
from flask_login import current_user
from markupsafe import Markup

from campaign_ui.security import local_path
from services.auth.profile import DEFAULT_LOCALE, DEFAULT_ZONE
from services.campaigns import choices, places
from services.dashboard.dashboard import ComingDate
from services.jobs.dates import JobDate
from services.jobs.listing import Job
from services.jobs.posting import Posting
from services.shared.settings import Settings

SANDBOX_PARTS = {
    "jsearch": "job postings",
    "glassdoor": "company facts",
    "openai": "text enrichment",
    "stripe": "payments",
    "smtp": "mail",
}


class Manner(NamedTuple):
    """How this reader's dates and numbers are written."""

    locale: str
    zone: ZoneInfo


HOUSE_MANNER = Manner(DEFAULT_LOCALE, ZoneInfo(DEFAULT_ZONE))


def teach(app: Flask, settings: Settings) -> None:
    """Give the templates these filters, and the words for the choices of a campaign."""
    app.jinja_env.filters.update(
        moment=moment, ago=ago, day=day, due=due, plain_day=plain_day, number=number, share=share,
        dollars=dollars, web_link=web_link, country=country_name, local_path=local_path,
    )  # fmt: skip
    named = settings.sandbox_services.split(",")
    app.jinja_env.globals.update(
        choices=choices,
        inbox_address=f"http://127.0.0.1:{settings.sandbox_port}/mail" if settings.uses_sandbox("smtp") else None,
        pay=pay,
        pay_of=pay_of,
        tags_of=tags_of,
        sandbox_parts=[SANDBOX_PARTS.get(name.strip(), name.strip()) for name in named if name.strip()],
    )


def manner() -> Manner:
    """The manner of the person of this request, or the site's own for strangers and mail."""
    if not has_request_context():
        return HOUSE_MANNER
    if "manner" not in g:
        known = current_user.is_authenticated
        g.manner = Manner(current_user.locale, ZoneInfo(current_user.time_zone)) if known else HOUSE_MANNER
    found: Manner = g.manner
    return found


def today() -> date:
    """The day that it is where the reader is."""
    return datetime.now(manner().zone).date()


def moment(value: datetime | None) -> Markup:
    """A `<time>` in the reader's own zone that says which one."""
    if value is None:
        return Markup("")
    locale, zone = manner()
    text = format_datetime(value, "d MMM y, HH:mm z", tzinfo=zone, locale=locale)
    return Markup('<time datetime="{}">{}</time>').format(value.astimezone(UTC).isoformat(timespec="seconds"), text)


def ago(value: datetime | None) -> Markup:
    """A `<time>` as the time gone by, with the moment itself as its title."""
    if value is None:
        return Markup("")
    locale, zone = manner()
    gone = format_timedelta(value - datetime.now(UTC), add_direction=True, locale="en")
    exact = format_datetime(value, "d MMM y, HH:mm z", tzinfo=zone, locale=locale)
    stamp = value.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, exact, gone)


def day(value: date | None) -> Markup:
    """A calendar day, which has no time zone."""
    if value is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(
        value.isoformat(), format_date(value, "d MMM y", locale=manner().locale)
    )


def due(one: JobDate | ComingDate) -> Markup:
    """When something is to be done: the day of the week, the time where the reader is, and how far it is off."""
    locale, zone = manner()
    local = one.due_at.astimezone(zone) if one.due_at else None
    on = local.date() if local else one.due_on
    gone = (on - today()).days
    words = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(gone) or (
        f"in {gone} days" if gone > 0 else f"{-gone} days ago"
    )
    year = "" if on.year == today().year else " y"
    written = format_date(on, f"EEE d MMM{year}", locale=locale)
    if local:
        written += f", {format_datetime(local, 'HH:mm', locale=locale)}"
    stamp = one.due_at.astimezone(UTC).isoformat(timespec="minutes") if one.due_at else on.isoformat()
    late = Markup(' class="is-late"') if gone < 0 and not getattr(one, "is_done", False) else ""
    return Markup('<time datetime="{}"{}>{} ({})</time>').format(stamp, late, written, words)


def plain_day(value: date) -> str:
    """A calendar day as bare text, for where no element fits."""
    return str(format_date(value, "d MMM y", locale=manner().locale))


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """A number with its thousands apart, rounded to `digits`."""
    if value is None:
        return "–"
    return format_decimal(round(Decimal(value), digits), locale=manner().locale)


def share(value: float | None) -> str:
    """A part of one as per cent, with one digit below ten."""
    if value is None:
        return "–"
    pattern = "#,##0%" if value >= 0.1 or not value else "#,##0.#%"
    return str(format_percent(value, pattern, locale=manner().locale))


def dollars(value: float | Decimal | None) -> str:
    """What something cost in US dollars, to the cent, or finer below one."""
    if value is None:
        return "–"
    pattern = "¤#,##0.00" if not value or value >= 1 else "¤#,##0.00##"
    return format_currency(value, "USD", pattern, locale=manner().locale, currency_digits=False)


def pay(low: int | None, high: int | None, currency: str | None) -> str:
    """A yearly range in whole units of its currency, or nothing when neither end is known."""
    if low is None and high is None:
        return ""
    written = [_money(value, currency) for value in (low, high) if value is not None]
    if len(written) == 2:
        return f"{written[0]} a year" if low == high else f"{written[0]} – {written[1]} a year"
    return f"from {written[0]} a year" if low is not None else f"up to {written[0]} a year"


def pay_of(job: Job | Posting) -> str:
    """The yearly pay of a posting."""
    return pay(job.yearly_min_salary, job.yearly_max_salary, job.salary_currency)


def tags_of(job: Job | Posting) -> list[str]:
    """The short facts of a posting: place of work, seniority and kinds of employment, as far as they are known."""
    known = [choices.REMOTE.get(job.remote_work_type or ""), choices.SENIORITY.get(job.seniority_level or "")]
    known += [choices.EMPLOYMENT_TYPES.get(kind) for kind in job.employment_types or ()]
    return [words for words in known if words]


def _money(value: int, currency: str | None) -> str:
    if not currency:
        return number(value)
    return format_currency(value, currency, "¤#,##0", locale=manner().locale, currency_digits=False)


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
