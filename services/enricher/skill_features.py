"""What the tagger sees of a text: hashed features of words, of their neighbours and of the whole sentence.

The training script and the tagger build them from the same functions. A change here needs a new `FEATURES_VERSION`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enricher.posting_tokens import PADDING, Bools, Ints, Tokens
from services.enricher.skill_names import CLASSES

# Raise it when features or labels change; weights of another version are refused.
FEATURES_VERSION = 2
BITS = 20
BUCKETS = 1 << BITS
OFFSETS = (-3, -2, -1, 0, 1, 2, 3)
# How many of a word's features its neighbours see, by distance: the first are the most telling.
SEEN_FROM = {0: 14, 1: 6, 2: 3, 3: 1}
PAIRS = ((-1, 0), (0, 1), (-1, 1))
# What a word can be to a token beside its place in the window; in this order in `role_buckets`.
BEFORE, AFTER, FIRST, LAST, CUE = range(5)
ROLES = 5
# How far away a word is still one of those before or after a token.
REACH = 10
# Anywhere in a sentence these tell what it is about.
CUES = (
    "experience", "knowledge", "degree", "skills", "understanding", "proficiency", "familiarity", "familiar",
    "proficient", "language", "we", "you", "our", "stack", "technologies", "required", "plus", "background",
)  # fmt: skip
_CUE_KINDS = len(CUES) + 1
_CUE_NUMBERS = {cue: number for number, cue in enumerate(CUES, 1)}
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SIZES = np.array([1, 2, 3, 4, 6, 9, 14, 20])
_SIZE_KINDS = len(_SIZES) + 1
_CASINGS = "lu1tmp"
_CASING_KINDS = len(_CASINGS)
_SKIPPED = frozenset(",;")
# The small features of a token's line, each with the number of its values.
_LINE = (
    _SIZE_KINDS * CLASSES, _SIZE_KINDS * 5, _SIZE_KINDS * _CASING_KINDS, 5, 2 * _CASING_KINDS, _CASING_KINDS**3,
    _CUE_KINDS * _CASING_KINDS, _CUE_KINDS * CLASSES, _CUE_KINDS * 7, _CUE_KINDS * _CUE_KINDS,
)  # fmt: skip
_LINE_STARTS = np.cumsum((0, *_LINE))
LINE_VALUES = int(_LINE_STARTS[-1])


@dataclass(frozen=True, slots=True)
class Sentences:
    """The tokens that count, by sentence. `heads` and `sizes` have one entry per sentence, the others one per token."""

    kept: Ints
    heads: Ints
    sizes: Ints
    first: Ints
    after: Ints
    places: Ints
    """Where the tokens go in an array in which three paddings stand between sentences and at both ends."""

    @classmethod
    def of(cls, tokens: Tokens, columns: dict[str, NDArray[Any]]) -> Sentences:
        """The sentences of a text; commas count as ends of names only."""
        kept = np.flatnonzero(~columns["is_skipped"].take(tokens.kinds)).astype(np.int32)
        number: NDArray[Any] = (np.cumsum(tokens.ends_sentence) - tokens.ends_sentence).take(kept)
        heads = np.flatnonzero(np.diff(number, prepend=-1)).astype(np.int32)
        sizes = np.diff(heads, append=len(kept)).astype(np.int32)
        places = np.arange(3, len(kept) + 3, dtype=np.int32)
        places += np.repeat(np.arange(0, 3 * len(heads), 3, dtype=np.int32), sizes)
        return cls(kept, heads, sizes, np.repeat(heads, sizes), np.repeat(heads + sizes, sizes), places)

    def padded(self, values: NDArray[Any], padding: int = PADDING) -> Ints:
        """One value per token, with the paddings between them."""
        wide = np.full(self.places[-1] + 4, padding, np.int32)
        wide[self.places] = values
        return wide


def describe(words: list[str]) -> dict[str, NDArray[Any]]:
    """What is told of words one by one."""
    return {
        "casing": np.array([_CASINGS.index(_casing(word)) for word in words], np.int32),
        "is_skipped": np.array([word in _SKIPPED for word in words], np.bool_),
        "cue": np.array([_CUE_NUMBERS.get(word.lower(), 0) for word in words], np.int32),
    }


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


def role_buckets(words: NDArray[Any]) -> Ints:
    """The bucket of each word in each role, one row per word."""
    return np.stack([bucket(words, 50 + role) for role in range(ROLES)], axis=-1)


def pair_buckets(words: NDArray[Any], casing: Ints, spots: Ints) -> list[Ints]:
    """The buckets of two words beside each other, and of a token's casing beside its neighbours.

    `words` are hashes by place with their paddings, `casing` belongs to the tokens at `spots`.
    """
    at = {offset: words.take(spots + offset) for offset in (-1, 0, 1)}
    own = casing.astype(np.uint64) + np.uint64(1)
    pairs = [(at[left], at[right]) for left, right in PAIRS] + [(at[-1], own), (at[1], own)]
    return [
        bucket(one * np.uint64(31) + other * np.uint64(1_000_003), 20 + salt) for salt, (one, other) in enumerate(pairs)
    ]


def class_buckets() -> Ints:
    """The buckets of every class of the vocabulary, one row for each of the offsets -1, 0 and 1."""
    classes = np.arange(CLASSES)
    return np.stack([bucket(classes + 7_000_000, 30 + offset) for offset in (-1, 0, 1)])


def line_buckets() -> Ints:
    """The bucket of every value of `line_values`."""
    return bucket(np.arange(LINE_VALUES) + 8_000_000, 40)


def line_values(
    sentences: Sentences, likely: NDArray[Any], *, classes: Ints, casing: Ints, cues: Ints, is_stop: Bools
) -> Ints:
    """What the whole sentence tells of its `likely` tokens, one row for each of its small features.

    `classes` and `casing` are by place with their paddings, `cues` and `is_stop` tell of every kept token.
    """
    spots, first, after = sentences.places.take(likely), sentences.first.take(likely), sentences.after.take(likely)
    size = np.searchsorted(_SIZES, after - first)
    own, kind = casing.take(spots), classes.take(spots)
    before, distance, behind = _nearest_cues(cues, likely, first, after)
    values = (
        size * CLASSES + kind,
        size * 5 + np.minimum(likely - first, 4),
        size * _CASING_KINDS + own,
        np.minimum(after - 1 - likely, 4),
        is_stop.take(after - 1) * _CASING_KINDS + own,
        (casing.take(spots - 1) * _CASING_KINDS + own) * _CASING_KINDS + casing.take(spots + 1),
        before * _CASING_KINDS + own,
        before * CLASSES + kind,
        before * 7 + np.minimum(distance, 6),
        before * _CUE_KINDS + behind,
    )
    return np.stack(values).astype(np.int32) + _LINE_STARTS[:-1, None].astype(np.int32)


def _nearest_cues(cues: Ints, likely: NDArray[Any], first: Ints, after: Ints) -> tuple[NDArray[Any], ...]:
    """The cue before each token in its sentence and how far away it is, and the cue behind it; 0 for none."""
    places = np.flatnonzero(cues)
    if not len(places):
        nothing = np.zeros(len(likely), np.int32)
        return nothing, nothing, nothing
    number = np.searchsorted(places, likely)
    left = places.take(number - 1, mode="clip")
    right = places.take(np.searchsorted(places, likely, "right"), mode="clip")
    is_before, is_behind = (left < likely) & (left >= first), (right > likely) & (right < after)
    return cues.take(left) * is_before, (likely - left) * is_before, cues.take(right) * is_behind


def _shape(word: str) -> str:
    shape = "".join("X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in word[:12])
    return "".join(c for i, c in enumerate(shape) if i < 2 or c != shape[i - 1] or c != shape[i - 2])


def _casing(word: str) -> str:
    if word.islower():
        return "l"
    if word.isupper():
        return "u" if len(word) > 1 else "1"
    return "t" if word.istitle() else "m" if word.isalnum() else "p"
