"""Where a text spells a skill of the vocabulary, at a cost that does not grow with the vocabulary.

Two array look-ups, one for each word and one for each pair of words, leave a few dozen places at which a spelling may
begin; only these walk the tree of spellings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enricher.posting_tokens import Bools, Ints, Tokens, words_of
from services.enricher.vocabulary import Spelling, load_vocabulary

UNKNOWN = 0
END = -1
_NOWHERE: dict[int, Any] = {}
PAIR_BUCKETS = 1_000_003
_HYPHENS = frozenset("-‐‑\u00ad\u200b\u200c\u200d\ufeff")
# What the tagger is told about a token inside a spelling: by list and strength, beginning or inside, alone or not.
CLASSES = 25


@dataclass(frozen=True, slots=True)
class Found:
    """A spelling at tokens `start` up to `end`."""

    start: int
    end: int
    spelling: Spelling


class NameFinder:
    """The spellings as an automaton over numbers of words; a hyphen between two words is no word."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._tree: dict[int, Any] = {}
        self._pairs = np.zeros(PAIR_BUCKETS, np.bool_)
        alone, pairs = set(), set()
        for spelling in load_vocabulary().spellings.values():
            words = [word.lower() for word in words_of(spelling.text) if word not in _HYPHENS]
            key = [self._numbers.setdefault(word, len(self._numbers) + 1) for word in words]
            node = self._tree
            for number in key:
                node = node.setdefault(number, {})
            node[END] = (spelling, _class_of(spelling))
            if len(key) == 1:
                alone.add(key[0])
            else:
                pairs.add((key[0], key[1]))
        firsts, seconds = np.array(sorted(pairs), np.int64).T
        self._pairs[_pair(firsts, seconds)] = True
        self._is_alone = np.zeros(len(self._numbers) + 1, np.bool_)
        self._is_alone[list(alone)] = True

    def describe(self, words: list[str]) -> dict[str, NDArray[Any]]:
        """The number of each word, and whether it is a hyphen."""
        get = self._numbers.get
        return {
            "name_number": np.array([get(word.lower(), UNKNOWN) for word in words], np.int32),
            "is_hyphen": np.array([word in _HYPHENS for word in words], np.bool_),
        }

    def find(self, tokens: Tokens, numbers: Ints, is_hyphen: Bools) -> tuple[list[Found], Ints]:
        """All spellings, longest first at each place and possibly overlapping, and the class of each token."""
        classes = np.zeros(len(tokens), np.int32)
        hyphens = is_hyphen.copy()
        hyphens[:-1] &= tokens.is_glued[1:]
        hyphens &= tokens.is_glued
        places: list[int] | range = range(len(tokens))
        if hyphens.any():
            kept = np.flatnonzero(~hyphens)
            numbers, places = numbers[kept], kept.tolist()
        begins = self._is_alone[numbers]
        begins[:-1] |= self._pairs[_pair(numbers[:-1], numbers[1:])]
        sequence, found = numbers.tolist(), []
        for first in np.flatnonzero(begins).tolist():
            node = self._tree
            for last in range(first, len(sequence)):
                node = node.get(sequence[last], _NOWHERE)
                if END in node:
                    found.append((places[first], places[last] + 1, *node[END]))
                elif not node:
                    break
        found.sort(key=lambda match: (match[0], -match[1]))
        after = 0
        for start, end, _, kind in found:
            if start >= after:
                classes[start] = kind + (0 if end > start + 1 else 8)
                classes[start + 1 : end] = kind + 16
                after = end
        return [Found(start, end, spelling) for start, end, spelling, _ in found], classes


def _class_of(spelling: Spelling) -> int:
    """1 to 8."""
    if spelling.skill is None:
        return 1
    if spelling.skill.kind == "soft":
        return 2
    if not spelling.is_public:
        return 3 if spelling.context is None else 4
    if spelling.context is not None:
        return 5
    return {"activity": 6, "knowledge": 7}.get(spelling.skill.category, 8)


def _pair(first: Ints, second: Ints) -> Ints:
    return (first.astype(np.int64) * 92_821 + second) % PAIR_BUCKETS


@lru_cache(maxsize=1)
def name_finder() -> NameFinder:
    """The one automaton of this process."""
    return NameFinder()
