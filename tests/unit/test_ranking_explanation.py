"""The sentence that a person reads under a job."""

from __future__ import annotations

from datetime import date

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
        "title matches 2 of 2 words: data, engineer; matches 4 of 6 skills: Python, SQL, dbt, Airflow; "
        "pays 95–110k CAD, you asked 100k+; hybrid in Toronto, 15 km from you; posted 2 days ago"
    )


def test_it_says_less_without_the_posting_and_what_is_unknown() -> None:
    facts = {
        "title": "0 of 2",
        "skills": "unknown",
        "salary": "85 % of 100000 CAD",
        "location": "unknown",
        "recency": "unknown",
        "seniority": "far",
    }
    assert explanation_sentence(EXPLAIN | {"facts": facts}, today=TODAY) == (
        "title matches none of 2 words; skills unknown (neutral); pays 85 % of the 100k+ CAD you asked; "
        "place unknown (neutral); level, not what you want; posting date unknown (neutral)"
    )


def test_a_sentence_of_the_first_version_is_shown_as_it_is() -> None:
    assert explanation_sentence({"sentence": "in Toronto"}, JOB, today=TODAY) == "in Toronto"
    assert explanation_sentence({}, today=TODAY) == ""


@pytest.mark.parametrize(
    ("factor", "fact", "phrase"),
    [
        ("location", "abroad", "in another country (US)"),
        ("location", "elsewhere", "in Austin, elsewhere in the country"),
        ("salary", "no rate", "pays 200k AED, which cannot be compared (neutral)"),
        ("salary", "less than 70 % of 100000 CAD", "pays 200k AED, you asked 100k+ CAD"),
        ("company_size", "close", "51–200 employees, close to what you want"),
        ("employment_type", "wanted", "full time or contract, as you want"),
        ("remote_type", "half", "remote, half of what you want"),
    ],
)
def test_phrases(factor: str, fact: object, phrase: str) -> None:
    job = {
        "job_city": "Austin", "job_country": "us", "yearly_max_salary": 200_000, "salary_currency": "AED",
        "company_size": "51-200", "employment_types": ["full_time", "contract"], "remote_work_type": "remote",
    }  # fmt: skip
    assert factor_phrases(EXPLAIN | {"facts": {factor: fact}}, job, today=TODAY)[factor] == phrase
