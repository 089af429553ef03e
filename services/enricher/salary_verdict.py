"""Whether an amount is pay: what the rules say of the words around it, and how much these look like pay to a model.

The rules know what pay words, labels and traps are; the model has seen sentences. Where they disagree, the surer one wins.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from services.enricher import salary_leaning, salary_subjects, salary_traps
from services.enricher import salary_words as words
from services.enricher.salary_amounts import Amount
from services.enricher.salary_words import Period

# How much the words around an amount have to look like pay: behind a pay word, where the rules take it for pay or it may
# belong to a list, where no rule knows it, and where a rule says that it is something else.
_SURE, _LEAST_LED, _LEAST_LIKE, _LEAST_ALONE, _LEAST_AGAINST = 6.0, -6.0, -2.0, 0.5, 2.0
# By the hour less than that is told of what is paid on top, or of waiters.
_LEAST_HOUR = 7
# In a field of its own a figure without sign or period is pay from here on.
_LEAST_BARE = 5_000
_CAPITALS = re.compile(r"[A-Z]{3}\s?$")
# Where what is told of an amount ends: at a full stop, at the next amount, and where another clause begins.
_FAR_ENDS = re.compile(r"[.!?;]\s|[$£€₹]\s?\d|\b(?:once|when|while|after|before)\b")
_LINE_GOES_ON = re.compile(r"^[\s,.()*+!;:/|–-]*(?:$|\n|\(|\[)|^\s*[+*.;,(\[|]")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an amount: what follows it and its period, that period, and which words stand where.

    `marked` has a sign or a unit, `beside` a period right behind the figure; `whose` pay word stands before it, `led` by
    that or a weaker word; it `follows` another pay of the same sentence.
    """

    amount: Amount
    rest: str
    low: Decimal
    period: Period | None
    is_range: bool
    beside: bool
    marked: bool
    whose: str | None
    led: bool
    follows: bool
    is_stipend: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much it looks like pay, whether it is pay by itself, and whether a figure without period is one of pay."""

    leaning: float
    is_sure: bool
    is_about_pay: bool


def verdict(told: Told) -> Verdict | None:
    """The verdict on an amount that is pay, or may be the pay before one; None for every other."""
    amount = told.amount
    governed = told.led or told.follows or _is_followed(amount)
    is_lpa = "lpa" in amount.match[0].lower()
    is_value = amount.before.rstrip().endswith((":", "="))
    counted = not (told.marked or told.period or is_lpa or is_value) and words.COUNTED.match(amount.after)
    is_candidate = governed or is_lpa or (told.beside and told.marked) or _is_alone(told)
    if counted or not (is_candidate or told.marked):
        return None
    strong = told.whose == "ours"
    certain = strong and told.is_range and not _is_something_else(told, governed=governed)
    # A range behind a pay word needs no more.
    leaning = _SURE if certain else salary_leaning.leaning(amount, told.low)
    least = _LEAST_LIKE if is_candidate or told.is_range else _LEAST_ALONE
    if leaning < (_LEAST_LED if strong or told.is_stipend else least):
        return None
    by_rule = is_lpa or certain
    if not by_rule and _is_something_else(told, governed=governed):
        if leaning < _LEAST_AGAINST:
            return None
    elif is_candidate:
        by_rule |= governed or ((told.whose != "others" or amount.at_head) and _is_told(told))
    # A range before one that is pay, in the same list, is pay too.
    is_sure = by_rule or leaning >= _LEAST_ALONE
    if not (is_sure or told.is_range):
        return None
    # Nobody lives on that: it comes on top.
    if told.period == "hour" and told.low < _LEAST_HOUR and leaning < _LEAST_ALONE:
        return None
    return Verdict(leaning, is_sure, governed or not by_rule)


def _is_something_else(told: Told, *, governed: bool) -> bool:
    """Whether a rule knows it as other money."""
    if told.led and told.whose != "ours" and _is_for_something(told):
        return True
    return _is_trap(told.amount, told.rest, governed=governed)


def _is_told(told: Told) -> bool:
    """Whether an amount that no pay word governs is told about the job: in a sentence, something has to say so."""
    if _is_for_something(told):
        return False
    return told.amount.at_head or salary_traps.is_told_for_the_job(
        told.amount.before, told.rest, is_range=told.is_range, period=told.period
    )


def _is_for_something(told: Told) -> bool:
    return salary_traps.is_for_something(told.amount.after, told.rest, is_wage=told.period in ("hour", "day"))


def _is_followed(amount: Amount) -> bool:
    """Whether what only pay is followed by stands behind the amount."""
    if not (found := words.PAY_AFTER.match(amount.after)):
        return False
    # Only the people of a job get tips.
    return found[0].endswith("tips") or not salary_traps.names_other(amount.before)


def _is_alone(told: Told) -> bool:
    """Whether the amount stands for itself: at the head of a line, or a range at the end of a short one."""
    amount, rest = told.amount, told.rest
    closes = bool(words.PAY_AFTER.match(_plus(amount) + rest) or _LINE_GOES_ON.match(rest))
    if not (told.marked or told.beside):
        is_bare = amount.is_field and amount.at_head and told.low >= _LEAST_BARE and _is_bare_pay(amount, rest)
        return is_bare and (closes or told.is_range)
    if amount.at_head:
        return told.beside or closes or told.is_range
    return (told.is_range and closes and amount.in_short_line) or (closes and salary_traps.is_title(amount.before))


def _is_bare_pay(amount: Amount, rest: str) -> bool:
    """Whether figures without sign, unit and period may be pay: nothing else is named beside them."""
    return bool(
        _LINE_GOES_ON.match(rest) or words.PAY_AFTER.match(rest) or words.EXTRAS.match(rest)
    ) and not _CAPITALS.search(amount.before)


def _plus(amount: Amount) -> str:
    """The sign of "and more", which is part of the match."""
    return "+" if amount.match["open"] else ""


def _is_trap(amount: Amount, rest: str, *, governed: bool) -> bool:
    """Whether the figure is told about something else than pay."""
    if (
        words.OTHER_UNIT_AFTER.match(amount.after)
        or salary_subjects.is_for_others(rest)
        or salary_subjects.is_hearsay(rest)
    ):
        return True
    opened = amount.match["open"]
    # "2 180 € + prime", but "$5,000+ bonus".
    after_period = opened and (amount.match["per1"] or opened[0].isspace())
    on_top = bool(after_period or words.EXTRAS.match(rest) or words.PAY_AFTER.match(_plus(amount) + rest))
    if not on_top and (trap := words.TRAP_AFTER.match(rest) or words.TRAP_AFTER.match(amount.after)):
        return not (governed and trap[0].lower().endswith("stipend"))
    if governed:
        return False
    before = amount.before
    if verb := words.PAY_VERB.search(before):
        before = before[verb.end() :]
    far = _FAR_ENDS.split(rest, maxsplit=1)[0]
    return bool(salary_traps.names_other(before) or (not on_top and salary_traps.goes_elsewhere(far)))
