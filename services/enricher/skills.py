"""Which skills a posting names: spaCy's phrase matcher over our own vocabulary, with context for everyday words."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.vocab import Vocab

from services.enricher.vocabulary import Kind, Skill, Spelling, load_vocabulary

CONTEXT_WORDS = 4
_PIECE = re.compile(r"[^\w\s]|_")
_FIRST_PIECE = re.compile(r"^(?:[^\w\s]|_)")
_LAST_PIECE = re.compile(r"(?:[^\w\s]|_)$")
# What may stand between the items of an enumeration.
_BETWEEN_ITEMS = frozenset(
    {",", "/", "|", ";", "(", ")", "•", "·", "*", "-", "&", "+", "and", "or", "und", "oder", "et", "ou", "with"}
)
# A neighbour that makes an everyday word part of another word: "C-level", "R&D", "Excel'd".
_GLUE = "-–&'’@#+"


@dataclass(frozen=True, slots=True)
class SkillMention:
    """One place that names a skill; `start` and `end` are offsets into the description, None for the title."""

    skill: str
    start: int | None
    end: int | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Reader:
    language: Language
    matcher: PhraseMatcher
    spellings: dict[int, Spelling]


def tokenizer(vocab: Vocab) -> Tokenizer:
    """Words are runs of letters and digits, and every other sign is a word of its own, so that `C++/C#` is readable."""
    return Tokenizer(
        vocab,
        rules={},
        prefix_search=_FIRST_PIECE.search,
        suffix_search=_LAST_PIECE.search,
        infix_finditer=_PIECE.finditer,
    )


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    language = spacy.blank("en")
    language.tokenizer = tokenizer(language.vocab)
    language.max_length = 10_000_000
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    spellings: dict[int, Spelling] = {}
    for key, spelling in load_vocabulary().spellings.items():
        written = {spelling.text.lower(), key, key.replace(" ", "-")}
        matcher.add(key, [language.make_doc(form) for form in sorted(written)])
        spellings[language.vocab.strings[key]] = spelling
    return _Reader(language, matcher, spellings)


def memory_zone() -> AbstractContextManager[Vocab]:
    """Frees the words met inside the block at its end; without it spaCy remembers every word of every posting."""
    return _reader().language.memory_zone()


def extract_skills(title: str, description: str) -> list[SkillMention]:
    """Every mention of a known skill: those of the title first, then those of the description in reading order."""
    in_title = [SkillMention(skill.name, None, None, skill.kind) for skill, _, _ in _found(title or "")]
    in_text = [SkillMention(skill.name, start, end, skill.kind) for skill, start, end in _found(description or "")]
    return in_title + in_text


def _found(text: str) -> list[tuple[Skill, int, int]]:
    """Skills with their character offsets, in reading order, never overlapping."""
    if not text:
        return []
    reader = _reader()
    doc = reader.language.make_doc(text)
    matches = sorted(reader.matcher(doc), key=lambda match: (match[1], -match[2]))
    sure: list[tuple[int, int, Skill]] = []
    doubtful: list[tuple[int, int, Spelling]] = []
    taken = 0
    for match_id, start, end in matches:
        if start < taken:
            continue
        spelling = reader.spellings[match_id]
        if spelling.skill is not None and not _is_written_so(doc, start, end, spelling):
            continue
        taken = end
        if spelling.skill is None:
            continue
        if spelling.context is None:
            sure.append((start, end, spelling.skill))
        else:
            doubtful.append((start, end, spelling))
    if doubtful:
        sure += _confirmed(doc, doubtful, sure)
        sure.sort(key=lambda item: item[0])
    return [(skill, doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end, skill in sure]


def _is_written_so(doc: Doc, start: int, end: int, spelling: Spelling) -> bool:
    """Casing, and nothing glued to it that makes it another word ("website.net", "C-level", "U.S.C.")."""
    if (
        not doc[start].text[0].isalnum()
        and start
        and not doc[start - 1].whitespace_
        and doc[start - 1].text[-1].isalnum()
    ):
        return False
    if not spelling.exact:
        return True
    if doc[start:end].text not in spelling.exact:
        return False
    if spelling.context is None:
        return True
    before = doc[start - 1].text if start and not doc[start - 1].whitespace_ else " "
    after = doc[end].text if end < len(doc) and not doc[end - 1].whitespace_ else " "
    dotted = after == "." and end + 1 < len(doc) and not doc[end].whitespace_ and doc[end + 1].text[0].isalnum()
    return before not in _GLUE + "." and after not in _GLUE and not dotted


def _confirmed(
    doc: Doc, doubtful: list[tuple[int, int, Spelling]], sure: list[tuple[int, int, Skill]]
) -> list[tuple[int, int, Skill]]:
    """The doubtful ones that a context word or a neighbour in the same enumeration vouches for.

    A confirmed one vouches for its own neighbours, so that "Python, R, C" is three; so do two of one group.
    """
    ends = {end for _, end, skill in sure if skill.kind == "technical"}
    starts = {start for start, _, skill in sure if skill.kind == "technical"}
    confirmed: list[tuple[int, int, Skill]] = []
    waiting = doubtful
    while waiting:
        still: list[tuple[int, int, Spelling]] = []
        for start, end, spelling in waiting:
            alike = [(s, e) for s, e, other in waiting if s != start and _same_group(spelling, other)]
            beside_starts, beside_ends = starts.union(s for s, _ in alike), ends.union(e for _, e in alike)
            if spelling.skill and (
                _in_context(doc, start, end, spelling) or _in_list(doc, start, end, beside_starts, beside_ends)
            ):
                confirmed.append((start, end, spelling.skill))
                starts.add(start)
                ends.add(end)
            else:
                still.append((start, end, spelling))
        if len(still) == len(waiting):
            break
        waiting = still
    return confirmed


def _in_context(doc: Doc, start: int, end: int, spelling: Spelling) -> bool:
    words = spelling.context or frozenset()
    near = doc[max(0, start - CONTEXT_WORDS) : start], doc[end : end + CONTEXT_WORDS]
    return any(token.lower_ in words for part in near for token in part)


def _same_group(one: Spelling, other: Spelling) -> bool:
    """Two doubtful ones of one group vouch for each other: "Go or Rust"."""
    return one.skill is not None and other.skill is not None and one.skill.category == other.skill.category


def _in_list(doc: Doc, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    left = start
    while left > 0 and doc[left - 1].lower_ in _BETWEEN_ITEMS:
        left -= 1
    right = end
    while right < len(doc) and doc[right].lower_ in _BETWEEN_ITEMS:
        right += 1
    # Without a separator "Ruby" beside "Tuesday" would be enough: the neighbour must be another item.
    return (left < start and left in ends) or (right > end and right in starts)
