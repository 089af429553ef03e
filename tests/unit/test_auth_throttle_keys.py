"""What attempts are counted under, and where a log-in may send somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_ui.security import local_path
from services.auth import passwords
from services.auth.throttle import account_key, address_origin, device_origin


def test_it_works() -> None:
    assert account_key("ada", user_id=7) == account_key("ADA@example.org", user_id=7) == "user:7"
    assert address_origin("192.0.2.1") == "address:192.0.2.1"


def test_a_mistyped_password_in_the_name_field_is_not_kept() -> None:
    assert "hunter2" not in account_key("hunter2", user_id=None)
    assert account_key(" Hunter2 ", user_id=None) == account_key("hunter2", user_id=None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("not an address", None, True),
    ],
)
def test_a_customer_is_one_origin(one: str, other: str | None, same: bool) -> None:
    assert (address_origin(one) == address_origin(other)) is same


def test_devices_never_look_like_addresses() -> None:
    assert device_origin("192.0.2.1") != address_origin("192.0.2.1")


def test_a_password_verifies_against_its_own_hash_only() -> None:
    kept = passwords.hash_password("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert passwords.verifies("correct horse battery", kept)
    assert not passwords.verifies("correct horse batterz", kept)
    assert not passwords.verifies("nobody has this password", None)
    assert not passwords.verifies("anything", "not a hash")


@pytest.mark.parametrize("target", ["/campaigns/?page=2", "/", "/a/b#c"])
def test_a_path_of_our_own_is_followed(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "", None,
     "/" + "a" * 3000, "campaigns", "/\x00", "///evil.example", " /x"],
)  # fmt: skip
def test_anything_else_is_not(target: str | None) -> None:
    assert local_path(target) is None


@given(st.text())
def test_no_text_leads_away(target: str) -> None:
    kept = local_path(target)
    assert kept is None or (kept.startswith("/") and kept[1:2] not in ("/", "\\"))
