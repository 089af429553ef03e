"""The campaign site as a person uses it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from site_cast import Site, job_key, make_campaign

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def fill_campaign(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Job title or keywords").fill("staff nurse")
    page.get_by_label("Country").fill("uk")
    page.get_by_label("City or region").fill("Leeds")
    page.locator("#skills").fill("Triage, ICU")
    page.get_by_label("At least").fill("30k")


def test_it_works(open_page: OpenPage) -> None:
    page = open_page(logged_in=False)
    page.goto("/")
    expect(page).to_have_title("Log in · Job search")
    page.get_by_label("User name or e-mail").fill("ada")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("User name or e-mail")).to_have_value("ada")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Log in")
    page.get_by_text("ada", exact=True).first.click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status")).to_contain_text("You are logged out.")
    page.goto("/campaigns/")
    expect(page).to_have_title("Log in · Job search")


@pytest.mark.parametrize(("width", "javascript"), [("desktop", True), ("phone", True), ("desktop", False)])
def test_a_campaign_from_first_mistake_to_pause(open_page: OpenPage, width: str, javascript: bool) -> None:
    name = f"Nurse {width} {javascript}"
    page = open_page(width, javascript=javascript)
    page.goto("/campaigns/")
    page.get_by_role("link", name="New campaign").click()
    page.get_by_label("Country").fill("Narnia")
    wanted = page.get_by_role("group", name="Seniority", exact=True)
    wanted.get_by_text("Senior", exact=True).click()
    page.get_by_role("button", name="Save campaign").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Give the campaign a name.")
    expect(summary).to_contain_text("We know no country “Narnia”.")
    if javascript:
        expect(summary).to_be_focused()
    summary.get_by_role("link", name="Country").click()
    expect(page.get_by_label("Country")).to_be_focused()
    expect(page.get_by_label("Country")).to_have_value("Narnia")
    expect(wanted.get_by_label("Senior", exact=True)).to_be_checked()

    fill_campaign(page, name)
    page.get_by_role("button", name="Save campaign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text("No ranked jobs yet")).to_be_visible()

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Country")).to_have_value("United Kingdom")
    page.get_by_label("City or region").fill("York")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("York, United Kingdom")).to_be_visible()

    page.get_by_role("link", name="Campaigns", exact=True).first.click()
    row = page.get_by_role("row", name=name) if width == "desktop" else page.locator("tr", has_text=name)
    row.get_by_role("button", name="Pause").click()
    row = page.locator("tr", has_text=name)
    expect(row).to_contain_text("Paused")
    expect(row.get_by_role("button", name="Resume")).to_be_visible()
    if javascript:
        # Changed in place: no message of a new page, and the keyboard is where it was.
        expect(page.get_by_role("status")).to_have_count(0)
        expect(row.get_by_role("button", name="Resume")).to_be_focused()


def test_texts_from_boards_do_nothing(open_page: OpenPage, site: Site) -> None:
    """S10: the titles of the cast carry a script and an image with a handler; the page's fixture hears any dialog."""
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    made = make_campaign(
        site.engine, site.cast.ada, campaign_name=hostile, query=hostile, location=hostile, skills=(hostile,)
    )
    page = open_page()
    jobs = [f"/jobs/{job_key(site.campaign_id, number)}" for number in (1, 5)]
    for address in (
        f"/campaigns/{site.campaign_id}",
        f"/campaigns/{made}",
        f"/campaigns/{made}/edit",
        "/campaigns/",
        *jobs,
    ):
        page.goto(address)
        expect(page).not_to_have_title("hit")
        assert page.locator("img[src=x]").count() == 0
    page.goto(f"/campaigns/{made}")
    expect(page.get_by_role("heading", level=1)).to_have_text(hostile)


def test_the_keyboard_is_enough(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    page.goto("/campaigns/new")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    for typed in ("By keyboard", "data engineer", "ca", "Toronto"):
        page.keyboard.type(typed)
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    expect(page.get_by_label("Last week")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Last month")).to_be_checked()
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Remote", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("Remote", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("By keyboard")


def test_one_line_tags_and_sliders_make_a_campaign(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    page.goto("/campaigns/new")
    page.get_by_label("Say it in one line").fill("data engineer in Toronto, remote ok, 100k+")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status")).to_contain_text("This is what we understood.")
    skills = page.locator("#skills")
    skills.press_sequentially("Python,SQL,")
    expect(page.get_by_role("button", name="Remove Python")).to_be_visible()
    page.get_by_role("button", name="Remove Python").click()
    skills.fill("dbt")
    page.get_by_role("button", name="Save campaign").click()
    page.get_by_role("link", name="Edit").click()
    expect(page.locator(".tag")).to_have_text([re.compile("SQL"), re.compile("dbt")])

    page.goto(f"/campaigns/{site.campaign_id}/edit")
    page.get_by_text("What counts how much").click()
    page.get_by_label("Freshness").fill("40")
    expect(page.locator("#order li")).to_have_count(10)
    expect(page.locator('[data-shows="weight_recency"]')).to_have_text("40")


PAGES = {
    "log-in": "/log-in",
    "campaigns": "/campaigns/",
    "campaigns-empty": "/campaigns/",
    "campaign": "/campaigns/{id}",
    "campaign-new": "/campaigns/{new}",
    "form-new": "/campaigns/new",
    "form-errors": "/campaigns/new",
    "form-edit": "/campaigns/{id}/edit",
    "runs": "/campaigns/{id}/runs",
    "board": "/campaigns/{id}/board",
    "hidden": "/campaigns/{id}/hidden",
    "job": "/jobs/{job}",
    "job-hostile": "/jobs/{long}",
    "not-found": "/campaigns/999999",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, site: Site, screenshots: Path, width: str, scheme: str
) -> None:
    fresh = make_campaign(site.engine, site.cast.cy, campaign_name="Brand new")
    ada, cy, stranger = open_page(width, scheme), open_page(width, scheme), open_page(width, scheme, logged_in=False)
    found: list[str] = []
    for name, address in PAGES.items():
        page = {"log-in": stranger, "campaigns-empty": cy, "campaign-new": cy}.get(name, ada)
        if page is cy:
            _log_in_as(cy, "ben" if name == "campaigns-empty" else "cy")
        job, long = (job_key(site.campaign_id, number) for number in (0, 4))
        page.goto(address.format(id=site.campaign_id, new=fresh, job=job, long=long))
        if name == "form-errors":
            page.get_by_label("Country").fill("Narnia")
            page.get_by_role("button", name="Save campaign").click()
            expect(page.get_by_role("alert")).to_be_visible()
        if name == "campaign-new":
            # What was said after a change is looked at too.
            page.get_by_role("button", name="Pause").click()
            expect(page.locator(".alert")).to_contain_text("paused")
        page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png", full_page=True)
        found += [f"{name}: {one['id']}: {one['nodes'][0]['target']} {one['nodes'][0].get('failureSummary', '')}"
                  for one in Axe().run(page).response["violations"]]  # fmt: skip
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than the screen")
    assert found == []


def _log_in_as(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto("/log-in")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/log-in" not in url)
