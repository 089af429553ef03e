"""Remote, hybrid, on site, or not told."""

from __future__ import annotations

import pytest

from services.enricher.remote_work import extract_remote_type


def test_it_works() -> None:
    assert extract_remote_type("Data Engineer (Remote)") == "remote"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This is a fully remote position.", "remote"),
        ("You can work remotely.", "remote"),
        ("Location: Remote", "remote"),
        ("Work from home, every day.", "remote"),
        ("Poste en télétravail complet.", "remote"),
        ("Vollständig remote möglich.", "remote"),
        ("You are in the office 3 days a week.", "hybrid"),
        ("We ask for 3 days in the office.", "hybrid"),
        ("Two days per week from home.", "hybrid"),
        ("This is a hybrid role.", "hybrid"),
        ("2 Tage Homeoffice pro Woche.", "hybrid"),
        ("Homeoffice möglich.", "hybrid"),
        ("2 jours de télétravail par semaine.", "hybrid"),
        ("This role is not remote.", "onsite"),
        ("Remote work is not available.", "onsite"),
        ("Remote: No", "onsite"),
        ("Work Remotely\n\n* No", "onsite"),
        ("This is an on-site position.", "onsite"),
        ("You are in the office 5 days a week in the office.", "onsite"),
        ("Arbeiten vor Ort.", "onsite"),
        ("Poste en présentiel.", "onsite"),
    ],
)
def test_told(text: str, kind: str) -> None:
    assert extract_remote_type("", text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "You design distributed systems.",
        "Experience with hybrid cloud and multi-cloud.",
        "Remote sensing of forests.",
        "You lead remote teams.",
        "There is an on-site gym.",
        "A home office allowance is paid.",
        "Skills in Microsoft Office 365.",
        "Within 3 days of applying, contact the office.",
        "",
    ],
)
def test_not_told(text: str) -> None:
    assert extract_remote_type("", text) is None


def test_title_before_place_before_description() -> None:
    assert extract_remote_type("Engineer - Hybrid", "fully remote", "Remote") == "hybrid"
    assert extract_remote_type("Engineer", "3 days in the office", "Anywhere") == "remote"
    assert extract_remote_type("Hybrid Cloud Engineer", "") is None
