"""Stated pay: figures, period and currency; and amounts that are no pay."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enricher.salary import extract_salary

AROUND = (
    "We build tools for people in many places, and we have done so with joy for a long time. {} Join us, we are nice."
)


def stated(text: str, country: str | None = None) -> tuple[float | None, float | None, str, str | None] | None:
    salary = extract_salary(text, country)
    if salary is None:
        return None
    low, high = (None if figure is None else float(figure) for figure in (salary.min, salary.max))
    return low, high, salary.period, salary.currency


def test_it_works() -> None:
    text = "Salary: $80,000 to $90,000 USD."
    salary = extract_salary(text, "ca")
    assert salary is not None
    assert (salary.min, salary.max, salary.period, salary.currency) == (Decimal(80000), Decimal(90000), "year", "USD")
    assert text[slice(*salary.evidence)].startswith("$80,000 to $90,000")


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("47.50–59.01 an hour", (47.5, 59.01, "hour", None)),
        ("82.5K a year", (82500, None, "year", None)),
        ("Pay: $18 - $22 hourly.", (18, 22, "hour", None)),
        ("The pay is $25/hr.", (25, None, "hour", None)),
        ("Salary of 100 to $120K.", (100000, 120000, "year", None)),
        ("$ 64,000.00 107,000.00 Per Year", (64000, 107000, "year", None)),
        ("Compensation: CAD 95k-110k.", (95000, 110000, "year", "CAD")),
        ("Salary up to £40,000.", (None, 40000, "year", "GBP")),
        ("£300 - £350 per day", (300, 350, "day", "GBP")),
        ("$1,800 weekly", (1800, None, "week", None)),
        ("Gehalt: €50.000 - €60.000 brutto im Jahr.", (50000, 60000, "year", "EUR")),
        ("Stundenlohn 15,50 €", (15.5, None, "hour", "EUR")),
        ("45 000 € à 55 000 € brut annuel", (45000, 55000, "year", "EUR")),
        ("₹8,00,000 - ₹12,00,000 per annum", (800000, 1200000, "year", "INR")),
        ("8-12 LPA", (800000, 1200000, "year", "INR")),
        ("12 lakh per annum", (1200000, None, "year", "INR")),
        ("The salary range is $120,000-$150,000 plus bonus.", (120000, 150000, "year", None)),
        (
            "Base salary $100,000 - $140,000 in Oslo and base salary $90,000 - $120,000 in Rome.",
            (90000, 140000, "year", None),
        ),
    ],
)
def test_pay_alone_and_inside_a_text(text: str, pay: tuple) -> None:
    assert stated(text) == pay
    assert stated(AROUND.format(text)) == pay


@pytest.mark.parametrize(
    "text",
    [
        "We manage $5b AUM.",
        "Over $1 billion in revenue.",
        "We raised $30M and serve 200,000 customers.",
        "401(k) with a match up to $5,000.",
        "A $10,000 sign-on bonus.",
        "A referral bonus of $500.",
        "Tuition reimbursement of $5,250 per year.",
        "You own a budget of $250,000 per year.",
        "5+ years of experience, 40 hours per week.",
        "Founded in 2015, 10 to 20 people.",
        "Call 555 0100 before 5 pm.",
        "Competitive pay.",
        "",
    ],
)
def test_no_pay_is_invented(text: str) -> None:
    assert extract_salary(text) is None
    assert extract_salary(AROUND.format(text)) is None


@pytest.mark.parametrize(
    ("country", "currency"), [("us", "USD"), ("ca", "CAD"), ("au", "AUD"), ("in", None), (None, None)]
)
def test_a_bare_dollar_belongs_to_the_country(country: str | None, currency: str | None) -> None:
    assert stated("$60,000 per year", country) == (60000, None, "year", currency)


@given(st.text(alphabet="0123456789 $€£.,-kK/per hourya\n", max_size=80))
def test_whatever_is_read_is_in_order_and_inside_the_text(text: str) -> None:
    salary = extract_salary(text)
    if salary is not None:
        assert salary.min is not None or salary.max is not None
        if salary.min is not None and salary.max is not None:
            assert salary.min <= salary.max
        assert 0 <= salary.evidence[0] < salary.evidence[1] <= len(text)


@given(low=st.integers(15_000, 200_000), more=st.integers(0, 100_000))
def test_a_range_is_read_back_as_written(low: int, more: int) -> None:
    assert stated(f"Salary: ${low:,} - ${low + more:,} per year") == (low, low + more, "year", None)
