"""Which postings are on the boards on a given day: births, deaths, edits, and copies under other ids."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Literal

from services.sandbox.universe.drawing import Posting, draw, publisher
from services.sandbox.universe.occupations import Occupation
from services.sandbox.universe.places import BIRTHS, COUNTRYWIDE_BIRTHS, City, Country, cities_of
from services.sandbox.universe.wording import wording

# (share, days on the boards): nearly ten days in the middle, so that about one posting in nine is new each day.
_LIFETIMES = ((0.04, 2), (0.09, 3), (0.16, 5), (0.21, 7), (0.22, 10), (0.18, 14), (0.1, 21))
LONGEST_LIFE = 21
EDITED = 0.18
EDITED_BACK = 0.3
COPIED = 0.1

Edit = Literal["none", "text", "title", "pay", "types"]


@dataclass(frozen=True, slots=True)
class Life:
    """One posting id from its first day to its last; `chance` in [0, 1) is its place in every ordering and sample.

    Copies share `key` and hence everything but the id, the board and perhaps the city. From `edited_from` to before
    `edited_until` the posting shows its edited version: afterwards it is again what it was.
    """

    key: str
    copy: int
    born: date
    days: int
    chance: float
    edit: Edit
    edited_from: int
    edited_until: int

    def is_alive(self, today: date) -> bool:
        """Whether boards still show it."""
        return 0 <= (today - self.born).days < self.days

    def shows_edit(self, today: date) -> bool:
        """Whether that day shows the edited version."""
        return self.edit != "none" and self.edited_from <= (today - self.born).days < self.edited_until


def lives_on(today: date, *, seed: int, country: str, city: City | None, occupation: Occupation) -> list[Life]:
    """All postings of an occupation in a city (None: countrywide) that are on the boards that day."""
    name, rate = (city.city, BIRTHS[city.size]) if city else ("", COUNTRYWIDE_BIRTHS)
    market = f"{seed}|{country}|{name}|{occupation.key}"
    days = (today - timedelta(days=age) for age in range(LONGEST_LIFE + 1))
    return [life for day in days for life in _born_on(market, day, rate) if life.is_alive(today)]


@lru_cache(maxsize=20_000)
def _born_on(market: str, day: date, rate: float) -> tuple[Life, ...]:
    rng = Random(f"{market}|{day.isoformat()}")  # noqa: S311 - repeatable chance, no secret
    births = int(rate) + (rng.random() < rate % 1) + (rng.random() < 0.2) - (rng.random() < 0.2)
    return tuple(life for number in range(births) for life in _with_copies(rng, f"{market}|{day}|{number}", day))


def _with_copies(rng: Random, key: str, born: date) -> list[Life]:
    edited_from = 1 + int(rng.random() * 4)
    life = Life(
        key=key,
        copy=0,
        born=born,
        days=_lifetime(rng.random()),
        chance=rng.random(),
        edit=("text", "title", "pay", "types")[int(rng.random() * 4)] if rng.random() < EDITED else "none",
        edited_from=edited_from,
        edited_until=edited_from + 2 if rng.random() < EDITED_BACK else LONGEST_LIFE + 1,
    )
    copies = 1 + (rng.random() < 0.3) + (rng.random() < 0.1) if rng.random() < COPIED else 0
    # A copy is crawled later from another board, hence younger and gone earlier or later.
    return [life] + [
        replace(
            life,
            copy=number,
            born=born + timedelta(days=number % 2),
            days=_lifetime(rng.random()),
            chance=rng.random(),
            edit="none",
        )
        for number in range(1, copies + 1)
    ]


def _lifetime(chance: float) -> int:
    for share, days in _LIFETIMES:
        if chance < share:
            return days
        chance -= share
    return _LIFETIMES[-1][1]


def posting_of(life: Life, *, occupation: Occupation, country: Country, city: City | None, today: date) -> Posting:
    """The posting as it reads that day."""
    return _version(life, occupation, country, city, life.shows_edit(today))


@lru_cache(maxsize=3_000)
def _version(life: Life, occupation: Occupation, country: Country, city: City | None, edited: bool) -> Posting:
    posting = draw(
        Random(life.key),  # noqa: S311
        posting_id=posting_id(f"{life.key}|{life.copy}"),
        occupation=occupation,
        country=country,
        city=city,
        length=None,
    )
    if life.copy:
        posting = _copy(posting, life)
    return _edited(posting, life.edit) if edited else posting


def posting_id(key: str) -> str:
    """An id as JSearch forms them: 12 bytes and four zero bytes in base64."""
    return base64.urlsafe_b64encode(hashlib.md5(key.encode(), usedforsecurity=False).digest()[:12] + bytes(4)).decode()


def _copy(posting: Posting, life: Life) -> Posting:
    rng = Random(f"{life.key}|{life.copy}")  # noqa: S311
    board = publisher(rng, posting.country, posting.employer)
    others = cities_of(posting.country.code)
    # The text stays: one vacancy advertised in another city, word for word.
    if posting.city and others and rng.random() < 0.3:
        return replace(posting, publisher=board, city=others[int(rng.random() * len(others))], shown_place="city")
    return replace(posting, publisher=board)


def _edited(posting: Posting, edit: Edit) -> Posting:
    if edit == "title":
        return replace(posting, title=f"{posting.title.rstrip()} (Updated)")
    if edit == "types":
        return replace(posting, types=("CONTRACTOR",) if posting.types != ("CONTRACTOR",) else ("FULLTIME",))
    if edit == "pay":
        raised = replace(posting.pay, form="fields", low=posting.pay.low, high=posting.pay.high + posting.pay.low // 10)
        return replace(posting, pay=raised)
    added = wording(posting.language)["more"]["process"][0]
    return replace(posting, description=f"{posting.description}\n\n{added}")
