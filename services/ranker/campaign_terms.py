"""What a campaign asks for, in the form that the factors compare: words, spellings, places, gates and weights."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.ranker.exchange_rates import Rates
from services.ranker.weights import default_weights, ranking_config, validated_weights
from services.shared.errors import ConfigurationError

# Names that a text search would cut to pieces; the same replacements stand in `refresh_features`.
_SPECIAL_NAMES = {"c++": "cplusplus", "c#": "csharp", ".net": " dotnet", "node.js": "nodejs"}
_SHOWN_AS = {replacement.strip(): name for name, replacement in _SPECIAL_NAMES.items()}
# Letters that do not come apart into a letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "œ": "o", "æ": "a"})
_REMOTE = re.compile(r"\b(?:remote|anywhere|worldwide|work from home)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a campaign looks, in plain lower case without accents.

    `names` are the places themselves (a city, or a region named alone), `regions` what they lie in, by name and by
    code. Both empty: the whole country.
    """

    names: list[str]
    regions: list[str]
    shown: str


@dataclass(frozen=True, slots=True)
class CampaignTerms:
    """What one campaign asks for and never wants.

    `words` are the words of the query, each with the spellings that count for it; salaries are yearly, in `currency`.
    """

    campaign_id: int
    words: list[tuple[str, list[str]]]
    skills: list[tuple[str, str]]
    place_names: list[str]
    place_regions: list[str]
    place_shown: str
    country: str
    country_shown: str
    takes_remote: bool
    wants_remote: bool
    asked_pay: int | None
    currency: str | None
    remote_preference: list[str]
    seniority: list[str]
    company_sizes: list[str]
    employment_types: list[str]
    excluded_seniority: list[str]
    pay_floor: int | None
    blocked_employers: list[str]
    blocked_words: list[str]
    remote_only: bool
    competes: bool
    weights: dict[str, Decimal]
    weights_source: str
    weights_problem: str | None = None

    @property
    def has_gates(self) -> bool:
        """Whether anything can be hidden."""
        return bool(
            self.excluded_seniority or self.blocked_employers or self.blocked_words
        ) or (self.pay_floor is not None or self.remote_only)  # fmt: skip

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every (kind, text) whose number has to be known before postings are compared."""
        yield from (("word", spelling) for _, spellings in self.words for spelling in spellings)
        yield from (("skill", name) for _, name in self.skills)
        yield from (("place", name) for name in (*self.place_names, *self.place_regions))
        yield from (("employer", name) for name in self.blocked_employers)


@dataclass(frozen=True, slots=True)
class Asked:
    """The same in the numbers that stand for words, skills, places and employers, and what it is compared by."""

    terms: CampaignTerms
    words: list[tuple[str, list[int]]]
    skills: list[tuple[str, int]]
    place_names: list[int]
    place_regions: list[int]
    blocked_employers: dict[int, str]
    today: date
    rates: Rates
    latitude: float | None = None
    longitude: float | None = None


def asked(terms: CampaignTerms, keys: Mapping[tuple[str, str], int | None], *, today: date, rates: Rates) -> Asked:
    """Numbers for `terms`. A word that has none in any spelling is a stop word and is not asked for."""
    words = [
        (word, [key for s in spellings if (key := keys["word", s]) is not None]) for word, spellings in terms.words
    ]
    return Asked(
        terms=terms,
        words=[(word, found) for word, found in words if found],
        skills=[(shown, keys["skill", name] or 0) for shown, name in terms.skills],
        place_names=[keys["place", name] or 0 for name in terms.place_names],
        place_regions=[keys["place", name] or 0 for name in terms.place_regions],
        blocked_employers={keys["employer", name] or 0: name for name in terms.blocked_employers},
        today=today,
        rates=rates,
    )


def version_of(terms: CampaignTerms, *, latitude: float | None, longitude: float | None) -> str:
    """Changes when the campaign, its place's coordinates or the rules do: then all its pairs are scored again."""
    content = asdict(terms) | {"at": [latitude, longitude], "config": ranking_config()}
    return hashlib.md5(json.dumps(content, default=str, sort_keys=True).encode(), usedforsecurity=False).hexdigest()


def terms_of(
    campaign: Mapping[str, Any],
    states: Sequence[tuple[str, str, str]],
    canonical_skill: Callable[[str], str] = str,
) -> CampaignTerms:
    """Read a row of marts.job_campaigns. `states` are (country, code, name) of the regions known by a code."""
    country = campaign["country"]
    place = place_of(campaign["location"] or "", country, states)
    words = _words(campaign["query"], ignore={*place.names, *place.regions, *_country_names(country)})
    remote_preference = campaign["remote_preference"] or []
    weights, source, problem = _weights(campaign["ranking_weights"])
    skills = {name.lower(): name for skill in campaign["skills"] if (name := canonical_skill(skill.strip()))}
    return CampaignTerms(
        campaign_id=campaign["campaign_id"],
        words=[(_SHOWN_AS.get(word, word), _spellings(word)) for word in words],
        skills=[(shown, name) for name, shown in skills.items()],
        place_names=place.names,
        place_regions=place.regions,
        place_shown=place.shown,
        country=country,
        country_shown=_country_shown(country),
        takes_remote=not remote_preference or "remote" in remote_preference or campaign["remote_only"],
        wants_remote="remote" in remote_preference
        or campaign["remote_only"]
        or bool(_REMOTE.search(campaign["location"] or "")),
        asked_pay=campaign["min_salary"] or campaign["max_salary"],
        currency=campaign["currency"],
        remote_preference=remote_preference,
        seniority=campaign["seniority"],
        company_sizes=campaign["company_size_preference"],
        employment_types=campaign["employment_type_preference"],
        excluded_seniority=campaign["excluded_seniority"],
        pay_floor=campaign["pay_floor"],
        blocked_employers=[name for name in campaign["blocked_employers"] if name.strip()],
        blocked_words=[word.strip() for word in campaign["blocked_words"] if word.strip()],
        remote_only=campaign["remote_only"],
        competes=campaign["competes"],
        weights=weights,
        weights_source=source,
        weights_problem=problem,
    )


def place_of(location: str, country: str, states: Sequence[tuple[str, str, str]]) -> Place:
    """Read "Toronto, ON", "Texas", "Paris or Lyon", "Canada", "Remote" or nothing."""
    if is_anywhere(location):
        return Place([], [], "")
    by_code = {code.lower(): plain(name) for of, code, name in states if of == country}
    by_name = {name: code for code, name in by_code.items()}
    names: list[str] = []
    regions: list[str] = []
    shown: list[str] = []
    for place in re.split(r"\s*(?:;|\||/|\bor\b)\s*", location):
        # "Montreal (hybrid)" and "remote, Canada": only the place counts.
        pieces = [plain(piece) for piece in re.sub(r"\([^)]*\)", "", place).split(",")]
        parts = [p for p in pieces if p and p not in _country_names(country) and not is_anywhere(p)]
        if not parts:
            continue
        first, *rest = parts
        shown.append(place.split(",")[0].strip())
        names += [first, by_code[first]] if first in by_code else _city_names(first)
        for region in rest:
            regions += [region, by_code.get(region, ""), by_name.get(region, "")]
    return Place(_once(names), _once(regions), " or ".join(_once(shown)))


def is_anywhere(location: str) -> bool:
    """Whether the location says that the place does not matter."""
    return plain(location) in {"", "remote", "anywhere", "worldwide", "work from home"}


def plain(text: str) -> str:
    """Lower case, without accents, and with single blanks."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _weights(own: Mapping[str, Any] | None) -> tuple[dict[str, Decimal], str, str | None]:
    """The weights, whose they are, and why a campaign's own could not be used."""
    problem = None
    if own is not None:
        try:
            return validated_weights(own), "campaign", None
        except ConfigurationError as error:
            problem = str(error)
    return default_weights(), "default", problem


def _words(query: str, *, ignore: set[str]) -> list[str]:
    # Boolean searches are written with quotes, AND, OR and -word; an excluded word is not asked for.
    text = re.sub(r"(?:^|\s)-\S+", " ", query.lower())
    for name, replacement in _SPECIAL_NAMES.items():
        text = text.replace(name, replacement)
    unwanted = {*ranking_config()["ignored"]["words"], *(part for name in ignore for part in name.split())}
    phrases: dict[str, str] = ranking_config()["phrases"]
    words = [part for word in _WORD.findall(text) for part in phrases.get(word, word).split()]
    return _once([word for word in words if plain(word) not in unwanted])


def _spellings(word: str) -> list[str]:
    abbreviations: dict[str, list[str]] = ranking_config()["abbreviations"]
    known = word if word in abbreviations else word.removesuffix("s")
    whole = [full for full, short in abbreviations.items() if known in short]
    initials = [short for short, phrase in ranking_config()["phrases"].items() if known in phrase.split()]
    return _once([word, *abbreviations.get(known, []), *whole, *initials])


def _city_names(city: str) -> list[str]:
    groups: list[list[str]] = ranking_config()["cities"]["names"]
    return next(([city, *(n for n in names if n != city)] for names in groups if city in names), [city])


def _country_names(country: str) -> list[str]:
    return [country, *(plain(name) for name in ranking_config()["countries"].get(country, []))]


def _country_shown(country: str) -> str:
    names: list[str] = ranking_config()["countries"].get(country, [])
    return names[0] if names else country.upper()


def _once(items: list[str]) -> list[str]:
    return list(dict.fromkeys(item for item in items if item))
