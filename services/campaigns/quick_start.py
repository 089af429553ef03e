"""A campaign from one line, such as "data engineer in Toronto, remote ok, 100k+"."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global

from services.campaigns import places
from services.campaigns.typed_pay import yearly_pay

_REMOTE = {
    "remote": r"\b(?:fully[ -])?remote(?:ly)?(?:[ -](?:ok|okay|only|possible|first))?\b|\b(?:work from home|wfh)\b",
    "hybrid": r"\bhybrid(?:[ -](?:ok|okay|possible))?\b",
    "onsite": r"\bon[ -]?site\b|\bin[ -]office\b|\bin the office\b",
}
_EMPLOYMENT = {
    "full_time": r"\bfull[ -]?time\b",
    "part_time": r"\bpart[ -]?time\b",
    "contract": r"\b(?:contract|freelance)\b",
    "internship": r"\binternship\b",
}
# These stay in the query too: boards know them.
_SENIORITY = {
    "intern": r"\bintern\b",
    "junior": r"\b(?:junior|jr|entry[ -]level)\b",
    "mid": r"\bmid(?:[ -]?level)?\b",
    "senior": r"\b(?:senior|sr)\b",
    "lead": r"\blead\b",
    "principal": r"\bprincipal\b",
    "manager": r"\bmanager\b",
    "director": r"\bdirector\b",
    "executive": r"\b(?:executive|vp|c[teofi]o)\b",
}
_SIGNS = {"$": None, "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_AMOUNT = r"(?:[$€£¥₹] ?)?\d[\d,.]* ?(?:k\b|000\b)?"
_PAY = re.compile(
    rf"(?:\b(?:from|over|above|at least|min|minimum|more than) )?"
    rf"(?P<before>\b[A-Z]{{3}} ?)?(?P<low>{_AMOUNT})(?: ?(?:-|–|to) ?(?P<high>{_AMOUNT}))?(?P<plus> ?\+)?"
    rf"(?P<after> ?(?:[A-Z]{{3}}\b|[€£]))?(?: ?(?:a|per|/) ?year)?"
)
_PLACE = re.compile(
    r"\b(?:in|near|around)\s+(?P<place>[^,;]+?)(?=\s*(?:[,;]|$|\s(?:with|from|for|at least|over|or remote)\b))"
)
_SKILLS = re.compile(r"\b(?:with|using|skills?:?)\s+(?P<skills>[^;]+?)(?=\s*(?:;|$|,?\s(?:in|near|from|over)\b))")
LOWEST_PAY = 1_000


@dataclass(frozen=True, slots=True)
class QuickStart:
    """What a line says. Pay is a year's; `currency` None is that of the country; empty parts were not said."""

    campaign_name: str
    query: str
    country: str
    location: str | None = None
    min_salary: int | None = None
    max_salary: int | None = None
    currency: str | None = None
    skills: tuple[str, ...] = ()
    remote_preference: tuple[str, ...] = ()
    seniority: tuple[str, ...] = ()
    employment_type_preference: tuple[str, ...] = ()


def understood(line: str, *, country: str, known_skills: Container[str] = frozenset()) -> QuickStart:
    """Read the line; what it does not say about the country is `country`, and every other word is searched for.

    A part between commas that is all `known_skills` (in lower case) names skills, also without a "with" before it.
    """
    rest = " ".join(line.split())[:500]
    rest, low, high, currency = _without_pay(rest)
    rest, remote = _without(rest, _REMOTE)
    rest, employment = _without(rest, _EMPLOYMENT)
    rest, skills = _without_skills(rest)
    rest, location, found = _without_place(rest)
    # An "or" beside something that was taken out joins nothing any more.
    rest = re.sub(r"(?:^|[,;])(?:\s*(?:or|and|[,;]))+\b|\b(?:or|and)\s*(?=[,;]|$)", " , ", rest)
    rest, more_skills = _without_listed_skills(rest, known_skills)
    skills = tuple(dict.fromkeys(skills + more_skills))
    query = " ".join(re.sub(r"[,;]", " ", rest).split())
    seniority = tuple(level for level, pattern in _SENIORITY.items() if re.search(pattern, query, re.IGNORECASE))
    name = f"{query[:1].upper()}{query[1:]}" + (f" in {location}" if location else "")
    return QuickStart(
        campaign_name=name[:200], query=query, country=found or country, location=location, min_salary=low,
        max_salary=high, currency=currency, skills=skills, remote_preference=remote, seniority=seniority,
        employment_type_preference=employment,
    )  # fmt: skip


def country_of_city(city: str) -> str | None:
    """The country of a city that a time zone is named after, or None."""
    return _zone_cities().get(city.casefold())


@lru_cache(maxsize=1)
def _zone_cities() -> dict[str, str]:
    zones = get_global("zone_territories").items()
    named = {str(zone).rpartition("/")[2].replace("_", " ").casefold(): str(code).lower() for zone, code in zones}
    return {city: code for city, code in named.items() if code in places.countries()} | _NO_ZONE


# Where many look for work and no zone has its name.
_OTHER_CITIES = {
    "ca": "montreal, ottawa, calgary, waterloo",
    "us": "san francisco, seattle, boston, austin, dallas, houston, "
    "atlanta, miami, philadelphia, washington, san diego, portland",
    "de": "munich, hamburg, cologne, frankfurt, stuttgart",
    "gb": "manchester, leeds, birmingham, edinburgh, glasgow, bristol",
    "es": "barcelona",
    "it": "milan",
    "fr": "lyon",
    "ch": "geneva, basel",
    "in": "bangalore, bengaluru, mumbai, delhi, hyderabad, pune, chennai",
    "jp": "osaka",
    "nl": "rotterdam, utrecht",
    "se": "gothenburg",
    "pl": "kraków, krakow",
}
_NO_ZONE = {city: country for country, cities in _OTHER_CITIES.items() for city in cities.split(", ")}


def _without(text: str, patterns: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    found = tuple(name for name, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE))
    for pattern in patterns.values():
        text = re.sub(pattern, " , ", text, flags=re.IGNORECASE)
    return text, found


def _without_pay(text: str) -> tuple[str, int | None, int | None, str | None]:
    for match in _PAY.finditer(text):
        low, high = _amount(match["low"]), _amount(match["high"])
        if match["high"] and low and high and low < LOWEST_PAY <= high:
            low *= 1_000
        says_money = any((match["plus"], match["high"], re.search(r"[k$€£¥₹]|000", match["low"])))
        if low is None or low < LOWEST_PAY or not says_money:
            continue
        low, high = (min(low, high), max(low, high)) if high else (low, high)
        codes = [places.currency_code(part.strip()) for part in (match["before"], match["after"]) if part]
        signs = [_SIGNS.get(sign) for sign in re.findall(r"[$€£¥₹]", match[0])]
        currency = next((code for code in [*codes, *signs] if code), None)
        return text[: match.start()] + " , " + text[match.end() :], low, high, currency
    return text, None, None, None


def _amount(typed: str | None) -> int | None:
    return yearly_pay(re.sub(r"[^\d.,k]", "", typed or "").rstrip(".,"))


def _without_skills(text: str) -> tuple[str, tuple[str, ...]]:
    match = _SKILLS.search(text)
    if match is None:
        return text, ()
    parts = re.split(r"\s*(?:,|;|\band\b|&)\s*", match["skills"])
    return text[: match.start()] + text[match.end() :], tuple(part for part in parts if part)


def _without_listed_skills(text: str, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """What is searched for comes first: there a skill is a part of the title, as in "Python developer"."""
    parts = [part for part in re.split(r"\s*[,;]\s*", text.strip(" ,;")) if part]
    kept, found = parts[:1], []
    for part in parts[1:]:
        joined = [part] if part.lower() in known else re.split(r"\s+(?:and|&)\s+", part)
        named = [[name] if name.lower() in known else name.split() for name in joined]
        if all(word.lower() in known for names in named for word in names):
            found += [word for names in named for word in names]
        else:
            kept.append(part)
    return ", ".join(kept), tuple(found)


def _without_place(text: str) -> tuple[str, str | None, str | None]:
    match = _PLACE.search(text)
    if match is None:
        return text, None, None
    before, behind = text[: match.start()], text[match.end() :]
    place = match["place"].strip()
    # "in Berlin, Germany": the part after the comma belongs to the place when it is a country.
    after, _, beyond = behind.lstrip(" ,").partition(",")
    country = places.country_code(after.strip()) if behind.lstrip().startswith(",") else None
    if country:
        behind = f",{beyond}"
    whole = places.country_code(place.removeprefix("the "))
    if whole and not country:
        return before + behind, None, whole
    return before + behind, place, country or country_of_city(place)
