"""The tokens of a text as plain lists, and a skill at some of them."""

from __future__ import annotations

from dataclasses import dataclass

from services.enricher.posting_tokens import Tokens
from services.enricher.vocabulary import Skill

CONTEXT_WORDS = 4


@dataclass(frozen=True, slots=True)
class View:
    """The tokens of a text as plain lists, which single look-ups need."""

    text: str
    starts: list[int]
    ends: list[int]
    is_english: bool = True

    @classmethod
    def of(cls, tokens: Tokens, *, is_english: bool = True) -> View:
        """The view of a text's tokens."""
        return cls(tokens.text, tokens.starts.tolist(), tokens.ends.tolist(), is_english)

    def word(self, token: int) -> str:
        """The token as it stands."""
        return self.text[self.starts[token] : self.ends[token]]

    def words(self, start: int, end: int) -> str:
        """The tokens `start` up to `end` as they stand."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def lower(self, token: int) -> str:
        """The token in small letters."""
        return self.word(token).lower()

    def is_glued(self, token: int) -> bool:
        """Whether nothing stands between the token and the one before it."""
        return 0 < token < len(self.starts) and self.starts[token] == self.ends[token - 1]

    def words_near(self, start: int, end: int) -> list[str]:
        """The words a few tokens before and after."""
        before = range(max(0, start - CONTEXT_WORDS), start)
        return [self.lower(token) for token in (*before, *range(end, min(len(self.starts), end + CONTEXT_WORDS)))]

    def begins_line(self, token: int) -> bool:
        """Whether no word stands before it on its line."""
        first = self.text.rfind("\n", 0, self.starts[token]) + 1
        return not any(character.isalnum() for character in self.text[first : self.starts[token]])

    def is_a_line(self, start: int, end: int) -> bool:
        """Whether nothing but signs stands with it on its line."""
        first, last = self.text.rfind("\n", 0, self.starts[start]) + 1, self.text.find("\n", self.ends[end - 1])
        rest = self.text[first : self.starts[start]] + self.text[self.ends[end - 1] : last if last >= 0 else None]
        return len(rest) < 8 and not any(character.isalnum() for character in rest)


@dataclass(frozen=True, slots=True)
class Named:
    """A skill at tokens `start` up to `end`."""

    start: int
    end: int
    skill: Skill
