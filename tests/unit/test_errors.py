"""What people are told of an error."""

from __future__ import annotations

import pytest

from services.shared.errors import ConfigurationError, reason_of


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConfigurationError("Set SMTP_HOST."), "Set SMTP_HOST."),
        (ValueError("duplicate key\nDETAIL:  Key (email)=(ada@example.org)"), "ValueError: duplicate key"),
        (RuntimeError("x" * 500), "RuntimeError: " + "x" * 200),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_it_works(error: BaseException, told: str) -> None:
    assert reason_of(error) == told
