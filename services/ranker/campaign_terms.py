"""What a campaign asks for, in the form the scoring statement compares: words, spellings, places and weights."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.ranker.weights import default_weights, ranking_config, validated_weights
from services.shared.errors import ConfigurationError

# Names that a text search would cut to pieces; the same replacements stand in the statement.
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
    """One row of the `campaigns` that the scoring statement receives as JSON.

    `words` and `spellings` are parallel: each word of the query once per spelling that counts for it.
    """

    campaign_id: int
    words: list[str]
    spellings: list[str]
    keywords: list[str]
    place_names: list[str]
    place_regions: list[str]
    place_shown: str
    country: str
    country_shown: str
    takes_remote: bool
    wants_remote: bool
    weights: dict[str, str]
    weights_source: str
    weights_problem: str | None = None


def terms_of(campaign: Mapping[str, Any], states: Sequence[tuple[str, str, str]]) -> CampaignTerms:
    """Read a row of marts.job_campaigns. `states` are (country, code, name) of the regions known by a code."""
    country = campaign["country"]
    place = place_of(campaign["location"] or "", country, states)
    words = _words(campaign["query"], ignore={*place.names, *place.regions, *_country_names(country)})
    spelled = [(word, spelling) for word in words for spelling in _spellings(word)]
    remote_preference = campaign["remote_preference"] or []
    weights, source, problem = _weights(campaign["ranking_weights"])
    return CampaignTerms(
        campaign_id=campaign["campaign_id"],
        words=[_SHOWN_AS.get(word, word) for word, _ in spelled],
        spellings=[spelling for _, spelling in spelled],
        keywords=list(dict.fromkeys(skill.strip().lower() for skill in campaign["skills"] if skill.strip())),
        place_names=place.names,
        place_regions=place.regions,
        place_shown=place.shown,
        country=country,
        country_shown=_country_shown(country),
        takes_remote=not remote_preference or "remote" in remote_preference,
        wants_remote="remote" in remote_preference or bool(_REMOTE.search(campaign["location"] or "")),
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


def _weights(own: Mapping[str, Any] | None) -> tuple[dict[str, str], str, str | None]:
    """The weights as text, whose they are, and why a campaign's own could not be used."""
    problem = None
    if own is not None:
        try:
            return {name: str(w) for name, w in validated_weights(own).items()}, "campaign", None
        except ConfigurationError as error:
            problem = str(error)
    return {name: str(weight) for name, weight in default_weights().items()}, "default", problem


def _words(query: str, *, ignore: set[str]) -> list[str]:
    # Boolean searches are written with quotes, AND, OR and -word; an excluded word is not asked for.
    text = re.sub(r"(?:^|\s)-\S+", " ", query.lower())
    for name, replacement in _SPECIAL_NAMES.items():
        text = text.replace(name, replacement)
    unwanted = {*ranking_config()["ignored"]["words"], *(part for name in ignore for part in name.split())}
    return _once([word for word in _WORD.findall(text) if plain(word) not in unwanted])


def _spellings(word: str) -> list[str]:
    abbreviations: dict[str, list[str]] = ranking_config()["abbreviations"]
    known = word if word in abbreviations else word.removesuffix("s")
    whole = [full for full, short in abbreviations.items() if known in short]
    return _once([word, *abbreviations.get(known, []), *whole])


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
