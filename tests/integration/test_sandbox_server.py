"""The sandbox over real HTTP and SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage

import pytest
import requests

from services.sandbox.server import SandboxServer

KEY = {"x-api-key": "sandbox"}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(today=date(2026, 3, 2)) as server:
        yield server


def jobs(sandbox: SandboxServer, **parameters: object) -> requests.Response:
    return requests.get(f"{sandbox.jsearch_url}/search", params=parameters, headers=KEY, timeout=10)


def test_it_works(sandbox: SandboxServer) -> None:
    answer = jobs(sandbox, query="data engineer in Toronto", country="ca").json()
    assert answer["status"] == "OK"
    assert len(answer["data"]) == 10
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Grüße", "jobs@example.org", "ada@example.org"
    mail.set_content("plain")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as client:
        client.send_message(mail)
    assert [message["subject"] for message in sandbox.messages()] == ["Grüße"]
    assert sandbox.calls == {"/jsearch/search": 1}
