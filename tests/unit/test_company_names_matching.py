"""Which company of an answer is the employer: by name and website, and rather none than the wrong one."""

from __future__ import annotations

import pytest

from services.extractor.company_matching import MATCH_THRESHOLD, Candidate, best_match, candidates_in


def company(name: str, website: str | None = None, *, reviews: int = 10, number: int = 0) -> Candidate:
    return Candidate(str(number or abs(hash((name, website)))), name, website, reviews, {})


LOOKALIKES = [
    company("GFiber", "https://gfiber.com", reviews=58),
    company("Thynk Google", "https://thynkgoogle.com/", reviews=15),
    company("Google Cloud", "https://cloud.google.com/", reviews=2168),
    company("Google-eLearn", "https://www.google-elearn.com", reviews=29),
    company("Google Developer Student Clubs", "https://gdsc.example"),
]


def test_it_works() -> None:
    match = best_match("Blue Heron Inc.", "blueheron.com", [company("Blue Heron", "https://www.blueheron.com")])
    assert match.candidate is not None
    assert (match.confidence, match.reason) == (1.0, "Blue Heron: same name and website")


@pytest.mark.parametrize("domain", ["google.com", None])
def test_google_is_google_although_its_link_is_shortened(domain: str | None) -> None:
    google = company("Google", "https://goo.gle/4ehVuXi", reviews=67752)
    match = best_match("Google LLC", domain, [*LOOKALIKES, google])
    assert match.candidate == google


@pytest.mark.parametrize("domain", ["google.com", None])
def test_google_is_none_of_its_lookalikes(domain: str | None) -> None:
    match = best_match("Google", domain, LOOKALIKES)
    assert match.candidate is None
    assert match.confidence < MATCH_THRESHOLD


@pytest.mark.parametrize(
    ("employer", "domain", "candidate"),
    [
        ("Capitalone", None, company("Capital One", "https://capitalone.com")),
        ("Amazon", "aboutamazon.com", company("Amazon", "https://www.amazon.com")),
        ("Wavestone North America", "wavestone.com", company("Wavestone", "https://wavestone.com")),
        ("Wavestone North America", None, company("Wavestone", "https://wavestone.com")),
        ("Яндекс", "yandex.ru", company("Yandex", "https://yandex.ru")),
        ("Harbor Logistics Group", None, company("Harbour Logistics Group", None)),
    ],
)
def test_the_same_firm_under_another_spelling(employer: str, domain: str | None, candidate: Candidate) -> None:
    assert best_match(employer, domain, [candidate]).candidate == candidate


@pytest.mark.parametrize(
    ("employer", "domain", "candidate"),
    [
        ("Insight", "insight.com", company("Insight Global", "https://insightglobal.com", reviews=9000)),
        ("Apex", "apex-systems.com", company("Apex", "https://apex-tools.de")),
        ("Georgia IT", "gatech.edu", company("Georgia IT", "https://georgiait.com")),
        ("Northwind", "northwind.com", company("Kyd", "https://northwind.com")),
        ("Ace", None, company("Acme", None)),
    ],
)
def test_another_firm_is_not_taken(employer: str, domain: str | None, candidate: Candidate) -> None:
    match = best_match(employer, domain, [candidate])
    assert match.candidate is None
    assert match.reason.startswith(candidate.name)


def test_the_website_decides_between_namesakes() -> None:
    big = company("Insight", "https://insight.com", reviews=5000)
    small = company("Insight", "https://insight-labs.io", reviews=3)
    assert best_match("Insight", "insight-labs.io", [big, small]).candidate == small
    assert best_match("Insight", None, [small, big]).candidate == big


def test_namesakes_of_equal_size_are_nobody() -> None:
    match = best_match(
        "Insight", None, [company("Insight", "https://a.example"), company("Insight", "https://b.example")]
    )
    assert match.candidate is None
    assert "others" in match.reason


def test_no_candidates() -> None:
    assert best_match("Insight", None, []).reason == "no candidates"


def test_junk_in_an_answer_is_left_out() -> None:
    answer = [
        None, "x", {}, {"company_id": True, "name": "x"}, {"company_id": 1, "name": ""},
        {"company_id": "", "name": "x"},
        {"company_id": 7, "name": "Fine", "website": 3, "review_count": "many"},
    ]  # fmt: skip
    [only] = candidates_in(answer)
    assert (only.company_id, only.website, only.review_count) == ("7", None, 0)
