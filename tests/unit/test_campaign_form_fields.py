"""How the form of a campaign reads what people type."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_ui import formats
from campaign_ui.campaigns.fields import split_list, squeezed
from services.campaigns import choices, places
from services.campaigns.paging import Page
from services.campaigns.runs import Run, health_of
from services.campaigns.typed_pay import MOST_PAY, yearly_pay


def test_it_works() -> None:
    assert yearly_pay("100k") == 100_000
    assert places.country_code("uk") == "gb"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("100000", 100_000), ("100,000", 100_000), ("100.000", 100_000), ("100 000", 100_000), ("92.5k", 92_500),
        ("1.5M", 1_500_000), ("20,00,000", 2_000_000), ("1'000", 1_000), ("0", 0), (" 80K ", 80_000),
        ("1.200.000", 1_200_000), ("100000.00", 100_000), ("100,000.50", 100_000), ("90.000,00", 90_000),
        ("90000,00", 90_000), ("75,5k", 75_500), ("1,2m", 1_200_000), ("1,20,000", 120_000),
    ],
)  # fmt: skip
def test_pay_is_read_the_ways_people_write_it(typed: str, amount: int) -> None:
    assert yearly_pay(typed) == amount


@pytest.mark.parametrize(
    "typed", ["a lot", "-5", "1e9", "12/h", "", "k", "99999999999999999999", "٣٠٠٠٠", "1k2", "5kk"]
)
def test_what_is_no_amount_is_not_guessed(typed: str) -> None:
    assert yearly_pay(typed) is None


@given(st.text())
def test_any_text_is_an_amount_within_bounds_or_none(typed: str) -> None:
    amount = yearly_pay(typed)
    assert amount is None or 0 <= amount <= MOST_PAY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("uk", "gb"), ("UK", "gb"), ("gb", "gb"), ("United  Kingdom", "gb"), ("canada", "ca"), ("CA", "ca"),
        ("usa", "us"),
        ("Côte d’Ivoire", "ci"), ("Türkiye", "tr"), ("turkey", "tr"), ("Narnia", None),
        ("", None), ("zz", None), ("eu", None),
    ],
)  # fmt: skip
def test_countries_are_known_by_code_and_name(typed: str, code: str | None) -> None:
    assert places.country_code(typed) == code


def test_every_offered_country_is_one_the_database_takes() -> None:
    assert all(len(code) == 2 and code.islower() and code != "uk" for code in places.countries())
    assert {"ca", "us", "in", "gb", "de", "fr", "jp", "br"} <= places.countries().keys()
    assert all(places.country_code(name) == code for code, name in places.countries().items())


def test_currencies_are_known_by_code_and_name() -> None:
    assert places.currency_code("cad") == "CAD"
    assert places.currency_code("Euro") == "EUR"
    assert places.currency_code("doubloon") is None
    assert [places.currency_of(code) for code in ("gb", "in", "de", "aq")] == ["GBP", "INR", "EUR", None]


def test_a_list_keeps_order_and_drops_repeats() -> None:
    assert split_list("Python, sql;C++\nPYTHON,,  c#  ") == ["Python", "sql", "C++", "c#"]


@given(st.text())
def test_a_line_is_one_line(typed: str) -> None:
    line = squeezed(typed)
    assert line is None or (line.isprintable() and line == line.strip() != "")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://jobs.example.org/a?b=c", "https://jobs.example.org/a?b=c"),
        ("javascript:alert(1)", None), ("data:text/html,x", None), ("//x.example", None), ("http://[::1", None),
        ("JaVaScRiPt:alert(1)", None), ("", None), (None, None), ("https:///nohost", None),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(address: str | None, kept: str | None) -> None:
    assert formats.web_link(address) == kept


def test_pay_says_its_currency_and_period() -> None:
    assert formats.pay(90_000, 120_000, "CAD") == "$90,000 – $120,000 a year"
    assert formats.pay(90_000, 90_000, "USD") == "US$90,000 a year"
    assert formats.pay(None, 50_000, "EUR") == "up to €50,000 a year"
    assert formats.pay(2_000_000, None, "JPY") == "from JP¥2,000,000 a year"
    assert formats.pay(70_000, 70_000, None) == "70,000 a year"
    assert formats.pay(None, None, "CAD") == ""


def test_numbers_are_rounded_and_apart() -> None:
    assert formats.number(Decimal("4.25"), 1) == "4.2"
    assert formats.number(1234567) == "1,234,567"
    assert formats.number(0) == "0"


def test_choices_have_words() -> None:
    for offered in (
        choices.DATE_WINDOWS,
        choices.REMOTE,
        choices.SENIORITY,
        choices.COMPANY_SIZES,
        choices.EMPLOYMENT_TYPES,
    ):
        assert all(words and words != value for value, words in offered.items())


def test_an_empty_list_has_one_page_and_a_full_one_no_more_than_it_fills() -> None:
    assert Page([], 1, 25, 0).exists
    assert not Page([], 2, 25, 25).exists
    assert Page([1], 2, 25, 26).exists
    assert (Page([1], 2, 25, 26).first, Page([1], 2, 25, 26).last) == (26, 26)


def _runs(*outcomes: str) -> list[Run]:
    return [Run(f"manual__{i}", None, None, 1, outcome, 10, 1, 0, 9, 0, None) for i, outcome in enumerate(outcomes)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("newest_first", "verdict"),
    [
        ((), "unknown"), (("running",), "unknown"), (("ok", "ok"), "good"), (("ok", "failed", "ok"), "weak"),
        (("failed", "ok", "ok"), "bad"), (("ok", "failed", "failed"), "bad"), (("partial", "ok"), "weak"),
        (("empty", "ok"), "weak"), (("ok", "empty"), "good"),
    ],
)  # fmt: skip
def test_health_is_judged_by_the_last_and_the_most(newest_first: tuple[str, ...], verdict: str) -> None:
    assert health_of(_runs(*newest_first)).verdict == verdict


def test_health_shows_the_oldest_first() -> None:
    health = health_of(_runs("failed", "running", "ok"))
    assert health.outcomes == ("ok", "failed")
    assert (health.ok, health.failed, health.fetched_on_average) == (1, 1, 10.0)
