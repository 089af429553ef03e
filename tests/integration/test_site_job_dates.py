"""Dates of a job: noted, ticked off, taken into a calendar, and said on the dashboard and the board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import site_cast
from flask.testing import FlaskClient
from site_cast import Site, job_key, open_site, untouched_campaign
from sqlalchemy import text

from services.jobs import dates, statuses
from services.jobs.dates import JobDate, as_calendar
from services.shared.settings import Settings

press = partial(site_cast.press, htmx=True)


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "job_dates") as made:
        yield made


@pytest.fixture(scope="module")
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def fresh(site: Site) -> int:
    return untouched_campaign(site)


def local_day(days: int = 0) -> str:
    """Today where Ada is, or some days from it."""
    return (datetime.now(ZoneInfo("America/Toronto")).date() + timedelta(days=days)).isoformat()


def test_it_works(fresh: int, site: Site, ada: FlaskClient) -> None:
    key = job_key(fresh, 0)
    typed = {"kind": "interview", "day": local_day(1), "time": "14:30", "about": "  Priya\r\n<b>video</b>  "}
    piece = press(ada, f"/jobs/{key}/dates", **typed).text
    assert piece.lstrip().startswith('<section class="card" id="dates"')
    assert "<strong>Interview</strong>" in piece
    assert ", 14:30 (tomorrow)</time>" in piece
    assert "Priya &lt;b&gt;video&lt;/b&gt;" in piece
    for address in ("/", f"/jobs/{key}", f"/jobs/{key}?campaign={fresh}"):
        assert "14:30 (tomorrow)</time>" in ada.get(address).text, address
    with site.engine.begin() as conn:
        statuses.change(conn, user_id=site.cast.ada, keys=[key], to_status="approved")
    card = ada.get(f"/campaigns/{fresh}/board").text.split(f'id="job-{key}"')[1].split("</li>")[0]
    assert "Interview <time" in card
    # Where it is read from another zone, it is the same moment.
    with site.engine.begin() as conn:
        conn.execute(text("update marts.users set time_zone = 'Europe/Berlin' where username = 'ada'"))
    assert ", 20:30 (" in ada.get(f"/jobs/{key}").text
    with site.engine.begin() as conn:
        conn.execute(text("update marts.users set time_zone = 'America/Toronto' where username = 'ada'"))
    number = re.search(rf"/jobs/{key}/dates/(\d+)/done", piece)
    assert number
    done = press(ada, f"/jobs/{key}/dates/{number[1]}/done", done="yes").text
    assert 'class="is-done"' in done
    assert "(tomorrow)</time>" not in ada.get("/").text
    assert press(ada, f"/jobs/{key}/dates/{number[1]}/done", done="no", htmx=False).location == f"/jobs/{key}#dates"
    assert press(ada, f"/jobs/{key}/dates/{number[1]}/delete").text.count("<li") == 0
    assert press(ada, f"/jobs/{key}/dates/{number[1]}/delete").status_code == 404


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"kind": "interview", "day": ""}, 422), ({"kind": "interview", "day": "2026-02-30"}, 422),
        ({"kind": "interview", "day": "0001-01-01"}, 422), ({"kind": "interview", "day": "9999-12-31"}, 422),
        ({"kind": "boss", "day": "2026-12-01"}, 422), ({"kind": "other", "day": "2026-12-01", "time": "25:00"}, 422),
        ({"kind": "other", "day": "2026-12-01", "about": "x" * 301}, 422),
        ({"kind": "other", "day": "2026-12-01", "about": "a\x00b"}, 400),
        ({"kind": "other", "day": "2026-12-01", "time": "", "about": "\u202e\u200b"}, 200),
        ({"kind": "other", "day": "2100-12-31", "time": "23:59:59"}, 200),
    ],
)  # fmt: skip
def test_junk_is_refused_and_what_was_typed_stays(
    fresh: int, ada: FlaskClient, typed: dict[str, str], status: int
) -> None:
    """S19, S23"""
    answer = press(ada, f"/jobs/{job_key(fresh, 1)}/dates", **typed)
    assert answer.status_code == status
    if status == 422 and typed["kind"] == "other":
        assert f'value="{typed["day"]}"' in answer.text
        assert f'value="{typed.get("about", "")}"' in answer.text


def test_a_date_to_come_is_no_forgotten_job(fresh: int, site: Site, ada: FlaskClient) -> None:
    keys = [job_key(fresh, number) for number in range(4)]
    with site.engine.begin() as conn:
        for step in ("approved", "applied"):
            statuses.change(conn, user_id=site.cast.ada, keys=keys, to_status=step)
        conn.execute(text("update marts.user_job_status set updated_at = now() - interval '20 days'"))
    assert "one of 4 like this</a>" in ada.get(f"/?campaign={fresh}").text
    press(ada, f"/jobs/{keys[0]}/dates", kind="follow_up", day=local_day(3))
    page = ada.get(f"/?campaign={fresh}").text
    assert "one of 3 like this</a>" in page
    way = re.search(r'href="(/standing/applied[^"]*)"', page)
    assert way
    everything = ada.get(way[1].replace("&amp;", "&")).text
    assert [str(key) in everything for key in keys] == [False, True, True, True]
    assert ada.get("/standing/offer").status_code == 404
    # What is overdue is said first, and a closed job asks for nothing.
    press(ada, f"/jobs/{keys[1]}/dates", kind="deadline", day=local_day(-2))
    assert 'class="is-late"' in ada.get(f"/?campaign={fresh}").text
    with site.engine.begin() as conn:
        statuses.change(conn, user_id=site.cast.ada, keys=keys[:2], to_status="rejected")
    assert "is-late" not in ada.get(f"/?campaign={fresh}").text


def test_another_persons_dates_are_not_there(fresh: int, site: Site, ada: FlaskClient) -> None:
    """S1"""
    key = job_key(fresh, 0)
    with site.engine.begin() as conn:
        made = dates.add(conn, user_id=site.cast.ada, key=key, kind="other", due_on=date(2030, 1, 1), at=None,
                         zone="UTC", about="mine")  # fmt: skip
        assert dates.add(conn, user_id=site.cast.cy, key=key, kind="other", due_on=date(2030, 1, 1), at=None,
                         zone="UTC", about=None) is None  # fmt: skip
    ben = site.signed_in("ben")
    assert ben.get(f"/jobs/{key}/dates/{made}.ics").status_code == 404
    for what, typed in (("done", {"done": "yes"}), ("delete", {})):
        assert press(ben, f"/jobs/{key}/dates/{made}/{what}", **typed).status_code == 404
    assert press(ben, f"/jobs/{key}/dates", kind="other", day="2030-01-01").status_code == 404
    answer = ada.get(f"/jobs/{key}/dates/{made}.ics")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="other-2030-01-01.ics"'
    assert "DTSTART;VALUE=DATE:20300101\r\nDTEND;VALUE=DATE:20300102" in answer.text


def test_no_text_of_a_board_writes_a_line_of_the_calendar() -> None:
    one = JobDate(7, job_key(1, 1), "interview", date(2026, 12, 3), datetime(2026, 12, 3, 14, tzinfo=UTC), None, False)
    title = "Engineer\r\nATTACH:https://evil.example\r\n; , \\ データ" + "é" * 80
    text = as_calendar(one, title=title, place=None, link="https://x.example", now=datetime(2026, 12, 1, tzinfo=UTC))
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any(line.startswith("ATTACH") for line in lines)
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:Interview: Engineer ATTACH:https://evil.example \\; \\, \\\\ データ" in unfolded
    assert "DTSTART:20261203T140000Z\r\nDTEND:20261203T150000Z" in text
