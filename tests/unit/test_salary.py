"""Stated pay: figures, period and currency; and amounts that are no pay."""

from __future__ import annotations

import runpy
import time
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks import own_cases
from hypothesis import given
from hypothesis import strategies as st

from services.enricher import salary_amounts, salary_leaning
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


def test_own_cases_are_read_as_we_read_them() -> None:
    cases = own_cases.pay()
    wrong = [case for case in cases if stated(case.text, case.country) != case.expected]
    assert len(wrong) <= 0.03 * len(cases), wrong


def test_no_pay_is_invented() -> None:
    traps = own_cases.traps()
    invented = [text for text in traps if extract_salary(text) or extract_salary(AROUND.format(text), "us")]
    assert len(invented) <= 0.01 * len(traps), invented


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Salary of 100 to $120K.", (100000, 120000, "year", None)),
        ("$ 64,000.00 107,000.00 Per Year", (64000, 107000, "year", None)),
        ("Gehalt: €50.000 - €60.000 brutto im Jahr.", (50000, 60000, "year", "EUR")),
        ("45 000 € à 55 000 € brut annuel", (45000, 55000, "year", "EUR")),
        ("₹8,00,000 - ₹12,00,000 per annum", (800000, 1200000, "year", "INR")),
        ("8-12 LPA", (800000, 1200000, "year", "INR")),
        ("Salary: $70,000 with a $5,000 sign-on bonus.", (70000, None, "year", None)),
        ("Minimum salary: $52,000. Maximum salary: $61,000.", (52000, 61000, "year", None)),
        ("Base salary $100,000 - $140,000 in Oslo and $90,000 - $120,000 in Rome.", (90000, 140000, "year", None)),
        ("$85K base, $110K OTE.", (85000, None, "year", None)),
        ("Pay up to $30 per hour.", (None, 30, "hour", None)),
    ],
)
def test_pay_alone_and_inside_a_text(text: str, pay: tuple) -> None:
    assert stated(text) == pay
    assert stated(AROUND.format(text)) == pay


@pytest.mark.parametrize(
    ("country", "currency"), [("us", "USD"), ("ca", "CAD"), ("au", "AUD"), ("in", None), (None, None)]
)
def test_a_bare_dollar_belongs_to_the_country(country: str | None, currency: str | None) -> None:
    assert stated("$60,000 per year", country) == (60000, None, "year", currency)


@given(st.text(max_size=300) | st.text(alphabet="0123456789 $€£.,-kK/per hourya\n", max_size=120))
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


@pytest.mark.parametrize(
    "unit", ["1", " ", "1 ", "$1", "1k-", "$1 - ", "pay $1 ", "1.000.", "$5 per ", "1 and ", "circa "]
)
def test_a_long_text_takes_no_long_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    extract_salary(text, "us")
    assert time.process_time() - started < 3


def test_the_weights_are_those_of_the_cases_in_the_repository() -> None:
    """Whoever adds cases trains again."""
    training = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "train_pay_leaning.py"))
    seen = [example for texts in training["read_cases"]() for examples in texts for example in examples]
    fresh = training["train"](seen)
    kept = salary_leaning.weights()
    off = [abs(sum(fresh[bucket] - kept[bucket] for bucket in example.buckets)) for example in seen]
    assert max(off) < 0.5


@pytest.mark.parametrize(
    "text", ["We offer $20 - $23/hour in Oslo.", "Drivers earn $900 a week.", "Fees of $90 a day", "Up to 60 000 €"]
)
def test_the_model_reads_what_it_learnt(text: str) -> None:
    """Training tells features by name, reading adds up their weights word by word: both have to see the same."""
    amount = salary_amounts.in_context(next(salary_amounts.amounts(text)), text)
    low, _, _ = salary_amounts.scaled(amount.match)
    weights = salary_leaning.weights()
    named = sum(weights[salary_leaning.bucket(feature)] for feature in salary_leaning.features(amount, low))
    assert salary_leaning.leaning(amount, low) == pytest.approx(named)


def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salary_leaning, "FEATURES_VERSION", salary_leaning.FEATURES_VERSION + 1)
    salary_leaning.weights.cache_clear()
    with pytest.raises(ValueError, match="train again"):
        salary_leaning.weights()
