"""Which of the amounts in a text is the pay: the best supported one, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from services.enricher import salary_traps
from services.enricher import salary_words as words
from services.enricher.reading import holds
from services.enricher.salary_words import Period

# What a pay word before an amount and a period right behind it add to its support, and how much less what is only hoped
# for counts.
LED, BESIDE, HOPED = 4, 2, 10
# Ranges of one list stand no farther apart.
_NEAR = 60
# How often a year it is paid, and how much such a count may be off.
_A_YEAR: dict[Period, int] = {"hour": 2_080, "day": 260, "week": 52, "month": 12, "year": 1}
_ABOUT = Decimal("0.08")
# What looks so much less like pay than another amount, and not much like pay at all, is none beside it.
_FAR_BEHIND, _LIKELY = 6.0, 2.0
# How far before an amount "minimum" and "step 3" stand.
_BOUND_REACH, _STEP_REACH = 60, 24


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated, in units of `currency` per `period`; `evidence` are character offsets into the text."""

    min: Decimal | None
    max: Decimal | None
    period: Period
    currency: str | None
    evidence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount that may be the pay, how much speaks for it, and whether it was told as a minimum or a maximum.

    What is not sure is no pay by itself, only beside a range that is.
    """

    salary: Salary
    support: int
    is_led: bool
    bound: str
    leaning: float
    is_sure: bool


def bounded(candidate: Candidate, before: str, after: str) -> Candidate:
    """A single figure told as the least or the most."""
    salary = candidate.salary
    if salary.max is not None:
        return candidate
    bound = (
        "minimum"
        if words.MINIMUM.search(before[-_BOUND_REACH:]) or words.MINIMUM_AFTER.match(after)
        else "maximum"
        if words.MAXIMUM.search(before[-_BOUND_REACH:]) or words.MAXIMUM_AFTER.match(after)
        else "step"
        if holds(before[-_STEP_REACH:].lower(), words.STEP_HINTS) and words.STEP.search(before)
        else ""
    )
    if words.UP_TO.search(before[-_BOUND_REACH:]) and not words.RAISED.search(before[-_BOUND_REACH:]):
        salary = replace(salary, min=None, max=salary.min)
    return replace(candidate, salary=salary, bound=bound)


def chosen(found: list[Candidate], text: str) -> Salary | None:
    """The pay that a text states by one or more amounts."""
    sure = [one for one in found if one.is_sure]
    likeliest = max((one.leaning for one in sure if one.support > 0), default=0.0)
    candidates = [
        one
        for one in sure
        if one.bound
        or (one.is_led and one.salary.max is not None)
        or one.leaning >= min(likeliest - _FAR_BEHIND, _LIKELY)
    ]
    if not candidates:
        return None
    # max() keeps the first of equals.
    best = max(candidates, key=lambda candidate: candidate.support)
    if ends := _both_ends(candidates, text):
        return ends
    best = next(
        one
        for one in candidates
        if one is best or ((one.is_led or one.leaning > 0) and _is_same_pay(one.salary, best.salary, text))
    )
    if best.bound == "step" and (steps := [one.salary for one in candidates if one.bound == "step"])[1:]:
        figures = [step.min for step in steps if step.min is not None and step.period == best.salary.period]
        return replace(best.salary, min=min(figures), max=max(figures))
    equals = [one.salary for one in candidates if one.support == best.support or _is_beside(one, best, text)]
    first = best.salary
    for one in reversed(found[: found.index(best)]):
        if one.is_sure or not _is_near(one.salary, first, text):
            break
        equals.append(first := one.salary)
    return _span(best.salary, equals)


def _is_near(one: Salary, other: Salary, text: str) -> bool:
    """Whether `other` follows in the same line, not far behind."""
    between = text[one.evidence[1] : other.evidence[0]]
    return one.evidence[1] <= other.evidence[0] <= one.evidence[1] + _NEAR and "\n" not in between


def _is_same_pay(one: Salary, other: Salary, text: str) -> bool:
    """Whether one tells in another period what the other tells: "$74,880 a year ($36.00 an hour)"."""
    if not _is_near(one, other, text):
        return False
    first, second = one.min or one.max, other.min or other.max
    if one.period == other.period or first is None or second is None:
        return False
    return abs(first * _A_YEAR[one.period] / (second * _A_YEAR[other.period]) - 1) < _ABOUT


def _is_beside(one: Candidate, best: Candidate, text: str) -> bool:
    """Whether it stands right beside the best and lacks but what is told once: the pay word before the first range of a
    list, the period behind the last one."""
    start, end = sorted((one.salary.evidence, best.salary.evidence))
    between = text[start[1] : end[0]]
    if "\n" in between:
        return False
    if one.support + BESIDE >= best.support:
        return True
    return (
        one.support + BESIDE + LED >= best.support and len(between) <= _NEAR and not salary_traps.names_other(between)
    )


def _both_ends(candidates: list[Candidate], text: str) -> Salary | None:
    """A minimum and a maximum in sentences of their own are one range, and a figure before an "up to" in its line."""
    low = next((one.salary for one in candidates if one.bound == "minimum"), None)
    high = next((one.salary for one in candidates if one.bound == "maximum"), None)
    if low is None:
        low, high = next(
            (
                (one.salary, other.salary)
                for one, other in pairwise(candidates)
                if other.bound == "maximum" and other.salary.min is None and one.salary.max is None
                and one.support == other.support and _is_near(one.salary, other.salary, text)
            ),
            (None, None),
        )  # fmt: skip
    if low is None or high is None or (low.period, low.currency) != (high.period, high.currency):
        return None
    least, most = low.min or low.max, high.max or high.min
    if least is None or most is None or least > most:
        return None
    evidence = (min(low.evidence[0], high.evidence[0]), max(low.evidence[1], high.evidence[1]))
    return replace(low, min=least, max=most, evidence=evidence)


def _span(first: Salary, equals: list[Salary]) -> Salary:
    """One range per city or level is told as the span of them all."""
    alike = [
        other for other in equals
        if (other.period, other.currency) == (first.period, first.currency)
        and other.min is not None and other.max is not None
    ]  # fmt: skip
    if first.min is None or first.max is None or len(alike) < 2:
        return first
    low, high = min(s.min for s in alike if s.min is not None), max(s.max for s in alike if s.max is not None)
    return replace(first, min=low, max=high)
