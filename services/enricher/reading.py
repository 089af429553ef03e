"""What was read out of a posting, where the words that say so stand, and how texts are looked through cheaply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Value = TypeVar("Value", bound=str)
Source = Literal["title", "location", "description"]


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """`start` and `end` are character offsets into the text that `source` names."""

    value: Value
    source: Source
    start: int
    end: int


def holds(lower: str, hints: tuple[str, ...]) -> bool:
    """Whether one of the hints stands in a text of lower case: a hundredth of what a pattern costs."""
    for hint in hints:  # noqa: SIM110 - any() takes twice as long, and this is asked of every sentence
        if hint in lower:
            return True
    return False


def words_of(text: str) -> frozenset[str]:
    """The words of a table that is written as a text."""
    return frozenset(text.split())


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for all. Those that begin at the edge of a word share that test, which fails at most places."""
    at_word, anywhere = list[str](), list[str]()
    for alternative in _alternatives("|".join(patterns)):
        (at_word if alternative.startswith("\\b") else anywhere).append(alternative)
    shared = [rf"\b(?:{'|'.join(alternative[2:] for alternative in at_word)})"] if at_word else []
    return re.compile("|".join(shared + anywhere), re.IGNORECASE)


def _alternatives(pattern: str) -> list[str]:
    """The parts of a pattern between the bars that stand in no bracket."""
    parts, start, depth, in_class, at = list[str](), 0, 0, False, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def blank(match: re.Match[str]) -> str:
    """Blanks of the same length, so that every place in the text stays."""
    return " " * len(match[0])
