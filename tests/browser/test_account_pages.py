"""From the first visit to a deleted account, and the dashboard, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from airflow_stand_in import Airflow, answering
from axe_playwright_python.sync_playwright import Axe
from mail_inbox import Inbox, link_in, mail_server
from playwright.sync_api import Page, expect
from site_cast import PASSWORD, Site, load_jobs, make_campaign, open_site, record_run
from sqlalchemy import text

from services.jobs import favourites, statuses
from services.orchestration.progress import STEPS
from services.shared.metrics_recorder import recording
from services.shared.run_context import RunContext
from services.shared.settings import Settings

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def site(settings: Settings, inbox: Inbox, airflow: Airflow) -> Iterator[Site]:
    with (
        mail_server(inbox) as mail,
        answering(airflow) as pipeline,
        open_site(settings, "account_pages", **mail, **pipeline) as made,
    ):
        second = make_campaign(
            made.engine, made.cast.ada, campaign_name="データエンジニア 🚀 in a city with a long name"
        )
        record_run(made.engine, second, "manual__1", "failed", message="The key was refused: JSEARCH_API_KEY.")
        make_history(made)
        make_runs(made)
        yield made


def make_history(site: Site) -> None:
    """Three weeks of a search that goes well."""
    keys = [uuid5(NAMESPACE_URL, f"{site.campaign_id}/{number}") for number in range(40)]
    walk = ("approved", "preparing_to_apply", "applied", "interview", "offer")
    with site.engine.begin() as conn:
        ada = site.cast.ada
        for number, last in enumerate([5, 4, 4, *[3] * 9, *[2] * 3, *[1] * 5]):
            for step in walk[:last]:
                statuses.change(conn, user_id=ada, keys=[keys[number]], to_status=step)
        statuses.change(conn, user_id=ada, keys=keys[28:40], to_status="rejected")
        for key in keys[:9]:
            favourites.mark(conn, user_id=ada, key=key, is_favourite=True)
        days = "ascii(job_posting_key::text) % 20 * interval '1 day'"
        for table, column in (("job_status_history", "changed_at"), ("user_job_status", "updated_at")):
            conn.execute(text(f"update marts.{table} set {column} = {column} - {days}"))


def make_runs(site: Site) -> None:
    """Two days of the pipeline, the second with trouble."""
    now = datetime.now(UTC)
    for run_id in ("scheduled__2026-11-22T12:00:00+00:00", "scheduled__2026-11-23T12:00:00+00:00"):
        for task in ("extract_job_postings", "normalize_jobs", "extract_companies", "enrich_jobs", "rank_jobs"):
            with recording(site.engine, RunContext(run_id, now), task) as metrics:
                if task == "extract_job_postings":
                    metrics.rows_fetched, metrics.rows_inserted, metrics.rows_unchanged = 90, 60, 30
                    metrics.api_calls = 12
                if task == "extract_companies":
                    metrics.companies_matched, metrics.companies_not_found, metrics.api_calls = 31, 9, 40
                if task == "rank_jobs":
                    metrics.rows_ranked = 61
                if task == "enrich_jobs" and "23T" in run_id:
                    metrics.outcome, metrics.message = "partial", "Three postings could not be read."
    with site.engine.begin() as conn:
        conn.execute(
            text("""
            insert into marts.api_usage (provider, operation, model, tokens_in, tokens_out, estimated_cost_usd, outcome,
                dwh_run_id) values ('openai', 'read', 'small', 120000, 8000, 0.42, 'ok', 'run')
            """)
        )


@pytest.mark.parametrize(("width", "javascript"), [("phone", True), ("desktop", False)])
def test_it_works(open_page: OpenPage, inbox: Inbox, width: str, javascript: bool) -> None:
    """Join, say who you are, get your data, leave."""
    address = f"story-{width}@example.org"
    page = open_page(width, javascript=javascript, logged_in=False)
    page.goto("/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("Type your e-mail address.")).to_be_visible()
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(link_in(inbox.newest(address)))
    page.get_by_label("Your name").fill("Zoë")
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_contain_text("10 to 200 characters")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Say what job you want")
    page.get_by_text("Your menu").locator("..").click()
    page.get_by_role("link", name="Account", exact=True).click()
    expect(page.get_by_label("Name")).to_have_value("Zoë")
    expect(page.get_by_label("Time zone")).to_have_value("America/Toronto")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Your profile is saved.")
    page.get_by_role("link", name="Sessions").click()
    expect(page.get_by_text("this browser")).to_be_visible()
    expect(page.get_by_text(re.compile(r"JST|GMT.9|\+0900"))).to_be_visible()

    page.get_by_role("link", name="Your data").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the archive").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not your password.")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("status")).to_contain_text("is deleted")
    page.goto("/account/")
    expect(page).to_have_title("Log in · Job search")


def test_a_run_is_started_and_watched(open_page: OpenPage, site: Site, airflow: Airflow) -> None:
    page = open_page("phone")
    page.goto(f"/campaigns/{site.campaign_id}/find-jobs")
    page.get_by_role("button", name="Find jobs now").click()
    expect(page.get_by_role("status")).to_contain_text("about to start")
    (run_id,) = airflow.runs
    airflow.runs[run_id] = "running"
    airflow.tasks = [("plan_searches", "success"), ("extract_job_postings", "running")]
    # Nobody touches the page: it looks again by itself.
    expect(page.get_by_role("status")).to_contain_text("Asking the job boards")
    airflow.tasks = [(name, "success") for name in STEPS]
    record_run(site.engine, site.campaign_id, run_id)
    airflow.runs[run_id] = "success"
    expect(page.get_by_role("status")).to_contain_text("30 postings found")
    expect(page.get_by_role("button", name="Find jobs now")).to_be_disabled()


def test_the_first_jobs_appear_by_themselves(open_page: OpenPage, site: Site, airflow: Airflow) -> None:
    fresh = make_campaign(site.engine, site.cast.ada, campaign_name="Never run")
    page = open_page()
    page.goto(f"/campaigns/{fresh}")
    expect(page.get_by_text("“Find jobs now” brings the first ones")).to_be_visible()
    page.get_by_role("button", name="Find jobs now").click()
    expect(page.get_by_role("status")).to_contain_text("about to start")
    run_id = list(airflow.runs)[-1]
    ranked = list(STEPS).index("rank_jobs")
    load_jobs(site.settings, fresh, 8)
    record_run(site.engine, fresh, run_id)
    airflow.runs[run_id] = "running"
    airflow.tasks = [(name, "success" if number <= ranked else None) for number, name in enumerate(STEPS)]
    # The data is still being checked and no mail is out.
    expect(page.locator("tr.job")).to_have_count(8, timeout=15_000)
    expect(page.get_by_role("status")).to_contain_text("30 postings can be read already")
    airflow.tasks = [(name, "success") for name in STEPS]
    airflow.runs[run_id] = "success"
    expect(page.get_by_role("status")).to_contain_text("Done: 30 postings found")


def test_colours_are_a_choice_that_stays(open_page: OpenPage) -> None:
    page = open_page(scheme="light", javascript=False, logged_in=False)
    page.goto("/log-in?next=/campaigns/")
    body = page.locator("body")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    # Asked until it is so: the answer to a press comes after the press.
    expect(body).not_to_have_css("background-color", light)
    expect(page).to_have_url(re.compile("next=/campaigns/"))
    page.goto("/register")
    expect(body).not_to_have_css("background-color", light)
    page.get_by_role("button", name="As the system").click()
    expect(body).to_have_css("background-color", light)


def test_a_list_opens_above_the_dashboard(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="View all 9").click()
    sheet = page.get_by_role("dialog", name="Favourites")
    expect(sheet.get_by_role("listitem")).to_have_count(9)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    plain = open_page(javascript=False)
    plain.goto("/")
    plain.get_by_role("link", name="View all 9").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Favourites")


def test_the_days_of_the_dashboard_open_on_the_screen(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto("/?from=2026-10-01&to=2026-11-20")
    days = page.locator(".more-filters summary")
    expect(days).to_have_text("1 Oct 2026 – 20 Nov 2026")
    expect(page.get_by_label("From")).to_be_hidden()
    days.tap()
    expect(page.locator(".more-filters-body")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("Escape")
    expect(page.get_by_label("From")).to_be_hidden()


PAGES = {
    "log-in": "/log-in", "register": "/register", "forgot-password": "/forgot-password", "dead-link": "/register/x",
    "dashboard": "/?period=all", "dashboard-empty": "/", "dashboard-week": "/?period=7",
    "dashboard-days": "/?from=2026-10-01&to=2026-11-20", "applied": "/applied",
    "account": "/account/", "account-mail": "/account/mail", "account-password": "/account/password",
    "account-email": "/account/email", "account-sessions": "/account/sessions", "account-data": "/account/data",
    "find-jobs": "/campaigns/{campaign}/find-jobs",
    "pipeline": "/pipeline/", "forbidden": "/pipeline/", "unsubscribe": "/unsubscribe/{unsubscribe}",
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, site: Site, screenshots: Path, width: str, scheme: str
) -> None:
    with site.engine.connect() as conn:
        token = conn.execute(text("select unsubscribe_token from marts.users where username = 'ada'")).scalar()
    browsers = {"stranger": open_page(width, scheme, logged_in=False)}
    for name in ("ada", "cy", "dee"):
        browsers[name] = page = open_page(width, scheme, logged_in=False)
        page.goto("/log-in")
        page.get_by_label("User name or e-mail").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Log in")
    of = {"log-in": "stranger", "register": "stranger", "forgot-password": "stranger", "dead-link": "stranger",
          "unsubscribe": "stranger", "dashboard-empty": "cy", "pipeline": "dee"}  # fmt: skip
    found: list[str] = []
    for name, address in PAGES.items():
        page = browsers[of.get(name, "ada")]
        page.goto(address.format(unsubscribe=token, campaign=site.campaign_id))
        page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png", full_page=True)
        found += [f"{name}: {one['id']}: {one['nodes'][0]['target']} {one['nodes'][0].get('failureSummary', '')}"
                  for one in Axe().run(page).response["violations"]]  # fmt: skip
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than the screen")
    assert not found, "\n".join(found)
