"""Postings as the factors read them: one array per feature, in key order, unpacked from `staging.ranking_features`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EPOCH = date(2000, 1, 1)
MOST_WISHES = 62

REMOTE_TYPES = ("remote", "hybrid", "onsite")
SENIORITY = ("intern", "junior", "mid", "senior", "lead", "principal", "manager", "director", "executive")
COMPANY_SIZES = ("1-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+")
EMPLOYMENT_TYPES = ("full_time", "part_time", "contract", "internship")


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of keys per posting. The distinct keys are looked at once, however many postings share them."""

    values: Ints
    index: Ints
    starts: Ints
    lengths: Ints

    @classmethod
    def of(cls, flat: Ints, lengths: Ints) -> Lists:
        """From all lists one after the other and the length of each."""
        values, index = np.unique(flat, return_inverse=True)
        return cls(values, index.reshape(-1), np.cumsum(lengths) - lengths, lengths)

    def masks(self, wishes: Sequence[Sequence[int]]) -> Ints:
        """Per posting the bits of the wishes (at most 62) of which the list has one of the keys."""
        bits = np.zeros(len(self.values), dtype=np.int64)
        for number, keys in enumerate(wishes[:MOST_WISHES]):
            bits[np.isin(self.values, np.asarray(keys, dtype=np.int64))] |= 1 << number
        # The nought at the end is there for empty lists that begin after the last key.
        of_keys = np.append(bits[self.index], 0)
        found: Ints = np.bitwise_or.reduceat(of_keys, self.starts) if len(self.starts) else self.starts
        return np.where(self.lengths > 0, found, 0)

    def any_of(self, keys: Sequence[int]) -> Bools:
        """Whether the list has one of the keys."""
        return self.masks([keys]) > 0 if keys else np.zeros(len(self.lengths), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Postings:
    """Arrays of equal length. 0 is unknown in the enumerations, -1 in pay and days, NaN in coordinates.

    `remote_type`, `seniority` and `company_size` count from 1 in the tuples above; bit n of `employment` is
    EMPLOYMENT_TYPES[n]; days count from EPOCH.
    """

    titles: Lists
    skills: Lists
    cities: Lists
    places: Lists
    state: Ints
    country: Ints
    latitude: Floats
    longitude: Floats
    has_place: Bools
    is_anywhere: Bools
    remote_type: Ints
    seniority: Ints
    employment: Ints
    company_size: Ints
    pay_low: Ints
    pay_high: Ints
    pay_currency: Ints
    pay_date: Ints
    posted: Ints
    employer: Ints

    def __len__(self) -> int:
        return len(self.state)


_NUMBERS = {
    "state": ">i8", "country": ">i2", "latitude": ">f4", "longitude": ">f4", "has_place": ">i2", "is_anywhere": ">i2",
    "remote_type": ">i2", "seniority": ">i2", "employment": ">i2", "company_size": ">i2", "pay_low": ">i4",
    "pay_high": ">i4", "pay_currency": ">i2", "pay_date": ">i4", "posted": ">i4", "employer": ">i8",
}  # fmt: skip
_KINDS = {"latitude": np.float64, "longitude": np.float64, "has_place": np.bool_, "is_anywhere": np.bool_}
_LISTS = {"titles": "title_lengths", "skills": "skill_lengths", "cities": "city_lengths", "places": "place_lengths"}


def unpacked(columns: Mapping[str, Any]) -> Postings:
    """From the row of `take_chunk`."""
    numbers: dict[str, Any] = {
        name: np.frombuffer(columns[name], dtype=kind).astype(_KINDS.get(name, np.int64))
        for name, kind in _NUMBERS.items()
    }
    lists: dict[str, Any] = {
        name: Lists.of(
            np.frombuffer(columns[name], dtype=">i8").astype(np.int64),
            np.frombuffer(columns[lengths], dtype=">i2").astype(np.int64),
        )
        for name, lengths in _LISTS.items()
    }
    return Postings(**lists, **numbers)


def country_code(country: str) -> int:
    """The number of a two-letter country, as the features have it."""
    return ord(country[0]) * 256 + ord(country[1])


def currency_code(currency: str | None) -> int:
    """The number of a three-letter currency, as the features have it; 0 for none."""
    if not currency:
        return 0
    first, second, third = (ord(letter) - 65 for letter in currency)
    return first * 676 + second * 26 + third + 1
