"""Any number of realistic postings, quickly, for benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from services.sandbox.universe.drawing import draw
from services.sandbox.universe.lives import posting_id
from services.sandbox.universe.occupations import occupations
from services.sandbox.universe.places import cities_of, country, known_countries
from services.sandbox.universe.wire_format import to_wire
from services.sandbox.universe.wording import pick

# English-speaking markets carry most of the volume, as they do in the real API.
_COUNTRIES = ("us", "us", "us", "ca", "ca", "in", "in", "gb", *known_countries())
SPREAD_DAYS = 21


def generate_postings(n: int, seed: int, today: date) -> Iterator[dict[str, Any]]:
    """`n` distinct postings in JSearch's format, 5–7 KB each; the same arguments give the same postings."""
    kinds = list(occupations().values())
    for number in range(n):
        rng = Random(seed * 1_000_003 + number)  # noqa: S311 - repeatable chance, no secret
        where = country(pick(rng, _COUNTRIES))
        posting = draw(
            rng,
            posting_id=posting_id(f"bulk|{seed}|{number}"),
            occupation=pick(rng, kinds),
            country=where,
            city=pick(rng, cities_of(where.code)) if rng.random() < 0.88 else None,
            length="long",
        )
        yield to_wire(posting, born=today - timedelta(days=int(rng.random() * SPREAD_DAYS)), today=today)
