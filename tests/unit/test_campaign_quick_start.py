"""A campaign from one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.campaigns.quick_start import understood


def test_it_works() -> None:
    found = understood("data engineer in Toronto, remote ok, 100k+", country="us")
    assert (found.query, found.location, found.country) == ("data engineer", "Toronto", "ca")
    assert (found.min_salary, found.max_salary, found.remote_preference) == (100_000, None, ("remote",))
    assert found.campaign_name == "Data engineer in Toronto"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("senior nurse in Leeds, £35k-45k", {"query": "senior nurse", "country": "gb", "location": "Leeds",
         "min_salary": 35_000, "max_salary": 45_000, "currency": "GBP", "seniority": ("senior",)}),
        ("Java developer in Berlin, Germany, full time, 70.000 €", {"query": "Java developer", "country": "de",
         "location": "Berlin", "min_salary": 70_000, "currency": "EUR", "employment_type_preference": ("full_time",)}),
        ("analyst in the UK with SQL, Excel and Power BI", {"query": "analyst", "country": "gb", "location": None,
         "skills": ("SQL", "Excel", "Power BI")}),
        ("remote or hybrid product manager 120-150k", {"query": "product manager", "country": "ca",
         "min_salary": 120_000, "max_salary": 150_000, "remote_preference": ("remote", "hybrid")}),
        ("python developer 90,5k in Berlin", {"query": "python developer", "min_salary": 90_500}),
        ("welder", {"query": "welder", "country": "ca", "location": None, "min_salary": None}),
        ("3D artist, contract", {"query": "3D artist", "employment_type_preference": ("contract",),
         "min_salary": None}),
        ("Go developer in New York at least $150,000", {"query": "Go developer", "location": "New York",
         "country": "us", "min_salary": 150_000}),
        ("データエンジニア in Tokyo", {"query": "データエンジニア", "country": "jp"}),
    ],
)  # fmt: skip
def test_lines_that_people_type(line: str, expected: dict[str, object]) -> None:
    found = understood(line, country="ca")
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "query", "skills"),
    [
        ("data engineer in Toronto, remote ok, 100k+, python sql dbt", "data engineer", ("python", "sql", "dbt")),
        ("data engineer, Python, SQL and Power BI, dbt", "data engineer", ("Python", "SQL", "Power BI", "dbt")),
        ("data engineer, Power BI, python & sql, 90k", "data engineer", ("Power BI", "python", "sql")),
        ("Python, SQL", "Python", ("SQL",)),
        ("data engineer with dbt, python", "data engineer", ("dbt", "python")),
        ("python developer, night shift", "python developer night shift", ()),
    ],
)
def test_known_skills_between_commas_are_skills(line: str, query: str, skills: tuple[str, ...]) -> None:
    found = understood(line, country="ca", known_skills={"python", "sql", "dbt", "power bi"})
    assert (found.query, found.skills) == (query, skills)


@given(st.text(max_size=120))
def test_no_line_breaks_it(line: str) -> None:
    found = understood(line, country="ca")
    assert len(found.campaign_name) <= 200
    assert found.min_salary is None or found.max_salary is None or found.min_salary <= found.max_salary
