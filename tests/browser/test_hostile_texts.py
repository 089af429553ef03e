"""Texts that try to be more than texts, in every place that shows them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from site_cast import Site, job_key, load_jobs, make_campaign, record_run
from sqlalchemy import text

from services.jobs import dates, favourites, listing, notes, statuses
from services.shared import database

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_it_works(open_page: OpenPage, site: Site) -> None:
    """S10: every text that a board, an employer or a person can write, on every page that shows it."""
    hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>{{7*7}}"
    link = "javascript:alert(4)//https://x.example"
    made = make_campaign(site.engine, site.cast.ada, campaign_name=hostile, query=hostile, skills=(hostile,))
    load_jobs(site.settings, made, 3)
    key = job_key(made, 0)
    builder = database.connect(site.settings, "dbt_runner")
    texts = (
        "job_title", "job_description", "job_summary", "employer_name", "job_location", "job_city", "job_state",
        "job_publisher", "employer_website_domain",
    )  # fmt: skip
    written = ", ".join(f"{name} = :t" for name in texts)
    options = [{"publisher": hostile, "apply_link": link}, {"publisher": hostile, "apply_link": "https://x.example"}]
    with builder.begin() as conn:
        conn.execute(
            text(f"""
                update marts.fact_jobs set {written}, skills = array[:t], apply_link = :l, employer_logo_url = :l,
                    apply_options = cast(:o as jsonb), dwh_load_timestamp = clock_timestamp()
                where job_posting_key = :k
            """),
            {"t": hostile, "l": link, "o": json.dumps(options), "k": str(key)},
        )
    builder.dispose()
    with site.engine.begin() as conn:
        listing.refresh(conn, campaign_id=made)
        mine = {"user_id": site.cast.ada, "key": key}
        statuses.change(conn, user_id=site.cast.ada, keys=[key], to_status="approved")
        notes.add(conn, **mine, note=hostile)
        dates.add(conn, **mine, kind="other", due_on=date(2026, 1, 1), at=None, zone="UTC", about=hostile)
        favourites.mark(conn, **mine, is_favourite=True)
        conn.execute(text("update marts.users set display_name = :t where username = 'ada'"),
                     {"t": "<img src=x onerror=alert(5)>"})  # fmt: skip
        conn.execute(text("update marts.job_campaigns set location = :t where campaign_id = :c"),
                     {"t": hostile, "c": made})  # fmt: skip
        explain = {"sentence": hostile, "factors": {"title": {"points": 1, "weight": 2, "why": hostile}}}
        conn.execute(text("update marts.dim_ranking set rank_explain = cast(:e as jsonb) where job_posting_key = :k"),
                     {"e": json.dumps(explain), "k": str(key)})  # fmt: skip
    record_run(site.engine, made, "manual__hostile", "failed", message=hostile)
    page = open_page()
    base = f"/campaigns/{made}"
    for address in (
        "/", "/favourites", "/campaigns/", base, f"{base}/board", f"{base}/edit", f"{base}/runs", f"{base}/hidden",
        f"/jobs/{key}?campaign={made}", f"/campaigns/new?line={quote(hostile)}", f"{base}?q={quote(hostile)}",
        f"{base}?publisher={quote(hostile)}", "/account/", "/account/sessions", f"/log-in?next={quote(link)}",
    ):  # fmt: skip
        page.goto(address)
        assert page.locator("img[src=x], svg[onload], main script").count() == 0, address
        assert page.locator("a[href^='javascript']").count() == 0, address
        assert "{{7*7}}" in page.content() or "7*7" not in page.content(), address
    page.goto(f"/jobs/{key}?campaign={made}")
    expect(page.locator(".note-text")).to_have_text(hostile)
    page.keyboard.press("a")
    expect(page.locator(".panel-head .job-state")).to_have_text("Preparing to apply")
    with site.engine.begin() as conn:
        conn.execute(text("update marts.users set display_name = null where username = 'ada'"))
        conn.execute(text("delete from marts.job_dates"))
