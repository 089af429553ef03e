"""The dashboard over HTTP: its numbers, its filters, its lists, and how often it asks the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from flask.testing import FlaskClient
from site_cast import Site, csrf_of, load_jobs, make_campaign, open_site
from sqlalchemy import Engine, event, text

from services.campaigns import score_history
from services.jobs import favourites, statuses
from services.shared import database
from services.shared.settings import Settings


def key(site: Site, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"{site.campaign_id}/{number}")


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "dashboard") as made:
        second = make_campaign(made.engine, made.cast.ada, campaign_name="Second")
        load_jobs(made.settings, second, 10)
        with made.engine.begin() as conn:
            ada = made.cast.ada
            walk = ("approved", "preparing_to_apply", "applied", "interview", "offer")
            for number, last in enumerate((5, 4, 3, 3, 3)):
                for step in walk[:last]:
                    statuses.change(conn, user_id=ada, keys=[key(made, number)], to_status=step)
            statuses.change(conn, user_id=ada, keys=[key(made, 5), key(made, 6)], to_status="rejected")
            taken_back = statuses.change(conn, user_id=ada, keys=[key(made, 7)], to_status="applied")
            statuses.undo(conn, user_id=ada, change_id=taken_back.change_id)
            for number in range(8):
                favourites.mark(conn, user_id=ada, key=key(made, number), is_favourite=True)
            conn.execute(
                text(
                    "update marts.user_job_status set updated_at = now() - interval '20 days' where status = 'applied'"
                )
            )
            conn.execute(
                text("update marts.job_campaigns set last_run_outcome = 'failed' where campaign_id = :c"),
                {"c": made.campaign_id},
            )
            # Of Ada's campaigns one has a newer day; what counts is each one's last, by its number of jobs.
            conn.execute(text("update marts.dim_ranking set rank_score = 20 where campaign_id = :c"), {"c": second})
            score_history.note(conn, day=date(2026, 11, 20))
            conn.execute(text("update marts.dim_ranking set rank_score = 90 where campaign_id = :c"), {"c": second})
            score_history.note(conn, day=date(2026, 11, 21), campaign_id=second)
            conn.execute(text("update marts.job_campaigns set is_active = campaign_id <> :c"), {"c": second})
        yield made


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


def tiles(page: str) -> list[str]:
    """The words of each tile."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", tile).split())
        for tile in re.findall(r'<div class="tile">(.*?)</div>', page, re.S)
    ]


def test_it_works(ada: FlaskClient) -> None:
    page = ada.get("/?period=all").text
    assert tiles(page)[:2] == ["Campaigns active 1 / 2", "Applied / found 5 / 70"]
    assert tiles(page)[3:] == ["Interviews 2 40% of applications", "Offers 1 20% of applications"]
    assert "No answer since you applied" in page
    assert "Its last run failed." in page
    assert "View all 8" in page


def test_a_campaign_and_days_narrow_everything(site: Site, ada: FlaskClient) -> None:
    only = ada.get(f"/?period=all&campaign={site.campaign_id}").text
    assert tiles(only)[1] == "Applied / found 5 / 60"
    assert ">Second</a>" not in only
    past = ada.get("/?from=2020-01-01&to=2020-02-01").text
    assert tiles(past)[1] == "Applied / found 0 / 0"
    assert "Nothing happened in this time." in past
    # What is not one's own, or nonsense, counts as not asked for.
    for junk in ("campaign=999999", "campaign=x", "from=x", "period=%27", "from=0000-00-00", "to=2026-02-31"):
        assert ada.get(f"/?{junk}").status_code == 200


def test_days_are_those_of_the_reader(site: Site) -> None:
    """Found at 23:30 on the 9th in Toronto: in UTC that is the 10th already."""
    cy = site.signed_in("cy")
    made = make_campaign(site.engine, site.cast.cy, campaign_name="Late in the evening")
    load_jobs(site.settings, made, 10)
    builder = database.connect(site.settings, "dbt_runner")
    with builder.begin() as conn:
        conn.execute(
            text("""
                update marts.bridge_campaign_jobs
                set first_found_at = '2026-11-10 04:30+00', first_found_date = '2026-11-10' where campaign_id = :c
            """),
            {"c": made},
        )
        # What was found before moments were kept counts as found by the morning's run.
        conn.execute(
            text("""
                update marts.bridge_campaign_jobs set first_found_at = null
                where campaign_id = :c and job_posting_key = :k
            """),
            {"c": made, "k": str(uuid5(NAMESPACE_URL, f"{made}/0"))},
        )
    builder.dispose()
    for days, found in (("from=2026-11-09&to=2026-11-09", 9), ("from=2026-11-10&to=2026-11-10", 1)):
        page = cy.get(f"/?{days}").text
        assert tiles(page)[1] == f"Applied / found 0 / {found}"
        assert tiles(page)[2].startswith("Average fit")
        assert "nothing is ranked yet" not in tiles(page)[2]
    day = re.search(r'<tr><th scope="row"><time datetime="([^"]+)">', cy.get("/?from=2026-11-01&to=2026-11-09").text)
    assert day
    assert day[1] == "2026-11-09"
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.job_campaigns where campaign_id = :c"), {"c": made})


def test_a_form_without_a_script_ends_at_a_short_address(site: Site, ada: FlaskClient) -> None:
    answer = ada.get(f"/?campaign={site.campaign_id}&from=&to=")
    assert (answer.status_code, answer.location) == (303, f"/?campaign={site.campaign_id}")
    assert ada.get("/?campaign=&from=2026-11-01&to=").location == "/?from=2026-11-01"
    assert "Since 1 Nov 2026" in ada.get("/?from=2026-11-01").text


def test_new_jobs_are_what_to_do_next(site: Site, ada: FlaskClient) -> None:
    page = ada.get("/").text
    assert "60 new jobs to look at" in page
    # A paused campaign does not call for anybody.
    assert "10 new jobs" not in page
    token = csrf_of(ada.get(f"/campaigns/{site.campaign_id}"))
    ada.post(f"/campaigns/{site.campaign_id}/visit", headers={"X-CSRFToken": token})
    assert "new jobs to look at" not in ada.get("/").text


def test_the_average_fit_is_of_all_jobs_and_not_of_campaigns(site: Site, ada: FlaskClient) -> None:
    with site.app.extensions["jobs.engine"].connect() as conn:
        of_all, of_one = conn.execute(
            text("""
                select round(avg(rank_score)), round(avg(rank_score) filter (where campaign_id = :c))
                from marts.dim_ranking
                where campaign_id in (select campaign_id from marts.job_campaigns where user_id = :ada)
            """),
            {"c": site.campaign_id, "ada": site.cast.ada},
        ).one()
    assert of_all != of_one
    assert tiles(ada.get("/?period=all").text)[2] == f"Average fit {of_all} of 100 points"
    only = ada.get(f"/?period=all&campaign={site.campaign_id}").text
    assert tiles(only)[2] == f"Average fit {of_one} of 100 points"


def test_the_average_fit_is_known_before_a_run_has_noted_it(site: Site) -> None:
    ben = make_campaign(site.engine, site.cast.ben, campaign_name="Not noted")
    load_jobs(site.settings, ben, 10)
    page = site.signed_in("ben").get(f"/?period=all&campaign={ben}").text
    assert tiles(page)[2] == "Average fit 58 of 100 points"


def test_a_step_taken_back_did_not_happen(ada: FlaskClient) -> None:
    chart = ada.get("/?period=7").text
    applied = re.search(r'aria-label="Applied per day: (\d+) in all', chart)
    assert applied
    assert applied[1] == "5"


def test_lists_are_pages_and_fragments(ada: FlaskClient) -> None:
    page = ada.get("/favourites").text
    assert page.count('class="rows-item"') == 8
    fragment = ada.get("/favourites", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert fragment.count('class="rows-item"') == 8
    assert ada.get("/applied").text.count('class="rows-item"') == 5
    assert ada.get("/applied?page=2").status_code == 404
    assert ada.get("/applied?page=x").status_code == 404


def test_nobody_sees_somebody_elses_search(site: Site) -> None:
    """S1"""
    page = site.signed_in("cy").get(f"/?campaign={site.campaign_id}").text
    assert "Say what job you want" in page
    assert "Data engineer in Toronto" not in page
    assert "Senior Data Engineer" not in site.signed_in("ben").get("/favourites").text


def test_no_page_asks_more_than_twelve_questions(site: Site, ada: FlaskClient) -> None:
    engine: Engine = site.app.extensions["jobs.engine"]
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: asked.append(statement))
    for address in ("/", "/applied", "/favourites", "/account/", "/account/mail", "/account/sessions"):
        asked.clear()
        page = ada.get(address)
        assert page.status_code == 200
        assert len(asked) <= 12, (address, asked)
        assert len(page.data) < 150_000
