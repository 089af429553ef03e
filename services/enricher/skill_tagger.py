"""Which words name knowledge, by what surrounds them: a linear chain of hashed features, trained on SkillSpan.

The weights say nothing about any text: a feature is known only by its hash. `scripts/train_skill_tagger.py` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enricher import skill_features
from services.enricher.posting_tokens import Bools, Ints, Tokens
from services.enricher.skill_chain import BEGIN, INSIDE, OUTSIDE, best_chain
from services.enricher.skill_features import BUCKETS, FEATURES_VERSION, OFFSETS, REACH, Sentences

Floats = NDArray[np.float32]
# How much likelier a name begins (real) or goes on (imaginary) at a token than that it stands outside. One number
# instead of two columns: numpy is several times as fast on it.
Scores = NDArray[np.complex64]
_BOTH = 1 + 1j

WEIGHTS_FILE = Path(__file__).with_name("skill_tagger_weights.npz")
# Tokens this much less likely inside a name than outside are not worth the search for the best chain.
MARGIN = 2.5
UNLIKELY = 3.5
# Added to the score of standing outside: fewer names, and more of them right.
CAUTION = 0.2


@dataclass(frozen=True, slots=True)
class Tagged:
    """Names as start and end token in reading order, and for each token its score inside a name minus that outside.

    The leaning knows no caution: other rules have their own thresholds for it.
    """

    spans: list[tuple[int, int]]
    leaning: list[float]


class Tagger:
    """Weights, and the search for the best chain of labels."""

    def __init__(self, weights: Floats, transitions: Floats, caution: float = CAUTION) -> None:
        """`weights` have two columns: what a feature says for the beginning and for the inside of a name."""
        self._weights: Scores = np.ascontiguousarray(weights, np.float32).view(np.complex64)[:, 0]
        self._caution = np.complex64(caution * _BOTH)
        self._classes = self._weights[skill_features.class_buckets()]
        self._lines = self._weights[skill_features.line_buckets()]
        self._transitions = transitions.tolist()
        staying = transitions[OUTSIDE, OUTSIDE]
        self._bonus = max(0.0, float(transitions[BEGIN:, BEGIN:].max() - staying))
        # A name of one token begins and ends: this is the least that any name pays.
        through = transitions[OUTSIDE, BEGIN] + transitions[BEGIN:, OUTSIDE].max() - 2 * staying
        self._toll = float(max(0.0, -through - self._bonus))

    def describe(self, words: list[str]) -> dict[str, NDArray[Any]]:
        """The share of each word in the scores of the tokens around it, and what its pairs are hashed from."""
        hashes = np.array([skill_features.features_of(word) for word in words], np.uint64)
        told = skill_features.describe(words)
        shares = [self._weights[places].sum(axis=1) for places in skill_features.word_buckets(hashes)]
        roles = self._weights[skill_features.role_buckets(hashes[:, 0])]
        roles[told["cue"] == 0, skill_features.CUE] = 0
        return told | {
            "shares": np.stack(shares, axis=1),
            "roles": roles,
            "word_hash": hashes[:, 0].copy(),
        }

    def read(self, tokens: Tokens, columns: dict[str, NDArray[Any]], classes: Ints) -> Tagged:
        """The names, and how much each token looks like a part of one."""
        sentences = Sentences.of(tokens, columns)
        kept = sentences.kept
        leaning = np.full(len(tokens), -np.inf, np.float32)
        if not len(kept):
            return Tagged([], leaning.tolist())
        scores = self._scores(sentences, tokens.kinds.take(kept), columns, classes.take(kept)) - self._caution
        leanings = np.maximum(scores.real, scores.imag)
        leaning[kept] = leanings + self._caution.real
        spans = _as_spans(self._best_chains(scores, leanings, sentences.places), kept, tokens.ends_sentence)
        return Tagged(spans, leaning.tolist())

    def _scores(self, sentences: Sentences, kinds: Ints, columns: dict[str, NDArray[Any]], classes: Ints) -> Scores:
        places, wide = sentences.places, sentences.padded(kinds)
        inside = sentences.padded(classes, 0)
        shares = columns["shares"].take(wide, axis=0)
        around = shares[3:-3, 3].copy()
        for column, offset in enumerate(OFFSETS):
            if offset:
                around += shares[3 + offset : len(wide) - 3 + offset, column]
        for row, offset in enumerate((-1, 0, 1)):
            around += self._classes[row].take(inside[3 + offset : len(wide) - 3 + offset])
        scores = self._of_sentences(sentences, columns["roles"].take(kinds, axis=0))
        scores += around.take(places - 3)
        # What is hashed for each text is dear: only for the tokens that the words alone do not rule out.
        likely = np.flatnonzero(np.maximum(scores.real, scores.imag) > -UNLIKELY)
        casing, words = columns["casing"].take(wide), columns["word_hash"].take(wide)
        lines = skill_features.line_values(
            sentences, likely, classes=inside, casing=casing,
            cues=columns["cue"].take(kinds), is_stop=columns["is_stop"].take(kinds),
        )  # fmt: skip
        more = self._lines.take(lines).sum(axis=0)
        spots = places.take(likely)
        for pair in skill_features.pair_buckets(words, casing.take(spots), spots):
            more += self._weights.take(pair)
        scores[likely] += more
        return scores

    @staticmethod
    def _of_sentences(sentences: Sentences, roles: Scores) -> Scores:
        """What the words before and after each token, the ends of its sentence and its cues add to its scores."""
        here = np.arange(len(roles), dtype=np.int32)
        left, right = np.zeros((2, len(roles) + 1), np.complex64)
        np.cumsum(roles[:, skill_features.BEFORE], out=left[1:])
        np.cumsum(roles[:, skill_features.AFTER], out=right[1:])
        whole = roles[:, skill_features.FIRST].take(sentences.heads)
        whole += roles[:, skill_features.LAST].take(sentences.heads + sentences.sizes - 1)
        whole += np.add.reduceat(roles[:, skill_features.CUE], sentences.heads)
        scores = np.repeat(whole, sentences.sizes)
        scores += left[:-1] - left.take(np.maximum(sentences.first, here - REACH))
        scores += right.take(np.minimum(sentences.after, here + REACH + 1)) - right[1:]
        return scores

    def _best_chains(self, scores: Scores, leaning: Floats, places: Ints) -> list[tuple[int, int]]:
        """Number and label of every token inside a name, from the runs of tokens that may be."""
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
        weights = np.zeros((BUCKETS, 2), np.float32)
        weights[file["buckets"]] = file["weights"].astype(np.float32) * float(file["scale"])
        return Tagger(weights, file["transitions"].astype(np.float32))
