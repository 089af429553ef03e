"""How a campaign's words, places and weights are read before anything is scored."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ranker.campaign_terms import CampaignTerms, place_of, terms_of, version_of
from services.ranker.weights import default_weights, validated_weights
from services.shared.errors import ConfigurationError

STATES = [("us", "TX", "Texas"), ("us", "NY", "New York"), ("ca", "ON", "Ontario"), ("ca", "QC", "Québec")]


def terms(**given: Any) -> CampaignTerms:
    campaign = {
        "campaign_id": 1, "query": "data engineer", "location": "Toronto, ON", "country": "ca", "skills": [],
        "remote_preference": [], "ranking_weights": None, "min_salary": None, "max_salary": None, "currency": None,
        "seniority": [], "company_size_preference": [], "employment_type_preference": [], "excluded_seniority": [],
        "pay_floor": None, "blocked_employers": [], "blocked_words": [], "remote_only": False, "competes": False,
    }  # fmt: skip
    name = given.pop("canonical", None)
    return terms_of(campaign | given, STATES, canonical_skill=lambda skill: name if name and skill else skill)


def test_it_works() -> None:
    read = terms()
    assert read.words == [("data", ["data"]), ("engineer", ["engineer", "eng", "engr", "sde", "sre", "swe"])]
    assert (read.place_names, read.place_regions, read.place_shown) == (["toronto"], ["on", "ontario"], "Toronto")
    assert (read.takes_remote, read.wants_remote) == (True, False)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("C++ or C# developer", ["c++", "or", "c#", "developer"]),
        ("Node.js developer in Toronto, Ontario", ["nodejs", "developer", "in"]),
        ('"data engineer" -senior', ["data", "engineer"]),
        ("remote jobs canada", []),
    ],
)
def test_the_words_of_a_query(query: str, words: list[str]) -> None:
    assert [word.replace("node.js", "nodejs") for word, _ in terms(query=query).words] == words


@pytest.mark.parametrize(
    ("location", "country", "names", "regions"),
    [
        ("Austin (Texas)", "us", ["austin"], []),
        ("Austin, Texas", "us", ["austin"], ["texas", "tx"]),
        ("TX", "us", ["tx", "texas"], []),
        ("Québec", "ca", ["quebec", "quebec city", "ville de quebec"], []),
        ("Canada", "ca", [], []),
        ("Remote", "ca", [], []),
        ("", "ca", [], []),
        ("Paris / Lyon", "fr", ["paris", "lyon"], []),
    ],
)
def test_the_place_of_a_campaign(location: str, country: str, names: list[str], regions: list[str]) -> None:
    place = place_of(location, country, STATES)
    assert (place.names, place.regions) == (names, regions)


def test_remote_is_wanted_when_asked_for_and_refused_when_only_others_are() -> None:
    assert terms(location="Remote, Canada").wants_remote
    assert terms(remote_preference=["remote"]).wants_remote
    assert not terms(remote_preference=["onsite"]).takes_remote


def test_default_weights_sum_to_100() -> None:
    assert sum(default_weights().values()) == 100


NINE = {name: float(weight) for name, weight in default_weights().items()}


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"title": 50, "location": 30, "recency": 20}, "exactly these factors"),
        (NINE | {"luck": 0}, "exactly these factors"),
        (NINE | {"title": 16}, "sum to 101"),
        (NINE | {"title": 35, "recency": -15}, "from 0 to 100"),
        (NINE | {"title": "much"}, "a number"),
        (NINE | {"title": "NaN"}, "from 0 to 100"),
        (NINE | {"title": 14.999, "recency": 5.001}, "two decimals"),
        (NINE | {"title": True, "recency": 19}, "a number"),
        ([50, 30, 20], "exactly these factors"),
    ],
)
def test_wrong_weights_are_refused_with_a_reason(weights: Any, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        validated_weights(weights)
    assert terms(ranking_weights=weights).weights_source == "default"


@given(st.lists(st.integers(0, 10_000), min_size=8, max_size=8))
def test_any_weights_that_sum_to_100_are_taken(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 10_000]
    parts = [Decimal(upper - lower) / 100 for lower, upper in pairwise(edges)]
    given_weights = dict(zip(default_weights(), map(float, parts), strict=True))
    assert list(validated_weights(given_weights).values()) == parts


def test_gates_and_wishes_tell_one_version_from_another() -> None:
    versions = {
        version_of(terms(**change), latitude=None, longitude=None)
        for change in ({}, {"remote_only": True}, {"min_salary": 1}, {"competes": True}, {"skills": ["SQL"]})
    }
    assert len(versions) == 5
    assert terms(skills=["pyton", " "], canonical="Python").skills == [("Python", "python")]
