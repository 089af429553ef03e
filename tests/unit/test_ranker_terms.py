"""How a campaign's words, places and weights are read before anything is scored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ranker.campaign_terms import CampaignTerms, place_of, terms_of
from services.ranker.weights import default_weights, validated_weights
from services.shared.errors import ConfigurationError

STATES = [("us", "TX", "Texas"), ("us", "NY", "New York"), ("ca", "ON", "Ontario"), ("ca", "QC", "Québec")]


def terms(**given: Any) -> CampaignTerms:
    campaign = {
        "campaign_id": 1, "query": "data engineer", "location": "Toronto, ON", "country": "ca", "skills": [],
        "remote_preference": [], "ranking_weights": None,
    }  # fmt: skip
    return terms_of(campaign | given, STATES)


def test_it_works() -> None:
    read = terms()
    assert read.words == ["data", "engineer", "engineer", "engineer"]
    assert read.spellings == ["data", "engineer", "eng", "engr"]
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
    found = list(dict.fromkeys(terms(query=query).words))
    assert [word.replace("node.js", "nodejs") for word in found] == words


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


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"title": 50, "location": 30}, "exactly these factors"),
        ({"title": 50, "location": 30, "recency": 20, "luck": 0}, "exactly these factors"),
        ({"title": 50, "location": 30, "recency": 21}, "sum to 101"),
        ({"title": 150, "location": -50, "recency": 0}, "from 0 to 100"),
        ({"title": "much", "location": 30, "recency": 20}, "a number"),
        ({"title": "NaN", "location": 30, "recency": 20}, "from 0 to 100"),
        ({"title": 33.333, "location": 33.333, "recency": 33.334}, "two decimals"),
        ({"title": True, "location": 30, "recency": 69}, "a number"),
        ([50, 30, 20], "exactly these factors"),
    ],
)
def test_wrong_weights_are_refused_with_a_reason(weights: Any, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        validated_weights(weights)
    assert terms(ranking_weights=weights).weights_source == "default"


@given(st.integers(0, 10000), st.integers(0, 10000))
def test_any_weights_that_sum_to_100_are_taken(one: int, other: int) -> None:
    first, second = sorted((one, other))
    parts = [Decimal(first) / 100, Decimal(second - first) / 100, Decimal(10000 - second) / 100]
    given_weights = dict(zip(default_weights(), map(float, parts), strict=True))
    assert list(validated_weights(given_weights).values()) == parts
