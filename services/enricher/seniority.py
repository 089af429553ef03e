"""Which level a posting asks for, read from its title and, when the title is silent, from its description.

Rules, in this order: phrases that only look like a level are ignored ("Executive Assistant", "Senior Living", "Lead
Generation"). Who is in training is an intern, whoever they work for. Two levels joined by a slash mean the first.
Otherwise the highest wins, so that "Associate Director" is a director and "Senior Manager" a manager; only a *product*,
*project* or other role called manager gives way to the word before it. Grades ("Engineer II", "Analyst 3") count last.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from services.enricher import seniority_words as words
from services.enricher.reading import Reading, blank, holds
from services.enricher.seniority_words import Seniority

_FLAGS = re.IGNORECASE
# A title longer than this is a text in the wrong field.
_TITLE_LENGTH = 300
# The level of a posting stands at its head; further down other people's levels are told.
_HEAD_LENGTH = 1500
# How far before and after its needle a pattern may match.
_LEAD, _REACH = 30, 100

# Where a description names the level it seeks: the captured words are read as a title.
_SOUGHT: list[tuple[tuple[str, ...], re.Pattern[str]]] = [
    (
        ("level", "seniority"),
        re.compile(r"(?:\b(?:seniority|experience|career|job)(?:\s+level)?|(?:^|\n|[.;*]\s*)level)\**\s*[:–-]\s*\**\s*([^\n.;]{3,40})", _FLAGS),
    ),
    (
        ("looking for", "seek", "hiring a", "hire a", "searching", "recruiting", "need a", "hiring our", "hiring the"),
        re.compile(r"\b(?:looking\s+for|seek(?:s|ing)?|hir(?:e|ing)|searching\s+for|recruiting|need)\s+(?:an?|our\s+next|our|the|another)\s+([^\n.,;:!(]{3,60})", _FLAGS),
    ),
    (
        ("suche", "recherch", "recrut"),
        re.compile(r"\b(?:suchen?\s+(?:wir\s+)?|recherch(?:ons|e)\s+|recrut(?:ons|e)\s+)(?:eine?n?|une?|notre|unsere?n?|zum\s+\w+\s+\w+)\s+([^\n.,;:!(]{3,60})", _FLAGS),
    ),
    (
        ("as a ", "as an ", "as the", "as our", "als "),
        re.compile(r"\b(?:as\s+(?:an?|the|our)|als)\s+((?:(?!\b(?:we|wir)\b)[^\n.;:!]){3,60}?),?\s+(?:you|du\b|sie\b)", _FLAGS),
    ),
    (
        ("you will be", "you are a", "you are the", "you'll be", "this is a", "position is a", "role is a", "ideal for a"),
        re.compile(r"\b(?:you\s+(?:will\s+be|are)|you['’]ll\s+be|(?:this|position|role)\s+is|ideal\s+for)\s+(?:an?|the|our)\s+([^\n.,;:!(]{3,60})", _FLAGS),
    ),
]  # fmt: skip
# Such words end what is sought, or are told of every colleague.
_SOUGHT_ENDS = re.compile(
    r"\b(?:to|who|that|with|for|in|at|on|and|where|reporting|working|für|pour|qui|mit|dans|und|zur|zum|will|as)\b.*",
    _FLAGS | re.DOTALL,
)
_EVERYBODYS = re.compile(
    r"\b(?:experienced|erfahrene[rn]?|expérimentée?|associate|graduates?|partner|founder|president)\b(?!\s*$)|(?<!team\s)(?<!shift\s)(?<!crew\s)(?<!group\s)\bleader\b", _FLAGS
)  # fmt: skip

_STATED: list[tuple[Seniority, tuple[str, ...], re.Pattern[str]]] = [
    (
        "intern",
        ("internship", "praktikum", "werkstudent", "stage", "alternance", "apprenticeship"),
        re.compile(
            r"\b(?:this|our|an?|the|summer|month|week|paid|unpaid)\s+(?:\w+\s+)?(?:internship|apprenticeship)\b(?!\s+(?:experience|program\w*|of))|\bals\s+werkstudent\w*|\b(?:dieses|im|das)\s+\w*praktikum\b"
            r"|\b(?:d['’]un|en|un|ce|de)\s+stage\b|\bstage\s+de\s+\w+\s+mois|\bstage\s+de\s+fin\b|\b(?:contrat\s+)?en\s+alternance\b", _FLAGS,
        ),
    ),
    (
        "junior",
        ("entry", "no experience", "no prior", "no previous", "no work", "graduates", "einsteiger", "débutant", "absolvent"),
        re.compile(
            r"\bentry[\s-]level\s+(?:\w+\s+)?(?:role|position|job|opportunity|candidates?)\b|\bno\s+(?:prior\s+|previous\s+)?(?:work\s+)?experience\s+(?:is\s+)?(?:required|necessary|needed)\b|\b(?:recent|new)\s+graduates?\b"
            r"|\bberufseinsteiger\w*|\bdébutants?\s+(?:acceptée?s?|bienvenue?s?)|\babsolvent\w*\s+willkommen", _FLAGS,
        ),
    ),
    ("mid", ("mid", "intermediate"), re.compile(r"\bmid[\s-]level\b|\bintermediate[\s-](?:level|role|position)\b", _FLAGS)),
    ("senior", ("senior",), re.compile(r"\bsenior[\s-](?:level\s+)?(?:role|position)\b", _FLAGS)),
    ("director", ("director",), re.compile(r"\bdirector[\s-]level\s+(?:role|position)\b", _FLAGS)),
]  # fmt: skip


def extract_seniority(title: str, description: str = "") -> Seniority | None:
    """The level that title or description state, None when both are silent."""
    reading = read_seniority(title, description)
    return reading.value if reading else None


def read_seniority(title: str, description: str = "") -> Reading[Seniority] | None:
    """The same with the place of the words that say so."""
    title = (title or "")[:_TITLE_LENGTH]
    if found := _of_title(title):
        return Reading(found[0], "title", found[1], found[2])
    if found := _of_text((description or "")[:_HEAD_LENGTH]):
        return Reading(found[0], "description", found[1], found[2])
    return None


def _of_title(title: str) -> tuple[Seniority, int, int] | None:
    lower = title.lower()
    hinted = {level for level, stems in words.STEMS.items() if holds(lower, stems)}
    if not hinted:
        return _of_grade(title)
    # Blanks of the same length keep every place.
    clean = words.DECOYS.sub(blank, title.replace("_", " "))
    training = words.IN_TRAINING.search(clean) if "intern" in hinted else None
    if training and not words.FIRST_JOB.search(clean):
        return "intern", *training.span()
    stated = sorted(
        (match.start(), match.end(), level)
        for level, pattern in words.LEVELS
        if level in hinted
        for match in pattern.finditer(clean)
    )
    for (first_start, first_end, first), (second_start, _, second) in pairwise(stated):
        if first != second and words.JOINED.fullmatch(clean, first_end, second_start):
            return first, first_start, first_end
    if winner := _winner({level for _, _, level in stated}, clean):
        return next((level, start, end) for start, end, level in stated if level == winner)
    return _of_grade(clean) or _first(stated)


def _winner(levels: set[Seniority], clean: str) -> Seniority | None:
    """The level that counts among those a title names; None where a grade would tell more."""
    if "manager" in levels and words.ROLE_MANAGER.search(clean):
        if others := levels - {"manager"}:
            levels = others
        elif words.GRADE.search(clean):
            return None
    # "Junior Art Director"; a graduate programme has directors of its own.
    if levels in ({"junior", "manager"}, {"junior", "director"}) and re.search(
        r"\b(?:junior|jr)\b" if "director" in levels else r"\b(?:junior|jr|graduate)\b", clean, _FLAGS
    ):
        return "junior"
    if levels == {"junior"} and words.GRADE.search(clean):
        return None
    return next((level for level, _ in words.LEVELS if level in levels), None)


def _first(stated: list[tuple[int, int, Seniority]]) -> tuple[Seniority, int, int] | None:
    return (stated[0][2], stated[0][0], stated[0][1]) if stated else None


def _of_grade(title: str) -> tuple[Seniority, int, int] | None:
    match = words.GRADE.search(title.rstrip(" .*"))
    return (words.GRADED_BY[match[1]], match.start(1), match.end(1)) if match else None


def _of_text(head: str) -> tuple[Seniority, int, int] | None:
    """The level named first; a description that names two says which one it means first."""
    lower = head.lower()
    found: list[tuple[int, int, Seniority]] = []
    for needles, pattern in _SOUGHT:
        found += [named for match in _near(needles, pattern, head, lower) if (named := _sought(match))][:1]
    for level, needles, pattern in _STATED:
        found += [(match.start(), match.end(), level) for match in _near(needles, pattern, head, lower)][:1]
    return _first(sorted(found))


def _near(needles: tuple[str, ...], pattern: re.Pattern[str], head: str, lower: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern around its needles: looking for these costs a hundredth of the pattern."""
    for needle in needles:
        at = lower.find(needle)
        while at >= 0:
            if match := pattern.search(head, max(0, at - _LEAD), at + _REACH):
                yield match
            at = lower.find(needle, at + len(needle))


def _sought(match: re.Match[str]) -> tuple[int, int, Seniority] | None:
    sought = _EVERYBODYS.sub(blank, _SOUGHT_ENDS.sub("", match[1]))
    level = _of_title(sought)
    return (match.start(), match.end(1), level[0]) if level else None
