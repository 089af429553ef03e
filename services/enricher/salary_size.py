"""What the size of an amount says: the period it is paid for, and whether anybody earns it."""

# A row of a table is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

from decimal import Decimal

from services.enricher.salary_words import Period

# What a person can earn, by period; outside of it the figure is something else.
_PLAUSIBLE: dict[Period, tuple[int, int]] = {
    "hour": (2, 1_000), "day": (20, 8_000), "week": (80, 30_000), "month": (200, 200_000), "year": (3_000, 3_000_000),
}  # fmt: skip
# A stipend below is a help with something, not what somebody lives on.
_LIVING: dict[Period, int] = {"hour": 5, "day": 40, "week": 180, "month": 700, "year": 7_000}
# Where pay is told by the month, amounts below are a month when nothing else is said.
_MONTHLY_BELOW = {
    "INR": 100_000, "SEK": 120_000, "DKK": 120_000, "PLN": 60_000, "CZK": 250_000, "HUF": 2_500_000, "RON": 40_000, "BRL": 40_000, "MXN": 120_000,
    "JPY": 1_200_000, "KRW": 12_000_000, "CNY": 80_000, "TWD": 250_000, "HKD": 120_000, "SGD": 25_000, "MYR": 25_000, "THB": 250_000, "PHP": 250_000, "IDR": 60_000_000, "VND": 200_000_000,
    "AED": 90_000, "SAR": 60_000, "QAR": 60_000, "TRY": 250_000, "RUB": 800_000, "UAH": 300_000, "KES": 400_000, "NGN": 1_500_000, "EGP": 150_000, "ZAR": 100_000, "COP": 20_000_000, "CLP": 8_000_000,
}  # fmt: skip
# Where a salary of four digits can only be a month's.
_MONTH_OR_YEAR = ("EUR", "CHF")
_CURRENCY_IN = {
    "in": "INR",
    "pl": "PLN",
    "se": "SEK",
    "dk": "DKK",
    "cz": "CZK",
    "jp": "JPY",
    "sg": "SGD",
    "za": "ZAR",
    "br": "BRL",
    "mx": "MXN",
    "hk": "HKD",
    "my": "MYR",
    "ph": "PHP",
    "ae": "AED",
    "cn": "CNY",
}
# Currencies whose unit is small: the same pay has more digits.
_SMALL_UNIT = {
    "INR": 80, "JPY": 150, "KRW": 1300, "HUF": 350, "RUB": 90, "PHP": 55, "CZK": 22, "THB": 35, "TWD": 30, "PKR": 280, "KES": 130, "IDR": 16_000, "VND": 25_000, "NGN": 1_500,
    "COP": 4_000, "CLP": 950, "ARS": 1_000, "LKR": 300, "BDT": 110, "ISK": 140, "TRY": 35, "UAH": 40, "EGP": 50, "SEK": 10, "NOK": 10, "DKK": 7, "ZAR": 18, "MXN": 18,
}  # fmt: skip


def guessed_period(
    amount: Decimal, currency: str | None, country: str, *, about_pay: bool, may_be_hour: bool
) -> Period | None:
    """The period that the size of an amount tells; without a currency it is taken for the country's own."""
    currency = currency or _CURRENCY_IN.get(country)
    unit = _SMALL_UNIT.get(currency or "", 1)
    below = _MONTHLY_BELOW.get(currency or "", 0)
    if about_pay and amount < below and amount >= min(_PLAUSIBLE["month"][0] * unit, below / 10):
        return "month"
    if about_pay and currency in _MONTH_OR_YEAR and 700 <= amount < 10_000:
        return "month"
    # Lakhs and crores are told in full; the others by what they are worth.
    amount /= 1 if currency == "INR" else unit
    if amount >= 10_000:
        return "year"
    return "hour" if 5 <= amount <= 150 and may_be_hour else None


def is_plausible(low: Decimal, high: Decimal | None, period: Period, currency: str | None) -> bool:
    """Whether a person can earn that."""
    unit = _SMALL_UNIT.get(currency or "", 1)
    least, most = _PLAUSIBLE[period]
    top = high if high is not None else low
    return least <= top <= most * unit and (low == 0 or high is None or (low >= least and high <= low * 12))


def is_living(amount: Decimal, period: Period, currency: str | None) -> bool:
    """Whether somebody may live on a stipend; where money is small, stipends are too."""
    return currency in _SMALL_UNIT or amount >= _LIVING[period]
