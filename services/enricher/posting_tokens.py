"""Postings as arrays of tokens: words are runs of letters and digits, every other sign is a token of its own.

Each word is looked at once and remembered, so that a text costs one look-up per blank-separated chunk and a few array
operations. `C++/C#` is six tokens, which is what makes it readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

# Scripts without blanks would glue "Python" to what stands around it.
_BLANKLESS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"<[A-Z]+>|[^\W_{_BLANKLESS}]+|[{_BLANKLESS}]+|\W|_")
_IS_BLANK = np.array([chr(code).isspace() for code in range(0x3002)])
_NEWLINE = 10
MOST_KINDS = 400_000
PADDING = 0


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text; all arrays have one entry per token. `ends_sentence` also marks the last token of a line."""

    text: str
    kinds: Ints
    starts: Ints
    ends: Ints
    is_glued: Bools
    """No blank stands before the token."""
    ends_sentence: Bools

    def __len__(self) -> int:
        return len(self.kinds)


class TokenKinds:
    """Every distinct token met so far, by number, with a row of what `describe` says about it in each of `columns`.

    Not for threads at once: remembering is writing.
    """

    def __init__(self, describe: Callable[[list[str]], dict[str, NDArray[Any]]]) -> None:
        self._describe = describe
        self.columns: dict[str, NDArray[Any]] = {}
        self.words: list[str] = []
        self._forget()

    def _forget(self) -> None:
        self.words = []
        self._kinds: dict[str, int] = {}
        self._chunks: dict[str, int] = {}
        self._first = _Growing()
        self._count = _Growing()
        self._kind_of = _Growing()
        self._offset = _Growing()
        self._length = _Growing()
        self._described = 0
        self._kind("")
        self._learn()

    def read(self, text: str) -> Tokens:
        """Take a text apart."""
        if len(self.words) > MOST_KINDS or self._kind_of.size > 2 * MOST_KINDS:
            self._forget()
        chunks = text.split()
        numbers = list(map(self._chunks.get, chunks))
        if None in numbers:
            numbers = [self._chunks[chunk] if chunk in self._chunks else self._remember(chunk) for chunk in chunks]
            self._learn()
        codes: NDArray[Any]
        if text.isascii():
            codes = np.frombuffer(text.encode(), np.uint8)
            is_blank = _IS_BLANK.take(codes)
        else:
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
            is_blank = _IS_BLANK.take(np.minimum(codes, len(_IS_BLANK) - 1))
        begins = ~is_blank
        begins[1:] &= is_blank[:-1]
        chunk_starts = np.flatnonzero(begins)
        ids = np.array(numbers, np.int32)
        counts = self._count.values[ids]
        before = np.cumsum(counts) - counts
        places = np.repeat(self._first.values[ids] - before, counts) + np.arange(int(counts.sum()))
        kinds = self._kind_of.values[places]
        offsets = self._offset.values[places]
        starts = np.repeat(chunk_starts, counts) + offsets
        lines = np.cumsum(codes == _NEWLINE)[chunk_starts] if len(ids) else np.zeros(0, np.int64)
        breaks = np.ones(len(ids), np.bool_)
        breaks[:-1] = lines[1:] != lines[:-1]
        last_of_chunk = np.append(offsets[1:] == 0, True) if len(kinds) else np.zeros(0, np.bool_)
        ends_sentence = last_of_chunk & (np.repeat(breaks, counts) | self.columns["is_stop"][kinds])
        return Tokens(text, kinds, starts, starts + self._length.values[places], offsets > 0, ends_sentence)

    def _remember(self, chunk: str) -> int:
        number = self._chunks[chunk] = len(self._chunks)
        self._first.append(self._kind_of.size)
        pieces = [(match.start(), match[0]) for match in _TOKEN.finditer(chunk)]
        self._count.append(len(pieces))
        for start, piece in pieces:
            self._kind_of.append(self._kind(piece))
            self._offset.append(start)
            self._length.append(len(piece))
        return number

    def _kind(self, word: str) -> int:
        kind = self._kinds.get(word)
        if kind is None:
            kind = self._kinds[word] = len(self.words)
            self.words.append(word)
        return kind

    def _learn(self) -> None:
        """Describe the words that are new, all at once."""
        if self._described == len(self.words):
            return
        fresh = self._describe(self.words[self._described :])
        for name, values in fresh.items():
            kept = self.columns.get(name) if self._described else None
            room = 0 if kept is None else len(kept)
            if room < len(self.words):
                grown = np.zeros((max(2 * len(self.words), 4096), *values.shape[1:]), values.dtype)
                if kept is not None:
                    grown[: self._described] = kept[: self._described]
                self.columns[name] = grown
            self.columns[name][self._described : len(self.words)] = values
        self._described = len(self.words)


def words_of(text: str) -> list[str]:
    """The tokens alone."""
    if text.isascii() and text.isalnum():
        return [text]
    return [piece for chunk in text.split() for piece in _TOKEN.findall(chunk)]


class _Growing:
    """A list of integers that can also be indexed by an array."""

    def __init__(self) -> None:
        self.values = np.zeros(1 << 14, np.int32)
        self.size = 0

    def append(self, value: int) -> None:
        if self.size == len(self.values):
            self.values = np.concatenate([self.values, np.zeros_like(self.values)])
        self.values[self.size] = value
        self.size += 1
