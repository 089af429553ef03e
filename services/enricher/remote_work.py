"""Whether a posting is remote, hybrid or on site, read from its title, its place and its description.

Title before place before description. A description is read sentence by sentence, and only sentences that hold a word
about the place of work; phrases that only sound alike ("hybrid cloud", "remote support") are blanked first. A field
("Work Location: In person", "#LI-Remote") outweighs a plain statement ("fully remote", "no remote work", "3 days in the
office"), which outweighs a mention. Of equal weight hybrid wins, then a denial, then what stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.enricher.reading import Reading
from services.enricher.remote_words import (
    BOTH_MEANS_VISITS, DECOYS, DENIED, FIELD, FIELD_HYBRID, FIELD_ONSITE, FIELD_REMOTE, HASHTAG, HYBRID, NEEDLES, NO,
    NOT_FULLY, ONSITE, ONSITE_WORD, REMOTE, REMOTE_SURE, REMOTE_WORD, YES, RemoteType,
)  # fmt: skip

# What a sentence is read to: longer ones are lists without full stops.
_BEFORE, _AFTER = 160, 160
# A title or a place longer than this is a text in the wrong field.
_LABEL_LENGTH = 300
_FIELD_WEIGHT, _STATED, _MENTIONED = 3, 2, 1
_MARKS = ("\n", ". ", "! ", "? ", "; ")
_SENTENCE_END = re.compile(r"\n|(?<=[.!?;])\s")
# "Work Remotely", an empty line, "* No": the answer belongs to the question.
_LABEL_ALONE = re.compile(
    r"^\W*(?:work(?:ing)?\s+remotely|remote(?:\s+work)?|work\s+location|location|workplace(?:\s+type)?|home[\s-]?office|télétravail)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one sentence says, how firmly, and where the sentence stands."""

    value: RemoteType
    weight: int
    start: int
    end: int


def extract_remote_type(title: str, description: str = "", location: str = "") -> RemoteType | None:
    """How the work is done as far as the texts tell, None when they do not."""
    reading = read_remote_type(title, description, location)
    return reading.value if reading else None


def read_remote_type(title: str, description: str = "", location: str = "") -> Reading[RemoteType] | None:
    """The same with the place of the sentence that says so."""
    title, location = (title or "")[:_LABEL_LENGTH], (location or "")[:_LABEL_LENGTH]
    if value := _of_label(title):
        return Reading(value, "title", 0, len(title))
    if value := _of_label(location):
        return Reading(value, "location", 0, len(location))
    if said := _weighed([s for s in _statements(description or "") if s]):
        return Reading(said.value, "description", said.start, said.end)
    return None


def _of_label(label: str) -> RemoteType | None:
    """A title or a place is short: a single word is a statement."""
    lower = label.lower()
    if not any(needle in lower for needle in NEEDLES):
        return None
    clean = _without_decoys(label)
    if NOT_FULLY.search(clean):
        return "hybrid"
    if DENIED.search(clean):
        return "onsite"
    remote, onsite = REMOTE_WORD.search(clean), ONSITE_WORD.search(clean)
    if re.search(r"\bhybride?\b", clean, re.IGNORECASE) or HYBRID.search(clean) or (remote and onsite):
        return "hybrid"
    if remote:
        return "remote"
    return "onsite" if onsite else None


def _weighed(statements: list[_Statement]) -> _Statement | None:
    """The statement that counts: of the greatest weight hybrid, unless "fully remote" stands before it."""
    if not statements:
        return None
    weight = max(statement.weight for statement in statements)
    firm = sorted((s for s in statements if s.weight == weight), key=lambda statement: statement.start)
    if weight == _FIELD_WEIGHT:
        return firm[0]
    for statement in firm:
        if statement.value == "hybrid" and not (firm[0].value == "remote" and weight == _STATED):
            return statement
    if weight == _STATED:
        return next((statement for statement in firm if statement.value == "onsite"), firm[0])
    return firm[0]


def _statements(text: str) -> Iterator[_Statement | None]:
    # Lower case must not move the places: this one letter becomes two.
    lower = text.replace("İ", "I").lower()
    done = 0
    for start, end in _sentences(lower):
        if start < done:
            continue
        sentence = text[start:end]
        if _LABEL_ALONE.match(sentence):
            answer = re.compile(r"[\s*:-]*[^\n]{1,60}").match(text, end)
            end = answer.end() if answer else end
            sentence = text[start:end]
        done = end
        yield _of_sentence(sentence, start)


def _sentences(lower: str) -> list[tuple[int, int]]:
    """Where the sentences stand that hold one of the needles, in order and each once."""
    places: set[tuple[int, int]] = set()
    for needle in NEEDLES:
        end = 0
        while (at := lower.find(needle, end)) >= 0:
            start, end = _around(lower, at, at + len(needle))
            places.add((start, end))
    return sorted(places)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(0, start - _BEFORE)
    begin = max(at + len(mark) for mark in _MARKS if (at := text.rfind(mark, low, start)) >= 0 or mark is _MARKS[0])
    stop = _SENTENCE_END.search(text, end, end + _AFTER)
    return max(low, begin), stop.start() if stop else min(len(text), end + _AFTER)


def _without_decoys(text: str) -> str:
    """Blanks of the same length keep every place."""
    return DECOYS.sub(lambda decoy: " " * len(decoy[0]), text.replace("*", " ").replace("_", " "))


def _of_sentence(sentence: str, at: int) -> _Statement | None:
    end = at + len(sentence)
    if tag := HASHTAG.search(sentence):
        named: RemoteType = "onsite" if "site" in tag[1].lower() else "hybrid" if tag[1].lower() == "hybrid" else "remote"
        return _Statement(named, _FIELD_WEIGHT, at, end)
    clean = _without_decoys(sentence)
    if value := _of_field(clean):
        return _Statement(value, _FIELD_WEIGHT, at, end)
    if NOT_FULLY.search(clean):
        return _Statement("hybrid", _STATED, at, end)
    sure, hybrid = REMOTE_SURE.search(clean), HYBRID.search(clean)
    if sure and not (hybrid and hybrid.start() < sure.start()):
        return _Statement("remote", _STATED, at, end)
    if DENIED.search(clean):
        return _Statement("onsite", _STATED, at, end)
    if hybrid:
        return _Statement("hybrid", _STATED, at, end)
    return _of_mention(clean, at, end)


def _of_field(sentence: str) -> RemoteType | None:
    for match in FIELD.finditer(sentence):
        value = match["value"].strip(" \t\n*:-")
        if FIELD_HYBRID.search(value):
            return "hybrid"
        if match["yesno"] and (YES.search(value) or NO.search(value)):
            return "remote" if YES.search(value) else "onsite"
        if FIELD_REMOTE.search(value):
            return "hybrid" if HYBRID.search(value) else "remote"
        if FIELD_ONSITE.search(value):
            return "onsite"
    return None


def _of_mention(sentence: str, at: int, end: int) -> _Statement | None:
    remote, onsite = REMOTE.search(sentence), ONSITE.search(sentence)
    if remote and ONSITE_WORD.search(sentence) and not BOTH_MEANS_VISITS.search(sentence):
        return _Statement("hybrid", _MENTIONED, at, end)
    if remote and not (onsite and onsite.start() < remote.start()):
        return _Statement("remote", _MENTIONED, at, end)
    return _Statement("onsite", _MENTIONED, at, end) if onsite else None
