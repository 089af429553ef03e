"""Going through jobs in a real browser: with the keyboard, with a thumb, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect
from site_cast import Site, job_key, untouched_campaign

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture
def fresh(site: Site) -> int:
    return untouched_campaign(site, jobs=30)


def row(page: Page, campaign_id: int, number: int) -> object:
    return page.locator(f"#job-{job_key(campaign_id, number)}")


def test_it_works(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    expect(page.get_by_role("heading", name="30 jobs")).to_be_visible()
    expect(page.locator("tr.job")).to_have_count(25)
    page.get_by_role("link", name="Show more").click()
    expect(page.locator("tr.job")).to_have_count(30)
    expect(page.get_by_role("link", name="Show more")).to_have_count(0)


def test_fifty_jobs_need_no_mouse(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="With the keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    press = page.keyboard.press
    press("j")
    expect(row(page, fresh, 0)).to_have_class(re.compile("is-current"))
    press("a")
    expect(row(page, fresh, 0).locator(".job-state")).to_have_text("Approved")
    expect(row(page, fresh, 1)).to_have_class(re.compile("is-current"))
    press("x")
    expect(row(page, fresh, 1).locator(".job-state")).to_have_text("Rejected")
    expect(row(page, fresh, 2)).to_have_class(re.compile("is-current"))
    press("f")
    expect(row(page, fresh, 2).locator(".star")).to_have_attribute("aria-pressed", "true")
    expect(row(page, fresh, 2)).to_have_class(re.compile("is-current"))
    press("k")
    press("u")
    expect(row(page, fresh, 1)).to_contain_text("Waiting")
    press("Space")
    expect(page.locator(".bulk")).to_contain_text("Chosen: 1")
    for _ in range(30):
        press("j")
    # The end of the page brings the next jobs.
    expect(page.locator("tr.job")).to_have_count(30)
    press("Enter")
    expect(page.get_by_role("heading", name="Why")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/jobs/"))
    first = page.url
    press("a")
    expect(page.locator(".panel-head")).to_contain_text("Approved")
    press("k")
    page.wait_for_url(lambda url: "/jobs/" in url and url != first)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile("jobs$"))).to_be_visible()


def test_numbers_follow_what_is_decided(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    waiting, approved, rejected = (page.locator(f"#count-{name}") for name in ("waiting", "approved", "rejected"))
    expect(waiting).to_have_text("30")
    expect(approved).to_be_hidden()
    for key in "jax":
        page.keyboard.press(key)
    expect(waiting).to_have_text("28")
    expect(approved).to_have_text("1")
    expect(rejected).to_have_text("1")
    page.keyboard.press("u")
    expect(waiting).to_have_text("29")
    expect(rejected).to_be_hidden()


def test_a_late_answer_does_not_bring_old_numbers_back(open_page: OpenPage, fresh: int) -> None:
    """The first answer is on its way when the second press is made, and the numbers it carries are of before."""
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    late: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route(re.compile("/status$"), hold_the_first)
    star = row(page, fresh, 0).locator(".star")
    row(page, fresh, 0).get_by_role("button", name="Approve").dblclick()
    star.click()
    row(page, fresh, 1).get_by_role("button", name="Reject").click()
    page.wait_for_timeout(300)
    (route, answer), *_ = late
    route.fulfill(response=answer)
    expect(row(page, fresh, 1).locator(".job-state")).to_have_text("Rejected")
    expect(page.locator("#count-waiting")).to_have_text("28")
    # Two clicks are one, and what was pressed on a row that another answer replaced is shown, too.
    expect(row(page, fresh, 0).locator(".job-state")).to_have_text("Approved")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(row(page, fresh, 0).locator(".job-message")).to_have_count(0)


def test_the_keyboard_stays_where_it_pressed(open_page: OpenPage, fresh: int) -> None:
    """Tab and Enter alone: the button that was pressed is gone with its row, and the focus must not go with it."""
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    first = row(page, fresh, 0)
    first.get_by_role("button", name="Approve").focus()
    page.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Prepare")).to_be_focused()
    page.goto(f"/campaigns/{fresh}/board")
    card = row(page, fresh, 0)
    card.get_by_role("button", name="Prepare").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.column[data-status="preparing_to_apply"] .board-card')).to_have_count(1)
    expect(card.get_by_role("button", name="Applied").first).to_be_focused()
    page.goto(f"/jobs/{job_key(fresh, 1)}?campaign={fresh}")
    page.locator("#panel").get_by_role("button", name="Reject").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel-head .job-state")).to_have_text("Rejected")
    expect(page.locator("#panel :focus")).to_have_count(1)


def test_quick_keys_hit_one_job_each(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    # Nobody waits for an answer between two decisions.
    for key in "jaxaafxxa":
        page.keyboard.press(key)
    decided = ["Approved", "Rejected", "Approved", "Approved", "Rejected", "Rejected", "Approved"]
    for number, status in enumerate(decided):
        expect(row(page, fresh, number).locator(".job-state")).to_have_text(status)
    expect(row(page, fresh, 4).locator(".star")).to_have_attribute("aria-pressed", "true")
    expect(row(page, fresh, 7)).to_have_class(re.compile("is-current"))
    expect(row(page, fresh, 7).locator(".job-state")).to_have_text("Waiting")
    # The last decision is taken back from the job after it.
    page.keyboard.press("u")
    expect(row(page, fresh, 6).locator(".job-state")).to_have_text("Waiting")
    expect(row(page, fresh, 6)).to_have_class(re.compile("is-current"))


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_filters_change_the_list_and_the_address(open_page: OpenPage, fresh: int, width: str) -> None:
    page = open_page(width)
    page.goto(f"/campaigns/{fresh}")
    if width == "phone":
        page.locator(".phone-filters > summary").click()
    page.get_by_label("Search title or company").fill("streaming")
    expect(page.get_by_role("heading", name="5 jobs")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=streaming$"))
    page.get_by_role("link", name="None").click()
    expect(page.locator("[data-status-words]")).to_have_text("None")
    expect(page.get_by_text("No status is chosen")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Waiting")).check()
    expect(page.get_by_role("heading", name="5 jobs")).to_be_visible()
    page.get_by_role("link", name="Newest").click()
    expect(page).to_have_url(re.compile(r"status=waiting.*sort=date"))
    # Another filter keeps the order that was chosen.
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?q=streaming&sort=date$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"status=waiting.*sort=date"))
    expect(page.get_by_label("Approved", exact=True)).not_to_be_checked()


def test_a_thumb_is_enough(open_page: OpenPage, fresh: int) -> None:
    page = open_page("phone")
    page.goto(f"/campaigns/{fresh}")
    first = row(page, fresh, 0)
    first.get_by_role("button", name="Approve").tap()
    # The menu of the row names every status, so only the mark of its state tells that the answer is there.
    state = first.locator(".job-state")
    expect(state).to_have_text("Approved")
    first.locator(".menu summary").tap()
    first.get_by_role("button", name="Archive").tap()
    expect(state).to_have_text("Archived")
    first.get_by_role("button", name="Undo").tap()
    expect(state).to_have_text("Approved")
    assert first.get_by_role("button", name="Prepare").bounding_box()["height"] >= 44


def test_a_thumb_reaches_what_a_job_needs(open_page: OpenPage, fresh: int) -> None:
    page = open_page("phone")
    page.goto(f"/jobs/{job_key(fresh, 0)}?campaign={fresh}")
    bar = page.locator(".thumb-bar")
    for name, status in (("Approve", "Approved"), ("Reject", "Rejected")):
        bar.get_by_role("button", name=name).tap()
        expect(page.locator(".panel-head .job-state")).to_have_text(status)
        expect(bar).to_be_in_viewport()
    page.get_by_role("link", name="Next").tap()
    expect(page).to_have_url(re.compile(str(job_key(fresh, 1))))
    # The end of the page can be read above the bar.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.locator("footer").bounding_box()["y"] < bar.bounding_box()["y"]
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(bar).to_be_hidden()


def test_cards_are_dragged_and_buttons_do_the_same(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"/campaigns/{fresh}/board")
    # Every column is in sight on a small laptop, and so is the menu of a card at the edge.
    overflow = (
        "[document.documentElement, document.querySelector('.columns')].map((e) => e.scrollWidth - e.clientWidth)"
    )
    assert page.evaluate(overflow) == [0, 0]
    page.locator(".board-card summary").first.click()
    expect(page.locator(".board-card .menu-body").first).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    waiting, approved = (page.locator(f'.column[data-status="{name}"]') for name in ("waiting", "approved"))
    card = waiting.locator(".board-card").first
    title = card.locator(".job-title").inner_text()
    card.drag_to(approved.locator(".cards"))
    expect(approved.locator(".board-card")).to_have_count(1)
    expect(approved).to_contain_text(title)
    approved.locator(".menu summary").click()
    approved.get_by_role("button", name="Applied").click()
    expect(page.locator('.column[data-status="applied"] .board-card')).to_have_count(1)
    # An interview before the application is no step, so the column takes no such card.
    waiting.locator(".board-card").first.drag_to(page.locator('.column[data-status="interview"] .cards'))
    expect(page.locator('.column[data-status="interview"] .board-card')).to_have_count(0)


def test_everything_works_without_a_script(open_page: OpenPage, fresh: int) -> None:
    page = open_page(javascript=False)
    page.goto(f"/campaigns/{fresh}")
    row(page, fresh, 0).get_by_role("button", name="Approve").click()
    expect(row(page, fresh, 0).locator(".job-state")).to_have_text("Approved")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, fresh, 0)).to_contain_text("Waiting")
    page.get_by_label("Rejected", exact=True).check()
    page.get_by_label("Search title or company").fill("streaming")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="5 jobs")).to_be_visible()
    assert "pay=" not in page.url
    for number in (0, 6):
        row(page, fresh, number).get_by_role("checkbox").check()
    page.locator(".bulk").get_by_role("button", name="Reject").click()
    expect(row(page, fresh, 6).locator(".job-state")).to_have_text("Rejected")
    expect(page.get_by_text("2 jobs are now rejected.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: 2 jobs are as they were.")).to_be_visible()
    # Undo leads back to the list as it was filtered.
    expect(page).to_have_url(re.compile(r"q=streaming$"))
    for number in (0, 6):
        row(page, fresh, number).get_by_role("checkbox").check()
    page.locator(".bulk").get_by_role("button", name="Reject").click()
    page.goto(f"/campaigns/{fresh}")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator("tr.job")).to_have_count(3)

    page.goto(f"/jobs/{job_key(fresh, 8)}")
    page.get_by_label("New note").fill("Ask Zoë")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("Ask Zoë")).to_be_visible()
    page.locator("#notes").get_by_role("link", name="Edit").click()
    page.get_by_label("Note").fill("Asked Zoë")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("Asked Zoë")).to_be_visible()
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".history")).to_contain_text("by you")


def test_notes_and_favourites_change_in_place(open_page: OpenPage, fresh: int) -> None:
    page = open_page()
    page.goto(f"/jobs/{job_key(fresh, 3)}")
    page.get_by_label("New note").fill("Ask Zoë")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".note-text")).to_have_text("Ask Zoë")
    page.get_by_role("button", name="Favourite").click()
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    notes = page.locator("#notes")
    notes.get_by_role("link", name="Edit").click()
    text = notes.get_by_role("listitem").get_by_label("Note")
    expect(text).to_be_focused()
    text.fill("Never mind")
    notes.get_by_role("link", name="Cancel").click()
    expect(page.locator(".note-text")).to_have_text("Ask Zoë")
    notes.get_by_role("link", name="Edit").click()
    text.fill("Asked Zoë,\nshe calls back")
    notes.get_by_role("button", name="Save note").click()
    expect(page.locator(".note-text")).to_have_text("Asked Zoë, she calls back")
    expect(page).to_have_url(re.compile(str(job_key(fresh, 3))))
    notes.get_by_role("button", name="Delete").click()
    expect(page.locator(".note-text")).to_have_count(0)
    # Pressed by mistake, it costs nothing; and the keyboard is still at the notes.
    expect(page.locator("#notes :focus")).to_have_count(1)
    notes.get_by_role("button", name="Write it again").click()
    expect(page.locator(".note-text")).to_have_text("Asked Zoë, she calls back")


@pytest.mark.parametrize(("width", "javascript"), [("desktop", True), ("phone", True), ("desktop", False)])
def test_an_interview_is_noted_and_seen_coming(
    open_page: OpenPage, fresh: int, screenshots: Path, width: str, javascript: bool
) -> None:
    page = open_page(width, javascript=javascript)
    address = f"/jobs/{job_key(fresh, 0)}?campaign={fresh}"
    page.goto(address)
    for name in ("Approve", "Applied"):
        page.locator("#panel .job-actions").get_by_role("button", name=name, exact=True).click()
    dates = page.get_by_role("region", name="Dates")
    expect(page.locator(".panel-head .job-state")).to_have_text("Applied")
    # Whoever has applied is asked for the day at once.
    expect(dates.get_by_label("What")).to_have_value("follow_up")
    dates.get_by_label("What").select_option("interview")
    tomorrow = (datetime.now(ZoneInfo("America/Toronto")) + timedelta(days=1)).date().isoformat()
    dates.get_by_label("Day").fill(tomorrow)
    dates.get_by_label("Time").fill("14:30")
    dates.get_by_label("With whom, where").fill("Video call with Priya")
    dates.get_by_role("button", name="Save the date").click()
    expect(dates.get_by_role("listitem")).to_contain_text("14:30 (tomorrow)")
    page.screenshot(path=screenshots / f"dates-{width}-{javascript}.png", full_page=True)
    with page.expect_download() as download:
        dates.get_by_role("link", name="Calendar").click()
    assert download.value.suggested_filename == f"interview-{tomorrow}.ics"
    page.goto("/")
    coming = page.get_by_role("region", name="What needs you").get_by_role("listitem").first
    expect(coming).to_contain_text("Interview")
    coming.get_by_role("link").click()
    expect(page).to_have_url(re.compile("#dates$"))
    dates.get_by_role("button", name="Done").click()
    expect(dates.get_by_role("button", name="Not done")).to_be_visible()
    dates.get_by_role("button", name="Delete").click()
    expect(dates.get_by_role("listitem")).to_have_count(0)
