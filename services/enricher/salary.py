"""What a posting says it pays: a small grammar of amounts, ranges, currencies and periods, and the traps around it.

Every number that a sign, a unit, a period or a pay word stands beside is a candidate. A pay word ("salary", "Gehalt")
before it in its sentence governs it, unless something else is named in between ("salary and a bonus of"). Whether a
candidate is pay, `salary_verdict.py` decides. Of several the one with the most support wins, ranges of equal support are
told as their span. A single figure is the minimum, after "up to" the maximum; an untold period is guessed from the size.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from services.enricher import (
    money,
    salary_amounts,
    salary_choice,
    salary_size,
    salary_subjects,
    salary_traps,
    salary_verdict,
)
from services.enricher import salary_words as words
from services.enricher.reading import blank, holds
from services.enricher.salary_amounts import Amount
from services.enricher.salary_choice import BESIDE, HOPED, LED, Candidate, Salary
from services.enricher.salary_verdict import Told
from services.enricher.salary_words import Period

# How far before an amount its code stands, and words such as "up to" or "annual".
_CODE_REACH, _NEAR, _SHARE_REACH = 6, 60, 12
_PERIOD_HINTS = ("hour", "horaire", "stund", "da", "tag", "jour", "tjm", "week", "month", "monat", "mensuel", "annu", "year", "jahr", "jähr", "ctc", "ote", "mens", "maand", "måned", "mån", "mies", "uur", "tim", "stawka", "anua", "annu", "jaar", "års", "ral", "sba", "orari", "時", "日", "月", "年")  # fmt: skip
# Nobody tells his pay in more amounts than this; a text that holds more is not a posting.
_MOST_AMOUNTS = 200
_MILLIONS = re.compile(
    r"\d\s?(?:b|bn|billion|milliarden|mrd|millions?|mn|mm|m|mio\.?|millionen)(?![a-z])", re.IGNORECASE
)
# Whose unit is so small that people are paid millions.
_SMALL_SIGNS = frozenset(("¥", "￥", "₩", "JPY", "KRW", "IDR", "RP", "YEN"))
_GETTING = ("earn", "home", "make", "average", "receive", "start")
_RETIREMENT = re.compile(r"40[13]\s?\(?[kb]?\b", re.IGNORECASE)
_CALENDAR_YEAR = re.compile(r"(?:19|20)\d\d$")


def extract_salary(text: str, country: str | None = None) -> Salary | None:
    """The pay that the text states. `country` (ISO alpha-2) says whose dollar a bare `$` is; without it that is open."""
    text = text or ""
    pay = _best(text, (country or "").lower())
    if pay and pay.currency is None and (named := words.CURRENCY_FIELD.search(text)):
        return replace(pay, currency=named[1])
    return pay


def _best(text: str, country: str) -> Salary | None:
    candidates: list[Candidate] = []
    for match in islice(salary_amounts.amounts(text), _MOST_AMOUNTS):
        last = _goes_on(text, candidates[-1] if candidates else None, match.start())
        if candidate := _read(salary_amounts.in_context(match, text), country, last):
            candidates.append(candidate)
    return salary_choice.chosen(candidates, text) if candidates else None


def _goes_on(text: str, last: Candidate | None, start: int) -> Candidate | None:
    """The pay told just before in the same sentence, or at the end of the line before in a list of such lines."""
    if last is None or start - last.salary.evidence[1] > salary_amounts.BEFORE:
        return None
    between = text[last.salary.evidence[1] : start]
    # "$185,000 here; elsewhere it is $160,000" goes on.
    if last.salary.max is not None:
        between = between.replace(";", ",")
    if (
        salary_amounts.sentence_ends(between)
        or salary_traps.names_money(between)
        or len(between.strip().split("\n")) > 1
    ):
        return None
    return last


def _read(amount: Amount, country: str, last: Candidate | None) -> Candidate | None:
    match = amount.match
    low, high, is_indian = salary_amounts.scaled(match)
    period_match = words.PERIOD_AFTER.match(amount.after)
    if salary_amounts.tells_two_periods(match, period_match):
        high, period_match = None, None
    if _is_no_money(match, amount.before, amount.after):
        return None
    signs = [match[name] for name in ("sign1", "code1", "sign2", "code2") if match[name]]
    if salary_amounts.is_pence(match):
        signs.append("£")
    stated = _period_of(match["per1"], period_match, amount.before)
    # A period right behind the figure says more than one told of before it.
    beside = bool(match["per1"] or period_match)
    if code := salary_amounts.code_before(amount.before[-_CODE_REACH:]) or salary_amounts.sign_in_brackets(
        amount.before
    ):
        signs.insert(0, code)
    whose = _whose_pay(amount.before)
    strong = whose == "ours"
    led = strong or _is_weakly_led(amount.before) or bool(last and last.is_led) or _tells_both_ends(amount)
    rest = amount.after[period_match.end() :] if period_match else amount.after
    is_stipend = bool(words.STIPEND_AFTER.match(rest))
    is_fixed = bool(signs and words.FIXED_AFTER.match(rest))
    led = led or is_stipend or is_fixed
    told = Told(
        amount, rest, low, stated,
        is_range=high is not None, beside=beside, marked=bool(signs) or money.scale(match["scale1"]) != 1 or money.scale(match["scale2"]) != 1,
        whose=whose, led=led, follows=last is not None, is_stipend=is_stipend,
    )  # fmt: skip
    if not (verdict := salary_verdict.verdict(told)):
        return None
    is_odd = words.ODD_PERIOD_AFTER.match(amount.after) or words.ODD_PERIOD_BEFORE.search(amount.before[-_NEAR:])
    currency = money.currency_of(signs, (amount.after, rest), country, is_yearly=is_indian)
    period = stated or (
        "year"
        if is_indian
        else salary_size.guessed_period(
            high or low, currency, country,
            about_pay=verdict.is_about_pay or amount.is_field, may_be_hour=bool(signs) and (strong or amount.at_head or salary_traps.is_title(amount.before) or bool(led and words.STARTS.search(amount.before))),
        )
    )  # fmt: skip
    if (high is not None and low > high) or period is None or not salary_size.is_plausible(low, high, period, currency):
        return None
    is_stipend |= strong and "stipend" in amount.before[-_NEAR:].lower()
    if is_stipend and not salary_size.is_living(high or low, period, currency):
        return None
    support = LED * led + 2 * bool(signs) + BESIDE * beside + 2 * (high is not None) + 2 * is_indian
    support += bool(signs) and currency is not None and currency == money.local_dollar(country)
    support += is_fixed
    if _is_hoped_for(amount):
        support -= HOPED
    end = match.end() + (period_match.end() if period_match else 0)
    salary = Salary(low, high, period, currency, (match.start(), end))
    return salary_choice.bounded(
        Candidate(salary, support, led, "", verdict.leaning, verdict.is_sure and not is_odd), amount.before, rest
    )


def _is_hoped_for(amount: Amount) -> bool:
    """Whether it is what may be earned when all goes well."""
    near = amount.before[-_NEAR:]
    hinted = holds(near.lower(), words.EXPECTED_HINTS)
    return bool((hinted and words.EXPECTED_BEFORE.search(near)) or words.EXPECTED_AFTER.match(amount.after))


def _whose_pay(before: str) -> str | None:
    """Whose pay word stands before the amount with nothing else named in between: "ours", "others" or nobody's."""
    lower = before.lower()
    if not holds(lower, salary_amounts.PAY_HINTS):
        return None
    if "(" in before or "+" in before:
        before = words.LEFT_OUT.sub(blank, before)
    said = [word for stems, pattern in words.PAY_WORDS if holds(lower, stems) for word in pattern.finditer(before)]
    pay = max((word.end() for word in said if not salary_subjects.is_others_pay(before, word)), default=-1)
    if pay < 0:
        return "others" if said else None
    return None if salary_traps.names_money(before[pay:]) else "ours"


def _is_weakly_led(before: str) -> bool:
    """Whether a word that also tells of other things stands there, in a sentence that tells of nothing else."""
    lower = before.lower()
    if not holds(lower, salary_amounts.PAY_HINTS):
        return False
    weak = words.WEAK_PAY_WORD.search(before)
    if not (weak or (holds(lower, _GETTING) and salary_subjects.says_who_earns(before))):
        return False
    if weak and salary_traps.names_money(before[weak.end() :]):
        return False
    return not (salary_traps.names_other(before) or salary_subjects.tells_of_others(before))


def _tells_both_ends(amount: Amount) -> bool:
    """Whether a sentence that tells of no other money names a minimum and a maximum."""
    lower = amount.before.lower()
    return (
        "minimum" in lower
        and ("maximum" in lower or "maximum" in amount.after)
        and not salary_traps.names_other(amount.before)
        and not salary_traps.goes_elsewhere(amount.after)
    )


def _is_no_money(match: re.Match[str], before: str, after: str) -> bool:
    """Millions unless a pay word says so, a retirement plan, a calendar year; and "3 and 5" that is no range."""
    if (
        _MILLIONS.search(match[0])
        and _SMALL_SIGNS.isdisjoint((match[sign] or "").strip().upper() for sign in ("sign1", "code1", "code2"))
        and not match["number1"].startswith("0.")
        and not (match["per1"] and (_whose_pay(before) == "ours" or words.PAY_AFTER.match(after)))
    ):
        return True
    if _RETIREMENT.match(match[0]) or (" of" in before[-_SHARE_REACH:] and words.SHARE_OF.search(before)):
        return True
    if match["number2"] is None and _CALENDAR_YEAR.match(match["number1"]) and not match["sign1"]:
        return True
    return bool(match["joined"]) and not match["sign2"] and not words.BETWEEN.search(before[-_NEAR:])


def _period_of(inside: str | None, after: re.Match[str] | None, before: str) -> Period | None:
    found = (words.PERIOD_AFTER.match(inside) if inside else None) or after or _told_before(before)
    return found.lastgroup if found else None  # type: ignore[return-value]


def _told_before(before: str) -> re.Match[str] | None:
    near = before[-_NEAR:]
    lower = near.lower()
    return words.PERIOD_BEFORE.search(near) if holds(lower, _PERIOD_HINTS) else None
