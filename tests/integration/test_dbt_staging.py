"""What real payloads do to a model, written down by ourselves: each trap is a posting, and its row is what we want of it.

Traps 3, 4, 6, 9 and 14 (pay, employment types, dates, zeros) are unit tests of the models, which test_dbt_runner runs.
"""

# A case is one line, however long, and holds the characters it is about.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dbt_raw
import pytest
from sqlalchemy import Engine

from services.shared import database

POSTINGS: dict[str, dict[str, Any]] = {
    "plain": {
        "job_title": "Data Engineer", "job_description": "Builds pipelines.", "employer_name": "Northwind",
        "employer_website": "https://www.Northwind.example/careers", "job_location": "Austin, TX", "job_city": "Austin",
        "job_state": "TX", "job_country": "US", "job_latitude": 30.267153, "job_longitude": -97.74306,
        "job_is_remote": False, "apply_options": [{"publisher": "A board", "apply_link": "https://jobs.example/1"}],
        "job_highlights": {"Benefits": ["Lunch"]},
    },
    "period without pay": {"job_title": "Analyst", "job_salary_period": "YEAR", "job_min_salary": None},
    "canadian": {"job_title": "Analyst", "job_country": "CA", "job_state": "ON", "job_min_salary": 80000, "job_max_salary": 90000, "job_salary_period": "YEAR"},
    "pay in the text": {"job_title": "Analyst", "job_description": "A fund with $5b AUM pays $ 64,000.00 107,000.00 Per Year."},
    "anywhere": {"job_title": "Writer", "job_location": "Anywhere", "job_city": "Nowhere", "job_country": "US", "job_latitude": 1.5, "job_longitude": 2.5, "job_is_remote": True},
    "others": {"job_title": "Writer", "job_location": "Washington, DC   (+2 others)", "job_city": "Washington", "job_state": "District of Columbia", "job_country": "US"},
    "country only": {"job_title": "Writer", "job_location": "Canada", "job_country": "ca", "job_state": None},
    "postal mark": {"job_title": "作家", "job_location": "〒100-0006", "job_country": "JP"},
    "kingdom": {"job_title": "Writer", "job_country": "UK"},
    "state in full": {"job_title": "Writer", "job_city": "Houston", "job_state": "Texas", "job_country": "US"},
    "state code": {"job_title": "Writer", "job_city": "Houston", "job_state": "TX", "job_country": "US"},
    "state abroad": {"job_title": "Writer", "job_city": "Perth", "job_state": "WA", "job_country": "AU"},
    "remote by mistake": {"job_title": "Remote Writer", "job_is_remote": False},
    "confidential": {"job_title": "Clerk", "employer_name": " confidential "},
    "russian": {"job_title": "Инженер", "employer_name": "ООО «Ромашка»"},
    "nameless": {"job_title": "Clerk", "employer_name": "  "},
    "invisible": {"job_title": " **Senior**\u202fData\u00a0\u200bEngineer ", "job_description": "\ufeffSalt \\x26 pepper, \\x27fresh\\x27.\n\n**Now**\n", "employer_name": "Salt\u200b & Co"},
    "silent": {"job_title": "Clerk", "job_description": None, "job_highlights": {}, "apply_options": []},
    "long": {"job_title": "Clerk", "job_description": "word " * 2919 + "end"},
    "twin 1": {"job_title": "Twin", "employer_name": "Gemini", "job_description": "The same."},
    "twin 2": {"job_title": "TWIN", "employer_name": "Gemini", "job_description": "The same."},
    "wrong types": {
        "job_title": 17, "job_description": ["a", "list"], "employer_name": {"name": "x"}, "employer_website": 5, "job_country": 44,
        "job_latitude": "north", "job_longitude": [1], "job_is_remote": "false", "job_employment_types": "FULLTIME",
        "job_employment_type": 3, "job_min_salary": "abc", "job_max_salary": {"value": 1}, "job_salary_period": 7,
        "job_salary_currency": "dollars", "job_salary": [1, 2], "job_posted_at_timestamp": 1e40, "job_posted_at_datetime_utc": "yesterday",
        "job_offer_expiration_timestamp": True, "apply_options": "none", "job_highlights": [], "unknown_field": {"kept": "in raw"},
    },
    "huge": {"job_title": "Clerk", "job_min_salary": 99999999999999999999, "job_max_salary": -5, "job_salary_period": "YEAR", "job_latitude": 91, "job_longitude": 12},
    "empty": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(cluster: tuple[Path, int], worker_id: str) -> Iterator[Engine]:
    """A database where all of these were loaded and modelled once."""
    with dbt_raw.database_named(cluster, f"staging_{worker_id}") as settings:
        made = database.connect(settings)
        for job_id, payload in POSTINGS.items():
            dbt_raw.keep(made, job_id, payload)
        written = dbt_raw.model(settings)
        assert written["jsearch_job_postings"] == len(POSTINGS)
        yield made
        made.dispose()


def staged(engine: Engine, job_id: str) -> dict[str, Any]:
    return dbt_raw.row(engine, "staging.jsearch_job_postings", job_id)


def test_it_works(engine: Engine) -> None:
    row = staged(engine, "plain")
    assert (row["job_title"], row["employer_name"], row["employer_website_domain"]) == (
        "Data Engineer", "Northwind", "northwind.example"
    )  # fmt: skip
    assert (row["job_city"], row["job_state"], row["job_country"]) == ("Austin", "Texas", "us")
    assert (row["job_latitude"], row["job_longitude"], row["is_remote_api"]) == (30.267153, -97.74306, False)
    assert row["apply_options"][0]["publisher"] == "A board"
    assert row["job_highlights"] == {"Benefits": ["Lunch"]}
    assert row["dwh_run_id"] == "run-1"


def test_trap_1_a_period_without_pay_is_no_pay(engine: Engine) -> None:
    row = staged(engine, "period without pay")
    assert (row["job_salary_period"], row["salary_issue"]) == (None, "period without an amount")


def test_trap_2_a_country_implies_no_currency(engine: Engine) -> None:
    row = staged(engine, "canadian")
    assert (row["yearly_min_salary"], row["job_salary_currency"]) == (80000, None)


def test_trap_5_sums_of_money_in_a_text_are_not_this_models_to_read(engine: Engine) -> None:
    row = staged(engine, "pay in the text")
    assert (row["job_min_salary"], row["job_max_salary"], row["salary_issue"]) == (None, None, None)


def test_trap_7_what_the_source_says_of_remote_work_is_kept_as_a_hint(engine: Engine) -> None:
    assert staged(engine, "remote by mistake")["is_remote_api"] is False
    assert dbt_raw.row(engine, "marts.fact_jobs", "remote by mistake")["remote_work_type"] is None
    assert dbt_raw.row(engine, "marts.fact_jobs", "anywhere")["remote_work_type"] == "remote"


PLACES = ("job_location", "job_city", "job_state", "job_country", "job_latitude", "job_longitude")


@pytest.mark.parametrize(
    ("job_id", "place"),
    [
        ("anywhere", ("Anywhere", None, None, None, None, None)),
        ("others", ("Washington, DC", "Washington", "District of Columbia", "us", None, None)),
        ("country only", ("Canada", None, None, "ca", None, None)),
        ("postal mark", ("〒100-0006", None, None, "jp", None, None)),
        ("kingdom", (None, None, None, "gb", None, None)),
        ("state in full", ("Houston, Texas", "Houston", "Texas", "us", None, None)),
        ("state code", ("Houston, TX", "Houston", "Texas", "us", None, None)),
        ("state abroad", ("Perth, WA", "Perth", "WA", "au", None, None)),
    ],
)
def test_trap_8_places(engine: Engine, job_id: str, place: tuple[Any, ...]) -> None:
    row = staged(engine, job_id)
    assert tuple(row[name] for name in PLACES) == place


def test_trap_10_the_same_text_under_two_ids_has_one_fingerprint(engine: Engine) -> None:
    first, second, other = (dbt_raw.row(engine, "marts.fact_jobs", job_id) for job_id in ("twin 1", "twin 2", "plain"))
    assert first["posting_fingerprint"] == second["posting_fingerprint"] != other["posting_fingerprint"]
    assert first["job_posting_key"] != second["job_posting_key"]


@pytest.mark.parametrize(
    ("job_id", "name"), [("confidential", "confidential"), ("russian", "ООО «Ромашка»"), ("nameless", None)]
)
def test_trap_11_employers_keep_their_letters(engine: Engine, job_id: str, name: str | None) -> None:
    assert staged(engine, job_id)["employer_name"] == name


def test_trap_12_invisible_characters_and_escapes_go(engine: Engine) -> None:
    row = staged(engine, "invisible")
    assert row["job_title"] == "Senior Data Engineer"
    assert row["job_description"] == "Salt & pepper, 'fresh'.\n\nNow"
    assert row["employer_name"] == "Salt & Co"
    assert staged(engine, "silent")["job_description"] is None
    assert len(staged(engine, "long")["job_description"]) == 14598


def test_trap_13_empty_highlights_are_none(engine: Engine) -> None:
    row = staged(engine, "silent")
    assert (row["job_highlights"], row["apply_options"]) == (None, None)


def test_a_field_of_the_wrong_type_is_null_and_never_an_error(engine: Engine) -> None:
    row = staged(engine, "wrong types")
    for name in (
        "job_country", "job_latitude", "job_longitude", "job_min_salary", "job_max_salary", "job_salary_period",
        "job_salary_currency", "posted_at", "expires_at", "apply_options", "job_highlights", "employer_website_domain",
    ):  # fmt: skip
        assert row[name] is None, name
    assert row["is_remote_api"] is False
    assert row["employment_types"] == ["full_time"]


def test_numbers_beyond_any_measure_are_null(engine: Engine) -> None:
    row = staged(engine, "huge")
    assert [row[name] for name in ("job_min_salary", "job_max_salary", "job_latitude", "job_longitude")] == [None] * 4


def test_an_empty_document_is_a_row_of_nulls(engine: Engine) -> None:
    row = staged(engine, "empty")
    assert (row["job_title"], row["job_description"], row["employment_types"]) == (None, None, [])
