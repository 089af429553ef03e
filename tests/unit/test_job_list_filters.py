"""Filters of a job list in an address, and what they ask of the database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from campaign_ui.campaigns.list_views import numbers_by_status
from campaign_ui.jobs.list_filters import POSTED, REMOTE, cursor_of, is_untidy, of_query, statuses_in_words, to_query
from services.jobs import statuses
from services.jobs.filters import SORTS, Filters


def query(filters: Filters) -> MultiDict[str, str]:
    written = MultiDict()
    for key, value in to_query(filters).items():
        for one in value if isinstance(value, list) else [value]:
            written.add(key, str(one))
    return written


def test_it_works() -> None:
    asked = MultiDict(
        [("status", "offer"), ("status", "applied"), ("q", " data  eng "), ("pay", "90k"), ("sort", "pay")]
    )
    filters = of_query(asked)
    assert filters.statuses == ("applied", "offer")
    assert (filters.search, filters.min_pay, filters.sort) == ("data eng", 90_000, "pay")
    assert to_query(Filters()) == {}


some = st.builds(
    Filters,
    statuses=st.lists(st.sampled_from(list(statuses.NAMES)), unique=True).map(
        lambda chosen: tuple(name for name in statuses.NAMES if name in chosen)
    ),
    search=st.text("abc é日 %_\\", max_size=20).map(lambda text: " ".join(text.split())),
    remote=st.sets(st.sampled_from(list(REMOTE))).map(lambda chosen: tuple(n for n in REMOTE if n in chosen)),
    skills=st.sets(st.sampled_from(["python", "c++", "c#", "node.js"]), max_size=3).map(lambda s: tuple(sorted(s))),
    min_pay=st.none() | st.integers(1, 900_000),
    posted_within=st.none() | st.sampled_from(list(POSTED)),
    favourites=st.booleans(),
    only_new=st.booleans(),
    sort=st.sampled_from(list(SORTS)),
)


@given(some)
def test_what_is_written_into_an_address_is_read_from_it(filters: Filters) -> None:
    assert of_query(query(filters)) == filters


def test_an_address_that_says_nonsense_still_opens() -> None:
    junk = MultiDict({"status": "boss", "pay": "lots", "posted": "-1", "sort": "colour", "remote": "moon"})
    assert of_query(junk) == Filters()


def test_no_status_is_not_every_status() -> None:
    filters = of_query(MultiDict({"status": "none"}))
    assert filters.statuses == ()
    assert statuses_in_words(filters.statuses) == "None"
    assert filters.parameters(today=date(2026, 11, 23), seen_until=None)["among_status"] == []


def test_wildcards_are_letters() -> None:
    words = Filters(search="100% a_b").parameters(today=date(2026, 11, 23), seen_until=None)
    assert (words["word_1"], words["word_2"], words["word_3"]) == ("%100\\%%", "%a\\_b%", None)


@pytest.mark.parametrize(
    ("sort", "after"),
    [("score", "x~1"), ("score", "50~nokey"), ("date", "50.0~" + "0" * 32), ("pay", "9e9~" + "0" * 32), ("score", "")],
)
def test_a_place_that_is_none_is_not_there(sort: str, after: str) -> None:
    with pytest.raises(NotFound):
        cursor_of(MultiDict({"after": after}), sort)


def test_steps_of_a_status_are_logical() -> None:
    assert not statuses.may_follow("waiting", "offer")
    assert not statuses.may_follow("waiting", "interview")
    assert statuses.may_follow("approved", "preparing_to_apply")
    for status in statuses.NAMES:
        assert not statuses.may_follow(status, status)
        for closed in statuses.CLOSED:
            assert status == closed or statuses.may_follow(status, closed)


@given(some)
def test_a_written_address_is_tidy(filters: Filters) -> None:
    assert not is_untidy(query(filters))


def test_what_waits_is_only_known_roughly_where_counting_ended() -> None:
    assert numbers_by_status({"approved": 20, "offer": 0}, 1_000, is_exact=True) == {"approved": "20", "waiting": "980"}
    assert numbers_by_status({"approved": 120}, 1_001, is_exact=False) == {"approved": "120", "waiting": "800+"}
    # More than was counted has been decided about: how many wait cannot be said at all.
    assert numbers_by_status({"rejected": 4_000}, 1_001, is_exact=False) == {"rejected": "4,000"}
    assert numbers_by_status({}, 0, is_exact=True) == {}
