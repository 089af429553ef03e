"""Whether a spelling that stands in a text means the skill: casing, what is glued to it, and the company it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from services.enricher.posting_tokens import Tokens
from services.enricher.skill_names import Found
from services.enricher.skill_tagger import Tagged
from services.enricher.skill_words import (
    AFTER_HYPHEN,
    BETWEEN_ITEMS,
    CERTIFIED,
    ELIDED,
    GLUE,
    JOBS,
    NAMES,
    OF_PEOPLE,
    TRADE,
)
from services.enricher.vocabulary import Skill, Spelling

CONTEXT_WORDS = 4
# How much a phrase that is no product's name must look like a skill: "data protection" is also a notice to applicants.
LEAST_LEANING_OF_PRODUCTS = -2.0
LEAST_LEANING_OF_UNMISTAKABLE_NAMES = -4.0
LEAST_LEANING_OF_OTHER_NAMES = 0.0
LEAST_LEANING_BEFORE_A_JOB = 1.0
LEAST_LEANING_OF_PHRASES = 2.0
LEAST_LEANING_OF_TRADE = 0.5
LEAST_LEANING_OF_LONG_PHRASES = -1.0


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


@dataclass(frozen=True, slots=True)
class Choice:
    """What the spellings of a text mean, in reading order, and the tokens of those that mean nothing."""

    named: list[Named]
    refused: set[int]


def choose(view: View, found: list[Found], tagged: Tagged) -> Choice:
    """The longest valid spelling at each place."""
    vouched = {token for start, end in tagged.spans for token in range(start, end)}
    sure: list[Named] = []
    doubtful: list[Found] = []
    soft: list[Found] = []
    unsure: list[Found] = []
    refused: set[int] = set()
    after = 0
    for match in found:
        start, end, spelling = match.start, match.end, match.spelling
        if start < after or _is_part_of_a_word(view, start):
            continue
        if spelling.skill is None:
            after = end
            refused.update(range(start, end))
        elif spelling.context is not None:
            if _stands_alone(view, start, end):
                doubtful.append(match)
            else:
                refused.update(range(start, end))
            after = end
        elif not spelling.exact or view.text[view.starts[start] : view.ends[end - 1]] in spelling.exact:
            after = end
            if spelling.skill.kind == "soft" and end == start + 1:
                soft.append(match)
            elif vouched.issuperset(range(start, end)) or sum(tagged.leaning[start:end]) > _least_leaning(
                view, match
            ) * (end - start):
                sure.append(Named(start, end, spelling.skill))
            else:
                unsure.append(match)
    kept = _confirmed(view, doubtful, sure, vouched) if doubtful else []
    confirmed = {named.start for named in kept}
    refused.update(
        token for match in doubtful if match.start not in confirmed for token in range(match.start, match.end)
    )
    sure += kept
    sure += _in_company(view, unsure, sure)
    sure += _asked_for(view, soft, sure)
    sure.sort(key=lambda named: named.start)
    return Choice(sure, refused)


def _least_leaning(view: View, match: Found) -> float:
    spelling, length = match.spelling, match.end - match.start
    if spelling.skill is None or spelling.skill.kind == "soft":
        return -math.inf
    is_of_our_trade = not spelling.is_public and spelling.skill.category in TRADE
    if is_a_name(spelling) or (is_of_our_trade and length == 1):
        if not view.is_english and not spelling.is_public:
            return -math.inf
        if match.end < len(view.starts) and view.lower(match.end) in JOBS:
            return LEAST_LEANING_BEFORE_A_JOB
        return _least_leaning_of_name(view, match, spelling.skill)
    if is_of_our_trade:
        return LEAST_LEANING_OF_TRADE
    return LEAST_LEANING_OF_PHRASES if length < 3 else LEAST_LEANING_OF_LONG_PHRASES


def _least_leaning_of_name(view: View, match: Found, skill: Skill) -> float:
    if match.spelling.is_public or skill.category not in NAMES:
        return LEAST_LEANING_OF_OTHER_NAMES
    text = view.text[view.starts[match.start] : view.ends[match.end - 1]]
    # Nobody writes "k8s", "AWS" or "Spring Boot" by chance.
    is_unmistakable = not text.isalpha() or text[1:] != text[1:].lower()
    return LEAST_LEANING_OF_UNMISTAKABLE_NAMES if is_unmistakable else LEAST_LEANING_OF_PRODUCTS


def _in_company(view: View, unsure: list[Found], sure: list[Named]) -> list[Named]:
    """Phrases that are certified, on a line of their own, or in one enumeration with a skill or each other."""
    starts = {named.start for named in sure} | {match.start for match in unsure}
    ends = {named.end for named in sure} | {match.end for match in unsure}
    return [
        Named(match.start, match.end, match.spelling.skill)
        for match in unsure
        if match.spelling.skill
        and (
            _in_list(view, match.start, match.end, starts, ends)
            or view.is_a_line(match.start, match.end)
            or any(word in CERTIFIED for word in view.words_near(match.start, match.end))
        )
    ]


def _asked_for(view: View, soft: list[Found], sure: list[Named]) -> list[Named]:
    """Single soft words count where a person is described: "strong leadership", not "the leadership of the firm"."""
    starts, ends = {named.start for named in sure}, {named.end for named in sure}
    starts.update(match.start for match in soft)
    ends.update(match.end for match in soft)
    return [
        Named(match.start, match.end, match.spelling.skill)
        for match in soft
        if match.spelling.skill
        and (
            any(word in OF_PEOPLE for word in view.words_near(match.start, match.end))
            or _in_list(view, match.start, match.end, starts, ends)
            or view.is_a_line(match.start, match.end)
        )
    ]


def is_a_name(spelling: Spelling) -> bool:
    """Whether its casing tells that it names a product or a standard, and not a kind of work."""
    name = spelling.skill.name.replace("-", " ") if spelling.skill else ""
    return spelling.skill is not None and (
        name[1:] != name[1:].lower()
        or not name.isascii()
        or not name.replace(" ", "").isalpha()
        or spelling.skill.category in NAMES
    )


def _is_part_of_a_word(view: View, start: int) -> bool:
    """A sign glued to a word begins no name: the ".net" of "website.net"."""
    first = view.text[view.starts[start]]
    return not first.isalnum() and view.is_glued(start) and view.text[view.starts[start] - 1].isalnum()


def _stands_alone(view: View, start: int, end: int) -> bool:
    """Nothing is glued to it that makes it another word ("C-level", "U.S.C.")."""
    if view.is_glued(start):
        before = view.text[view.starts[start] - 1]
        is_elided = before in "'’" and view.lower(start - 2) in ELIDED
        if (before in GLUE and not is_elided) or before == ".":
            return False
    if view.is_glued(end):
        after = view.text[view.ends[end - 1]]
        if after == "-":
            return view.is_glued(end + 1) and view.lower(end + 1) in AFTER_HYPHEN
        if after in GLUE or (after == "." and view.is_glued(end + 1) and view.word(end + 1)[0].isalnum()):
            return False
    return True


def _confirmed(view: View, doubtful: list[Found], sure: list[Named], vouched: set[int]) -> list[Named]:
    """The doubtful ones that a context word, the tagger or a neighbour in the same enumeration vouches for.

    A confirmed one vouches for its own neighbours, so that "Python, R, C" is three; so do two of one group.
    """
    ends = {named.end for named in sure if named.skill.kind == "technical"}
    starts = {named.start for named in sure if named.skill.kind == "technical"}
    confirmed: list[Named] = []
    waiting = doubtful
    while waiting:
        still: list[Found] = []
        for match in waiting:
            start, end, spelling = match.start, match.end, match.spelling
            alike = [other for other in waiting if other.start != start and _same_group(spelling, other.spelling)]
            in_list = _in_list(view, start, end, starts.union(a.start for a in alike), ends.union(a.end for a in alike))
            is_written_so = not spelling.exact or view.text[view.starts[start] : view.ends[end - 1]] in spelling.exact
            is_tagged = all(token in vouched for token in range(start, end))
            if spelling.skill and (
                ((in_list or (is_tagged and (start in ends or end in starts))) and (is_written_so or is_tagged))
                or (is_written_so and (is_tagged or _in_context(view, start, end, spelling)))
            ):
                confirmed.append(Named(start, end, spelling.skill))
                starts.add(start)
                ends.add(end)
            else:
                still.append(match)
        if len(still) == len(waiting):
            break
        waiting = still
    return confirmed


def _in_context(view: View, start: int, end: int, spelling: Spelling) -> bool:
    words = spelling.context or frozenset()
    if view.is_glued(end) and view.text[view.ends[end - 1]] == "-":
        return True
    return any(word in words for word in view.words_near(start, end))


def _same_group(one: Spelling, other: Spelling) -> bool:
    """Two doubtful ones of one group vouch for each other: "Go or Rust"."""
    return one.skill is not None and other.skill is not None and one.skill.category == other.skill.category


def _in_list(view: View, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    left = start
    while left > 0 and view.lower(left - 1) in BETWEEN_ITEMS:
        left -= 1
    right = end
    while right < len(view.starts) and view.lower(right) in BETWEEN_ITEMS:
        right += 1
    # Without a separator "Ruby" beside "Tuesday" would be enough: the neighbour must be another item.
    return (left < start and left in ends) or (right > end and right in starts)
