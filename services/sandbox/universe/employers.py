"""The made-up employers: who they are, where they hire, and how boards misspell them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

_WEIGHTS = {"company": 6, "agency": 4, "aggregator": 3, "confidential": 2}


@dataclass(frozen=True, slots=True)
class Employer:
    """One employer; `size` is the lower end of its size class, `glassdoor` whether the company API knows it."""

    name: str
    website: str | None
    industry: str
    size: int
    kind: Literal["company", "agency", "aggregator", "confidential"]
    countries: tuple[str, ...]
    headquarters: str
    founded: int | None
    glassdoor: Literal["yes", "no", "lookalikes"]
    spellings: tuple[str, ...]


@lru_cache(maxsize=1)
def employers() -> tuple[Employer, ...]:
    """All employers."""
    with (Path(__file__).parent / "employers.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_employer(row) for row in csv.DictReader(lines))


def _employer(row: dict[str, str]) -> Employer:
    return Employer(
        name=row["name"],
        website=row["website"] or None,
        industry=row["industry"],
        size=int(row["size"]),
        kind=row["kind"],  # type: ignore[arg-type]
        countries=tuple(row["countries"].split()),
        headquarters=row["headquarters"],
        founded=int(row["founded"]) if row["founded"] else None,
        glassdoor=row["glassdoor"],  # type: ignore[arg-type]
        spellings=tuple(row["spellings"].split("|")) if row["spellings"] else (),
    )


@lru_cache(maxsize=64)
def hiring_in(country: str) -> tuple[Employer, ...]:
    """Who hires there, the frequent ones several times; anywhere unknown it is those who hire in the US."""
    here = [employer for employer in employers() if country in employer.countries]
    if not here:
        return hiring_in("us")
    return tuple(employer for employer in here for _ in range(_WEIGHTS[employer.kind]))
