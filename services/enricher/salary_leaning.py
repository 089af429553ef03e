"""How much an amount looks like pay by the words around it: a linear model of hashed features, learnt from our cases.

It knows hardly a rule and no list, so it errs elsewhere than the rules do: `salary_verdict.py` weighs both.
`scripts/train_pay_leaning.py` makes the weights; a feature is known only by its hash.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from services.enricher import salary_subjects
from services.enricher import salary_words as words
from services.enricher.salary_amounts import Amount

WEIGHTS_FILE = Path(__file__).with_name("salary_leaning_weights.npz")
# Raise it with every change of what is hashed: weights of another version are refused.
FEATURES_VERSION = 1
BUCKETS = 1 << 18
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_ENDS = frozenset(".;!?")
# How many words before and after an amount are seen; the nearest of them also by their place.
_BEFORE, _AFTER, _PLACES, _PLACES_AFTER = 22, 10, 4, 3
# Of a longer word its beginning and its end are seen too: "Lohnband", "drivers".
_LONG, _STEM, _ENDING = 6, 5, 4
# Of these also together with the period and whether it is a range.
_SHAPED = 2
_MOST_WORDS = 8
_CACHED = 1 << 16


def features(amount: Amount, low: Decimal) -> list[str]:
    """What is seen of an amount whose lower figure is `low`: its figure, its period, and the words on both sides."""
    before, after, period = _around(amount)
    told = _of_places(amount, low, before, after, period)
    for side, words_there in (("<", before), (">", after)):
        told += [feature for word in dict.fromkeys(words_there) for feature in _of_word(side, word)]
        told += [feature for one, other in pairwise(words_there) for feature in _of_pair(side, one, other)]
    return told


def bucket(feature: str) -> int:
    """Where the weight of a feature lies."""
    return crc32(feature.encode()) % BUCKETS


def leaning(amount: Amount, low: Decimal) -> float:
    """The logarithm of how much likelier the amount is pay than something else: the sum of what its features say."""
    before, after, period = _around(amount)
    score = sum(map(_weight, _of_places(amount, low, before, after, period)))
    for side, told in (("<", before), (">", after)):
        score += sum([_word_weight(side, word) for word in {*told}])
        score += sum([_pair_weight(side, one, other) for one, other in pairwise(told)])
    return score


def _around(amount: Amount) -> tuple[list[str], list[str], str | None]:
    """The words before an amount, those after it and its period, and that period."""
    inside, told = amount.match["per1"], words.PERIOD_AFTER.match(amount.after)
    rest = amount.after[told.end() :] if told and not inside else amount.after
    if inside:
        told = words.PERIOD_AFTER.match(inside)
    before = ["0" if word.isdigit() else word for word in _TOKEN.findall(amount.before.lower())[-_BEFORE:]]
    after: list[str] = []
    for word in _TOKEN.findall(rest.lower())[:_AFTER]:
        after.append("0" if word.isdigit() else word)
        if word in _ENDS:
            break
    return before, after, told.lastgroup if told else None


def _of_places(amount: Amount, low: Decimal, before: list[str], after: list[str], period: str | None) -> list[str]:
    """What is seen of the figure, and of the words next to it by their place."""
    match = amount.match
    is_range = match["number2"] is not None
    shape = f"{period} {is_range}"
    size = int(2 * math.log10(low + 1))
    signed = bool(match["sign1"] or match["code1"] or match["sign2"] or match["code2"])
    told = [
        "", f"period {period}", f"range {is_range}", f"sign {signed}", f"size {size}", f"head {amount.at_head}",
        f"shape {shape}", f"{size} {period}", f"{amount.at_head} {shape}", f"length {min(len(before), _MOST_WORDS)}",
    ]  # fmt: skip
    for side, near in (("<", before[: -_PLACES - 1 : -1]), (">", after[:_PLACES_AFTER])):
        told += [f"{place}{side}{word}" for place, word in enumerate(near or ("",))]
        told += [f"{place}{side}{word} {shape}" for place, word in enumerate(near[:_SHAPED])]
    told += [
        f"{place}<{_class(word)}" for place, word in enumerate(before[: -_PLACES - 1 : -1]) if _class(word) != word
    ]
    if before:
        told += [f"first {kind}" for kind in {before[0]: None, _class(before[0]): None}]
    if not after:
        told.append(f"ends {shape}")
    return told


@lru_cache(maxsize=_CACHED)
def _class(word: str) -> str:
    """What a word that names people by their work stands for, else the word itself."""
    if not salary_subjects.is_worker(word):
        return word
    return "WORKERS" if word.endswith("s") else "WORKER"


def _of_word(side: str, word: str) -> list[str]:
    told = [side + word] if len(word) < _LONG else [side + word, f"{side}{word[:_STEM]}-", f"{side}-{word[-_ENDING:]}"]
    return [*told, f"<{kind}"] if side == "<" and (kind := _class(word)) != word else told


def _of_pair(side: str, one: str, other: str) -> list[str]:
    told, kinds = [f"{side}{one} {other}"], (_class(one), _class(other))
    return [*told, f"<{' '.join(kinds)}"] if side == "<" and kinds != (one, other) else told


@lru_cache(maxsize=_CACHED)
def _weight(feature: str) -> float:
    return weights()[bucket(feature)]


@lru_cache(maxsize=_CACHED)
def _word_weight(side: str, word: str) -> float:
    return sum(map(_weight, _of_word(side, word)))


@lru_cache(maxsize=_CACHED)
def _pair_weight(side: str, one: str, other: str) -> float:
    return sum(map(_weight, _of_pair(side, one, other)))


@lru_cache(maxsize=1)
def weights() -> list[float]:
    """The weights that come with the code; raises ValueError when they are of another version."""
    with np.load(WEIGHTS_FILE) as file:
        if int(file["version"]) != FEATURES_VERSION:
            raise ValueError(
                f"{WEIGHTS_FILE.name} is of version {file['version']}, not {FEATURES_VERSION}: train again."
            )
        told = np.zeros(BUCKETS, np.float64)
        told[file["buckets"]] = file["weights"] * float(file["scale"])
        return told.tolist()
