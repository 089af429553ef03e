"""The parameters of a JSearch request, read and checked as the real API does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PAGE_SIZE = 10
MAX_PAGES = 50
DATE_WINDOWS = {"all": None, "today": 0, "3days": 3, "week": 7, "month": 31}
EMPLOYMENT_TYPES = frozenset({"FULLTIME", "CONTRACTOR", "PARTTIME", "INTERN"})
REQUIREMENTS = frozenset({"under_3_years_experience", "more_than_3_years_experience", "no_experience", "no_degree"})
_PLACE = re.compile(r"(?P<words>.*\S)\s+(?:in|near|à|bei)\s+(?P<place>\S.*)", re.IGNORECASE)


class BadQuery(ValueError):
    """The request cannot be answered; the message names the parameter."""


@dataclass(frozen=True, slots=True)
class JobQuery:
    """One search: `words` is the query without its " in <place>" tail, `country` is ISO alpha-2 lower case."""

    query: str
    words: str
    place: str
    page: int = 1
    num_pages: int = 1
    country: str = "us"
    language: str | None = None
    max_age_days: int | None = None
    employment_types: frozenset[str] = frozenset()
    work_from_home: bool = False
    requirements: frozenset[str] = frozenset()
    radius_km: float | None = None
    excluded_publishers: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    echoed: dict[str, object] = field(default_factory=dict)

    @property
    def rows(self) -> slice:
        """Which of all found postings the asked pages hold."""
        start = (self.page - 1) * PAGE_SIZE
        return slice(start, start + self.num_pages * PAGE_SIZE)


def parse_job_query(params: Mapping[str, str]) -> JobQuery:
    """Read the parameters; raise BadQuery for what the real API refuses."""
    query = params.get("query", "").strip()
    if not query:
        raise BadQuery("query is required")
    words, place = split_place(query)
    country = _country(params.get("country", "us"))
    radius = params.get("radius")
    return JobQuery(
        query=query,
        words=words,
        place=place,
        page=_number(params, "page", upto=MAX_PAGES),
        num_pages=_number(params, "num_pages", upto=MAX_PAGES),
        country=country,
        language=params.get("language"),
        max_age_days=DATE_WINDOWS[_choices(params, "date_posted", frozenset(DATE_WINDOWS), default="all")[0]],
        employment_types=frozenset(_choices(params, "employment_types", EMPLOYMENT_TYPES)),
        work_from_home=_flag(params, "work_from_home"),
        requirements=frozenset(_choices(params, "job_requirements", REQUIREMENTS)),
        radius_km=float(_number(params, "radius", upto=20_000)) if radius else None,
        excluded_publishers=frozenset(_listed(params.get("exclude_job_publishers", "").lower())),
        fields=tuple(_listed(params.get("fields", ""))),
        echoed={"query": query, "page": 1, "num_pages": 1} | {k: _echoed(v) for k, v in params.items()},
    )


def split_place(query: str) -> tuple[str, str]:
    """`data engineer in Toronto` → (`data engineer`, `Toronto`); no place is an empty string."""
    found = _PLACE.fullmatch(query.strip())
    return (found["words"], found["place"]) if found else (query, "")


def _country(value: str) -> str:
    country = value.strip().lower()
    if not re.fullmatch("[a-z]{2}", country):
        raise BadQuery("country must be an ISO 3166-1 alpha-2 code")
    return "gb" if country == "uk" else country


def _number(params: Mapping[str, str], name: str, *, upto: int) -> int:
    value = params.get(name, "1")
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= upto:
        raise BadQuery(f"{name} must be a number between 1 and {upto}")
    return int(value)


def _choices(params: Mapping[str, str], name: str, known: frozenset[str], *, default: str = "") -> list[str]:
    chosen = _listed(params.get(name) or default)
    if unknown := [choice for choice in chosen if choice not in known]:
        raise BadQuery(f"{name} must be one of {', '.join(sorted(known))}, not {unknown[0]}")
    return chosen


def _flag(params: Mapping[str, str], name: str) -> bool:
    return params.get(name, "false").lower() in ("true", "1")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _echoed(value: str) -> object:
    return int(value) if value.isascii() and value.isdigit() else value
