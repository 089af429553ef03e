"""What vouches for a spelling that may mean a skill: the words around it, its neighbours, and who it belongs to."""

from __future__ import annotations

import re

from services.enricher.skill_names import Found
from services.enricher.skill_view import Named, View
from services.enricher.skill_words import (
    AFTER_HYPHEN,
    ARTICLES,
    ASKED_BEFORE,
    ASKED_BY,
    BEFORE_WRITTEN,
    BETWEEN_ITEMS,
    CERTIFIED,
    ELIDED,
    EXPERIENCED_IN,
    GLUE,
    HONORIFICS,
    HOUSES,
    KNOWING,
    KNOWN_AFTER,
    KNOWN_BY,
    LABELS,
    NAMES,
    OF_PEOPLE,
    SORTED,
    SORTS,
    WANTED,
    WRITTEN,
)
from services.enricher.vocabulary import Spelling, key_of

# How far away in its sentence another program's name vouches for a language.
COMPANY_WORDS = 12
_ENDS = re.compile(r"[.!?;]\s|\n")
_BEGINS = re.compile(r"(?:^|[.!?:•*\n-])\s*$")


def in_good_company(view: View, doubtful: list[Found], sure: list[Named], vouched: set[int]) -> list[Named]:
    """The doubtful ones that a context word, the tagger or a neighbour in the same enumeration vouches for.

    A confirmed one vouches for its own neighbours, so that "Python, R, C" is three; so do two of one group.
    """
    ends = {named.end for named in sure if named.skill.kind == "technical"}
    starts = {named.start for named in sure if named.skill.kind == "technical"}
    names = [named.start for named in sure if named.skill.category in NAMES]
    confirmed: list[Named] = []
    waiting = doubtful
    while waiting:
        still: list[Found] = []
        for match in waiting:
            start, end, spelling = match.start, match.end, match.spelling
            alike = [
                other
                for other in waiting
                if other.start != start and _same_group(spelling, other.spelling) and is_written_so(view, other)
            ]
            in_list = _in_list(view, start, end, starts.union(a.start for a in alike), ends.union(a.end for a in alike))
            is_cased_so = is_written_so(view, match)
            is_tagged = vouched.issuperset(range(start, end)) and _may_be_tagged(view, start, end)
            if spelling.skill and (
                ((in_list or (is_tagged and (start in ends or end in starts))) and (is_cased_so or is_tagged))
                or (
                    is_cased_so
                    and (is_tagged or _in_context(view, start, end, spelling) or _is_among(view, match, names))
                )
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


def in_company(view: View, unsure: list[Found], sure: list[Named]) -> list[Named]:
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
            or _is_labelled(view, match.start)
            or _is_asked(view, match)
            or any(word in CERTIFIED for word in view.words_near(match.start, match.end))
        )
    ]


def asked_for(view: View, soft: list[Found], sure: list[Named]) -> list[Named]:
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


def stands_alone(view: View, start: int, end: int) -> bool:
    """Nothing is glued to it that makes it another word ("C-level", "U.S.C.")."""
    if start and view.ends[end - 1] - view.starts[start] == 1 and view.lower(start - 1) in SORTED:
        return False
    if view.is_glued(start):
        before = view.text[view.starts[start] - 1]
        is_elided = before in "'’" and view.lower(start - 2) in ELIDED
        if (before in GLUE and not is_elided) or before == ".":
            return False
    if view.is_glued(end):
        after = view.text[view.ends[end - 1]]
        if after == "." and end - start == 1 and view.ends[start] - view.starts[start] == 1:
            # "C. difficile" is no end of a sentence.
            follows = view.word(end + 1)[0] if end + 1 < len(view.starts) else ""
            return not follows.islower() and not (view.is_glued(end + 1) and follows.isalnum())
        if after == "-":
            return view.is_glued(end + 1) and view.lower(end + 1) in AFTER_HYPHEN
        if after in GLUE or (after == "." and view.is_glued(end + 1) and view.word(end + 1)[0].isalnum()):
            return False
    return True


def is_of_someone(view: View, start: int, end: int) -> bool:
    """A person's, a firm's or a place's name: "Dr. Jenkins", "Spring Street"."""
    before = start - 2 if start > 1 and view.word(start - 1) == "." else start - 1
    if before >= 0 and view.word(before) in HONORIFICS:
        return True
    if end + 1 < len(view.starts) and view.lower(end) in {"&", "and", "und", "et"}:
        return view.lower(end + 1) in {"sons", "co", "brothers", "daughters", "associates", "company", "partners"}
    return end < len(view.starts) and view.word(end)[0].isupper() and view.lower(end) in HOUSES


def is_written_so(view: View, match: Found) -> bool:
    """Whether it has a casing that counts."""
    """Whether it has a casing that counts."""
    """Whether it has a casing that counts."""
    exact = match.spelling.exact
    return not exact or view.words(match.start, match.end) in exact


def is_known(view: View, start: int) -> bool:
    """What somebody must know, in languages that the tagger has not read: "Kenntnisse in Go", "maîtrise d'Excel"."""
    before = start - 1
    if before > 0 and view.word(before) in "'’":
        before -= 1
    if before >= 0 and view.lower(before) in SORTS:
        return True
    if before < 1 or view.lower(before) not in KNOWN_BY:
        return False
    return any(view.lower(token) in KNOWING for token in range(max(0, before - 2), before))


def _in_context(view: View, start: int, end: int, spelling: Spelling) -> bool:
    words = spelling.context or frozenset()
    if view.is_glued(end) and view.text[view.ends[end - 1]] == "-":
        return True
    return (
        is_known(view, start)
        or _is_labelled(view, start)
        or (_asks_before(view, start) and spelling.skill is not None and spelling.skill.category in EXPERIENCED_IN)
        or _is_written(view, start, spelling)
        or _is_told_known(view, end, spelling)
        or any(word in words for word in view.words_near(start, end))
    )


def _is_told_known(view: View, end: int, spelling: Spelling) -> bool:
    word = view.lower(end) if end < len(view.starts) else ""
    if word == "experience" and spelling.skill:
        return spelling.skill.category in EXPERIENCED_IN and spelling.text == key_of(spelling.skill.name)
    if word == "is" and spelling.skill and spelling.skill.category in EXPERIENCED_IN:
        # "React is a must".
        return any(view.lower(token) in WANTED for token in range(end + 1, min(end + 4, len(view.starts))))
    return word in KNOWN_AFTER


def _is_written(view: View, start: int, spelling: Spelling) -> bool:
    return (
        spelling.skill is not None
        and spelling.skill.category in WRITTEN
        and start > 0
        and view.lower(start - 1) in BEFORE_WRITTEN
    )


def _is_labelled(view: View, start: int) -> bool:
    return start > 1 and view.word(start - 1) == ":" and view.lower(start - 2) in LABELS


def _asks_before(view: View, start: int) -> bool:
    return start > 1 and view.lower(start - 1) in ASKED_BY and view.lower(start - 2) in ASKED_BEFORE


def _is_asked(view: View, match: Found) -> bool:
    """What is asked for outright, of our own list: "knowledge of wound care", "deep learning experience"."""
    if match.spelling.is_public:
        return False
    start, end = match.start, match.end
    if _asks_before(view, start):
        return True
    return end < len(view.starts) and (view.lower(end) in KNOWN_AFTER or view.lower(end) == "experience")


def _may_be_tagged(view: View, start: int, end: int) -> bool:
    """Not behind an article ("the SAS"), and at the head of a sentence only what is wanted: all have capitals there."""
    if start and view.lower(start - 1) in ARTICLES:
        return False
    heads = (start == 0 or view.word(start - 1) in {".", "!", "?"}) and not view.word(start).isupper()
    return not heads or any(word in WANTED for word in view.words_near(start, end))


def _is_among(view: View, match: Found, names: list[int]) -> bool:
    """A language or framework in a sentence that names another program: "Rails with a bit of Elixir"."""
    skill, start = match.spelling.skill, match.start
    if skill is None or skill.category not in WRITTEN or len(skill.name) < 2 or start == 0:
        return False
    # What begins a sentence has a capital anyhow.
    return not _BEGINS.search(view.text[: view.starts[start]][-3:]) and _is_near(view, start, names)


def _is_near(view: View, start: int, names: list[int]) -> bool:
    """Whether a program is named in the same sentence, not far away."""
    for name in names:
        if abs(name - start) <= COMPANY_WORDS:
            first, last = sorted((name, start))
            if not _ENDS.search(view.text, view.ends[first], view.starts[last]):
                return True
    return False


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
