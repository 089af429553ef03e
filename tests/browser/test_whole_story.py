"""One person's search from the first mail to the deleted account, at a desk and on a phone, as one story."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from airflow_stand_in import Airflow, answering
from mail_inbox import Inbox, link_in, mail_server
from playwright.sync_api import Locator, Page, expect
from site_cast import PASSWORD, Site, job_key, load_jobs, open_site, record_run

from services.campaigns import score_history
from services.orchestration.progress import STEPS
from services.shared.settings import Settings

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
JOBS = 50


@pytest.fixture(scope="module")
def site(settings: Settings, inbox: Inbox, airflow: Airflow) -> Iterator[Site]:
    with (
        mail_server(inbox) as mail,
        answering(airflow) as pipeline,
        open_site(settings, "whole_story", **mail, **pipeline) as made,
    ):
        yield made


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_it_works(open_page: OpenPage, site: Site, inbox: Inbox, airflow: Airflow, width: str) -> None:
    page = open_page(width, logged_in=False)
    _join(page, inbox, f"whole-{width}@example.org")
    campaign_id = _make_a_campaign(page)
    _find_jobs(page, site, airflow, campaign_id)
    (_triage_with_keys if width == "desktop" else _triage_with_a_thumb)(page, campaign_id)
    _work_on_one(page, campaign_id)
    _look_back(page, campaign_id)
    _leave(page)


def _join(page: Page, inbox: Inbox, address: str) -> None:
    page.goto("/register")
    page.get_by_label("E-mail").fill(address)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(link_in(inbox.newest(address)))
    page.get_by_label("New password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")


def _make_a_campaign(page: Page) -> int:
    page.get_by_label("Say it in one line").fill("data engineer in Toronto, remote ok, 100k+")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("This is what we understood.")
    # The form is long; what saves it is on the screen all the same.
    expect(page.get_by_role("button", name="Save campaign")).to_be_in_viewport()
    page.get_by_role("button", name="Save campaign").click()
    expect(page.locator(".alert")).to_contain_text("The campaign is saved.")
    found = re.search(r"/campaigns/(\d+)", page.url)
    assert found
    return int(found[1])


def _find_jobs(page: Page, site: Site, airflow: Airflow, campaign_id: int) -> None:
    page.get_by_role("button", name="Find jobs now").click()
    expect(page.locator(".find-jobs-now")).to_contain_text("about to start")
    run_id = list(airflow.runs)[-1]
    load_jobs(site.settings, campaign_id, JOBS)
    record_run(site.engine, campaign_id, run_id)
    with site.engine.begin() as conn:
        score_history.note(conn, day=datetime.now(UTC).date(), campaign_id=campaign_id)
    airflow.runs[run_id], airflow.tasks = "success", [(name, "success") for name in STEPS]
    expect(page.locator("tr.job")).to_have_count(25, timeout=15_000)
    expect(page.locator("tr.job .job-reason").first).to_contain_text("the title fits")


def _triage_with_keys(page: Page, campaign_id: int) -> None:
    page.keyboard.press("j")
    for key, number, status in (("a", 0, "Approved"), ("x", 1, "Rejected"), ("a", 2, "Approved")):
        page.keyboard.press(key)
        expect(_row(page, campaign_id, number).locator(".job-state")).to_have_text(status)
    page.keyboard.press("f")
    expect(_row(page, campaign_id, 3).locator(".star")).to_have_attribute("aria-pressed", "true")


def _triage_with_a_thumb(page: Page, campaign_id: int) -> None:
    for name, number, status in (("Approve", 0, "Approved"), ("Reject", 1, "Rejected"), ("Approve", 2, "Approved")):
        _row(page, campaign_id, number).get_by_role("button", name=name).tap()
        expect(_row(page, campaign_id, number).locator(".job-state")).to_have_text(status)
    _row(page, campaign_id, 3).locator(".star").tap()
    expect(_row(page, campaign_id, 3).locator(".star")).to_have_attribute("aria-pressed", "true")


def _work_on_one(page: Page, campaign_id: int) -> None:
    page.get_by_role("link", name="Board", exact=True).click()
    approved = page.get_by_role("region", name="Approved")
    expect(approved.locator(".board-card")).to_have_count(2)
    approved.locator(".board-card").first.get_by_role("button", name="Prepare").click()
    expect(approved.locator(".board-card")).to_have_count(1)
    page.goto(f"/jobs/{job_key(campaign_id, 0)}?campaign={campaign_id}")
    expect(page.locator(".panel-head .job-state")).to_have_text("Preparing to apply")
    page.get_by_label("New note").fill("Ask about the team")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text("Ask about the team")
    page.locator(".panel .job-actions").get_by_role("button", name="Applied").click()
    expect(page.locator(".panel-head .job-state")).to_have_text("Applied")


def _look_back(page: Page, campaign_id: int) -> None:
    page.goto("/")
    expect(page.locator(".tile").nth(1)).to_contain_text(f"1 / {JOBS}")
    expect(page.get_by_role("region", name="Favourites").get_by_role("listitem")).to_have_count(1)
    page.goto(f"/campaigns/{campaign_id}/runs")
    expect(page.get_by_role("region", name="How well its jobs fit")).to_contain_text("of 100 on average")
    page.goto(f"/campaigns/{campaign_id}")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == f"campaign-{campaign_id}-jobs.csv"
    page.locator(".menu").filter(has_text="More for").locator("summary").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator("tr.job")).to_have_count(25)


def _leave(page: Page) -> None:
    page.goto("/account/data")
    with page.expect_download():
        page.get_by_role("button", name="Download the archive").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("status")).to_contain_text("is deleted")


def _row(page: Page, campaign_id: int, number: int) -> Locator:
    return page.locator(f"#job-{job_key(campaign_id, number)}")
