"""Countries and currencies under the names people type, from the Unicode CLDR that Babel carries."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

_LOCALE = Locale("en")
# CLDR's two-letter codes that are no countries: groups, tests, and parts without an ISO code of their own.
_NOT_ISO = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "SU", "TA", "UN", "XA", "XB", "XK", "ZZ"))
_SPOKEN = {
    "uk": "gb",
    "england": "gb",
    "great britain": "gb",
    "scotland": "gb",
    "wales": "gb",
    "northern ireland": "gb",
    "usa": "us",
    "u.s.": "us",
    "u.s.a.": "us",
    "united states of america": "us",
    "america": "us",
    "uae": "ae",
    "holland": "nl",
    "czech republic": "cz",
    "turkey": "tr",
    "hong kong": "hk",
    "south korea": "kr",
    "korea": "kr",
    "deutschland": "de",
}


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """English name by ISO 3166-1 alpha-2 code in lower case, ordered by name."""
    named = {
        code.lower(): name
        for code, name in _LOCALE.territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_ISO
    }
    return dict(sorted(named.items(), key=lambda item: item[1]))


@lru_cache(maxsize=1)
def currencies() -> dict[str, str]:
    """English name by ISO 4217 code, of the currencies that are tender somewhere today, ordered by code."""
    today = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, is_tender in entries
        if end is None and is_tender
    }
    return {code: _LOCALE.currencies.get(code, code) for code in sorted(today)}


def country_code(typed: str) -> str | None:
    """The code of a country given by code or by name, in any case; `uk` is `gb`."""
    wanted = " ".join(typed.split()).casefold()
    wanted = _SPOKEN.get(wanted, wanted)
    if wanted in countries():
        return wanted
    return _codes_by_name().get(wanted)


def currency_code(typed: str) -> str | None:
    """The code of a currency given by code or by name, in any case."""
    wanted = " ".join(typed.split()).casefold()
    if wanted.upper() in currencies():
        return wanted.upper()
    return next((code for code, name in currencies().items() if name.casefold() == wanted), None)


def currency_of(country: str) -> str | None:
    """The currency that a country uses today, or None when there is none."""
    used: list[str] = get_territory_currencies(country.upper())
    return next((code for code in used if code in currencies()), None)


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    return {name.casefold(): code for code, name in countries().items()}
