"""The company directory: most employers, their look-alikes, and the silence about the rest."""

from __future__ import annotations

import pytest

from services.sandbox.universe.companies import GeneratedCompanies
from services.sandbox.universe.employers import employers

DIRECTORY = GeneratedCompanies(20260101)


def names(query: str) -> list[str]:
    return [row["name"] for row in DIRECTORY.search(query, 10)]


def test_it_works() -> None:
    assert "Quillfeather Systems" in names("Quillfeather Systems LLC")
    assert len(names("Quillfeather Systems LLC")) > 2


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Tarn and Hollow", "Tarn & Hollow"),
        ("RED CEDAR ROBOTICS", "Redcedar Robotics"),
        ("みどり計算", "株式会社みどり計算"),
        ("ЯБЛОНЬКА СОФТ", "Яблонька Софт"),
        ("Clairmont Donnees", "Clairmont Données"),
    ],
)
def test_a_company_is_found_by_other_spellings(spelling: str, name: str) -> None:
    assert name in names(spelling)


def test_three_quarters_of_the_employers_are_known_and_some_only_by_lookalikes() -> None:
    real = [employer for employer in employers() if employer.kind in ("company", "agency")]
    known = [employer for employer in real if employer.name in names(employer.name)]
    only_lookalikes = [employer for employer in real if names(employer.name) and employer not in known]
    assert 0.7 <= len(known) / len(real) <= 0.82
    assert len(only_lookalikes) >= 5
    assert names("Confidential") == []


def test_the_right_company_is_not_always_first_and_zeros_mean_missing() -> None:
    answers = [DIRECTORY.search(employer.name, 10) for employer in employers() if employer.glassdoor == "yes"]
    first = [answer[0]["name"] for answer in answers]
    assert any(name not in {employer.name for employer in employers()} for name in first)
    rows = [row for answer in answers for row in answer]
    unrated = [row for row in rows if row["rating"] == 0]
    assert unrated
    assert all(row["review_count"] == 0 for row in unrated)
    assert {type(row["rating"]) for row in rows if row["rating"]} == {int, float}
    assert all(0 <= row["recommend_to_friend_rating"] <= 1 for row in rows)
