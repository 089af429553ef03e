"""A generated posting in the wire format of JSearch: of today (v5), and as it was until 2024."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.sandbox.universe.drawing import Posting
from services.sandbox.universe.places import City, cities_of
from services.sandbox.universe.shown_words import relative_date, shown_types

Row = dict[str, Any]

_PLACE_FIELDS = ("job_location", "job_city", "job_state", "job_country", "job_latitude", "job_longitude")
_BENEFITS = ("health_insurance", "dental_coverage", "paid_time_off", "retirement_savings")
# 9 of 10 midnights; the hours of the rest are those at which boards publish.
_HOURS = (6, 7, 9, 11, 14, 16, 18, 21)


def to_wire(posting: Posting, *, born: date, today: date, language: str | None = None) -> Row:
    """The posting as the API shows it on `today`; `language` is that of the display texts, not of the posting."""
    shown_in = language or posting.language
    if "types_in_other_language" in posting.oddities:
        shown_in = "ja" if shown_in != "ja" else "en"
    if "old_generation" in posting.oddities:
        return _old(posting, born)
    return _current(posting, born, today, shown_in)


def _current(posting: Posting, born: date, today: date, language: str) -> Row:
    odd = posting.oddities
    posted = _posted(posting, born)
    place = _place(posting)
    dated = not odd & {"no_dates", "relative_date_only"}
    link = _link(posting, posting.publisher)
    row: Row = {
        "job_id": posting.posting_id,
        "job_title": posting.title,
        "employer_name": posting.employer_name,
        "employer_logo": _logo(posting),
        "employer_website": None if "no_website" in odd else posting.employer.website,
        "job_publisher": posting.publisher,
        "job_employment_type": shown_types(posting.types, language, dash=_digit(posting, 3) < 4),
        "job_employment_types": _types(posting),
        "job_apply_link": link,
        "job_apply_is_direct": "direct" in odd,
        "apply_options": _apply_options(posting, link),
        "job_description": _description(posting),
        "job_is_remote": _remote_flag(posting),
        "job_posted_at": None if "no_dates" in odd else relative_date(posted, today, language),
        "job_posted_at_timestamp": int(posted.timestamp()) if dated else None,
        "job_posted_at_datetime_utc": _utc(posted) if dated else None,
        **place,
        "job_benefits": list(_BENEFITS[: 1 + _digit(posting, 4) % 4]) if "benefits" in odd else None,
        "job_google_link": f"https://www.google.com/search?q=jobs&gl={posting.country.code}&hl={language}&udm=8"
        f"#vhid=vt%3D20/docid%3D{posting.posting_id}&vssid=jobs-detail-viewer",
        **_pay(posting),
        "job_highlights": _highlights(posting),
        "job_onet_soc": posting.occupation.soc,
        "job_onet_job_zone": str(3 + posting.degree),
    }
    return row


def _old(posting: Posting, born: date) -> Row:
    """The generation until 2024: codes instead of display text, state codes, currency, experience and education."""
    posted = _posted(posting, born)
    expires = posted + timedelta(days=30) if _digit(posting, 5) < 12 else None
    place, pay = _place(posting), _pay(posting)
    state = posting.city.state_code if posting.city and place["job_state"] else None
    stated = pay["job_min_salary"] is not None
    link = _link(posting, posting.publisher)
    return {
        "job_id": posting.posting_id,
        "employer_name": posting.employer_name,
        "employer_logo": _logo(posting),
        "employer_website": None if "no_website" in posting.oddities else posting.employer.website,
        "employer_company_type": _industry(posting),
        "job_publisher": posting.publisher,
        "job_employment_type": posting.types[0],
        "job_title": posting.title,
        "job_apply_link": link,
        "job_apply_is_direct": "direct" in posting.oddities,
        "job_apply_quality_score": round(0.4 + _digit(posting, 7) / 30, 4),
        "apply_options": _apply_options(posting, link),
        "job_description": _description(posting) or "",
        "job_is_remote": _remote_flag(posting),
        "job_posted_at_timestamp": int(posted.timestamp()),
        "job_posted_at_datetime_utc": _utc(posted),
        "job_city": place["job_city"],
        "job_state": state,
        "job_country": posting.country.code.upper(),
        "job_latitude": place["job_latitude"],
        "job_longitude": place["job_longitude"],
        "job_benefits": list(_BENEFITS[:2]) if "benefits" in posting.oddities else None,
        "job_google_link": f"https://www.google.com/search?gl={posting.country.code}&hl=en&rciv=jb&htidocid={posting.posting_id}",
        "job_offer_expiration_datetime_utc": _utc(expires) if expires else None,
        "job_offer_expiration_timestamp": int(expires.timestamp()) if expires else None,
        "job_required_experience": {
            "no_experience_required": "true" if posting.years == 0 else "false",
            "required_experience_in_months": posting.years * 12 or None,
            "experience_mentioned": "true",
            "experience_preferred": "false",
        },
        "job_required_skills": list(posting.skills[:4]) if _digit(posting, 8) < 3 else None,
        "job_required_education": {
            "postgraduate_degree": False,
            "professional_certification": False,
            "high_school": False,
            "associates_degree": False,
            "bachelors_degree": posting.degree,
            "degree_mentioned": "true" if posting.degree else "false",
            "degree_preferred": "false",
            "professional_certification_mentioned": "false",
        },
        "job_experience_in_place_of_education": False,
        "job_min_salary": pay["job_min_salary"],
        "job_max_salary": pay["job_max_salary"],
        "job_salary_currency": posting.pay.currency if stated else None,
        "job_salary_period": pay["job_salary_period"],
        "job_highlights": _highlights(posting),
        "job_job_title": posting.occupation.field if _digit(posting, 9) < 3 else None,
        "job_posting_language": posting.language,
        "job_onet_soc": posting.occupation.soc,
        "job_onet_job_zone": str(3 + posting.degree),
        "job_occupational_categories": None,
        "job_naics_code": None,
        "job_naics_name": None,
    }


def _industry(posting: Posting) -> str | None:
    return posting.employer.industry.partition(" ")[0] or None if _digit(posting, 6) < 4 else None


def _digit(posting: Posting, position: int) -> int:
    """A stable number from 0 to 15 that belongs to the posting."""
    return ord(posting.posting_id[position]) % 16


def _posted(posting: Posting, born: date) -> datetime:
    """Midnight of its day, or an hour of the day before it was first found, never the future."""
    midnight = datetime(born.year, born.month, born.day, tzinfo=UTC)
    if "precise_time" not in posting.oddities:
        return midnight
    return midnight - timedelta(days=1) + timedelta(hours=_HOURS[_digit(posting, 1) % 8])


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _place(posting: Posting) -> Row:
    country, city = posting.country, posting.city
    values: tuple[str | float | None, ...] = ("Anywhere", None, None, None, None, None)
    if posting.shown_place != "anywhere":
        code = country.code.upper()
        values = (country.name, None, None, code, country.latitude, country.longitude)
        if city and posting.shown_place != "country":
            values = (_shown_city(posting, city), city.city, city.state, code, *_coordinates(posting, city))
    return dict(zip(_PLACE_FIELDS, values, strict=True))


def _shown_city(posting: Posting, city: City) -> str:
    if posting.shown_place == "several":
        return f"{city.shown}   (+{2 + _digit(posting, 2) % 4} others)"
    if city.country == "jp":
        code = f"〒{100 + _digit(posting, 2)}-{_digit(posting, 3) * 7:04d}"
        return f"{code} {city.state}" if city.city == "東京" else f"{code} {city.state}{city.city}"
    return city.shown


def _coordinates(posting: Posting, city: City) -> tuple[float | None, float | None]:
    if "no_coordinates" in posting.oddities:
        return None, None
    others = cities_of(city.country)
    if "wrong_coordinates" in posting.oddities and others:
        city = others[_digit(posting, 2) % len(others)]
    return city.latitude, city.longitude


def _pay(posting: Posting) -> Row:
    pay = posting.pay
    in_fields = pay.form == "fields"
    period = pay.period if pay.form in ("fields", "period_only", "single", "string") else None
    if period and "odd_period_case" in posting.oddities:
        period = period.lower() if _digit(posting, 2) % 2 else period.capitalize()
    row: Row = {
        "job_salary": pay.high if pay.form == "single" else None,
        "job_min_salary": pay.low if in_fields else None,
        "job_max_salary": pay.high if in_fields else None,
        "job_salary_period": period,
    }
    if pay.string:
        row = {"job_salary_string": pay.string} | row
    return row


def _types(posting: Posting) -> list[str]:
    if "no_types" in posting.oddities:
        return []
    return [*posting.types, posting.types[0]] if "double_types" in posting.oddities else list(posting.types)


def _remote_flag(posting: Posting) -> bool:
    if posting.arrangement == "remote":
        return "wrong_remote_flag" not in posting.oddities
    return "false_remote_flag" in posting.oddities


def _description(posting: Posting) -> str | None:
    text, odd = posting.description, posting.oddities
    if "null_description" in odd:
        return None
    if "zero_width" in odd:
        text = text.replace(". ", ".\u200b ", 3).replace("\n\n", "\n\u200b\n", 1)
    if "narrow_space" in odd:
        text = re.sub(r"(\d) (?=[A-Za-z%])", "\\1\u202f", text)
    if "hex_escape" in odd:
        text = text.replace(" & ", r" \x26 ").replace(" and ", r" \x26 ", 2)
    return text


def _highlights(posting: Posting) -> Row:
    if "highlights" not in posting.oddities:
        return {}
    parts = {"Qualifications": posting.asks, "Benefits": posting.benefits, "Responsibilities": posting.duties}
    return {name: list(lines) for name, lines in parts.items() if lines}


def _logo(posting: Posting) -> str | None:
    if "no_logo" in posting.oddities or posting.employer.kind in ("aggregator", "confidential"):
        return None
    return f"/sandbox/logos/{_slug(posting.employer.name) or 'employer'}.svg"


def _link(posting: Posting, publisher: str) -> str:
    # Reserved names: a click on a made-up posting must not end on somebody's real site.
    board = _slug(publisher) or "board"
    number = int(hashlib.md5(posting.posting_id.encode(), usedforsecurity=False).hexdigest()[:8], 16)
    return f"https://{board}.example.com/jobs/view/{_slug(posting.title) or 'job'}-{number}"


def _apply_options(posting: Posting, link: str) -> list[Row]:
    options = [{"publisher": posting.publisher, "apply_link": link, "is_direct": "direct" in posting.oddities}]
    if "second_publisher" in posting.oddities:
        other = "Indeed" if posting.publisher != "Indeed" else "Glassdoor"
        options.append({"publisher": other, "apply_link": _link(posting, other), "is_direct": False})
    return options


def _slug(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
