"""The text of a generated posting, put together from the sentences of `wording_<language>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Literal

Length = Literal["short", "medium", "long"]
Sentences = list[str]

# How many sentences of a kind: introductions, role, duties, asks, nice to have, benefits.
_PLAN: dict[Length, tuple[int, int, int, int, int, int]] = {
    "short": (1, 1, 3, 3, 0, 0),
    "medium": (1, 1, 6, 5, 2, 3),
    "long": (2, 3, 12, 9, 4, 8),
}
_BULLETS = ("- ", "• ", "* ", "")


@dataclass(frozen=True, slots=True)
class Written:
    """A description and the lists it was made of, which the board shows again as highlights."""

    text: str
    duties: tuple[str, ...]
    asks: tuple[str, ...]
    benefits: tuple[str, ...]


@lru_cache(maxsize=8)
def wording(language: str) -> dict[str, Any]:
    """The sentences of a language."""
    path = Path(__file__).parent / f"wording_{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def domains() -> dict[str, Sentences]:
    """What products are about by language, and the names of teams."""
    return tomllib.loads((Path(__file__).parent / "domains.toml").read_text(encoding="utf-8"))


def pick(rng: Random, choices: Any) -> Any:
    """One of a sequence; several times quicker than `choice`, which matters for 50,000 postings."""
    return choices[int(rng.random() * len(choices))]


def some(rng: Random, choices: Sequence[str], wanted: int) -> list[str]:
    """Up to `wanted` different ones; twice as quick as `sample`."""
    pool, chance = list(choices), rng.random
    wanted = min(wanted, len(pool))
    for place in range(wanted):
        taken = place + int(chance() * (len(pool) - place))
        pool[place], pool[taken] = pool[taken], pool[place]
    return pool[:wanted]


def write(
    rng: Random,
    *,
    language: str,
    family: str,
    length: Length,
    arrangement: str,
    pay_sentence: str,
    skills: tuple[str, ...],
    slots: dict[str, str],
) -> Written:
    """Write a description; `slots` fill the braces, `pay_sentence` names the sentences about pay, if any."""
    texts = wording(language)
    plan = _PLAN[length]
    headings, more, bullet = texts["headings"], texts["more"], pick(rng, _BULLETS)
    duties = _filled(some(rng, texts["duties"].get(family) or texts["duties"]["any"], plan[2]), slots)
    asks = _filled(some(rng, texts["asks"].get(family) or texts["asks"]["any"], plan[3]), slots)
    benefits = _filled(some(rng, more["benefits"], plan[5]), slots)
    nice = _filled(some(rng, more["nice"], plan[4]), slots)
    blocks = ["\n".join(_filled(some(rng, texts["intro"], plan[0]), slots))]
    blocks.append(_headed(rng, headings["role"], "\n".join(_filled(some(rng, texts["role"], plan[1]), slots))))
    for kind, lines in (("duties", duties), ("asks", asks), ("nice", nice)):
        if lines:
            blocks.append(_headed(rng, headings[kind], _listed(lines, bullet)))
    if rng.random() < 0.5:
        blocks.append(f"{pick(rng, headings['skills'])}: {', '.join(skills)}")
    blocks.append(_conditions(rng, texts, arrangement, pay_sentence).format_map(slots))
    if benefits:
        blocks.append(_headed(rng, headings["benefits"], _listed(benefits, bullet)))
    if length != "short":
        blocks += _filled([pick(rng, more["process"]), pick(rng, more["equal"])], slots)
    return Written("\n\n".join(blocks), tuple(duties), tuple(asks), tuple(benefits))


def _conditions(rng: Random, texts: dict[str, Any], arrangement: str, pay_sentence: str) -> str:
    """Where the work is done and what it pays, with the odd sentence that only looks like it."""
    sentences = []
    if rng.random() < 0.85 or arrangement == "hybrid":
        sentences.append(pick(rng, texts["place"][arrangement]))
    if rng.random() < 0.12:
        sentences.append(pick(rng, texts["place"]["trap"]))
    if rng.random() < 0.1:
        sentences.append(pick(rng, texts["more"]["boast"]))
    if pay_sentence:
        sentences.append(pick(rng, texts["pay"][pay_sentence]))
    return "\n".join(sentences) or pick(rng, texts["more"]["equal"])


def _headed(rng: Random, headings: Sentences, body: str) -> str:
    return f"{pick(rng, headings)}\n\n{body}"


def _listed(lines: Sentences, bullet: str) -> str:
    return "\n".join([f"{bullet}{line}" for line in lines])


def _filled(lines: Sentences, slots: dict[str, str]) -> Sentences:
    return [line.format_map(slots) for line in lines]
