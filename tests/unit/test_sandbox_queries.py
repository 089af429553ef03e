"""The parameters of a JSearch request."""

from __future__ import annotations

import pytest

from services.sandbox.job_queries import BadQuery, parse_job_query, split_place


def test_it_works() -> None:
    query = parse_job_query({"query": "data engineer in Toronto", "page": "2", "num_pages": "3", "country": "UK"})
    assert (query.words, query.place, query.country) == ("data engineer", "Toronto", "gb")
    assert query.rows == slice(10, 40)


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("python developer in Austin, Texas", "python developer", "Austin, Texas"),
        ("python developer", "python developer", ""),
        ("engineer in test in Berlin", "engineer in test", "Berlin"),
        ("nurse near Leeds", "nurse", "Leeds"),
    ],
)
def test_the_place_is_the_tail_of_the_query(text: str, words: str, place: str) -> None:
    assert split_place(text) == (words, place)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": " "},
        {"query": "x", "page": "0"},
        {"query": "x", "page": "51"},
        {"query": "x", "num_pages": "many"},
        {"query": "x", "country": "canada"},
        {"query": "x", "date_posted": "yesterday"},
        {"query": "x", "employment_types": "FULLTIME,SOMETIMES"},
        {"query": "x", "job_requirements": "none"},
        {"query": "x", "radius": "-1"},
    ],
)
def test_what_the_real_api_refuses_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(BadQuery):
        parse_job_query(parameters)
