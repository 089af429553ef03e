"""The page of one job after something was pressed on it, and the day of whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import site_cast
import time_machine
from flask.testing import FlaskClient
from site_cast import Site, job_key, load_jobs, make_campaign, open_site, untouched_campaign
from sqlalchemy import text

from services.campaigns import score_history
from services.jobs import statuses
from services.shared import database
from services.shared.settings import Settings

press = partial(site_cast.press, htmx=True)


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "job_page") as made:
        yield made


@pytest.fixture(scope="module")
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def fresh(site: Site) -> int:
    return untouched_campaign(site)


def test_it_works(fresh: int, ada: FlaskClient) -> None:
    key = job_key(fresh, 0)
    assert "Apply</h3>" in ada.get(f"/jobs/{key}?campaign={fresh}").text
    panel = press(ada, f"/jobs/{key}/status", status="approved", campaign=fresh, **{"as": "panel"}).text
    # The way to apply is needed most just after the job was approved.
    assert 'href="https://jobs.example.org/1"' in panel


def test_a_step_back_says_so_and_no_key_takes_it(fresh: int, site: Site, ada: FlaskClient) -> None:
    key = job_key(fresh, 0)
    with site.engine.begin() as conn:
        for step in ("approved", "applied", "offer"):
            statuses.change(conn, user_id=site.cast.ada, keys=[key], to_status=step)
    for address in (f"/campaigns/{fresh}?status=offer", f"/jobs/{key}?campaign={fresh}", f"/campaigns/{fresh}/board"):
        page = ada.get(address).text
        back = re.search(r'<button[^>]*value="interview"[^>]*>.*?</button>', page)
        assert back, address
        assert "Back to interview" in back[0], address
        assert 'data-hot="a"' not in back[0], address
        assert "btn-step" not in back[0], address


@pytest.mark.parametrize(("zone", "said"), [("Pacific/Auckland", "2 days ago"), ("America/Los_Angeles", "yesterday")])
def test_days_are_counted_from_the_readers_own(fresh: int, site: Site, ada: FlaskClient, zone: str, said: str) -> None:
    """At 20:00 UTC it is tomorrow in New Zealand, and the filter by date goes by that day, too."""
    now = datetime.combine(datetime.now(UTC).date(), datetime.min.time(), UTC).replace(hour=20)
    posted = date.fromordinal(now.astimezone(ZoneInfo("America/Los_Angeles")).toordinal() - 1)
    key = job_key(fresh, 0)
    builder = database.connect(site.settings, "dbt_runner")
    with builder.begin() as conn:
        conn.execute(
            text("""
                update marts.fact_jobs set posted_date = :d, dwh_load_timestamp = clock_timestamp()
                where job_posting_key = :k
            """),
            {"d": posted, "k": str(key)},
        )
    builder.dispose()
    with site.engine.begin() as conn:
        facts = '{"rules_version": 2, "points": {"recency": 3}, "facts": {}}'
        conn.execute(
            text("update marts.dim_ranking set rank_explain = cast(:e as jsonb) where job_posting_key = :k"),
            {"e": facts, "k": str(key)},
        )
        conn.execute(text("update marts.listed_jobs set sort_date = :d where job_posting_key = :k"),
                     {"d": posted, "k": str(key)})  # fmt: skip
        conn.execute(text("update marts.users set time_zone = :z where username = 'ada'"), {"z": zone})
    with time_machine.travel(now, tick=False):
        assert f"Posted {said}." in ada.get(f"/campaigns/{fresh}").text
        assert f"Posted {said}." in ada.get(f"/jobs/{key}?campaign={fresh}").text
        # "Since yesterday" ends where the reader's yesterday does.
        listed = f'id="job-{key}"' in ada.get(f"/campaigns/{fresh}?posted=1").text
        assert listed == (said == "yesterday")


def test_the_heading_is_exact_where_statuses_alone_are_chosen(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada, campaign_name="Many")
    load_jobs(site.settings, made, 1_100)
    with site.engine.begin() as conn:
        keys = [job_key(made, number) for number in range(30)]
        statuses.change(conn, user_id=site.cast.ada, keys=keys, to_status="rejected")
    base = f"/campaigns/{made}"
    # No run has noted the number yet.
    page = ada.get(base).text
    assert "100+ jobs</h2>" in page
    assert re.search(r'id="count-waiting"[^>]*>900\+<', page)
    with site.engine.begin() as conn:
        score_history.note(conn, day=datetime.now(UTC).date(), campaign_id=made)
    for query, heading in (
        ("", "1,070 jobs"), ("?status=waiting&sort=date", "1,070 jobs"), ("?status=rejected", "30 jobs"),
        ("?status=waiting&status=rejected", "1,100 jobs"), ("?remote=hybrid", "100+ jobs"), ("?q=data", "100+ jobs"),
    ):  # fmt: skip
        assert f"{heading}</h2>" in ada.get(base + query).text, query
        piece = ada.get(base + query, headers={"HX-Request": "true", "HX-Target": "job-list"}).text
        assert f"{heading}</h2>" in piece, query
    assert re.search(r'id="count-waiting"[^>]*>1,070<', ada.get(base).text)
