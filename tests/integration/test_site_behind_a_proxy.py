"""Whose address counts when somebody else's server stands in front of the site."""

from __future__ import annotations

import pytest
from flask import request
from pydantic import SecretStr

from campaign_ui.app import create_app
from services.shared.settings import Settings


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_it_works(settings: Settings, proxies: int, address: str) -> None:
    own = settings.model_copy(update={"flask_secret_key": SecretStr("for tests only"), "trusted_proxies": proxies})
    app = create_app(own)
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/health", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert seen == [address]
