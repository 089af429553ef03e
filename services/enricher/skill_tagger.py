"""Which words name knowledge, by what surrounds them: a linear chain of hashed features, trained on SkillSpan.

The weights say nothing about any text: a feature is known only by its hash. `scripts/train_skill_tagger.py` makes them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enricher.posting_tokens import PADDING, Bools, Ints, Tokens
from services.enricher.skill_names import CLASSES

Floats = NDArray[np.float32]

WEIGHTS_FILE = Path(__file__).with_name("skill_tagger_weights.npz")
# Raise it when features or labels change; weights of another version are refused.
FEATURES_VERSION = 1
BITS = 18
BUCKETS = 1 << BITS
OUTSIDE, BEGIN, INSIDE = range(3)
OFFSETS = (-3, -2, -1, 0, 1, 2, 3)
# How many of a word's features its neighbours see, by distance: the first are the most telling.
SEEN_FROM = {0: 14, 1: 6, 2: 3, 3: 1}
PAIRS = ((-1, 0), (0, 1), (-1, 1))
# Tokens this much less likely inside a name than outside are not worth the search for the best chain.
MARGIN = 2.5
UNLIKELY = 3.5
# Added to the score of standing outside: fewer names, and more of them right.
CAUTION = -0.25
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SIZES = np.array([1, 2, 3, 4, 6, 9, 14, 20])
NEVER = -1e9
_SKIPPED = frozenset(",;")


def features_of(word: str) -> list[int]:
    """Hashes of what can be seen of one word, most telling first; SEEN_FROM[0] of them."""
    lower, shape = word.lower(), _shape(word)
    seen = (
        f"w{lower}", f"s{shape}", f"z{lower[-3:]}", f"a{lower[:3]}", f"c{_casing(word)}", f"l{min(len(word), 12)}",
        f"y{lower[-2:]}", f"x{lower[-4:]}", f"b{lower[:2]}", f"d{lower[:4]}", f"v{lower[:5]}", f"t{lower[-1:]}",
        f"o{word}", f"u{shape}{lower[-2:]}",
    )  # fmt: skip
    return [zlib.crc32(text.encode("utf-8", "surrogatepass")) for text in seen]


def bucket(hashes: NDArray[Any], salt: int) -> Ints:
    """Where the weights of a feature at one place of the window are."""
    mixed = (hashes.astype(np.uint64) + np.uint64(salt * 0x51ED27 + 1)) * _MIX
    return (mixed >> np.uint64(64 - BITS)).astype(np.int32)


def word_buckets(hashes: NDArray[Any]) -> list[Ints]:
    """For each offset of the window the buckets of words, one row per word."""
    return [bucket(hashes[:, : SEEN_FROM[abs(offset)]], 10 + offset) for offset in OFFSETS]


def pair_buckets(first: NDArray[Any], second: NDArray[Any], salt: int) -> Ints:
    """The buckets of two words beside each other."""
    return bucket(first.astype(np.uint64) * np.uint64(31) + second.astype(np.uint64) * np.uint64(1_000_003), 20 + salt)


def class_buckets() -> Ints:
    """The buckets of every class of the vocabulary, one row for each of the offsets -1, 0 and 1."""
    classes = np.arange(CLASSES)
    return np.stack([bucket(classes + 7_000_000, 30 + offset) for offset in (-1, 0, 1)])


def line_buckets(
    places: Ints, words: NDArray[Any], casing: NDArray[Any], inside: NDArray[Any], likely: NDArray[Any]
) -> NDArray[np.int32]:
    """What the whole sentence tells of its `likely` tokens: its length and first word, beside their class and place.

    `words` are the hashes by place; `casing` and `inside` belong to the likely tokens.
    """
    heads = np.diff(places, prepend=-9) > 1
    first = np.flatnonzero(heads)
    sentence = (np.cumsum(heads) - 1)[likely]
    size = np.searchsorted(_SIZES, np.diff(np.append(first, len(places))))[sentence]
    position = np.minimum(likely - first[sentence], 4)
    opening = words.take(places.take(first)).take(sentence)
    return np.stack(
        [
            bucket(size * 32 + inside + 8_000_000, 40),
            bucket(opening, 41),
            bucket(size * 8 + position + 9_000_000, 42),
            bucket(casing.astype(np.uint64) + size.astype(np.uint64), 43),
        ],
        axis=1,
    )


@dataclass(frozen=True, slots=True)
class Tagged:
    """Names as start and end token in reading order, and for each token its score inside a name minus that outside."""

    spans: list[tuple[int, int]]
    leaning: list[float]


class Tagger:
    """Weights, and the search for the best chain of labels."""

    def __init__(self, weights: Floats, transitions: Floats, caution: float = CAUTION) -> None:
        self._weights = weights
        self._caution = np.float32(caution)
        self._classes = weights[class_buckets()]
        self._transitions = transitions.tolist()
        staying = transitions[OUTSIDE, OUTSIDE]
        self._bonus = max(0.0, float(transitions[BEGIN:, BEGIN:].max() - staying))
        # A name of one token begins and ends: this is the least that any name pays.
        through = transitions[OUTSIDE, BEGIN] + transitions[BEGIN:, OUTSIDE].max() - 2 * staying
        self._toll = float(max(0.0, -through - self._bonus))

    def describe(self, words: list[str]) -> dict[str, NDArray[Any]]:
        """The share of each word in the scores of the tokens in its window, and what its pairs are hashed from."""
        hashes = np.array([features_of(word) for word in words], np.uint64)
        shares = [self._weights[places].sum(axis=1) for places in word_buckets(hashes)]
        return {
            "shares": np.concatenate(shares, axis=1),
            "word_hash": hashes[:, 0].copy(),
            "casing_hash": hashes[:, 4].copy(),
            "is_skipped": np.array([word in _SKIPPED for word in words], np.bool_),
        }

    def read(self, tokens: Tokens, columns: dict[str, NDArray[Any]], classes: Ints) -> Tagged:
        """The names, and how much each token looks like a part of one."""
        kept = np.flatnonzero(~columns["is_skipped"][tokens.kinds])
        leaning = np.full(len(tokens), -np.inf, np.float32)
        if not len(kept):
            return Tagged([], [])
        last = np.append(tokens.ends_sentence[kept], True)
        places = window_places(last[:-1])
        kinds = np.full(places.max() + 4, PADDING, np.int32)
        kinds[places] = tokens.kinds[kept]
        inside = np.zeros(len(kinds), np.int32)
        inside[places] = classes[kept]
        scores = self._scores(columns, kinds, inside, places)
        scores[:, OUTSIDE] += self._caution
        leaning[kept] = np.maximum(scores[:, BEGIN], scores[:, INSIDE]) - scores[:, OUTSIDE]
        return Tagged(_as_spans(self._best_chains(scores, places), kept, tokens.ends_sentence), leaning.tolist())

    def _scores(self, columns: dict[str, NDArray[Any]], kinds: Ints, inside: Ints, places: Ints) -> Floats:
        shares = columns["shares"].take(kinds, axis=0)
        words = columns["word_hash"].take(kinds)
        scores = shares[:, 9:12].take(places, axis=0)
        for column, offset in enumerate(OFFSETS):
            if offset:
                scores += shares[:, 3 * column : 3 * column + 3].take(places + offset, axis=0)
        for row, offset in enumerate((-1, 0, 1)):
            scores += self._classes[row].take(inside.take(places + offset), axis=0)
        # What is hashed for each text is dear: only for the tokens that the words alone do not rule out.
        likely = np.flatnonzero(np.maximum(scores[:, BEGIN], scores[:, INSIDE]) - scores[:, OUTSIDE] > -UNLIKELY)
        spots = places[likely]
        lines = line_buckets(places, words, columns["casing_hash"].take(kinds.take(spots)), inside.take(spots), likely)
        more = self._weights.take(lines[:, 0], axis=0)
        for column in range(1, lines.shape[1]):
            more += self._weights.take(lines[:, column], axis=0)
        for salt, (left, right) in enumerate(PAIRS):
            pair = pair_buckets(words.take(spots + left), words.take(spots + right), salt)
            more += self._weights.take(pair, axis=0)
        scores[likely] += more
        return scores

    def _best_chains(self, scores: Floats, places: Ints) -> list[tuple[int, int]]:
        """Number and label of every token inside a name, from the runs of tokens that may be."""
        leaning = np.maximum(scores[:, BEGIN], scores[:, INSIDE]) - scores[:, OUTSIDE]
        hot = np.flatnonzero(leaning > -MARGIN)
        labels: list[tuple[int, int]] = []
        if not len(hot):
            return labels
        heads = np.flatnonzero(np.diff(places[hot], prepend=-9) > 1)
        # What a run could gain at most over standing outside.
        gain = np.add.reduceat(np.maximum(leaning[hot] + self._bonus, 0), heads) > self._toll
        tails = np.append(heads[1:], len(hot))
        for first, last in zip(hot[heads[gain]].tolist(), (hot[tails[gain] - 1] + 1).tolist(), strict=True):
            chain = best_chain(scores[first:last].tolist(), self._transitions)
            labels += [(first + index, label) for index, label in enumerate(chain) if label != OUTSIDE]
        return labels


def window_places(ends: Bools) -> Ints:
    """Where the tokens go in an array in which three paddings stand between sentences and at both ends."""
    gaps = np.zeros(len(ends), np.int64)
    gaps[1:] = 3 * ends[:-1]
    return (np.arange(len(ends)) + np.cumsum(gaps) + 3).astype(np.int32)


def best_chain(scores: list[list[float]], transitions: list[list[float]]) -> list[int]:
    """Viterbi over three labels, outside before and after; written out because it runs for every likely word."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = transitions
    outside, begin, inside = oo + scores[0][0], ob + scores[0][1], NEVER
    came_from = []
    for score_outside, score_begin, score_inside in scores[1:]:
        top, from_outside = outside + oo, OUTSIDE
        if begin + bo > top:
            top, from_outside = begin + bo, BEGIN
        if inside + io > top:
            top, from_outside = inside + io, INSIDE
        first, from_begin = outside + ob, OUTSIDE
        if begin + bb > first:
            first, from_begin = begin + bb, BEGIN
        if inside + ib > first:
            first, from_begin = inside + ib, INSIDE
        further, from_inside = begin + bi, BEGIN
        if inside + ii > further:
            further, from_inside = inside + ii, INSIDE
        outside, begin, inside = top + score_outside, first + score_begin, further + score_inside
        came_from.append((from_outside, from_begin, from_inside))
    ends = (outside + oo, begin + bo, inside + io)
    label = ends.index(max(ends))
    chain = [label]
    for row in reversed(came_from):
        label = row[label]
        chain.append(label)
    return chain[::-1]


def _as_spans(labels: list[tuple[int, int]], kept: NDArray[Any], ends_sentence: Bools) -> list[tuple[int, int]]:
    """A skipped token, such as a comma, ends a name."""
    spans: list[tuple[int, int]] = []
    before = -2
    for index, label in labels:
        place = int(kept[index])
        if label == INSIDE and spans and spans[-1][1] == place and before == index - 1 and not ends_sentence[place - 1]:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
        before = index
    return spans


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The tagger that comes with the code; raises ValueError when its weights are of another version."""
    with np.load(WEIGHTS_FILE) as file:
        if int(file["version"]) != FEATURES_VERSION:
            raise ValueError(
                f"{WEIGHTS_FILE.name} is of version {file['version']}, not {FEATURES_VERSION}: train again."
            )
        weights = np.zeros((BUCKETS, 3), np.float32)
        weights[file["buckets"]] = file["weights"].astype(np.float32) * float(file["scale"])
        return Tagger(weights, file["transitions"].astype(np.float32))


def _shape(word: str) -> str:
    shape = "".join("X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in word[:12])
    return "".join(c for i, c in enumerate(shape) if i < 2 or c != shape[i - 1] or c != shape[i - 2])


def _casing(word: str) -> str:
    if word.islower():
        return "l"
    if word.isupper():
        return "u" if len(word) > 1 else "1"
    return "t" if word.istitle() else "m" if word.isalnum() else "p"
