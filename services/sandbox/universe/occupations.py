"""Occupations of the generated postings, and which of them a query means."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.sandbox.recorded import words_of

NEAR_SHARE = 0.12
# What somebody does for a living usually ends like this; a query without such a word finds nothing.
_WORKER = re.compile(r"\w{2,}(?:er|or|ist|ian|ant|eur|euse|man|ary|ert|ect|ern|hef|irector|fficer)s?")
_GENERIC_SKILLS = (
    "Communication",
    "Excel",
    "Teamwork",
    "Time management",
    "Customer service",
    "Microsoft Office",
    "CRM",
)


@dataclass(frozen=True, slots=True, eq=False)
class Occupation:
    """One kind of work; `titles` by language, `pay` the yearly middle in USD. There is one object of each."""

    key: str
    field: str
    words: frozenset[str]
    must: frozenset[str]
    near: tuple[str, ...]
    titles: dict[str, tuple[str, ...]]
    skills: tuple[str, ...]
    family: str
    soc: str
    pay: int


@lru_cache(maxsize=1)
def occupations() -> dict[str, Occupation]:
    """All occupations by key."""
    read = tomllib.loads((Path(__file__).parent / "occupations.toml").read_text(encoding="utf-8"))
    return {
        key: Occupation(
            key=key,
            field=values["field"],
            words=frozenset(values["words"]),
            must=frozenset(values["must"]),
            near=tuple(values["near"]),
            titles={"en": tuple(values["titles"])}
            | {language: tuple(values[f"titles_{language}"]) for language in ("fr", "de", "ja")},
            skills=tuple(values["skills"]),
            family=values["family"],
            soc=values["soc"],
            pay=values["pay"],
        )
        for key, values in read.items()
    }


def searched_occupations(words: str) -> list[tuple[Occupation, float]]:
    """What a query means, each with the share of its postings that the search sees; empty when it means nothing."""
    asked, known = words_of(words), occupations()
    scores = {key: len(asked & found.words) for key, found in known.items() if asked & found.must}
    if not scores:
        scores = {key: 1 for key, found in known.items() if _title_meant(words, found)}
    if not scores:
        scores = {key: len(asked & found.words) for key, found in known.items() if asked & found.words}
    if not scores:
        generic = _generic(words, asked)
        return [(generic, 1.0)] if generic else []
    best = [key for key, score in scores.items() if score == max(scores.values())]
    near = dict.fromkeys(other for key in best for other in known[key].near if other not in best)
    share = 1.0 if len(best) < 3 else 2.0 / len(best)
    return [(known[key], share) for key in best] + [(known[key], NEAR_SHARE) for key in near]


def _title_meant(words: str, occupation: Occupation) -> bool:
    asked = words.casefold()
    titles = (title.casefold() for language in ("fr", "de", "ja") for title in occupation.titles[language])
    return len(asked) > 2 and any(asked in title for title in titles)


@lru_cache(maxsize=1_000)
def _generic(words: str, asked: frozenset[str]) -> Occupation | None:
    """An occupation that nobody described, named as it was asked for."""
    if not any(_WORKER.fullmatch(word) for word in asked):
        return None
    title = " ".join(words.split())[:60].title()
    return Occupation(
        key=f"generic-{title.lower()}",
        field=title,
        words=asked,
        must=asked,
        near=(),
        titles=dict.fromkeys(("en", "fr", "de", "ja"), (title,)),
        skills=_GENERIC_SKILLS,
        family="business",
        soc="13119900",
        pay=65_000,
    )
