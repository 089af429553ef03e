"""Employers' names: one key for all spellings of a firm, in any script, and no key for what is nobody."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.company_names import (
    comparison_key,
    is_division,
    normalise,
    registered_domain,
    skip_reason,
    understand,
)


def test_it_works() -> None:
    known = understand("Blue Heron Analytics, Inc.")
    assert known.normalised_name == "blue heron analytics"
    assert known.skip_reason is None
    assert known.company_lookup_key == understand("BLUE HERON ANALYTICS").company_lookup_key


def test_the_key_is_stable_because_it_is_stored() -> None:
    assert understand("Capital One").company_lookup_key == "74ca38ef9d349c49ad3142122715a735"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Capitalone", "Capital One"),
        ("CAPITAL-ONE, N.A.", "Capital One"),
        ("Harbour & Sons Ltd.", "Harbour and Sons"),
        ("Nordlicht GmbH & Co. KG", "NORDLICHT"),
        ("Maple Robotics Canada ULC - K03", "Maple Robotics Canada"),
        ("Acme (pty) Ltd", "Acme"),
        ("Ostia S.p.A.", "Ostia"),
        ("ООО «Ромашка»", "Ромашка"),
        ("株式会社サクラ", "サクラ"),
        ("(株)サクラ", "サクラ"),
        ("대한상사 주식회사", "대한상사"),
        ("Société Dupont", "Societe Dupont"),
        ("The Lantern Company", "Lantern"),
        ("U.S. Widgets", "US Widgets"),
        ("Blue\u202fHeron\u200b", "Blue Heron"),
        ("Ｂｌｕｅ Heron™", "Blue Heron"),
        ("Smith &amp; Wright", "Smith & Wright"),
        ("L’Aurore", "L'Aurore"),
    ],
)
def test_spellings_of_one_firm_share_a_key(one: str, other: str) -> None:
    assert understand(one).company_lookup_key == understand(other).company_lookup_key is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Йога", "Иога"),
        ("ガイア", "カイア"),
        ("Inc Magazine", "Magazine"),
        ("Samsung NEXT", "Samsung"),
        ("Blue Heron India", "Blue Heron"),
    ],
)
def test_different_firms_stay_different(one: str, other: str) -> None:
    assert understand(one).company_lookup_key != understand(other).company_lookup_key


@pytest.mark.parametrize(
    "name", ["Limited", "AG", "Co", "The Company", "Inc.", "Pvt. Ltd.", "株式会社", "ООО", "84.51°", "3M"]
)
def test_a_name_made_of_a_legal_form_is_kept(name: str) -> None:
    assert understand(name).company_lookup_key is not None


@pytest.mark.parametrize(
    "name", ["กรุงเทพธนาคม", "हिन्दी कंपनी", "مايكروسوفت", "Яндекс", "リクルート", "삼성전자", "北京字节"]
)
def test_no_letter_of_another_script_is_lost(name: str) -> None:
    assert comparison_key(normalise(name)) == unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Confidential", "undisclosed"),
        ("CONFIDENTIAL Company", "undisclosed"),
        ("Non-disclosed", "undisclosed"),
        ("N/A", "undisclosed"),
        ("非公開", "undisclosed"),
        ("Jobs via Dice", "aggregator"),
        ("Get It Recruit - Hospitality", "aggregator"),
        ("Jobot", "recruiter's board"),
        ("---", "no letters"),
        ("\U0001f642", "no letters"),
    ],
)
def test_what_is_nobody_is_skipped_with_its_reason(name: str, reason: str) -> None:
    understood = understand(name)
    assert (understood.company_lookup_key, understood.skip_reason) == (None, reason)


@pytest.mark.parametrize("name", ["Confidential Records Management", "Diceware", "Private Bancorp", "Jobs for Good"])
def test_a_firm_that_only_sounds_like_nobody_is_looked_up(name: str) -> None:
    assert skip_reason(normalise(name)) is None


@given(st.text())
def test_any_text_has_either_a_key_or_a_reason(name: str) -> None:
    understood = understand(name)
    assert (understood.company_lookup_key is None) == (understood.skip_reason is not None)
    if understood.skip_reason != "no letters":
        assert understood.normalised_name


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1))
def test_a_name_with_letters_never_becomes_empty(name: str) -> None:
    assert normalise(name)


@pytest.mark.parametrize(
    ("address", "domain", "division"),
    [
        ("https://www.harbour.co.uk/jobs", "harbour.co.uk", False),
        ("https://cloud.harbour.com", "harbour.com", True),
        ("careers.harbour.com", "harbour.com", False),
        ("http://localhost", None, False),
        ("not an address", None, False),
        (None, None, False),
    ],
)
def test_domains(address: str | None, domain: str | None, division: bool) -> None:
    assert registered_domain(address) == domain
    assert domain is None or is_division(address) is division
