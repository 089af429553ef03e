"""Pay of a generated posting: the amounts, and the many forms in which boards state them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

HOURS, DAYS, WEEKS, MONTHS = 2080, 260, 52, 12
_PER_YEAR = {"YEAR": 1, "MONTH": MONTHS, "WEEK": WEEKS, "DAY": DAYS, "HOUR": HOURS}
_SIGNS = {"USD": "$", "CAD": "$", "AUD": "$", "SGD": "S$", "GBP": "£", "EUR": "€", "INR": "₹", "JPY": "¥"}
_CLEAR_SIGNS = {"CAD": "CA$", "AUD": "A$", "USD": "US$"}
# (share, form, period): in fields, in one field, in the display string, in the text, or a period and nothing else.
_FORMS = (
    (0.34, "none", "YEAR"),
    (0.16, "fields", "YEAR"),
    (0.07, "fields", "HOUR"),
    (0.04, "fields", "MONTH"),
    (0.015, "fields", "WEEK"),
    (0.02, "fields", "DAY"),
    (0.05, "period_only", "YEAR"),
    (0.02, "period_only", "HOUR"),
    (0.035, "single", "YEAR"),
    (0.015, "single", "HOUR"),
    (0.04, "string", "YEAR"),
    (0.025, "string", "HOUR"),
    (0.085, "text", "YEAR"),
    (0.03, "text", "HOUR"),
    (0.02, "text", "DAY"),
    (0.01, "text", "WEEK"),
    (0.015, "text", "MONTH"),
    (0.01, "several", "YEAR"),
)


@dataclass(frozen=True, slots=True)
class Pay:
    """What a posting says about pay, per `period` in `currency`; `form` says where it says so.

    `sentence` names the wording's sentences to choose from (empty: the text is silent); `shown` are their amounts.
    """

    form: str
    period: str
    currency: str
    low: float
    high: float
    sentence: str
    shown: dict[str, str]
    string: str | None


def drawn_pay(rng: Random, *, yearly: float, currency: str, country: str, language: str) -> Pay:
    """Decide how much and in which form; `yearly` is the middle in `currency`."""
    form, period = _form(rng.random())
    if country == "ca" and rng.random() < 0.06:
        yearly, currency, clear = yearly / 1.3, "USD", True
    else:
        clear = rng.random() < 0.3
    step = _step(currency, period)
    middle = yearly * (0.85 + 0.3 * rng.random()) / _PER_YEAR[period]
    low = _rounded(middle * (0.84 + 0.1 * rng.random()), step)
    high = max(low, _rounded(middle * (1.04 + 0.2 * rng.random()), step))
    style = rng.random()
    sentence = {"text": f"range_{period.lower()}", "several": "several"}.get(form, "")
    # A posting with fields often says it again in words.
    if form == "fields" and style < 0.4:
        sentence = f"range_{period.lower()}"
    if form == "text" and period == "YEAR" and style < 0.3:
        sentence = "single_year"
    shown = {
        "low": money(low, currency, period, language, style=style, clear=clear),
        "high": money(high, currency, period, language, style=style, clear=clear),
        "low2": money(_rounded(low * 0.9, step), currency, period, language, style=style, clear=clear),
        "high2": money(_rounded(high * 0.9, step), currency, period, language, style=style, clear=clear),
    }
    if clear and currency == "USD" and country == "ca":
        shown["high"] += " USD"
    string = _string(low, high, currency, period, style) if form == "string" else None
    return Pay(form, period, currency, low, high, sentence, shown, string)


def _form(chance: float) -> tuple[str, str]:
    for share, form, period in _FORMS:
        if chance < share:
            return form, period
        chance -= share
    return "none", "YEAR"


def _step(currency: str, period: str) -> float:
    coarse = {"INR": 50_000, "JPY": 100_000}.get(currency, 1_000)
    return {"YEAR": coarse, "MONTH": coarse / 10, "WEEK": coarse / 50, "DAY": coarse / 100}.get(period, coarse / 2_000)


def _rounded(amount: float, step: float) -> float:
    value = max(step, round(amount / step) * step)
    return int(value) if value == int(value) else round(value, 2)


def money(amount: float, currency: str, period: str, language: str, *, style: float, clear: bool) -> str:
    """An amount as people write it: `$85,000`, `CA$85K`, `£60k`, `18 LPA`, `55 000 €`, `65.000 €`, `600万円`."""
    if language == "ja" and currency == "JPY":
        return f"{amount / 10_000:g}万円" if amount >= 10_000 else f"{amount:,g}円"
    if currency == "INR" and period == "YEAR" and style < 0.6:
        return f"{amount / 100_000:g} LPA" if style < 0.3 else f"₹{amount / 100_000:g} lakh"
    sign = (_CLEAR_SIGNS if clear else _SIGNS).get(currency) or _SIGNS.get(currency) or f"{currency} "
    if amount >= 10_000 and style < 0.25 and currency not in ("INR", "JPY"):
        return f"{amount / 1_000:g} K{sign}" if language == "fr" else f"{sign}{amount / 1_000:g}{'k' if clear else 'K'}"
    figures = _indian(int(amount)) if currency == "INR" else f"{amount:,.2f}".removesuffix(".00")
    if language == "fr":
        # Word processors put a narrow no-break space into French figures.
        return figures.replace(",", "\u202f").replace(".", ",") + f"\u202f{sign}"
    if language == "de":
        return figures.replace(",", " ").replace(".", ",").replace(" ", ".") + f" {sign}"
    return f"{sign}{figures}"


def _indian(amount: int) -> str:
    head, tail = divmod(amount, 1_000)
    if not head:
        return str(amount)
    groups = []
    while head >= 100:
        head, pair = divmod(head, 100)
        groups.append(f"{pair:02d}")
    return ",".join([str(head), *reversed(groups), f"{tail:03d}"])


def _string(low: float, high: float, currency: str, period: str, style: float) -> str:
    """The board's display text, such as `82.5K a year` or `47.50–59.01 an hour`."""
    unit = {"HOUR": "an hour", "YEAR": "a year"}[period]
    sign = "" if style < 0.5 else {"USD": "$", "CAD": "CA$"}.get(currency, _SIGNS.get(currency, ""))
    if period == "HOUR":
        return f"{sign}{low:.2f}–{sign}{high + 0.01:.2f} {unit}"
    if currency == "INR":
        return f"{sign}{low / 100_000:g}L–{sign}{high / 100_000:g}L {unit}"
    if style < 0.3:
        return f"{sign}{(low + high) / 2_000:g}K {unit}"
    return f"{sign}{low / 1_000:g}K–{sign}{high / 1_000:g}K {unit}"
