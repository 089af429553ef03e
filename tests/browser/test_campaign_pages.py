"""The campaign site as a person uses it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from site_cast import Site, make_campaign

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def fill_campaign(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Job title or keywords").fill("staff nurse")
    page.get_by_label("Country").fill("uk")
    page.get_by_label("City or region").fill("Leeds")
    page.get_by_label("Skills").fill("Triage, ICU")
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
    expect(page.get_by_role("heading", level=1)).to_have_text("Campaigns")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status")).to_contain_text("You are logged out.")
    page.goto("/campaigns/")
    expect(page).to_have_title("Log in · Job search")


@pytest.mark.parametrize(("width", "javascript"), [("desktop", True), ("phone", True), ("desktop", False)])
def test_a_campaign_from_first_mistake_to_pause(open_page: OpenPage, width: str, javascript: bool) -> None:
    name = f"Nurse {width} {javascript}"
    page = open_page(width, javascript=javascript)
    page.get_by_role("link", name="New campaign").click()
    page.get_by_label("Country").fill("Narnia")
    page.get_by_text("Senior", exact=True).click()
    page.get_by_role("button", name="Save campaign").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Give the campaign a name.")
    expect(summary).to_contain_text("We know no country “Narnia”.")
    if javascript:
        expect(summary).to_be_focused()
    summary.get_by_role("link", name="Country").click()
    expect(page.get_by_label("Country")).to_be_focused()
    expect(page.get_by_label("Country")).to_have_value("Narnia")
    expect(page.get_by_label("Senior", exact=True)).to_be_checked()

    fill_campaign(page, name)
    page.get_by_role("button", name="Save campaign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text("from £30,000 a year")).to_be_visible()
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


def test_jobs_are_read_page_by_page_and_back_works(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    page.goto(f"/campaigns/{site.campaign_id}")
    expect(page.get_by_text("Reason 0: the title fits")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("26–50 of 60")).to_be_visible()
    expect(page).to_have_url(re.compile(r"page=2$"))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.go_back()
    expect(page.get_by_text("1–25 of 60")).to_be_visible()
    expect(page.locator("ol.matches")).to_have_attribute("start", "1")


def test_texts_from_boards_do_nothing(open_page: OpenPage, site: Site) -> None:
    """S10: the titles of the cast carry a script and an image with a handler; the page's fixture hears any dialog."""
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    made = make_campaign(
        site.engine, site.cast.ada, campaign_name=hostile, query=hostile, location=hostile, skills=(hostile,)
    )
    page = open_page()
    for address in (f"/campaigns/{site.campaign_id}", f"/campaigns/{made}", f"/campaigns/{made}/edit", "/campaigns/"):
        page.goto(address)
        expect(page).not_to_have_title("hit")
        assert page.locator("img[src=x]").count() == 0
    page.goto(f"/campaigns/{made}")
    expect(page.get_by_role("heading", level=1)).to_have_text(hostile)


def test_times_become_the_readers_own(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    page.goto(f"/campaigns/{site.campaign_id}")
    shown = page.locator("time[data-local]")
    expect(shown).to_have_count(0)
    expect(page.locator("table time").first).to_contain_text(re.compile(r"E[SD]T$"))
    plain = open_page(javascript=False)
    plain.goto(f"/campaigns/{site.campaign_id}")
    expect(plain.locator("table time").first).to_contain_text(re.compile(r"UTC$"))


def test_the_keyboard_is_enough(open_page: OpenPage, site: Site) -> None:
    page = open_page()
    page.goto("/campaigns/new")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
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
        page.goto(address.format(id=site.campaign_id, new=fresh))
        if name == "form-errors":
            page.get_by_label("Country").fill("Narnia")
            page.get_by_role("button", name="Save campaign").click()
            expect(page.get_by_role("alert")).to_be_visible()
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
    page.wait_for_url("**/campaigns/")
