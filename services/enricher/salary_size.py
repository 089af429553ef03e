"""What the size of an amount says: the period it is paid for, and whether anybody earns it."""

from __future__ import annotations

from decimal import Decimal

from services.enricher.salary_words import Period

# What a person can earn, by period; outside of it the figure is something else.
_PLAUSIBLE: dict[Period, tuple[int, int]] = {
    "hour": (3, 1_000), "day": (20, 8_000), "week": (80, 30_000), "month": (200, 200_000), "year": (3_000, 3_000_000),
}  # fmt: skip
_INR_YEAR = 100_000
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


def guessed_period(amount: Decimal, currency: str | None, has_sign: bool, about_pay: bool) -> Period | None:
    """The period that the size of an amount tells; rupees are told by the month."""
    if currency == "INR" and about_pay and amount < _INR_YEAR:
        return "month" if amount >= _PLAUSIBLE["month"][0] * 10 else None
    amount /= 1 if currency == "INR" else _SMALL_UNIT.get(currency or "", 1)
    if amount >= 10_000:
        return "year"
    return "hour" if 5 <= amount <= 150 and has_sign and about_pay else None


def is_plausible(low: Decimal, high: Decimal | None, period: Period, currency: str | None) -> bool:
    """Whether a person can earn that."""
    unit = _SMALL_UNIT.get(currency or "", 1)
    least, most = _PLAUSIBLE[period]
    top = high if high is not None else low
    return least <= top <= most * unit and (low == 0 or high is None or (low >= least and high <= low * 12))
