"""Countries and cities of the generated postings, and which of them a query means."""

from __future__ import annotations

import csv
import math
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.numbers import get_territory_currencies

_HERE = Path(__file__).parent
NEARBY_KM = 50.0
NEARBY_SHARE = 0.35
# Births a day of one occupation in a city of that size, and in a country as a whole ("Canada", "Anywhere").
BIRTHS = {0: 0.6, 1: 0.4, 2: 1.0, 3: 1.7}
COUNTRYWIDE_BIRTHS = 0.9
WIDE_SEARCH_BIRTHS = 2.8
_ANYWHERE = frozenset({"", "remote", "anywhere", "home", "worldwide"})


@dataclass(frozen=True, slots=True)
class Country:
    """`languages` are shares of the descriptions; `pay` turns yearly USD into local money."""

    code: str
    name: str
    currency: str
    languages: tuple[tuple[str, float], ...]
    latitude: float | None
    longitude: float | None
    pay: float


@dataclass(frozen=True, slots=True)
class City:
    """One city; `size` 1 to 3, or 0 for a place we have never heard of."""

    country: str
    city: str
    state: str | None
    state_code: str | None
    latitude: float | None
    longitude: float | None
    size: int

    @property
    def shown(self) -> str:
        """As boards print it."""
        return f"{self.city}, {self.state_code}" if self.state_code else self.city


@lru_cache(maxsize=1)
def _countries() -> dict[str, Country]:
    read = tomllib.loads((_HERE / "countries.toml").read_text(encoding="utf-8"))
    return {
        code: Country(code=code, **(values | {"languages": tuple(values["languages"].items())}))
        for code, values in read.items()
    }


def country(code: str) -> Country:
    """The country; one that we have no cities for has its name and currency from the Unicode CLDR."""
    if found := _countries().get(code):
        return found
    name = Locale("en").territories.get(code.upper(), code.upper())
    currency = next(iter(get_territory_currencies(code.upper())), "USD")
    return Country(code, name, currency, (("en", 1.0),), None, None, 1.0)


def known_countries() -> tuple[str, ...]:
    """Codes of the countries that have cities."""
    return tuple(_countries())


@lru_cache(maxsize=1)
def _all_cities() -> tuple[City, ...]:
    with (_HERE / "places.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            City(
                row["country"],
                row["city"],
                row["state"] or None,
                row["state_code"] or None,
                float(row["latitude"]),
                float(row["longitude"]),
                int(row["size"]),
            )
            for row in csv.DictReader(lines)
        )


@lru_cache(maxsize=64)
def cities_of(code: str) -> tuple[City, ...]:
    """The cities of a country, empty when we know none."""
    return tuple(city for city in _all_cities() if city.country == code)


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    read = tomllib.loads((_HERE / "place_aliases.toml").read_text(encoding="utf-8"))
    return {folded(typed): folded(name) for typed, name in read.items()}


def folded(text: str) -> str:
    """Lower case without accents: `Montréal` → `montreal`."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def searched_cities(code: str, place: str, radius_km: float | None) -> list[tuple[City, float]]:
    """The cities that a search looks at, each with the share of its postings that the search sees."""
    cities = cities_of(code)
    asked, first = _spelled(place), _spelled(place.split(",", maxsplit=1)[0])
    if asked in _ANYWHERE or asked in (folded(country(code).name), code):
        return _thinned(cities)
    exact = [city for city in cities if folded(city.city) in (asked, first)]
    if exact:
        reach = NEARBY_KM if radius_km is None else radius_km
        near = [city for city in cities if city != exact[0] and distance_km(city, exact[0]) <= reach]
        return [(exact[0], 1.0)] + [(city, NEARBY_SHARE) for city in near]
    in_state = [city for city in cities if first in (folded(city.state or "-"), folded(city.state_code or "-"))]
    if in_state:
        return _thinned(in_state)
    return [(City(code, place.split(",", maxsplit=1)[0].strip().title(), None, None, None, None, 0), 1.0)]


def _spelled(place: str) -> str:
    return _aliases().get(folded(place), folded(place))


def _thinned(cities: list[City] | tuple[City, ...]) -> list[tuple[City, float]]:
    births = sum(BIRTHS[city.size] for city in cities)
    share = min(1.0, WIDE_SEARCH_BIRTHS / births) if births else 1.0
    return [(city, share) for city in cities]


def distance_km(one: City, other: City) -> float:
    """Great-circle distance; infinite when a place has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))
