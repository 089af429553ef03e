"""Requests to the job source, and what is a posting at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from services.extractor.jsearch_client import parameters
from services.extractor.raw_postings import QUARANTINE_CHARACTERS, Rejected, Version, objection_to, prepared
from services.extractor.searches import Search, SearchRequest

FULL = SearchRequest(
    query="data engineer in Toronto",
    country="ca",
    language="en",
    date_posted="3days",
    employment_types=("FULLTIME", "CONTRACTOR"),
    work_from_home=True,
    job_requirements=("no_degree",),
    radius=25,
    exclude_job_publishers=("BeBee", "Dice"),
    fields=("job_id", "job_title"),
)
POSTING = {"job_id": "a1", "job_title": "Engineer", "job_posted_at": "1 day ago", "employer_logo": "https://x/1"}


def test_it_works() -> None:
    assert parameters(FULL, page=2, num_pages=3) == {
        "query": "data engineer in Toronto",
        "page": "2",
        "num_pages": "3",
        "country": "ca",
        "language": "en",
        "date_posted": "3days",
        "employment_types": "FULLTIME,CONTRACTOR",
        "work_from_home": "true",
        "job_requirements": "no_degree",
        "radius": "25",
        "exclude_job_publishers": "BeBee,Dice",
        "fields": "job_id,job_title",
    }


def test_what_is_not_asked_for_is_not_sent() -> None:
    assert parameters(SearchRequest("x", "gb"), page=1) == {
        "query": "x", "page": "1", "num_pages": "1", "country": "gb", "date_posted": "all",
    }  # fmt: skip


def test_a_search_survives_json() -> None:
    search = Search(FULL, (3, 8))
    assert Search.from_dict(json.loads(json.dumps(search.to_dict()))) == search


def test_the_key_ignores_case_and_nothing_else() -> None:
    assert replace(FULL, query="DATA Engineer in toronto").key == FULL.key
    assert replace(FULL, radius=26).key != FULL.key
    assert replace(FULL, work_from_home=False).key != FULL.key


def test_volatile_fields_are_stored_and_not_compared() -> None:
    one, other = prepared(POSTING, 1), prepared(POSTING | {"job_posted_at": "2 days ago", "employer_logo": None}, 1)
    assert isinstance(one, Version)
    assert isinstance(other, Version)
    assert one.payload_hash == other.payload_hash
    assert json.loads(one.payload) == POSTING


def test_the_order_of_the_fields_is_no_content() -> None:
    one, other = prepared(POSTING, 1), prepared(dict(reversed(POSTING.items())), 1)
    assert one == other


@pytest.mark.parametrize("change", [{"job_title": "Senior engineer"}, {"brand_new_field": 1}, {"job_is_remote": True}])
def test_any_other_change_is_a_version(change: dict[str, Any]) -> None:
    assert prepared(POSTING | change, 1).payload_hash != prepared(POSTING, 1).payload_hash


@pytest.mark.parametrize(
    ("posting", "reason"),
    [
        (None, "not an object"),
        ([], "not an object"),
        ({"job_title": "x"}, "job_id is missing"),
        (POSTING | {"job_id": 7}, "job_id is missing"),
        (POSTING | {"job_id": "  "}, "job_id is missing"),
        (POSTING | {"job_id": "x" * 501}, "job_id is too long"),
        (POSTING | {"job_title": ""}, "job_title is missing"),
        (POSTING | {"job_min_salary": "90000"}, "job_min_salary has another type"),
        (POSTING | {"job_max_salary": True}, "job_max_salary has another type"),
        (POSTING | {"job_is_remote": "false"}, "job_is_remote has another type"),
        (POSTING | {"job_employment_types": "FULLTIME"}, "job_employment_types has another type"),
        (POSTING | {"job_highlights": []}, "job_highlights has another type"),
        (POSTING | {"job_description": None, "job_min_salary": 1.5, "apply_options": [], "unknown": object}, None),
    ],
)
def test_objections(posting: Any, reason: str | None) -> None:
    assert objection_to(posting) == reason


def test_a_quarantined_payload_is_bounded_and_printable() -> None:
    rejected = prepared({"job_title": "\x00\ud800" + "x" * 100_000}, 1)
    assert isinstance(rejected, Rejected)
    assert len(rejected.payload) == QUARANTINE_CHARACTERS
    assert rejected.payload.isascii()
    assert "\x00" not in rejected.payload
