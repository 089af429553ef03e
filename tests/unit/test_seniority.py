"""Levels in titles and descriptions."""

from __future__ import annotations

import time

import pytest
from benchmarks import own_cases
from hypothesis import given
from hypothesis import strategies as st

from services.enricher.seniority import extract_seniority, read_seniority

LEVELS = {"intern", "junior", "mid", "senior", "lead", "principal", "manager", "director", "executive"}
WORDS = [
    "Senior",
    "Jr",
    "Director",
    "of",
    "to",
    "the",
    "Engineer",
    "II",
    "(m/w/d)",
    "-",
    "/",
    "Lead",
    "Chef",
    "stage",
    "3",
]


def test_it_works() -> None:
    assert extract_seniority("Senior Data Engineer") == "senior"


def test_own_cases_are_read_as_we_read_them() -> None:
    cases = own_cases.seniority()
    wrong = [case for case in cases if extract_seniority(case.title, case.description) != case.expected]
    assert len(wrong) <= 0.03 * len(cases), wrong


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Associate Director", "director"),
        ("Executive Assistant", None),
        ("Executive Assistant to the CEO", None),
        ("Sales Lead Generation Specialist", None),
        ("Staff Nurse", None),
        ("Staff Software Engineer", "principal"),
        ("Software Engineer II", "mid"),
        ("Engineer 3", "senior"),
        ("Math Teacher (Grades 1-5)", None),
        ("Line Cook (3:00 pm to 11:00 pm)", None),
        ("Marketing Director Intern", "intern"),
        ("Junior/Mid Developer", "junior"),
        ("Senior/Lead Engineer", "senior"),
        ("Senior Manager, Tax", "manager"),
        ("Senior Product Manager", "senior"),
        ("Werkstudent (m/w/d) Controlling", "intern"),
        ("Développeur confirmé", "mid"),
        ("", None),
    ],
)
def test_the_stated_rules(title: str, level: str | None) -> None:
    assert extract_seniority(title) == level


def test_the_title_wins_and_the_description_helps_when_it_is_silent() -> None:
    text = "This is an entry-level role. You report to a senior manager."
    assert extract_seniority("Data Engineer", text) == "junior"
    assert extract_seniority("Senior Data Engineer", text) == "senior"
    assert extract_seniority("Data Engineer", "You work with senior engineers.") is None


def test_the_proof_is_named() -> None:
    title = read_seniority("Data Engineer (Senior)", "")
    assert title is not None
    assert (title.source, "Data Engineer (Senior)"[title.start : title.end]) == ("title", "Senior")
    text = "About us. We are looking for a principal engineer."
    told = read_seniority("Engineer", text)
    assert told is not None
    assert (told.source, text[told.start : told.end]) == ("description", "looking for a principal engineer")


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_is_read_without_complaint(title: str, description: str) -> None:
    reading = read_seniority(title, description)
    if reading is not None:
        assert reading.value in LEVELS
        assert 0 <= reading.start < reading.end <= len(title if reading.source == "title" else description)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_what_was_read_stands_in_the_title(some: list[str]) -> None:
    title = " ".join(some)
    reading = read_seniority(title)
    if reading is not None:
        assert title[reading.start : reading.end].strip()


@pytest.mark.parametrize("unit", ["senior ", "looking for a ", "level: ", "as a ", "1 ", "\n"])
def test_a_long_text_takes_no_long_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    extract_seniority(text, text)
    assert time.process_time() - started < 3
