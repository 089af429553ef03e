"""The inbox in a real browser: readable in light and dark, on a phone, and safe from the mail it shows."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from services.sandbox.server import SandboxServer

pytestmark = pytest.mark.browser

HTML = "<h1>Ten jobs</h1><p><a href='https://example.com'>One</a></p><script>parent.document.title='owned'</script>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        mail = EmailMessage()
        mail["Subject"] = "Ten new jobs for “data engineer in Toronto” and a subject that is too long for a phone"
        mail["From"], mail["To"] = "jobs@example.org", "ada.with.a.rather.long.name@example.org"
        mail.set_content("Ten jobs")
        mail.add_alternative(HTML, subtype="html")
        with smtplib.SMTP("127.0.0.1", server.smtp_port) as client:
            client.send_message(mail)
        yield server


@pytest.fixture(params=["light", "dark"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(color_scheme=request.param, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def test_it_works(sandbox: SandboxServer, page: Page) -> None:
    page.goto(f"{sandbox.http_url}/mail")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Ten new jobs").click()
    frame = page.frame_locator("iframe[title='The mail as HTML']")
    expect(frame.get_by_role("heading", name="Ten jobs")).to_be_visible()
    expect(page).to_have_title(re.compile("^Ten new jobs"))
    assert Axe().run(page, options={"iframes": False}).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Back to the inbox").click()
    expect(page.get_by_role("button", name="Delete all mail")).to_be_visible()
