"""The sentence that a person reads under a job."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.shared.ranking_explanation import explanation_sentence, factor_phrases

TODAY = date(2026, 3, 12)
EXPLAIN = {
    "points": {},
    "facts": {
        "title": "2 of 2: data, engineer", "skills": "4 of 6: Python, SQL, dbt, Airflow",
        "salary": "100 % of 100000 CAD", "location": "there, 15 km",
    },
}  # fmt: skip
JOB = {
    "yearly_min_salary": 95_000, "yearly_max_salary": 110_000, "salary_currency": "CAD", "job_city": "Toronto",
    "remote_work_type": "hybrid", "posted_date": date(2026, 3, 10),
}  # fmt: skip


def test_it_works() -> None:
    assert explanation_sentence(EXPLAIN, JOB, today=TODAY) == (
        "Title fits: data, engineer. Mentions 4 of your 6 skills: Python, SQL, dbt, Airflow. "
        "Pays 95–110k CAD, you asked for 100k+. Hybrid in Toronto, 15 km from you. Posted 2 days ago."
    )


def test_it_says_less_without_the_posting_and_what_is_unknown_at_the_end() -> None:
    facts = {
        "title": "0 of 2",
        "skills": "unknown",
        "salary": "85 % of 100000 CAD",
        "location": "unknown",
        "recency": "unknown",
        "seniority": "far",
    }
    assert explanation_sentence(EXPLAIN | {"facts": facts}, today=TODAY) == (
        "Title has none of your words. Pays 85 % of the 100k+ CAD you asked for. Level, not what you want. "
        "Skills, place and posting date not stated."
    )


def test_wishes_with_the_same_verdict_are_one_sentence() -> None:
    facts = {"location": "remote wanted", "remote_type": "wanted", "seniority": "wanted", "employment_type": "wanted"}
    job = {"remote_work_type": "remote", "seniority_level": "mid", "employment_types": ["full_time"]}
    explain = {"facts": facts | {"company_size": "far"}}
    assert explanation_sentence(explain, job | {"company_size": "1-50"}, today=TODAY) == (
        "Remote, mid level and full time, as you want. 1–50 people, not what you want."
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"), (1, "yesterday"), (2, "2 days ago"), (13, "13 days ago"), (14, "2 weeks ago"),
        (59, "8 weeks ago"), (60, "2 months ago"), (729, "24 months ago"), (730, "2 years ago"), (1952, "5 years ago"),
        (-3, "today"),
    ],
)  # fmt: skip
def test_an_age_reads_in_the_largest_unit_that_fits_twice(days: int, words: str) -> None:
    job = {"posted_date": TODAY - timedelta(days=days)}
    assert explanation_sentence({"facts": {}}, job, today=TODAY) == f"Posted {words}."


def test_a_sentence_of_the_first_version_is_shown_as_it_is() -> None:
    assert explanation_sentence({"sentence": "in Toronto"}, JOB, today=TODAY) == "in Toronto"
    assert explanation_sentence({}, today=TODAY) == ""


@pytest.mark.parametrize(
    ("factor", "fact", "phrase"),
    [
        ("title", "1 of 2: data", "Title has 1 of your 2 words: data"),
        ("skills", "2 of 2: SQL, dbt", "Mentions all your 2 skills: SQL, dbt"),
        ("skills", "1 of 1: SQL", "Mentions your skill: SQL"),
        ("skills", "0 of 1", "Does not mention your skill"),
        ("skills", "0 of 3", "Mentions none of your 3 skills"),
        ("location", "abroad", "In another country (US)"),
        ("location", "elsewhere", "In Austin, elsewhere in the country"),
        ("salary", "no rate", "Pays 200k AED, which cannot be compared"),
        ("salary", "less than 70 % of 100000 CAD", "Pays 200k AED, you asked for 100k+ CAD"),
        ("company_size", "close", "51–200 people, close to what you want"),
        ("company_size", "unknown", "Company size not stated"),
        ("employment_type", "wanted", "Full time or contract, as you want"),
        ("remote_type", "half", "Remote, partly what you want"),
    ],
)
def test_phrases(factor: str, fact: object, phrase: str) -> None:
    job = {
        "job_city": "Austin", "job_country": "us", "yearly_max_salary": 200_000, "salary_currency": "AED",
        "company_size": "51-200", "employment_types": ["full_time", "contract"], "remote_work_type": "remote",
    }  # fmt: skip
    made = factor_phrases(EXPLAIN | {"facts": {factor: fact}}, job, today=TODAY)
    assert str(made[factor]) == phrase


def test_pay_without_a_currency_says_so() -> None:
    said = factor_phrases({"facts": {"salary": "no rate"}}, {"yearly_min_salary": 90_000}, today=TODAY)["salary"]
    assert (str(said), said.is_neutral) == ("Pays 90k, currency not stated", True)
