"""Levels in titles and descriptions."""

from __future__ import annotations

import pytest

from services.enricher.seniority import extract_seniority


def test_it_works() -> None:
    assert extract_seniority("Senior Data Engineer") == "senior"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Sr. Backend Developer", "senior"),
        ("Jr Analyst", "junior"),
        ("Associate Software Engineer", "junior"),
        ("Graduate Engineer", "junior"),
        ("Marketing Intern", "intern"),
        ("Internship: Finance", "intern"),
        ("Marketing Director Intern", "intern"),
        ("Werkstudent (m/w/d) Controlling", "intern"),
        ("Praktikum Einkauf", "intern"),
        ("Stagiaire communication", "intern"),
        ("Data Engineer (alternance)", "intern"),
        ("Développeur confirmé", "mid"),
        ("Intermediate Java Developer", "mid"),
        ("Software Engineer II", "mid"),
        ("Analyst 3", "senior"),
        ("Nurse Level 1", "junior"),
        ("Tech Lead", "lead"),
        ("Team Leader, Warehouse", "lead"),
        ("Teamleiter Logistik", "lead"),
        ("Staff Software Engineer", "principal"),
        ("Principal Scientist", "principal"),
        ("Assistant Store Manager", "manager"),
        ("Senior Manager, Tax", "manager"),
        ("Senior Product Manager", "senior"),
        ("Junior Project Manager", "junior"),
        ("Associate Director", "director"),
        ("Head of Data", "director"),
        ("Directeur commercial", "director"),
        ("VP of Sales", "executive"),
        ("Chief Technology Officer", "executive"),
        ("CFO", "executive"),
        ("Geschäftsführer (m/w/d)", "executive"),
        ("Junior/Mid Developer", "junior"),
        ("Senior/Lead Engineer", "senior"),
    ],
)
def test_titles_with_a_level(title: str, level: str) -> None:
    assert extract_seniority(title) == level


@pytest.mark.parametrize(
    "title",
    [
        "Data Engineer",
        "Executive Assistant",
        "Assistant to the Managing Director",
        "Account Executive",
        "Sales Lead Generation Specialist",
        "Staff Nurse",
        "Staff Accountant",
        "Senior Living Nurse",
        "Junior High Teacher",
        "International Sales Agent",
        "Internal Auditor",
        "Sales Associate",
        "Line Cook (3:00 pm to 11:00 pm)",
        "",
    ],
)
def test_titles_without_one(title: str) -> None:
    assert extract_seniority(title) is None


def test_the_title_wins_and_the_description_helps_when_it_is_silent() -> None:
    text = "This is an entry-level role. You report to a senior manager."
    assert extract_seniority("Data Engineer", text) == "junior"
    assert extract_seniority("Senior Data Engineer", text) == "senior"
    assert extract_seniority("Data Engineer", "You work with senior engineers.") is None
