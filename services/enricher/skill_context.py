"""Whether a spelling that stands in a text means the skill: casing, what is glued to it, and the company it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from services.enricher.skill_company import (
    asked_for,
    in_company,
    in_good_company,
    is_known,
    is_of_someone,
    is_written_so,
    stands_alone,
)
from services.enricher.skill_names import Found
from services.enricher.skill_tagger import Tagged
from services.enricher.skill_view import Named, View
from services.enricher.skill_words import JOBS, NAMES, TRADE
from services.enricher.vocabulary import Skill, Spelling

# How much a phrase that is no product's name must look like a skill: "data protection" is also a notice to applicants.
LEAST_LEANING_OF_PRODUCTS = -2.0
LEAST_LEANING_OF_UNMISTAKABLE_NAMES = -4.0
LEAST_LEANING_OF_OTHER_NAMES = 0.0
LEAST_LEANING_BEFORE_A_JOB = 1.0
LEAST_LEANING_OF_PHRASES = 2.0
LEAST_LEANING_OF_TRADE = 0.5
LEAST_LEANING_OF_LONG_PHRASES = -1.0


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
            # Most are everyday words as everybody writes them, which only the tagger can make a name.
            may_be = vouched.issuperset(range(start, end)) or is_written_so(view, match)
            if may_be and stands_alone(view, start, end) and not is_of_someone(view, start, end):
                doubtful.append(match)
            else:
                refused.update(range(start, end))
            after = end
        elif is_written_so(view, match):
            after = end
            if spelling.skill.kind == "soft" and end == start + 1:
                soft.append(match)
            elif spelling.is_public and view.words(start, end).isupper() and math.isinf(tagged.leaning[start]):
                # The short forms of public lists are many, and a title such as "CASE MANAGER" has no prose to tell by.
                unsure.append(match)
            elif vouched.issuperset(range(start, end)) or sum(tagged.leaning[start:end]) > _least_leaning(
                view, match
            ) * (end - start):
                sure.append(Named(start, end, spelling.skill))
            else:
                unsure.append(match)
    kept = in_good_company(view, doubtful, sure, vouched) if doubtful else []
    confirmed = {named.start for named in kept}
    refused.update(
        token for match in doubtful if match.start not in confirmed for token in range(match.start, match.end)
    )
    sure += kept
    sure += in_company(view, unsure, sure)
    sure += asked_for(view, soft, sure)
    sure.sort(key=lambda named: named.start)
    return Choice(sure, refused)


def _least_leaning(view: View, match: Found) -> float:  # noqa: PLR0911 - a ladder of rules, each a line
    spelling, length = match.spelling, match.end - match.start
    if spelling.skill is None or spelling.skill.kind == "soft":
        return -math.inf
    is_of_our_trade = not spelling.is_public and spelling.skill.category in TRADE
    if is_a_name(spelling) or (is_of_our_trade and length == 1):
        if not view.is_english and not spelling.is_public:
            return -math.inf
        if match.end < len(view.starts) and view.lower(match.end) in JOBS and not view.begins_line(match.start):
            return LEAST_LEANING_BEFORE_A_JOB
        return _least_leaning_of_name(view, match, spelling.skill)
    if not (view.is_english or spelling.is_public) and (is_of_our_trade or is_known(view, match.start)):
        # "Deep Learning" in a German text is a term; only in English are such words everyday words.
        return -math.inf
    if is_of_our_trade:
        return LEAST_LEANING_OF_TRADE
    return LEAST_LEANING_OF_PHRASES if length < 3 else LEAST_LEANING_OF_LONG_PHRASES


def _least_leaning_of_name(view: View, match: Found, skill: Skill) -> float:
    if match.spelling.is_public or skill.category not in NAMES:
        return LEAST_LEANING_OF_OTHER_NAMES
    text = view.words(match.start, match.end)
    # Nobody writes "k8s", "AWS" or "Spring Boot" by chance.
    is_unmistakable = not text.isalpha() or text[1:] != text[1:].lower()
    return LEAST_LEANING_OF_UNMISTAKABLE_NAMES if is_unmistakable else LEAST_LEANING_OF_PRODUCTS


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
