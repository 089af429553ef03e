"""A campaign's list of jobs, the board and a job's own page over HTTP."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from site_cast import TITLES, Site, job_key, load_jobs, make_campaign, open_site, press, untouched_campaign
from sqlalchemy import event, text

from campaign_ui.campaigns.list_views import CARDS_PER_COLUMN
from services.jobs import listing, statuses
from services.shared import database
from services.shared.settings import Settings

MOST_QUERIES = 12
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "jobs") as made:
        yield made


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def fresh(site: Site) -> int:
    return untouched_campaign(site)


def keys_shown(page: str) -> list[UUID]:
    return [UUID(key) for key in re.findall(r'<tr class="job[^"]*" id="job-([^"]+)"', page)]


def status_shown(page: str, key: UUID) -> str:
    row = page.split(f'id="job-{key}"')[1].split("</tr>", maxsplit=1)[0]
    found = re.search(r"job-state-(\w+)", row)
    assert found
    return found[1]


def numbers_shown(page: str) -> dict[str, str]:
    """The number beside each status that has any."""
    return dict(re.findall(r'id="count-(\w+)"[^>]*>([\d,]+\+?)<', page))


@contextmanager
def counted_queries(site: Site) -> Iterator[list[str]]:
    """Every statement that the site sends to the database meanwhile."""
    sent: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = site.app.extensions["jobs.engine"]
    event.listen(engine, "before_cursor_execute", hear)
    yield sent
    event.remove(engine, "before_cursor_execute", hear)


def test_it_works(site: Site, ada: FlaskClient) -> None:
    page = ada.get(f"/campaigns/{site.campaign_id}").text
    assert "60 jobs" in page
    assert keys_shown(page) == [job_key(site.campaign_id, number) for number in range(25)]


def test_show_more_goes_on_after_the_last_job_whatever_left_the_list(fresh: int, site: Site, ada: FlaskClient) -> None:
    load_jobs(site.settings, second := make_campaign(site.engine, site.cast.ada), 40)
    first = ada.get(f"/campaigns/{second}").text
    press(ada, f"/jobs/{job_key(second, 3)}/status", status="rejected")
    more = re.search(r'hx-get="([^"]+after=[^"]+)"', first)
    assert more
    address = more[1].replace("&amp;", "&")
    part = ada.get(address, headers={"HX-Request": "true", "HX-Target": "tr#more-jobs"}).text
    # An offset would have skipped one.
    assert keys_shown(part) == [job_key(second, number) for number in range(25, 40)]
    assert "<html" not in part
    assert keys_shown(ada.get(address).text) == keys_shown(part)


@pytest.mark.parametrize("query", ["", "?sort=date", "?sort=pay", "?sort=company", "?q=data&sort=pay"])
def test_every_order_shows_each_job_once(site: Site, ada: FlaskClient, query: str) -> None:
    whole, address = [], f"/campaigns/{site.campaign_id}{query}"
    for _ in range(4):
        page = ada.get(address).text
        whole += keys_shown(page)
        more = re.search(r'hx-get="([^"]+after=[^"]+)"', page)
        if not more:
            break
        address = more[1].replace("&amp;", "&")
    assert len(whole) == len(set(whole)) == (60 if "q=" not in query else 30)


def test_filters_are_in_the_address(site: Site, ada: FlaskClient) -> None:
    base = f"/campaigns/{site.campaign_id}"
    for query, count in {
        "?q=streaming": 10, "?q=%D8%A8": 10, "?q=エンジニア": 10, "?q=100%25": 0, "?q=acme+söhne": 60,
        "?remote=hybrid": 60, "?remote=remote": 0, "?seniority=senior&skill=PYTHON": 60, "?skill=cobol": 0,
        "?pay=120001": 20, "?posted=30": 60, "?publisher=A+board": 60, "?publisher=B": 0, "?favourite=yes": 0,
        "?status=applied": 0, "?status=none": 0,
    }.items():  # fmt: skip
        page = ada.get(base + query).text
        assert re.search(rf">{count} jobs?<", page), query
    assert "No status is chosen" in ada.get(base + "?status=none").text
    assert "No job passes these filters" in ada.get(base + "?skill=cobol").text
    part = ada.get(
        base + "?status=none&status=waiting&q=&pay=&sort=score&remote=hybrid",
        headers={"HX-Request": "true", "HX-Target": "section#job-list"},
    )
    assert part.headers["HX-Push-Url"] == f"{base}?status=waiting&remote=hybrid"
    assert part.text.lstrip().startswith('<section id="job-list"')


@pytest.mark.parametrize("rare", [10, 3_000])
def test_a_skill_is_looked_up_when_few_jobs_ask_for_it(
    rare: int, site: Site, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "RARE", rare)
    base = f"/campaigns/{site.campaign_id}"
    shown = keys_shown(ada.get(f"{base}?skill=python").text)
    assert len(shown) == listing.PAGE_SIZE
    assert shown == keys_shown(ada.get(base).text)
    assert keys_shown(ada.get(f"{base}?skill=cobol").text) == []


def test_a_status_changes_in_place_and_is_taken_back(fresh: int, site: Site, ada: FlaskClient) -> None:
    key = job_key(fresh, 2)
    here = {"campaign": fresh, "next": f"/campaigns/{fresh}?sort=date"}
    row = press(ada, f"/jobs/{key}/status", htmx=True, status="approved", **here)
    assert row.text.lstrip().startswith('<tr class="job')
    assert status_shown(row.text, key) == "approved"
    assert f"/jobs/{key}?campaign={fresh}&amp;sort=date" in row.text
    undo = re.search(r'hx-post="(/jobs/changes/[^"]+/undo)"', row.text)
    assert undo
    assert status_shown(press(ada, undo[1], htmx=True, **here).text, key) == "waiting"
    refused = press(ada, f"/jobs/{key}/status", htmx=True, status="offer", **here)
    assert refused.status_code == 422
    assert "cannot become “Offer” in one step" in refused.text
    with site.engine.connect() as conn:
        history = conn.execute(
            text("""
                select from_status, to_status, is_undo, changed_by from marts.job_status_history
                where job_posting_key = :k order by job_status_history_id
            """),
            {"k": str(key)},
        ).all()
    ada_id = site.cast.ada
    assert history == [("waiting", "approved", False, ada_id), ("approved", "waiting", True, ada_id)]


def test_without_a_script_the_page_comes_back_with_the_way_back(fresh: int, ada: FlaskClient) -> None:
    key = job_key(fresh, 0)
    answer = press(ada, f"/jobs/{key}/status", status="rejected", next=f"/campaigns/{fresh}?sort=pay")
    assert answer.location.startswith(f"/campaigns/{fresh}?sort=pay&changed=")
    page = ada.get(answer.location).text
    assert key not in keys_shown(page)
    undo = re.search(r'action="(/jobs/changes/[^"]+/undo)"', page)
    assert undo
    assert press(ada, undo[1], next=f"/campaigns/{fresh}").location == f"/campaigns/{fresh}"
    assert key in keys_shown(ada.get(f"/campaigns/{fresh}").text)
    elsewhere = press(ada, f"/jobs/{key}/status", status="approved", next="https://elsewhere.example/")
    assert elsewhere.location.startswith(f"/jobs/{key}")


def test_the_filter_says_how_many_jobs_each_status_has(fresh: int, ada: FlaskClient) -> None:
    press(ada, f"/jobs/{job_key(fresh, 0)}/status", status="approved", campaign=fresh)
    page = ada.get(f"/campaigns/{fresh}").text
    assert numbers_shown(page) == {"waiting": "11", "approved": "1"}
    # A change in place brings the numbers along, after its row; so does taking it back.
    row = press(ada, f"/jobs/{job_key(fresh, 1)}/status", htmx=True, status="rejected", campaign=fresh).text
    assert row.count('hx-swap-oob="true"') == len(statuses.NAMES)
    assert numbers_shown(row) == {"waiting": "10", "approved": "1", "rejected": "1"}
    undo = re.search(r'hx-post="(/jobs/changes/[^"]+/undo)"', row)
    assert undo
    assert numbers_shown(press(ada, undo[1], htmx=True, campaign=fresh).text) == {"waiting": "11", "approved": "1"}
    # A star moves no job.
    assert "hx-swap-oob" not in press(
        ada, f"/jobs/{job_key(fresh, 1)}/favourite", htmx=True, favourite="yes", campaign=fresh
    ).text  # fmt: skip


def test_a_form_without_a_script_ends_at_a_short_address(fresh: int, ada: FlaskClient) -> None:
    base = f"/campaigns/{fresh}"
    typed = "status=none&q=data&status=waiting&pay=&posted=&skill=&publisher=&sort=score"
    answer = ada.get(f"{base}?{typed}")
    assert (answer.status_code, answer.location) == (303, f"{base}?status=waiting&q=data")
    assert ada.get(f"{base}?status=none&q=").location == f"{base}?status=none"
    assert ada.get(answer.location).status_code == 200
    assert ada.get(f"{base}?status=none").status_code == 200


def test_the_board_stays_small_when_every_column_is_full(site: Site, ada: FlaskClient) -> None:
    made = make_campaign(site.engine, site.cast.ada, campaign_name="Full board")
    load_jobs(site.settings, made, 90)
    with site.engine.begin() as conn:
        for column, status in enumerate(statuses.OPEN[1:]):
            for step in statuses.OPEN[1 : column + 2]:
                keys = [job_key(made, number) for number in range(15 * column, 15 * column + 15)]
                statuses.change(conn, user_id=site.cast.ada, keys=keys, to_status=step)
            assert status == step
    with counted_queries(site) as sent:
        page = ada.get(f"/campaigns/{made}/board")
    assert len(sent) <= MOST_QUERIES, sent
    assert len(page.data) <= MOST_BYTES
    assert page.text.count('class="board-card"') == 6 * CARDS_PER_COLUMN
    assert numbers_shown(page.text) == dict.fromkeys(statuses.OPEN, "15")
    assert page.text.count(">All 15</a>") == 6


def test_many_change_at_once_and_go_back_at_once(fresh: int, ada: FlaskClient) -> None:
    press(ada, f"/jobs/{job_key(fresh, 4)}/status", status="archived")
    keys = [str(job_key(fresh, number)) for number in range(6)]
    answer = press(ada, f"/campaigns/{fresh}/jobs", to="approved", key=keys, next=f"/campaigns/{fresh}")
    page = ada.get(answer.location).text
    assert "6 jobs are now <strong>approved</strong>." in page
    assert [status_shown(page, UUID(key)) for key in keys] == ["approved"] * 6
    undo = re.search(r'action="(/jobs/changes/[^"]+/undo)"', page)
    assert undo
    back = press(ada, undo[1], next="/campaigns/")
    assert "Taken back: 6 jobs are as they were." in ada.get(back.location).text
    page = ada.get(f"/campaigns/{fresh}?status=waiting&status=archived").text
    assert [status_shown(page, UUID(key)) for key in keys] == ["waiting"] * 4 + ["archived", "waiting"]
    assert press(ada, f"/campaigns/{fresh}/jobs", to="boss", key=keys).status_code == 422
    nothing = ada.get(press(ada, f"/campaigns/{fresh}/jobs", to="approved", key="junk").location)
    assert "Choose some jobs first" in nothing.text


def test_another_persons_job_is_not_changed_by_a_change_of_many(fresh: int, site: Site) -> None:
    ben = site.signed_in("ben")
    his = make_campaign(site.engine, site.cast.ben)
    answer = press(ben, f"/campaigns/{his}/jobs", to="approved", key=str(job_key(fresh, 1)))
    assert "changed=" not in answer.location
    # What somebody else changed is not told either.
    change_id = re.search(r"changed=([^&]+)", press(site.signed_in("ada"), f"/campaigns/{fresh}/jobs", to="approved",
                          key=str(job_key(fresh, 1))).location)  # fmt: skip
    assert change_id
    assert "are now" not in ben.get(f"/campaigns/{his}?changed={change_id[1]}").text
    with site.engine.connect() as conn:
        count = conn.execute(
            text("select count(*) from marts.user_job_status where user_id = :u"), {"u": site.cast.ben}
        ).scalar_one()
    assert count == 0


def test_favourites_and_marks_of_new_jobs(fresh: int, site: Site, ada: FlaskClient) -> None:
    key = job_key(fresh, 1)
    for wanted in ("yes", "yes"):
        row = press(ada, f"/jobs/{key}/favourite", htmx=True, favourite=wanted, campaign=fresh)
        assert 'aria-pressed="true"' in row.text
    assert keys_shown(ada.get(f"/campaigns/{fresh}?favourite=yes").text) == [key]
    assert "New</span>" not in ada.get(f"/campaigns/{fresh}").text
    assert press(ada, f"/campaigns/{fresh}/seen").status_code == 303
    with site.engine.begin() as conn:
        conn.execute(
            text("update marts.listed_jobs set listed_at = now() + interval '1 s' where job_posting_key = :k"),
            {"k": str(key)},
        )
    page = ada.get(f"/campaigns/{fresh}").text
    assert page.count("New</span>") == 1
    assert f'action="/campaigns/{fresh}/seen"' in page
    assert keys_shown(ada.get(f"/campaigns/{fresh}?new=yes").text) == [key]
    # The marks last for the visit that showed them, and go with the next one.
    assert press(ada, f"/campaigns/{fresh}/visit").status_code == 204
    assert ada.get(f"/campaigns/{fresh}").text.count("New</span>") == 1
    with site.engine.begin() as conn:
        conn.execute(
            text("""
                update marts.campaign_visits set last_visited_at = now() - interval '31 minutes' where campaign_id = :c
            """),
            {"c": fresh},
        )
        conn.execute(
            text("update marts.listed_jobs set listed_at = now() - interval '1 h' where campaign_id = :c"), {"c": fresh}
        )
    press(ada, f"/campaigns/{fresh}/visit")
    assert "New</span>" not in ada.get(f"/campaigns/{fresh}").text


def test_notes_are_written_changed_and_deleted(fresh: int, site: Site, ada: FlaskClient) -> None:
    key = job_key(fresh, 0)
    part = press(ada, f"/jobs/{key}/notes", htmx=True, note="  Call <b>Zoë</b>\r\nabout pay  ").text
    assert "Call &lt;b&gt;Zoë&lt;/b&gt;\nabout pay" in part
    number = re.search(r"/notes/(\d+)", part)
    assert number
    address = f"/jobs/{key}/notes/{number[1]}"
    assert "Call &lt;b&gt;" in ada.get(address).text
    assert press(ada, address, note=" ").status_code == 422
    assert press(ada, address, note="Called").status_code == 303
    page = ada.get(f"/jobs/{key}").text
    assert ">Called<" in page
    assert ", edited" in page
    assert press(site.signed_in("ben"), address, note="mine now").status_code == 404
    assert press(ada, f"{address}/delete").status_code == 303
    assert ">Called<" not in ada.get(f"/jobs/{key}").text
    assert press(ada, f"/jobs/{key}/notes", htmx=True, note="x" * 10_001).status_code == 422


def test_the_job_page_stands_between_its_neighbours(site: Site, ada: FlaskClient) -> None:
    key = job_key(site.campaign_id, 7)
    page = ada.get(f"/jobs/{key}?campaign={site.campaign_id}&q=engineer").text
    near = {rel: UUID(found) for rel, found in re.findall(r'rel="(prev|next)" href="/jobs/([^?"]+)', page)}
    # Every sixth title is Arabic, Japanese or hostile: the filter's neighbours are not the next numbers.
    listed = keys_shown(ada.get(f"/campaigns/{site.campaign_id}?q=engineer").text)
    everything = [job_key(site.campaign_id, number) for number in range(60)]
    before = [one for one in listed if everything.index(one) < 7]
    behind = [one for one in listed if everything.index(one) > 7]
    assert near == {"prev": before[-1], "next": behind[0]}
    assert ada.get(f"/jobs/{UUID(int=1)}").status_code == 404
    assert ada.get("/jobs/nonsense").status_code == 404


def test_a_followed_job_stays_readable_when_its_campaign_is_gone(fresh: int, ada: FlaskClient) -> None:
    followed, other = job_key(fresh, 0), job_key(fresh, 1)
    press(ada, f"/jobs/{followed}/status", status="approved")
    assert press(ada, f"/campaigns/{fresh}/delete").status_code == 303
    page = ada.get(f"/jobs/{followed}")
    assert "Your status and notes are kept" in page.text
    assert press(ada, f"/jobs/{followed}/status", status="applied").status_code == 303
    assert ada.get(f"/jobs/{other}").status_code == 404


def test_the_export_holds_no_formula(fresh: int, site: Site, ada: FlaskClient) -> None:
    """S11"""
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '"=1', "＝1", "|calc", "normal"]
    builder = database.connect(site.settings, "dbt_runner")
    with builder.begin() as conn:
        for number, title in enumerate(hostile):
            values = {"k": str(job_key(fresh, number)), "t": title}
            conn.execute(text("update marts.fact_jobs set job_title = :t where job_posting_key = :k"), values)
    builder.dispose()
    answer = ada.get(f"/campaigns/{fresh}/jobs.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert [row["Title"] for row in rows[:10]] == [f"'{title}" for title in hostile[:-1]] + ["normal"]
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert rows[0]["Score"] == "99.00"


def test_hidden_jobs_say_why(fresh: int, site: Site, ada: FlaskClient) -> None:
    with site.engine.begin() as conn:
        key = str(job_key(fresh, 5))
        conn.execute(text("delete from marts.dim_ranking where job_posting_key = :k"), {"k": key})
        conn.execute(
            text("""
                insert into marts.gated_jobs (campaign_id, job_posting_key, jsearch_job_id, gate, why, dwh_run_id)
                values (:c, :k, 'x', 'word', 'The text says “unpaid” <i>', 'run')
            """),
            {"c": fresh, "k": key},
        )
        listing.refresh(conn, campaign_id=fresh)
    assert len(keys_shown(ada.get(f"/campaigns/{fresh}").text)) == 11
    page = ada.get(f"/campaigns/{fresh}/hidden").text
    assert "The text says “unpaid” &lt;i&gt;" in page
    assert "A rule of the campaign hides this job" in ada.get(f"/jobs/{key}").text


def test_the_board_has_a_column_for_each_open_status(fresh: int, ada: FlaskClient) -> None:
    key = job_key(fresh, 3)
    press(ada, f"/jobs/{key}/status", status="applied")
    board = press(ada, f"/jobs/{key}/status", htmx=True, status="interview", campaign=fresh, **{"as": "board"}).text
    assert board.lstrip().startswith('<form class="board"')
    column = board.split('data-status="interview"')[1].split("</section>")[0]
    assert str(key) in column
    page = ada.get(f"/campaigns/{fresh}/board").text
    assert (page.count('aria-labelledby="column-'), page.count('class="column is-empty"')) == (6, 4)


def test_the_explanation_shows_old_and_new_shapes(fresh: int, site: Site, ada: FlaskClient) -> None:
    key = job_key(fresh, 0)
    odd = {"sentence": "s", "factors": {"title": {"points": 12, "weight": 15, "fit": 0.8, "why": "<b>4 of 5</b>"},
                                        "new_one": {"points": "7.5", "weight": 10}, "broken": None}}  # fmt: skip
    with site.engine.begin() as conn:
        conn.execute(
            text("update marts.dim_ranking set rank_explain = cast(:e as jsonb) where job_posting_key = :k"),
            {"e": json.dumps(odd), "k": str(key)},
        )
    page = ada.get(f"/jobs/{key}").text
    assert re.findall(r'<th scope="row">([^<]+)</th>', page) == ["Title", "New one"]
    assert "&lt;b&gt;4 of 5&lt;/b&gt;" in page


def test_pages_are_small_and_ask_little(site: Site, ada: FlaskClient) -> None:
    base = f"/campaigns/{site.campaign_id}"
    key = job_key(site.campaign_id, 3)
    for address in (
        "/campaigns/", "/campaigns/new", base, f"{base}?q=data&sort=pay&remote=hybrid", f"{base}/board",
        f"{base}/hidden", f"{base}/runs", f"{base}/edit", f"/jobs/{key}",
        f"/jobs/{key}?campaign={site.campaign_id}&q=data",
    ):  # fmt: skip
        with counted_queries(site) as sent:
            page = ada.get(address)
        assert page.status_code == 200
        assert len(sent) <= MOST_QUERIES, (address, len(sent), sent)
        assert len(page.data) <= MOST_BYTES, (address, len(page.data))


def test_a_list_is_refreshed_only_where_something_changed(fresh: int, site: Site) -> None:
    with site.engine.begin() as conn:
        assert listing.refresh(conn, campaign_id=fresh) == 0
        conn.execute(text("delete from marts.dim_ranking where job_posting_key = :k"), {"k": str(job_key(fresh, 0))})
        assert listing.refresh(conn, campaign_id=fresh) == 0
        left = conn.execute(text("select count(*) from marts.listed_jobs where campaign_id = :c"), {"c": fresh})
        assert left.scalar_one() == 11
    builder = database.connect(site.settings, "dbt_runner")
    with builder.begin() as conn:
        conn.execute(
            text("""
                update marts.fact_jobs set job_title = 'Zoologist', dwh_load_timestamp = clock_timestamp()
                where job_posting_key = :k
            """),
            {"k": str(job_key(fresh, 1))},
        )
    builder.dispose()
    with site.engine.begin() as conn:
        assert listing.refresh(conn, campaign_id=fresh) == 1
        found = conn.execute(text("select search_text from marts.listed_jobs where search_text like '%zoologist%'"))
        assert len(found.all()) == 1
    assert len(TITLES) == 6
