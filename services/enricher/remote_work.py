"""Whether a posting is remote, hybrid or on site, read from its title, its place and its description.

Title before place before description. A description is read sentence by sentence, and only sentences that hold a word
about the place of work; phrases that only sound alike ("hybrid cloud", "remote support") are blanked first. A field
("Work Location: In person", "#LI-Remote") outweighs a plain statement ("fully remote", "no remote work", "3 days in the
office"), which outweighs a mention. Of equal weight hybrid wins, then a denial, then what stands first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import ahocorasick

from services.enricher import remote_decoys, remote_ideas
from services.enricher import remote_languages as languages
from services.enricher import remote_words as words
from services.enricher.reading import Reading, blank, holds
from services.enricher.remote_words import RemoteType

# What a sentence is read to: longer ones are lists without full stops.
_BEFORE, _AFTER = 160, 160
# A title or a place longer than this is a text in the wrong field.
_LABEL_LENGTH = 300
_STATED, _MENTIONED = 2, 1
# One of these stands between the name of a field and its value; the last one before a hashtag.
_FIELD_MARKS = (":", "=", "?", "–", "- ", "\n", "#")
_MARKS = ("\n", ". ", "! ", "? ")
# The answer to a question belongs to it.
_SENTENCE_END = re.compile(
    r"\n|(?<=[.!?])\s(?!(?:(?:yes|no|ja|nein|oui|non)\b(?!\s)|(?:unfortunately|sadly|sorry|leider)\b))"
)
# "Work Remotely", an empty line, "* No": the answer belongs to the question.
_LABEL_ALONE_LENGTH = 40
_LABEL_ALONE = re.compile(
    r"^\W*(?:work(?:ing)?\s+remotely|(?:remote|telework|telecommut(?:e|ing))(?:\s+(?:work|job|role|position|status|eligib\w+|options?|allowed|possible)){0,2}|work\s+(?:arrangement|mode|model|setting|type)|working\s+model|arbeits(?:ort|modell)|work\s+location|location|workplace(?:\s+type)?|home[\s-]?office|télétravail)\W*$",
    re.IGNORECASE,
)
_MIXED = ("hybrid", "blended work")
_AUTOMATON = ahocorasick.Automaton()
for _needle in {*words.NEEDLES, *languages.NEEDLES}:
    _AUTOMATON.add_word(_needle, len(_needle))
_AUTOMATON.make_automaton()
# The place is for the reader to choose.
_OR_OFFICE = re.compile(
    r"\bor\s+(?:based\s+|work(?:ing)?\s+)?(?:in|at|from)\s+(?:one\s+of\s+)?(?:our|the|your)\s+(?:\w+\s+)?offices?\b",
    re.IGNORECASE,
)
# A sentence does not end at "mind. 3 Tage".
_SHORTENED = ("mind.", "max.", "min.", "ca.", "approx.", "inkl.", "bzw.", "i.d.r.", "z.b.", "e.g.", "i.e.")
_SHORT = re.compile(r"\b(?:mind|max|min|ca|approx|inkl|bzw|i\.d\.r|z\.b|e\.g|i\.e)\.(?=\s)", re.IGNORECASE)
_ANSWER = re.compile(r"[\s*:-]*[^\n]{1,60}")


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
    if value := ("remote" if words.EVERYWHERE.search(location) else _of_label(location)):
        return Reading(value, "location", 0, len(location))
    if said := _of_text(description or ""):
        return Reading(said.value, "description", said.start, said.end)
    return None


def _of_label(label: str) -> RemoteType | None:  # noqa: PLR0911 - a ladder of rules, each a line
    """A title or a place is short: a single word is a statement."""
    lower = label.lower()
    if languages.names_place(lower) and (found := languages.judged(label)):
        return found[0]
    if not holds(lower, words.NEEDLES):
        return None
    clean = _without_decoys(label)
    if words.NOT_FULLY.search(clean):
        return "hybrid"
    if words.DENIED.search(clean) or words.ALL_DAYS_ONSITE.search(clean):
        return "onsite"
    remote, onsite = words.REMOTE_WORD.search(clean), words.ONSITE_WORD.search(clean)
    if re.search(r"\bhybride?\b", clean, re.IGNORECASE) or _hybrid(clean, clean.lower()) or (remote and onsite):
        return "hybrid"
    if remote:
        return "remote"
    return "onsite" if onsite else None


def _of_text(text: str) -> _Statement | None:
    # Lower case must not move the places: this one letter becomes two.
    lower = text.replace("İ", "I").lower()
    sentences = _sentences(text, lower)
    if field := _of_fields(text, sentences):
        return field
    return _weighed([said for start, end in sentences if (said := _of_sentence(text[start:end], start, end))])


def _of_fields(text: str, sentences: list[tuple[int, int]]) -> _Statement | None:
    """The first field; but "Remote job: No. Telework eligible: Yes", as public employers put it, is hybrid."""
    first: _Statement | None = None
    for start, end in sentences:
        if first and "telework" not in text[start:end].lower():
            continue
        if value := _of_field(text[start:end].replace("*", " ")):
            if first is None:
                first = _Statement(value, _STATED, start, end)
            elif first.value == "onsite" and value != "onsite":
                return _Statement("hybrid", _STATED, first.start, end)
            if first.value != "onsite":
                return first
    return first


def _weighed(statements: list[_Statement]) -> _Statement | None:
    """The statement that counts: the firmest, and of these hybrid, unless "fully remote" stands before it."""
    if not statements:
        return None
    weight = max(statement.weight for statement in statements)
    firm = [statement for statement in statements if statement.weight == weight]
    if firm[0].value == "remote" and weight == _STATED:
        order: tuple[RemoteType, ...] = ("onsite",)
    else:
        order = ("hybrid", "onsite") if weight == _STATED else ("hybrid",)
    for value in order:
        if said := next((statement for statement in firm if statement.value == value), None):
            return said
    return firm[0]


def _sentences(text: str, lower: str) -> list[tuple[int, int]]:
    """Where the sentences stand that hold one of the needles, in order and each once."""
    places: list[tuple[int, int]] = []
    end = 0
    for last, length in _AUTOMATON.iter(lower):
        at = last + 1 - length
        if at < end:
            continue
        start, end = _around(lower, at, last + 1)
        is_label = end - start < _LABEL_ALONE_LENGTH and _LABEL_ALONE.match(lower, start, end)
        answer = _ANSWER.match(text, end) if is_label else None
        places.append((start, answer.end() if answer else end))
    return places


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(0, start - _BEFORE)
    begin = max((at + len(mark) for mark in _MARKS if (at := text.rfind(mark, low, start)) >= 0), default=low)
    while text.endswith(_SHORTENED, low, begin - 1) and (at := text.rfind(". ", low, begin - 2)) >= 0:
        begin = at + 2
    stop = _SENTENCE_END.search(text, end, end + _AFTER)
    while stop and text.endswith(_SHORTENED, low, stop.start()):
        stop = _SENTENCE_END.search(text, stop.end(), end + _AFTER)
    return begin, stop.start() if stop else min(len(text), end + _AFTER)


def _without_decoys(text: str) -> str:
    """Blanks of the same length keep every place."""
    clean = _SHORT.sub(blank, text) if holds(text.lower(), _SHORTENED) else text
    clean = clean.replace("*", " ").replace("_", " ")
    lower = clean.lower()
    for hints, decoys in remote_decoys.DECOYS:
        if holds(lower, hints):
            clean = decoys.sub(blank, clean)
    return clean


def _of_field(sentence: str) -> RemoteType | None:  # noqa: PLR0911 - a ladder of rules, each a line
    if not holds(sentence, _FIELD_MARKS):
        return None
    if "#" in sentence and (tag := words.HASHTAG.search(sentence)):
        name = tag[1].lower()
        return "remote" if name == "remote" else "hybrid" if name == "hybrid" else "onsite"
    for match in words.FIELD.finditer(sentence):
        value = match["value"].strip(" \t\n*:-")
        if words.PARTLY.search(sentence[: match.start("label")]):
            return "hybrid"
        if words.FIELD_HYBRID.search(value):
            return "hybrid"
        if match["yesno"] and (words.YES.search(value) or words.NO.search(value)):
            if words.NO.search(value):
                return "onsite"
            return "hybrid" if words.PARTLY.search(value) else "remote"
        if words.FIELD_REMOTE.search(value):
            return "hybrid" if _hybrid(value, value.lower()) else "remote"
        if words.FIELD_ONSITE.search(value):
            return "onsite"
    return None


def _of_sentence(sentence: str, start: int, end: int) -> _Statement | None:
    lower = sentence.lower()
    if said := _but_this_job(sentence, lower, start, end):
        return said
    if holds(lower, words.AWAY_HINTS) and holds(lower, words.NEGATION_HINTS) and words.REFUSED.search(sentence):
        return _Statement("onsite", _STATED, start, end)
    if languages.names_place(lower) and (told := languages.judged(sentence)):
        return _Statement(told[0], _STATED if told[1] else _MENTIONED, start, end)
    clean = _without_decoys(sentence)
    if holds(lower, remote_decoys.GRANTED_HINTS):
        clean = remote_decoys.GRANTED.sub(blank, clean)
    if holds(lower, remote_decoys.THING_HINTS):
        clean = remote_decoys.OF_A_THING.sub(blank, clean)
    if found := _judged(clean):
        return _Statement(*found, start, end)
    meant = remote_ideas.inferred(clean, clean.lower())
    return _Statement(meant, _MENTIONED, start, end) if meant else None


def _but_this_job(sentence: str, lower: str, start: int, end: int) -> _Statement | None:
    """What is said of this job after others: "Many of us are remote, but this role is based in our plant"."""
    turn = remote_decoys.BUT_THIS_JOB.search(sentence) if holds(lower, remote_decoys.BUT_HINTS) else None
    said = _of_sentence(sentence[turn.end() :], start + turn.end(), end) if turn else None
    return replace(said, weight=_STATED) if said else None


def _judged(clean: str) -> tuple[RemoteType, int] | None:  # noqa: PLR0911 - a ladder of rules, each a line
    """What a sentence says and how firmly; each pattern only where what it cannot do without was found."""
    lower = clean.lower()
    is_remote, is_onsite = holds(lower, words.REMOTE_HINTS), holds(lower, words.ONSITE_HINTS)
    if not (is_remote or is_onsite or holds(lower, _MIXED)):
        return None
    denies = holds(lower, words.NEGATION_HINTS)
    if denies and is_remote and (words.NOT_FULLY.search(clean) or words.BUT_HYBRID.search(clean)):
        return "hybrid", _STATED
    if denies and is_onsite and words.FREE_TO_STAY_AWAY.search(clean):
        return "remote", _MENTIONED
    hybrid = None if denies and "hybrid" in lower and words.NOT_HYBRID.search(clean) else _hybrid(clean, lower)
    denied = words.DENIED.search(clean) if denies and is_remote else None
    sure = words.REMOTE_SURE.search(clean) if is_remote else None
    # Who says two things means the first: "hybrid, not remote", "fully remote, not hybrid".
    first = min((one for one in (sure, denied, hybrid) if one), key=lambda one: one.start(), default=None)
    if first is not None and first is sure:
        return "hybrid" if _OR_OFFICE.search(clean) else "remote", _STATED
    if (denied and first is denied) or (
        is_onsite and holds(lower, words.ALL_DAYS_HINTS) and words.ALL_DAYS_ONSITE.search(clean)
    ):
        return "onsite", _STATED
    if hybrid:
        return "hybrid", _STATED
    remote = words.REMOTE.search(clean) if "remote" in lower else None
    remote = remote or (words.HOME.search(clean) if is_remote else None)
    onsite = words.ONSITE.search(clean) if is_onsite else None
    if is_onsite and not onsite and holds(lower, words.ONSITE_TOLD_HINTS):
        onsite = words.ONSITE_TOLD.search(clean)
    away = remote or ("home" in lower and words.AT_HOME.search(clean))
    if away and is_onsite and words.ONSITE_WORD.search(clean) and not words.BOTH_MEANS_VISITS.search(clean):
        return "hybrid", _MENTIONED
    if remote and not (onsite and onsite.start() < remote.start()):
        return "remote", _MENTIONED
    return ("onsite", _MENTIONED) if onsite else None


def _hybrid(clean: str, lower: str) -> re.Match[str] | None:
    """The first words that tell of days here and days there; each kind of pattern only where it can match."""
    found = [
        pattern.search(clean)
        for pattern, hints in (
            (words.HYBRID_WORD, _MIXED),
            (words.HYBRID_DAYS, words.DAYS_HINTS),
            (words.HYBRID_PHRASE, words.HYBRID_HINTS),
            (words.HYBRID_BOTH, ("remote", "home", "hause", "télétravail")),
        )
        if holds(lower, hints)
    ]
    return min((match for match in found if match), key=lambda match: match.start(), default=None)
