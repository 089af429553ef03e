"""A search that is interrupted: sessions that end in the middle, a second tab, pages that were left too early."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import log_in
from playwright.sync_api import Page, Route, expect
from site_cast import PASSWORD, Site, job_key, untouched_campaign
from sqlalchemy import text

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture
def fresh(site: Site) -> int:
    return untouched_campaign(site)


def end_sessions(site: Site) -> None:
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.user_sessions"))


def test_it_works(open_page: OpenPage, site: Site, fresh: int) -> None:
    """The session ends while a note is written: a log-in in another tab, and the same press saves it."""
    page = open_page()
    page.goto(f"/jobs/{job_key(fresh, 0)}?campaign={fresh}")
    page.get_by_label("New note").fill("Ask Zoë about the team")
    end_sessions(site)
    page.get_by_role("button", name="Add note").click()
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("Your session has ended")
    expect(page.get_by_label("New note")).to_have_value("Ask Zoë about the team")
    with page.context.expect_page() as opened:
        trouble.get_by_role("link", name="Log in again").click()
    expect(trouble).to_be_hidden()
    tab = opened.value
    tab.get_by_label("User name or e-mail").fill("ada")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_label("New note")).to_be_visible()
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text("Ask Zoë about the team")
    expect(page.get_by_label("New note")).to_have_value("")
    expect(trouble).to_be_hidden()


def test_a_press_works_after_a_log_in_in_another_tab(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    other = page.context.new_page()
    other.goto("/campaigns/")
    other.get_by_text("ada", exact=True).first.click()
    other.get_by_role("button", name="Log out").click()
    log_in(other)
    for key in "jax":
        page.keyboard.press(key)
    for number, status in enumerate(("Approved", "Rejected")):
        expect(page.locator(f"#job-{job_key(fresh, number)} .job-state")).to_have_text(status)
    expect(page.locator("tr.job")).to_have_count(12)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_long_form_outlives_the_session(open_page: OpenPage, site: Site, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    name = f"Outlives {javascript}"
    page.goto("/campaigns/new")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Job title or keywords").fill("staff nurse")
    page.get_by_role("group", name="Seniority", exact=True).get_by_text("Lead", exact=True).click()
    end_sessions(site)
    page.get_by_role("button", name="Save campaign").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    page.get_by_label("User name or e-mail").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Nothing is lost")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="staff nurse")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("group", name="Seniority", exact=True).get_by_label("Lead")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_what_an_interrupted_person_meets_can_be_read(
    open_page: OpenPage, site: Site, fresh: int, screenshots: Path, width: str, scheme: str
) -> None:
    page = open_page(width, scheme)
    found: list[str] = []

    def look(name: str) -> None:
        page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png", full_page=True)
        found.extend(f"{name}: {one['id']}" for one in Axe().run(page).response["violations"])
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than the screen")

    page.goto("/standing/applied")
    look("standing-none")
    page.goto(f"/jobs/{job_key(fresh, 0)}?campaign={fresh}")
    dates = page.get_by_role("region", name="Dates")
    dates.get_by_text("Add a date").click()
    look("job-new-date")
    dates.get_by_label("Day").fill("2030-01-01")
    dates.get_by_label("With whom, where").fill("Second round, bring the portfolio")
    dates.get_by_role("button", name="Save the date").click()
    expect(dates.get_by_role("listitem")).to_have_count(1)
    look("job-dates")
    page.goto(f"/campaigns/{fresh}/edit")
    with site.engine.begin() as conn:
        statement = "update marts.job_campaigns set campaign_name = 'Faster', updated_at = now() where campaign_id = :c"
        conn.execute(text(statement), {"c": fresh})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("changed in another tab")).to_be_visible()
    look("campaign-overtaken")
    end_sessions(site)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    look("log-in-kept")
    page.get_by_label("User name or e-mail").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Nothing is lost")).to_be_visible()
    look("send-again")
    assert found == []


def test_a_note_that_was_begun_is_there_after_a_detour(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    address = f"/jobs/{job_key(fresh, 0)}?campaign={fresh}"
    page.goto(address)
    page.get_by_label("New note").fill("Half a thought")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(str(job_key(fresh, 1))))
    expect(page.get_by_label("New note")).to_have_value("")
    page.goto(address)
    expect(page.get_by_label("New note")).to_have_value("Half a thought")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text("Half a thought")
    page.reload()
    expect(page.get_by_label("New note")).to_have_value("")


def test_a_job_that_is_gone_takes_nothing_of_the_list_away(open_page: OpenPage, site: Site, fresh: int) -> None:
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    row = page.locator(f"#job-{job_key(fresh, 0)}")
    with site.engine.begin() as conn:
        conn.execute(text("update marts.job_campaigns set user_id = :cy where campaign_id = :c"),
                     {"cy": site.cast.cy, "c": fresh})  # fmt: skip
    row.get_by_role("button", name="Approve").click()
    expect(page.locator("#trouble")).to_contain_text("There is nothing here")
    expect(row).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#trouble")).to_be_hidden()


def test_what_a_press_came_to_is_said_until_the_next_is_made(open_page: OpenPage, fresh: int) -> None:
    """Presses wait in line for each other: one that is sent later was made before the first had failed."""
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    first, second = (page.locator(f"#job-{job_key(fresh, number)}") for number in (0, 1))
    held: list[Route] = []
    page.route(re.compile("/status$"), lambda route: route.continue_() if held else held.append(route))
    first.get_by_role("button", name="Approve").click()
    second.get_by_role("button", name="Reject").click()
    nowhere = held[0].request.url.replace(str(job_key(fresh, 0)), str(uuid.uuid4()))
    held[0].fulfill(response=held[0].fetch(url=nowhere))
    expect(second.locator(".job-state")).to_have_text("Rejected")
    expect(page.locator("#trouble")).to_contain_text("There is nothing here")
    first.get_by_role("button", name="Approve").click()
    expect(first.locator(".job-state")).to_have_text("Approved")
    expect(page.locator("#trouble")).to_be_hidden()


def test_two_clicks_before_the_answer_are_one(open_page: OpenPage, site: Site, fresh: int) -> None:
    page = open_page()
    key = job_key(fresh, 0)
    page.goto(f"/jobs/{key}?campaign={fresh}")
    sent: list[str] = []

    def slowly(route: Route) -> None:
        sent.append(route.request.url)
        time.sleep(0.4)
        route.continue_()

    page.route(re.compile("/(notes|dates)$"), slowly)
    page.get_by_label("New note").fill("Once")
    page.get_by_role("button", name="Add note").dblclick()
    expect(page.locator(".note-text")).to_have_text("Once")
    dates = page.get_by_role("region", name="Dates")
    dates.get_by_text("Add a date").click()
    dates.get_by_label("Day").fill("2030-01-01")
    dates.get_by_role("button", name="Save the date").dblclick()
    expect(dates.get_by_role("listitem")).to_have_count(1)
    page.reload()
    expect(page.locator(".note-text")).to_have_count(1)
    expect(dates.get_by_role("listitem")).to_have_count(1)
    assert len(sent) == 2
