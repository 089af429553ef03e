"""What a Retry-After header asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from services.shared.api_client import ApiClient, retry_after_seconds
from services.shared.errors import ConfigurationError

NOW = datetime(2026, 2, 28, 23, 59, 50, tzinfo=UTC)


def test_it_works() -> None:
    assert retry_after_seconds("120", now=NOW) == 120


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("-5", 0),
        ("0.5", 0.5),
        ("Sun, 01 Mar 2026 00:00:20 GMT", 30),
        ("Sun, 01 Mar 2026 01:00:20 +0100", 30),
        ("Sat, 28 Feb 2026 10:00:00 GMT", 0),
        ("Sun, 99 Mar 2026 00:00:20 GMT", None),
    ],
)
def test_every_form(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, now=NOW) == seconds


class Never:
    def acquire(self) -> float:
        raise AssertionError("no call is made")


@pytest.mark.parametrize(
    ("url", "key", "setting"),
    [
        (None, "k", "GLASSDOOR_BASE_URL"),
        ("ftp://x", "k", "GLASSDOOR_BASE_URL"),
        ("https://x", None, "GLASSDOOR_API_KEY"),
        ("https://x", " ", "GLASSDOOR_API_KEY"),
        ("https://x", "two\nlines", "GLASSDOOR_API_KEY"),
    ],
)
def test_what_is_not_configured_is_named(url: str | None, key: str | None, setting: str) -> None:
    with pytest.raises(ConfigurationError, match=setting):
        ApiClient(
            provider="glassdoor",
            base_url=url,
            api_key=SecretStr(key) if key else None,
            throttle=Never(),
            deadline_seconds=1,
        )
