"""Puts together what the vocabulary names and what the tagger marks: canonical names where there are any."""

from __future__ import annotations

from collections.abc import Iterator

from services.enricher.skill_context import Choice
from services.enricher.skill_view import Named, View
from services.enricher.vocabulary import Skill, key_of, load_vocabulary

LONGEST_NAME = 8
_SEPARATORS = frozenset('/,;|()[]{}•·*:<>"“”')
# fmt: off
_EDGES = frozenset({
    "a", "an", "the", "of", "in", "on", "for", "to", "with", "and", "or", "as", "at", "by", "from", "like",
    "such", "using", "und", "oder", "mit", "der", "die", "das", "et", "ou", "de", "la", "le", "les", "etc", "e",
    "g", "strong", "excellent", "years",
})
# fmt: on


def merged(view: View, choice: Choice, spans: list[tuple[int, int]]) -> list[Named]:
    """Every mention in reading order, never overlapping.

    A marked phrase around a name belongs to that name ("Java programming language" is Java); one without any keeps its
    own words as the name.
    """
    named = choice.named
    result: list[Named] = []
    position = 0
    for start, end in spans:
        while position < len(named) and named[position].end <= start:
            result.append(named[position])
            position += 1
        first = position
        while position < len(named) and named[position].start < end:
            position += 1
        inside = named[first:position]
        position -= bool(inside) and inside[-1].end > end
        result += _of_span(view, choice.refused, start, end, named[first:position])
    return result + named[position:]


def _of_span(view: View, refused: set[int], start: int, end: int, inside: list[Named]) -> Iterator[Named]:
    owners = {token: named for named in inside for token in range(named.start, named.end)}
    if inside:
        start = min(start, inside[0].start)
    segment: list[int] = []
    for token in range(start, end + 1):
        is_cut = token == end or (token not in owners and (token in refused or view.word(token) in _SEPARATORS))
        if not is_cut:
            segment.append(token)
        elif segment:
            yield from _of_segment(view, segment, owners)
            segment = []


def _of_segment(view: View, segment: list[int], owners: dict[int, Named]) -> Iterator[Named]:
    """Names take the marked words around them; words without a name become one."""
    names = list(dict.fromkeys(owners[token] for token in segment if token in owners))
    if not names:
        if skill := _own_name(view, trimmed := _trimmed(view, segment)):
            yield Named(trimmed[0], trimmed[-1] + 1, skill)
        return
    for index, named in enumerate(names):
        begin = segment[0] if index == 0 else named.start
        after = names[index + 1].start if index + 1 < len(names) else segment[-1] + 1
        yield Named(min(begin, named.start), max(after, named.end), named.skill)


def _trimmed(view: View, segment: list[int]) -> list[int]:
    def is_edge(token: int) -> bool:
        word = view.lower(token)
        return word in _EDGES or not word[0].isalnum()

    first, last = 0, len(segment)
    while first < last and is_edge(segment[first]):
        first += 1
    while last > first and is_edge(segment[last - 1]):
        last -= 1
    return segment[first:last]


def _own_name(view: View, tokens: list[int]) -> Skill | None:
    """The words as they stand, or the vocabulary's name where only the plural differs."""
    if not tokens or len(tokens) > LONGEST_NAME:
        return None
    text = " ".join(view.text[view.starts[tokens[0]] : view.ends[tokens[-1]]].split())
    if len(text) < 2 or not any(character.isalpha() for character in text):
        return None
    known = load_vocabulary().spellings.get(key_of(text).removesuffix("s"))
    if known and known.skill and not known.exact:
        return known.skill
    return Skill(text if text != text.lower() else text[0].upper() + text[1:], "technical", "unlisted")
