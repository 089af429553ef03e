"""Titles of generated postings: seniority in all its spellings, and what recruiters add around it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from services.sandbox.universe.occupations import Occupation
from services.sandbox.universe.wording import pick


@dataclass(frozen=True, slots=True)
class Level:
    """One level; `form` has {core} (the occupation's title) or {field} in it; `pay` is a factor."""

    name: str
    share: float
    forms: tuple[str, ...]
    pay: float
    years: tuple[int, int]


LEVELS = (
    Level("mid", 0.36, ("{core}",), 1.0, (2, 5)),
    Level("mid", 0.05, ("{core} II", "{core} - Level 3", "Intermediate {core}"), 1.05, (2, 5)),
    Level("senior", 0.23, ("Senior {core}", "Sr. {core}", "{core}, Senior", "Sr {core}"), 1.25, (5, 8)),
    Level("junior", 0.06, ("Junior {core}", "Jr. {core}", "Entry Level {core}", "Graduate {core}"), 0.7, (0, 1)),
    Level("junior", 0.02, ("Associate {core}",), 0.8, (0, 2)),
    Level("intern", 0.03, ("{core} Intern", "Intern, {field}", "{field} Co-op Student"), 0.4, (0, 0)),
    Level("lead", 0.07, ("Lead {core}", "{core} Lead", "Team Lead, {field}"), 1.4, (6, 10)),
    Level("principal", 0.06, ("Principal {core}", "Staff {core}", "Senior Staff {core}"), 1.6, (8, 12)),
    Level("manager", 0.05, ("Manager, {field}", "{field} Manager", "Engineering Manager - {field}"), 1.5, (7, 10)),
    Level("director", 0.02, ("Director of {field}", "Director, {field}"), 1.9, (10, 15)),
    Level("director", 0.03, ("Associate Director, {field}", "Associate Director - {field}"), 1.7, (8, 12)),
    Level("executive", 0.02, ("VP, {field}", "Head of {field}", "Vice President {field}"), 2.3, (12, 15)),
)


_ARRANGEMENTS = {"remote": (" (Remote)", " - REMOTE", " - Work from home"), "hybrid": (" (Hybrid)",)}


def drawn_level(rng: Random) -> Level:
    """A level with the frequency it has on boards."""
    chance = rng.random()
    for level in LEVELS:
        if chance < level.share:
            return level
        chance -= level.share
    return LEVELS[0]


def drawn_title(rng: Random, occupation: Occupation, level: Level, *, language: str) -> str:
    """The plain title; French and Japanese ones state the level in the text."""
    core = str(pick(rng, occupation.titles[language]))
    if language in ("fr", "ja"):
        return core
    return str(pick(rng, level.forms)).format(core=core, field=occupation.field)


def decorated(rng: Random, title: str, *, language: str, arrangement: str, city: str, team: str) -> str:
    """The title as recruiters post it."""
    if language != "ja" and arrangement != "onsite" and rng.random() < 0.3:
        title += pick(rng, _ARRANGEMENTS[arrangement])
    chance = rng.random()
    if chance < 0.05:
        return f"{title} - {city}"
    if chance < 0.1:
        return f"{title}, {team}"
    if chance < 0.12:
        return f"   {title}   "
    if chance < 0.15 and language == "en":
        return title.upper()
    if chance < 0.17 and language == "en":
        return f"{title} | Immediate Start"
    return title


def with_article(title: str) -> str:
    """`an ETL Developer`, `a UI Engineer`."""
    spelled_out = len(title) > 1 and title[:2].isupper()
    return f"an {title}" if title[:1] in ("AEFHILMNORSX" if spelled_out else "AEIO") else f"a {title}"
