"""The nine factors as functions: their bounds, their direction, and that postings do not disturb each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ranker_terms import terms

from services.ranker.campaign_terms import Asked
from services.ranker.exchange_rates import Rates
from services.ranker.factors import FACTORS, KM_STEPS
from services.ranker.gates import gated, word_pattern
from services.ranker.postings import (
    COMPANY_SIZES,
    EPOCH,
    REMOTE_TYPES,
    SENIORITY,
    Lists,
    Postings,
    country_code,
    currency_code,
)
from services.ranker.scoring import cases_of, scored
from services.ranker.weights import default_weights

TODAY = date(2026, 3, 12)
DAY = (TODAY - EPOCH).days
WORDS = {"data": 1, "engineer": 2, "python": 3, "sql": 4, "toronto": 5, "ontario": 6}
RATES = Rates.of(
    [("CAD", date(2026, 1, 1), Decimal("1.5")), ("USD", date(2026, 1, 1), Decimal("1.2"))],
    since=date(2026, 1, 1), until=TODAY,
)  # fmt: skip

# One posting as the factors see it, all of it unknown.
UNKNOWN: dict[str, Any] = {
    "titles": [], "skills": [], "cities": [], "places": [], "state": 0, "country": 0, "latitude": np.nan,
    "longitude": np.nan, "has_place": False, "is_anywhere": False, "remote_type": 0, "seniority": 0, "employment": 0,
    "company_size": 0, "pay_low": -1, "pay_high": -1, "pay_currency": 0, "pay_date": DAY, "posted": -1, "employer": 0,
}  # fmt: skip
CAD, USD = currency_code("CAD"), currency_code("USD")


def postings(rows: Sequence[dict[str, Any]]) -> Postings:
    """Postings of these facts; what a row does not have is unknown."""
    full = [UNKNOWN | row for row in rows]

    def lists(name: str) -> Lists:
        flat = [key for row in full for key in row[name]]
        return Lists.of(np.array(flat, np.int64), np.array([len(row[name]) for row in full], np.int64))

    columns = {name: np.array([row[name] for row in full]) for name in UNKNOWN if not isinstance(UNKNOWN[name], list)}
    return Postings(**{n: lists(n) for n in ("titles", "skills", "cities", "places")}, **columns)


def asked(**given_terms: Any) -> Asked:
    """A data engineer in Toronto who knows what they want."""
    wishes = {
        "asked_pay": 100_000, "currency": "CAD", "seniority": ["senior"], "company_sizes": ["51-200"],
        "employment_types": ["full_time"], "remote_preference": ["hybrid"], "takes_remote": True,
    } | given_terms  # fmt: skip
    return Asked(
        terms=replace(terms(), **wishes), words=[("data", [1]), ("engineer", [2])], skills=[("Python", 3), ("SQL", 4)],
        place_names=[5], place_regions=[6], blocked_employers={9: "Acme"}, today=TODAY, rates=RATES,
        latitude=43.65, longitude=-79.38,
    )  # fmt: skip


def fits(factor: str, rows: Iterable[dict[str, Any]], wishes: Asked | None = None) -> list[float]:
    """The fit of each row by one factor."""
    found: list[float] = FACTORS[factor](postings(list(rows)), wishes or asked()).fit().tolist()
    return found


POSTING = st.fixed_dictionaries(
    {
        "titles": st.lists(st.integers(1, 8), max_size=4), "skills": st.lists(st.integers(1, 8), max_size=4),
        "cities": st.lists(st.integers(4, 7), max_size=2), "places": st.lists(st.integers(4, 7), max_size=2),
        "state": st.sampled_from([0, 6, 7]), "country": st.sampled_from([0, country_code("ca"), country_code("us")]),
        "latitude": st.sampled_from([np.nan, 43.7, 44.2, 51.0]), "longitude": st.sampled_from([np.nan, -79.4]),
        "has_place": st.booleans(), "is_anywhere": st.booleans(), "remote_type": st.integers(0, 3),
        "seniority": st.integers(0, 9), "employment": st.integers(0, 15), "company_size": st.integers(0, 7),
        "pay_high": st.integers(-1, 10**9), "pay_currency": st.sampled_from([0, CAD, USD, currency_code("AED")]),
        "pay_date": st.integers(DAY - 400, DAY + 5), "posted": st.one_of(st.just(-1), st.integers(DAY - 90, DAY + 3)),
    }
)  # fmt: skip


def test_it_works() -> None:
    best = {
        "titles": [1, 2], "skills": [3, 4], "cities": [5], "places": [5, 6], "state": 6, "country": country_code("ca"),
        "has_place": True, "remote_type": 2, "seniority": 4, "employment": 1, "company_size": 2, "pay_high": 110_000,
        "pay_currency": CAD, "posted": DAY,
    }  # fmt: skip
    assert {name: fits(name, [best])[0] for name in FACTORS} == dict.fromkeys(FACTORS, 1.0)


def test_what_is_not_known_is_neutral_and_says_so() -> None:
    cases = cases_of(postings([{}]), asked())
    assert {name: (case.fit()[0], case.facts[case.numbers[0]]) for name, case in cases.items()} == dict.fromkeys(
        FACTORS, (0.5, "unknown")
    )


def test_what_is_not_asked_for_is_neutral() -> None:
    wishless = replace(
        asked(asked_pay=None, seniority=[], company_sizes=[], employment_types=[], remote_preference=[]),
        words=[],
        skills=[],
    )
    names = ("title", "skills", "salary", "seniority", "company_size", "employment_type", "remote_type")
    assert [fits(name, [{"titles": [7], "seniority": 4, "pay_high": 5}], wishless) for name in names] == [[0.5]] * 7


@given(st.lists(POSTING, min_size=1, max_size=8), st.data())
def test_scores_are_bounded_sum_up_and_do_not_depend_on_the_order(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    wishes = asked()
    all_of_them = np.ones(len(rows), dtype=np.bool_)

    def scores(given_rows: list[dict[str, Any]]) -> list[Decimal]:
        cases = cases_of(postings(given_rows), wishes)
        assert all(0 <= fit <= 1 for case in cases.values() for fit in case.fit())
        found = scored(cases, wishes.terms, ranked=all_of_them, found=all_of_them)
        return [Decimal(found.scores[number - 1]) for number in found.numbers]

    straight, shuffled = scores(rows), scores([rows[place] for place in order])
    assert all(0 <= score <= 100 for score in straight)
    assert shuffled == [straight[place] for place in order]


@given(st.lists(st.integers(0, 400_000), min_size=2, max_size=20))
def test_more_pay_never_fits_less(pays: list[int]) -> None:
    found = fits("salary", [{"pay_high": pay, "pay_currency": CAD} for pay in sorted(pays)])
    assert found == sorted(found)


@given(st.lists(st.integers(0, 200), min_size=2, max_size=20))
def test_newer_and_nearer_never_fit_less(steps: list[int]) -> None:
    ages = fits("recency", [{"posted": DAY - age} for age in sorted(steps)])
    assert ages == sorted(ages, reverse=True)
    near = fits(
        "location",
        [
            {"latitude": 43.65 + km / 111.2, "longitude": -79.38, "country": country_code("ca"), "has_place": True}
            for km in sorted(steps)
        ],
    )
    assert near == sorted(near, reverse=True)


@given(st.sets(st.integers(1, 8)), st.integers(1, 8))
def test_one_more_word_or_skill_never_fits_less(keys: set[int], more: int) -> None:
    for name, column in (("title", "titles"), ("skills", "skills")):
        fewer, with_more = fits(name, [{column: [*keys, 8]}, {column: [*keys, 8, more]}])
        assert fewer <= with_more


@pytest.mark.parametrize(
    ("factor", "facts", "fit"),
    [
        ("salary", {"pay_high": 100_000, "pay_currency": CAD}, 1),
        ("salary", {"pay_high": 84_999, "pay_currency": CAD}, 0.333),
        ("salary", {"pay_high": 85_000, "pay_currency": CAD}, 0.5),
        ("salary", {"pay_high": 60_000, "pay_currency": CAD}, 0),
        ("salary", {"pay_high": 80_000, "pay_currency": USD}, 1),
        ("salary", {"pay_high": 80_000, "pay_currency": USD, "pay_date": DAY - 1000}, 0.5),
        ("salary", {"pay_high": 80_000, "pay_currency": currency_code("AED")}, 0.5),
        ("salary", {"pay_high": 80_000}, 0.5),
        ("skills", {"skills": [3, 7]}, 0.5),
        ("skills", {"skills": [7]}, 0),
        ("title", {"titles": [2, 7]}, 0.5),
        ("company_size", {"company_size": 1 + COMPANY_SIZES.index("201-500")}, 0.5),
        ("company_size", {"company_size": 1 + COMPANY_SIZES.index("10001+")}, 0),
        ("seniority", {"seniority": 1 + SENIORITY.index("lead")}, 0.6),
        ("seniority", {"seniority": 1 + SENIORITY.index("junior")}, 0.2),
        ("seniority", {"seniority": 1 + SENIORITY.index("executive")}, 0),
        ("remote_type", {"remote_type": 1 + REMOTE_TYPES.index("remote")}, 0.5),
        ("employment_type", {"employment": 0b0101}, 1),
        ("employment_type", {"employment": 0b1000}, 0),
        ("recency", {"posted": DAY - 1}, 1),
        ("recency", {"posted": DAY - 2}, 0.8),
        ("recency", {"posted": DAY - 31}, 0),
        ("recency", {"posted": DAY + 9}, 1),
    ],
)  # fmt: skip
def test_the_examples_of_the_documentation(factor: str, facts: dict[str, Any], fit: float) -> None:
    assert fits(factor, [facts]) == [fit]


def test_several_preferences_take_the_best_match() -> None:
    wishes = asked(seniority=["intern", "lead"], company_sizes=["1-50", "10001+"])
    assert fits("seniority", [{"seniority": 1 + SENIORITY.index("principal")}], wishes) == [0.6]
    assert fits("company_size", [{"company_size": 7}, {"company_size": 6}], wishes) == [1.0, 0.5]


def test_an_unknown_fact_meets_no_gate() -> None:
    wishes = asked(
        excluded_seniority=["intern"],
        pay_floor=90_000,
        remote_only=True,
        blocked_employers=["Acme"],
        blocked_words=["x"],
    )
    assert not gated(postings([{}]), wishes, words={}, employers={}).hidden.any()
    met = gated(postings([{"employer": 9}, {"pay_high": 89_000, "pay_currency": CAD}]), wishes, words={}, employers={})
    assert list(zip(met.gates, met.whys, strict=True)) == [
        ("employer", "by Acme, which you blocked"),
        ("pay_floor", "pays at most 89,000 CAD, your floor is 90,000 CAD"),
    ]


def test_the_steps_of_distance_rise() -> None:
    assert list(KM_STEPS) == sorted(set(KM_STEPS))
    assert sum(default_weights().values()) == 100


def test_blocked_words_are_words_whatever_stands_in_them() -> None:
    assert word_pattern(["c++", "on call"]) == r"(?:^|\W)(c\+\+|on\s+call)(?:\W|$)"
