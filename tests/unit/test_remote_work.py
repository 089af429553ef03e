"""Remote, hybrid, on site, or not told."""

from __future__ import annotations

import re
import time

import pytest
from benchmarks import own_cases
from hypothesis import given
from hypothesis import strategies as st

from services.enricher.reading import any_of
from services.enricher.remote_work import extract_remote_type, read_remote_type

PIECES = [
    "remote",
    "not",
    "hybrid",
    "3 days",
    "in the office",
    ".",
    "\n",
    "home",
    "no",
    "Work Location:",
    "vor Ort",
    "télétravail",
    "İ",
]


def test_it_works() -> None:
    assert extract_remote_type("Data Engineer (Remote)") == "remote"


def test_own_cases_are_read_as_we_read_them() -> None:
    cases = own_cases.remote()
    wrong = [
        case for case in cases if extract_remote_type(case.title, case.description, case.location) != case.expected
    ]
    assert len(wrong) <= 0.03 * len(cases), wrong


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This role is not remote.", "onsite"),
        ("Not only is this job remote, it pays well.", "remote"),
        ("This job is not fully remote.", "hybrid"),
        ("We ask for 3 days in the office.", "hybrid"),
        ("You are in the office five days a week.", "onsite"),
        ("You design distributed systems.", None),
        ("Experience with hybrid cloud.", None),
        ("You give remote support to customers.", None),
        ("Homeoffice ist leider nicht möglich.", "onsite"),
        ("2 jours de télétravail par semaine.", "hybrid"),
    ],
)
def test_negation_and_context(text: str, kind: str | None) -> None:
    assert extract_remote_type("", text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Trabajo 100 % remoto.", "remote"),
        ("Modelo híbrido, dos días en la oficina.", "hybrid"),
        ("Trabajo presencial, sin teletrabajo.", "onsite"),
        ("Soporte remoto a clientes.", None),
        ("Je werkt volledig op afstand.", "remote"),
        ("Due giorni di smart working a settimana.", "hybrid"),
        ("Praca stacjonarna w biurze.", "onsite"),
        ("Half of your hours may be worked from home.", "hybrid"),
        ("You'll feel at home with us.", None),
    ],
)
def test_other_languages_and_other_words(text: str, kind: str | None) -> None:
    assert extract_remote_type("", text) == kind


def test_a_pattern_of_many_finds_what_they_find() -> None:
    many = (r"\bcat\b|\bdogs?\b", r"(?<!no\s)\bhome|[|(]x", r"\b(?:a|b)c\b")
    for text in ("Cat", "concat", "two dogs", "no home", "at home", "(x", "bc|x", "abc", ""):
        assert bool(any_of(*many).search(text)) == bool(re.search("|".join(many), text, re.IGNORECASE))


def test_title_before_place_before_description() -> None:
    assert extract_remote_type("Engineer - Hybrid", "fully remote", "Remote") == "hybrid"
    assert extract_remote_type("Engineer", "3 days in the office", "Anywhere") == "remote"
    assert extract_remote_type("Hybrid Cloud Engineer", "") is None


def test_a_field_outweighs_a_statement_and_a_statement_a_mention() -> None:
    assert extract_remote_type("", "Benefits:\n* Work from home\n\nWork Location: In person") == "onsite"
    assert extract_remote_type("", "Our remote team is nice. This is a hybrid role.") == "hybrid"
    assert extract_remote_type("", "This is a fully remote job. Some colleagues work hybrid.") == "remote"


def test_the_proof_is_named() -> None:
    text = "We build bridges. You can work remotely. We are nice."
    reading = read_remote_type("Engineer", text)
    assert reading is not None
    assert (reading.source, text[reading.start : reading.end]) == ("description", "You can work remotely.")


@given(st.text(max_size=400), st.text(max_size=100))
def test_any_text_is_read_without_complaint(text: str, label: str) -> None:
    assert extract_remote_type(label, text, label) in {"remote", "hybrid", "onsite", None}


@given(st.lists(st.sampled_from(PIECES), max_size=20))
def test_the_proof_lies_within_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    reading = read_remote_type("", text)
    if reading is not None:
        assert 0 <= reading.start < reading.end <= len(text)
        assert text[reading.start : reading.end].strip()


@pytest.mark.parametrize(
    "unit", ["remote ", "not a remote ", "home office ", "2 days in the office ", "hybrid and ", "\n", " "]
)
def test_a_long_text_takes_no_long_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    extract_remote_type(text, text, text)
    assert time.process_time() - started < 3
