"""A real Chromium, the site on a real port and database, and a page that remembers every complaint of the browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from airflow_stand_in import Airflow
from mail_inbox import Inbox
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from site_cast import PASSWORD, Site, make_campaign, open_site, record_run
from sqlalchemy import text
from werkzeug.serving import make_server

from services.shared.settings import PROJECT_ROOT, Settings

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}

# Fails the test from inside the page as soon as the policy stops anything.
REPORT_POLICY = """
document.addEventListener('securitypolicyviolation',
  (event) => console.error(`CSP report: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Complaints:
    """What the browser said was wrong, and what it asked of other servers."""

    lines: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        # The browser also reports a page whose status is 4xx; those statuses are asserted by the tests themselves.
        is_status = "the server responded with a status of 4" in message.text and "/static/" not in str(
            message.location
        )
        if message.type in ("error", "warning") and not is_status:
            self.lines.append(f"{message.type}: {message.text}")


# Not for the whole session: Playwright keeps an event loop running, and what comes after may want one of its own.
@pytest.fixture(scope="module")
def inbox() -> Inbox:
    """What a file's site has mailed."""
    return Inbox()


@pytest.fixture(scope="module")
def airflow() -> Airflow:
    """The Airflow that a file's site asks."""
    return Airflow()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.fail("No Chromium: run `apt-get install -y chromium`, or say where one is in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Site]:
    with open_site(settings, "browser", sandbox_services="jsearch,glassdoor,smtp") as made:
        for number, outcome in enumerate(("ok", "partial", "failed", "empty", "ok")):
            message = {"partial": "Page 2 was not answered in time.", "failed": "The key was refused: JSEARCH_API_KEY."}
            record_run(made.engine, made.campaign_id, f"manual__{number}", outcome, message=message.get(outcome))
        note_scores(made)
        make_campaign(made.engine, made.cast.ada, campaign_name="Analyst in Berlin", country="de", location="Berlin")
        yield made


def note_scores(site: Site) -> None:
    """A month of days with a run, a few of them missing, for the chart of the scores."""
    with site.engine.begin() as conn:
        for number in range(30):
            if number % 7 != 5:
                values = {"c": site.campaign_id, "days": 29 - number, "jobs": 20 + number, "new": number % 4}
                scores = {"score": 52 + number * 0.4 - number % 3, "fresh": 45 + number if number % 4 else None}
                conn.execute(_DAY_OF_SCORES, values | scores)


_DAY_OF_SCORES = text("""
    insert into marts.campaign_daily_scores (
        campaign_id, score_date, jobs, average_score, strong_jobs, new_jobs, new_average_score
    ) values (:c, current_date - :days, :jobs, :score, 4, :new, :fresh)
""")


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Where the site answers."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[OpenPage]:
    """Open a page in a fresh browser profile; at the end nothing may have been complained about."""
    complaints = Complaints()
    contexts: list[BrowserContext] = []

    def open_(
        width: str = "desktop", scheme: str = "light", *, javascript: bool = True, logged_in: bool = True
    ) -> Page:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = chromium.new_context(
            base_url=address, viewport=size, color_scheme=scheme, java_script_enabled=javascript,
            has_touch=width == "phone", timezone_id="America/Toronto", locale="en-CA",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if javascript:
            page.add_init_script(REPORT_POLICY)
        page.on("console", complaints.hear)
        page.on("pageerror", lambda error: complaints.lines.append(f"exception: {error}"))
        page.on("dialog", lambda dialog: complaints.lines.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:")) else complaints.lines.append(asked.url),
        )
        if logged_in:
            log_in(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints.lines == []


def log_in(page: Page, name: str = "ada") -> None:
    page.goto("/log-in")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/log-in" not in url)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Folder of the pictures, kept by CI."""
    folder = Path(os.environ.get("JOBS_HOME") or PROJECT_ROOT / ".local") / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
