"""The generated job board: what a search finds on a day, in the order and the format of JSearch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.sandbox.job_queries import JobQuery
from services.sandbox.universe.drawing import Posting
from services.sandbox.universe.lives import Life, lives_on, posting_of
from services.sandbox.universe.occupations import Occupation, searched_occupations
from services.sandbox.universe.places import City, Country, country, searched_cities
from services.sandbox.universe.wire_format import to_wire

COUNTRYWIDE_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class _Found:
    life: Life
    posting: Posting
    distance: float


class GeneratedBoard:
    """The same seed, query and day give the same answer; every day some postings come, change and go."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def search(self, query: JobQuery, today: date) -> list[dict[str, Any]]:
        """All postings for the query, the newer and the closer first."""
        found = [entry for entry in self._found(query, today) if _passes(entry, query, today)]
        found.sort(key=lambda entry: (today - entry.life.born).days + entry.distance + 5 * entry.life.chance)
        return [to_wire(entry.posting, born=entry.life.born, today=today, language=query.language) for entry in found]

    def _found(self, query: JobQuery, today: date) -> Iterator[_Found]:
        where = country(query.country)
        markets: list[tuple[City | None, float]] = [*searched_cities(query.country, query.place, query.radius_km)]
        if query.radius_km is None:
            markets.append((None, COUNTRYWIDE_SHARE))
        for occupation, occupation_share in searched_occupations(query.words):
            for city, city_share in markets:
                share = occupation_share * city_share
                yield from self._market(today, where, city, occupation, share)

    def _market(
        self, today: date, where: Country, city: City | None, occupation: Occupation, share: float
    ) -> Iterator[_Found]:
        for life in lives_on(today, seed=self._seed, country=where.code, city=city, occupation=occupation):
            # The share is taken by the posting's own chance: neighbouring searches see the same ones.
            if life.chance < share:
                posting = posting_of(life, occupation=occupation, country=where, city=city, today=today)
                yield _Found(life, posting, 3 * (1 - share))


def _passes(found: _Found, query: JobQuery, today: date) -> bool:
    posting = found.posting
    return (
        _recent(found.life.born, query, today)
        and (not query.employment_types or bool(query.employment_types & set(posting.types)))
        and (not query.work_from_home or posting.arrangement == "remote")
        and posting.publisher.lower() not in query.excluded_publishers
        and all(_REQUIREMENTS[name](posting) for name in query.requirements)
    )


def _recent(born: date, query: JobQuery, today: date) -> bool:
    return query.max_age_days is None or today - born <= timedelta(days=query.max_age_days)


_REQUIREMENTS: dict[str, Callable[[Posting], bool]] = {
    "under_3_years_experience": lambda posting: posting.years < 3,
    "more_than_3_years_experience": lambda posting: posting.years >= 3,
    "no_experience": lambda posting: posting.years == 0,
    "no_degree": lambda posting: not posting.degree,
}
