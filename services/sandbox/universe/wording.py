"""The text of a generated posting, put together from the sentences of `wording_<language>.toml`."""

from __future__ import annotations

import tomllib
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
    "long": (3, 4, 12, 10, 5, 9),
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


def some(rng: Random, choices: Sentences, wanted: int) -> Sentences:
    """Up to `wanted` different ones."""
    return rng.sample(choices, min(wanted, len(choices)))


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
    duties = some(rng, texts["duties"].get(family) or texts["duties"]["any"], plan[2])
    asks = some(rng, texts["asks"].get(family) or texts["asks"]["any"], plan[3])
    benefits = some(rng, more["benefits"], plan[5])
    blocks = ["\n".join(some(rng, texts["intro"], plan[0]))]
    blocks.append(_headed(rng, headings["role"], "\n".join(some(rng, texts["role"], plan[1]))))
    blocks.append(_headed(rng, headings["duties"], _listed(duties, bullet)))
    blocks.append(_headed(rng, headings["asks"], _listed(asks, bullet)))
    if plan[4]:
        blocks.append(_headed(rng, headings["nice"], _listed(some(rng, more["nice"], plan[4]), bullet)))
    if rng.random() < 0.5:
        blocks.append(f"{pick(rng, headings['skills'])}: {', '.join(skills)}")
    blocks.append(_conditions(rng, texts, arrangement, pay_sentence))
    if benefits:
        blocks.append(_headed(rng, headings["benefits"], _listed(benefits, bullet)))
    if length != "short":
        blocks += [pick(rng, more["process"]), pick(rng, more["equal"])]
    text = "\n\n".join(blocks)
    return Written(text.format_map(slots), *(tuple(_filled(lines, slots)) for lines in (duties, asks, benefits)))


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
