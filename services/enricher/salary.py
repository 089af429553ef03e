"""What a posting says it pays: a small grammar of amounts, ranges, currencies and periods, and the traps around it.

A candidate is an amount or a range. It is pay when its surroundings say so: a currency, a period, or a word such as
"salary" just before. Amounts that are told about something else (funding, bonuses, "$5b AUM", 401k) are not. Of several
candidates the one with the most support wins, and the first of equals. A single figure is the minimum, after "up to"
the maximum; an untold period is guessed from the size, because nobody pays 95,000 an hour.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from services.enricher import money

Period = Literal["hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated, in units of `currency` per `period`; `evidence` are character offsets into the text."""

    min: Decimal | None
    max: Decimal | None
    period: Period
    currency: str | None
    evidence: tuple[int, int]


_FLAGS = re.IGNORECASE | re.VERBOSE
_SIGN = money.SIGN_PATTERN
_NUMBER = money.NUMBER_PATTERN
_SCALE = r"(?:\s?(?:k|lakhs?|lacs?|lpa|crores?|cr)(?![a-z])|\s?(?:m|mn|mm|b|bn|million|billion|millionen|milliarden|mrd)(?![a-z])|l(?![a-z])|\s?tsd\.?(?![a-z])|(?<=\d)\s?\*?tausend)?"

_PERIODS: list[tuple[Period, str]] = [
    ("hour", r"hourly|hours?|hrs?\b|ph\b|p\.?/?h\b\.?|h\b|stunden?\b|std\b|stündlich|heure|stundenlohn"),
    ("day", r"daily|days?\b|pd\b|p/d\b|diem|tag\b|täglich|jour|tagessatz"),
    ("week", r"weekly|weeks?\b|wks?\b|pw\b|p/w\b|woche|semaine"),
    ("month", r"monthly|months?\b|mo\b|mth\b|pcm\b|pm\b|p/m\b|monat(?:lich)?|mois|mensuel\w*"),
    (
        "year",
        r"yearly|years?\b|yr\b|annually|annual|annum|p\.?a\b\.?|lpa\b|jahr|jährlich|an\b(?!\s+(?:hour|hr))|année|annuel\w*|jahresgehalt|anno",
    ),
]
_PERIOD_NAMES = "|".join(f"(?P<{{prefix}}{period}>{pattern})" for period, pattern in _PERIODS)
_PERIOD_AFTER = re.compile(
    r"[\s)\]*]{0,4}(?:gross|brutto|brut|net|base(?:\s+salary)?|salary|plus|usd|cad|gbp|eur|inr|aud|per\s+head)?[\s,(\[*-]{0,3}"
    r"(?:(?:per|an?|each|every|pro|par|im|de\s+l['’]|/|\\|p\.|le|l['’])\s?(?:working\s+|pro\s+)?)?(?:"
    + _PERIOD_NAMES.format(prefix="")
    + ")",
    _FLAGS,
)
_PERIOD_BEFORE = re.compile(
    r"(?:(?P<hour>hourly|per\s+hour|stundenlohn|taux\s+horaire)|(?P<day>daily|day\s+rate|per\s+day|tagessatz)|(?P<week>weekly|per\s+week)"
    r"|(?P<month>monthly|per\s+month|monatlich\w*|monatsgehalt|mensuel\w*)|(?P<year>annual(?:ly|ized|ised)?|yearly|per\s+(?:year|annum)|jahres\w*|annuel\w*|ctc|ote\b))"
    r"[^.;\n\d]{0,50}$",
    _FLAGS,
)

_CANDIDATE = re.compile(
    rf"""
    (?P<sign1>{_SIGN})?\s?(?P<number1>{_NUMBER})(?P<scale1>{_SCALE})(?!(?!p[ahwdm]\b)[\w%])(?P<code1>\s?(?:{_SIGN})(?!\s?\d))?
    (?P<per1>\s*(?:(?:/|per\s|an?\s)\s*(?:hour|hr|h|day|week|wk|month|mo|year|yr|annum)|p[ahwdm])\b)?
    (?P<open>\s?\+)?
    (?:
        (?:\s*(?:-+|[–—−‐‑~_/]|to|bis|à|until|and(?=\s*{_SIGN}))\s*|\s+(?={_SIGN}|\d[\d,]*\.\d\d\s))
        (?P<sign2>{_SIGN})?\s?(?P<number2>{_NUMBER})(?P<scale2>{_SCALE})(?!(?!p[ahwdm]\b)[\w%])(?P<code2>\s?(?:{_SIGN}))?
    )?
    """,
    _FLAGS,
)

_DIGIT = re.compile(r"(?<!\d)(?<!\d[.,])\d")
# Most numbers of a posting: passed over before the costlier patterns look at them.
_OTHER_QUANTITY = re.compile(
    r"\d[\d,.]*\+?\s*(?:-|–|to)?\s*\d*\+?\s*(?:%|:\d|[Yy]ears?\b|yrs?\b|days?\b|months?\b|weeks?\b|hours?\b|[ap]\.?m\b)"
)
_SIGN_BEFORE = re.compile(rf"(?<![a-z]){_SIGN}\s?$", re.IGNORECASE)

_PAY_WORD = re.compile(
    r"salar(?:y|ies)|\bpay\b|\bpays\b|compensation|remuneration|\bwages?\b|\bearn|\brate\b|\bbase\b|\bctc\b|\bote\b|package|stundenlohn|gehalt|vergütung|verdienst"
    r"|salaire|rémunération|\bpaid\b|hiring\s+range|\bstarting\s+at\b|\bpayscale\b",
    re.IGNORECASE,
)
_TRAP_BEFORE = re.compile(
    r"(?:\baum\b|revenues?|turnover|funding|raised|valu(?:ed|ation)|assets|budgets?|bonus(?:es)?|sign[\s-]?on|stipend|allowance|reimburs\w*|tuition|insurance|coverage"
    r"|relocation|referral|donat\w+|grants?|sales\s+(?:of|target|volume)|\barr\b|portfolio|deductible|equity|clients?|invest\w*|worth|savings?|discounts?|credits?|vouchers?"
    r"|contribut\w*|match\w*|prizes?|awards?|fees?|fines?|losses|spend\w*|costs?|accounts?|contracts?|projects?|deals?|market|scholarship|loans?|commission|super\w*|pto"
    r"|fortune|employees|customers|members|\bseries\s+[a-f]\b|incentive|umsatz|prämie|prime)\b[^.;\n$£€₹\d]{0,30}$",
    re.IGNORECASE,
)
_TRAP_AFTER = re.compile(
    r"^\+?[ ]*(?:(?!this\b|is\b|are\b|plus\b|and\b|with\b)\w+[ -]+){0,2}?(?:aum\b|revenues?|turnover|funding|valuation|assets|budgets?|bonus|sign[\s-]?on|stipend|allowance|reimburs\w*|tuition|insurance"
    r"|coverage|relocation|referral|donat\w+|grants?|in\s+sales|arr\b|portfolio|deductible|equity|invest\w*|vouchers?|credits?|contribution|match|prize|award|discount|commission|savings"
    r"|employees|customers|members|users|clients|people|patients|students|locations|stores|countries|companies|applications|square|sq\b|lbs?\b|pounds\b|miles|km\b|hours?\s+(?:an?|per|of|/)\s+(?:week|day|month|training)|years?\s+of|umsatz)",
    re.IGNORECASE,
)
_NO_TRAP_AFTER = re.compile(
    r"^[\s,.;()*]*(?:\n|$|\+|plus|and|with|excl\w*|incl\w*|DOE|depending|based|base\b)", re.IGNORECASE
)
# What may be earned when all goes well is not what is paid.
_EXPECTED = re.compile(r"\b(?:ote|on[\s-]target\s+earnings|potential)\b[^.;\n\d]*$", re.IGNORECASE)
_UP_TO = re.compile(
    r"(?:up\s?to|maximum(?:\s+of)?|max\.?|to|bis\s+zu|bis|jusqu['’]à|no\s+more\s+than|under)\s*:?\s*$", re.IGNORECASE
)

_BEFORE, _AFTER = 70, 45
# What a person can earn, by period; outside of it the figure is something else.
_PLAUSIBLE: dict[Period, tuple[int, int]] = {
    "hour": (3, 1_000), "day": (20, 8_000), "week": (80, 30_000), "month": (200, 200_000), "year": (3_000, 3_000_000),
}  # fmt: skip
# Currencies whose unit is small: the same pay has more digits.
_SMALL_UNIT = {
    "INR": 80,
    "JPY": 150,
    "KRW": 1300,
    "HUF": 350,
    "RUB": 90,
    "PHP": 55,
    "CZK": 22,
    "THB": 35,
    "TWD": 30,
    "PKR": 280,
    "KES": 130,
}
_FIELD_LENGTH = 120


@dataclass(frozen=True, slots=True)
class _Candidate:
    salary: Salary
    support: int


def extract_salary(text: str, country: str | None = None) -> Salary | None:
    """The pay that the text states. `country` (ISO alpha-2) says whose dollar a bare `$` is; without it that is open."""
    text = text or ""
    is_field = len(text) <= _FIELD_LENGTH
    read = (_read(match, text, (country or "").lower(), is_field=is_field) for match in _amounts(text))
    candidates = [candidate for candidate in read if candidate]
    if not candidates:
        return None
    # max() keeps the first of equals.
    best = max(candidates, key=lambda candidate: candidate.support)
    equals = [candidate.salary for candidate in candidates if candidate.support == best.support]
    return _span(best.salary, equals)


def _span(first: Salary, equals: list[Salary]) -> Salary:
    """One range per city or level is told as the span of them all."""
    alike = [
        other for other in equals
        if other.period == first.period and other.currency == first.currency and other.min is not None and other.max is not None
    ]  # fmt: skip
    if first.min is None or first.max is None or len(alike) < 2:
        return first
    low, high = min(s.min for s in alike if s.min is not None), max(s.max for s in alike if s.max is not None)
    return replace(first, min=low, max=high)


def _amounts(text: str) -> Iterator[re.Match[str]]:
    """Every amount or range with its currency signs, looked for from its first digit backwards."""
    done = 0
    for digit in _DIGIT.finditer(text):
        start = digit.start()
        if start < done:
            continue
        head = text[max(done, start - 6) : start]
        if sign := _SIGN_BEFORE.search(head):
            start -= len(head) - sign.start()
        elif (head and (head[-1].isalnum() or head[-1] in "./,#_:")) or _OTHER_QUANTITY.match(text, start):
            continue
        if match := _CANDIDATE.match(text, start):
            done = match.end()
            yield match


def _read(match: re.Match[str], text: str, country: str, *, is_field: bool) -> _Candidate | None:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    after = text[match.end() : match.end() + _AFTER]
    signs = [match[name] for name in ("sign1", "code1", "sign2", "code2") if match[name]]
    period_match = _PERIOD_AFTER.match(after)
    stated = _period_of(match["per1"], period_match, before)
    about_pay = bool(_PAY_WORD.search(before))
    low, high, is_yearly = _scaled(match)
    if not (signs or stated or about_pay or is_field or is_yearly):
        return None
    rest = after[period_match.end() :] if period_match else after
    if _is_trap(match, before, after, rest, about_pay=about_pay, is_field=is_field):
        return None
    if high is not None and low > high:
        return None
    currency = money.currency_of(signs, after, country, is_yearly=is_yearly)
    period = stated or ("year" if is_yearly else _guessed(high or low, currency, bool(signs), about_pay))
    if period is None or not _is_plausible(low, high, period, currency):
        return None
    scaled = bool((match["scale1"] or match["scale2"] or "").strip())
    support = 2 * bool(signs) + 2 * bool(stated) + 2 * about_pay + 2 * (high is not None) + 2 * is_yearly
    if scaled and stated and not signs:
        support += 2
    if support < (2 if is_field else 4) and not (is_field and low >= 1_000):
        return None
    if _EXPECTED.search(before):
        support -= 1
    end = match.end() + (period_match.end() if period_match else 0)
    salary = _salary(low, high, period, currency, (match.start(), end), is_ceiling=bool(_UP_TO.search(before)))
    return _Candidate(salary, support)


def _salary(
    low: Decimal,
    high: Decimal | None,
    period: Period,
    currency: str | None,
    evidence: tuple[int, int],
    *,
    is_ceiling: bool,
) -> Salary:
    if high is None and is_ceiling:
        return Salary(None, low, period, currency, evidence)
    return Salary(low, high, period, currency, evidence)


def _scaled(match: re.Match[str]) -> tuple[Decimal, Decimal | None, bool]:
    """Both figures in full ("100 to 120K" is 100,000 to 120,000) and whether their unit is one of yearly pay (LPA)."""
    low = money.number(match["number1"])
    scale1, scale2 = money.scale(match["scale1"]), money.scale(match["scale2"])
    high = money.number(match["number2"]) if match["number2"] else None
    if high is not None:
        if scale1 == 1 and scale2 > 1 and low < high * 2 and low < 1_000:
            scale1 = scale2
        elif scale2 == 1 and scale1 > 1 and high < 1_000:
            scale2 = scale1
        # "30-45000" is short for 30,000 to 45,000.
        if low < 1_000 and scale1 == scale2 == 1 and high >= 10_000 and low * 1_000 < high <= low * 3_000:
            scale1 = 1_000
        high *= scale2
    units = f"{match['scale1'] or ''} {match['scale2'] or ''}".lower()
    return low * scale1, high, "l" in units and "mil" not in units


def _period_of(inside: str | None, after: re.Match[str] | None, before: str) -> Period | None:
    found = after or (_PERIOD_AFTER.match(inside) if inside else None) or _PERIOD_BEFORE.search(before)
    return found.lastgroup if found else None  # type: ignore[return-value]


def _guessed(amount: Decimal, currency: str | None, has_sign: bool, about_pay: bool) -> Period | None:
    amount /= _SMALL_UNIT.get(currency or "", 1)
    if amount >= 10_000:
        return "year"
    return "hour" if 5 <= amount <= 150 and has_sign and about_pay else None


def _is_plausible(low: Decimal, high: Decimal | None, period: Period, currency: str | None) -> bool:
    unit = _SMALL_UNIT.get(currency or "", 1)
    least, most = _PLAUSIBLE[period]
    top = high if high is not None else low
    return least <= top <= most * unit and (low == 0 or high is None or (low >= least and high <= low * 12))


def _is_trap(match: re.Match[str], before: str, after: str, rest: str, *, about_pay: bool, is_field: bool) -> bool:
    """Whether the figure is told about something else than pay."""
    if re.search(r"\b(?:b|bn|billion|milliarden|mrd|million|mn|mm|millionen)\b", match[0], re.IGNORECASE):
        return True
    if re.match(r"401\s?\(?k", text_from := match[0] + after, re.IGNORECASE) or re.match(r"40[13]\s?\(", text_from):
        return True
    if match["number2"] is None and re.match(r"^(?:19|20)\d\d$", match["number1"]) and not match["sign1"]:
        return True
    if (not _NO_TRAP_AFTER.match(rest) and _TRAP_AFTER.match(rest)) or _TRAP_AFTER.match(after):
        return True
    nearest = _TRAP_BEFORE.search(before)
    if nearest is None:
        return False
    # "Compensation and bonus: base salary of $90k": the pay word nearer to the figure wins.
    last_pay = max((word.end() for word in _PAY_WORD.finditer(before)), default=-1)
    return not ((about_pay or is_field) and last_pay > nearest.start())
