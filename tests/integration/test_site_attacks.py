"""What an attacker sends: forged hosts, ways to elsewhere, junk in cookies, headers and every parameter there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mail_inbox import Inbox, link_in, mail_server
from site_cast import Site, csrf_of, job_key, open_site
from sqlalchemy import text

from services.jobs import dates, notes
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def site(settings: Settings, inbox: Inbox) -> Iterator[Site]:
    with mail_server(inbox) as mail, open_site(settings, "attacks", **mail) as made:
        yield made


@lru_cache(maxsize=1)
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


def routes(site: Site, method: str) -> list[str]:
    """The addresses of all routes that answer this method, with Ada's own things in them."""
    known = {
        "key": job_key(site.campaign_id, 0), "note_id": 1, "date_id": 1, "change_id": UUID(int=1), "status": "applied",
        "campaign_id": site.campaign_id, "filename": "manifest.json", "token": "x" * 43, "user_session_id": 1,
        "unsubscribe_token": UUID(int=1),
    }  # fmt: skip
    with site.app.test_request_context():
        adapter = site.app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}, method)
            for rule in site.app.url_map.iter_rules()
            if method in (rule.methods or ())
        ]


ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "\nhttps://evil.example"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_it_works(site: Site, target: str) -> None:
    """S5: no form leads elsewhere, on every route that takes one, with every word that makes it do something."""
    client = ada(site)
    token = csrf_of(client.get("/campaigns/new"))
    key = job_key(site.campaign_id, 0)
    gone = re.compile(r"/(log-out|log-out-everywhere|end|end-others|delete)$")
    words = {"active": "no", "favourite": "yes", "status": "approved", "to": "archived", "key": str(key), "note": "x",
             "kind": "other", "day": "2030-01-01", "done": "yes", "theme": "dark"}  # fmt: skip
    for address in routes(site, "POST"):
        if gone.search(address):
            continue
        answer = client.post(address, data=words | {"csrf_token": token, "next": target})
        # Without an Airflow a run cannot be started, and the page says so.
        assert answer.status_code < 500 or address.endswith("/find-jobs"), address
        location = answer.headers.get("Location", "/")
        assert location.startswith("/"), (address, location)
        assert not location.startswith(("//", "/\\")), (address, location)
        assert "evil" not in location, (address, location)


def test_a_forged_host_is_in_no_answer_and_no_mail(site: Site, inbox: Inbox) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    client = site.stranger()
    page = client.get("/forgot-password", headers=forged)
    data = {"csrf_token": csrf_of(page), "email": "ben@example.org"}
    assert client.post("/forgot-password", data=data, headers=forged).status_code == 200
    link = link_in(inbox.newest("ben@example.org"))
    assert "evil" not in link
    assert "evil" not in inbox.newest("ben@example.org").as_string()
    for address in routes(site, "GET"):
        answer = client.get(address, headers=forged)
        assert "evil" not in answer.headers.get("Location", ""), address
        assert "evil" not in answer.text, address


JUNK = [
    "\x00", "\ud7ff", "é" * 500, "x" * 4000, "' or 1=1 --", "%", "%%s", "%(user_id)s", ":user_id", "{{7*7}}", "${7*7}",
    "-1", "0", "9" * 30, "1e9", "NaN", "٣", "\r\nSet-Cookie: a=b", "\u202egnp", "../../etc/passwd", "..\\..\\x",
    "[]", "{}", "none", "2026-02-30", "9999-12-31~" + str(UUID(int=1)), "1~" + str(UUID(int=1)), "~",
    str(UUID(int=1)),
]  # fmt: skip
PARAMETERS = [
    "status", "q", "remote", "seniority", "pay", "skill", "posted", "publisher", "favourite", "new", "sort", "after",
    "page", "period", "from", "to", "campaign", "changed", "line", "next", "run", "csrf_token",
]  # fmt: skip


@hypothesis_settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_parameter_breaks_a_page(site: Site, data: st.DataObject) -> None:
    """S13, S19, S23"""
    address = data.draw(st.sampled_from(sorted(routes(site, "GET"))))
    value = st.one_of(st.sampled_from(JUNK), st.text(max_size=60))
    asked = data.draw(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(value, min_size=1, max_size=3), max_size=8))
    headers = {"HX-Request": "true", "HX-Target": "job-list"} if data.draw(st.booleans()) else None
    answer = ada(site).get(address, query_string=asked, headers=headers)
    assert answer.status_code < 500, (address, asked)


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_parameter_alone(site: Site, name: str) -> None:
    """S13: every page with every value, one at a time where it is read."""
    base = f"/campaigns/{site.campaign_id}"
    for junk in JUNK:
        for address in (base, f"{base}/jobs.csv", f"{base}/hidden", "/", "/campaigns/", "/campaigns/new"):
            for sort in ("score", "date", "pay", "company") if name == "after" and address == base else ("score",):
                asked = {"sort": sort} | {name: junk}
                answer = ada(site).get(address, query_string=asked)
                assert answer.status_code < 500, (address, asked)


@hypothesis_settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_form_field_breaks_a_page(site: Site, data: st.DataObject) -> None:
    """S13, S19, S23"""
    client = ada(site)
    gone = re.compile(r"/(log-out|log-out-everywhere|end|end-others|delete|password|email|find-jobs)$")
    address = data.draw(st.sampled_from(sorted(one for one in routes(site, "POST") if not gone.search(one))))
    names = [
        "status", "to", "key", "note", "kind", "day", "time", "about", "done", "active", "favourite", "campaign", "as",
        "next", "theme", "query", "country", "skills", "min_salary", "weight_title", "login", "kept",
        "frequency", "locale",
    ]  # fmt: skip
    value = st.one_of(st.sampled_from([*JUNK, "panel", "board", "approved", "interview"]), st.text(max_size=60))
    typed = data.draw(st.dictionaries(st.sampled_from(names), st.lists(value, min_size=1, max_size=3), max_size=8))
    token = csrf_of(client.get("/campaigns/new"))
    headers = {"HX-Request": "true"} if data.draw(st.booleans()) else None
    assert client.post(address, data=typed | {"csrf_token": token}, headers=headers).status_code < 500, (address, typed)


@pytest.mark.parametrize("cookie", ["jobs_session", "jobs_form", "jobs_device", "jobs_theme"])
def test_no_cookie_breaks_a_page(site: Site, cookie: str) -> None:
    """S19"""
    for junk in ("x", "\x00", "é" * 200, "x" * 8000, "a.b.c", ".", '"', "eyJ4IjoxfQ.x.y", "' or 1=1 --", "\ud7ff"):
        for address in ("/log-in", "/", "/health"):
            answer = site.stranger().get(address, headers={"Cookie": f"{cookie}={junk}".encode().decode("latin-1")})
            assert answer.status_code < 500, (junk, address)


@pytest.mark.parametrize(
    "header", ["HX-Current-URL", "HX-Target", "User-Agent", "Accept-Language", "Referer", "Origin", "Sec-Fetch-Site"]
)
def test_no_header_breaks_a_page(site: Site, header: str) -> None:
    """S17, S19"""
    client = ada(site)
    for junk in (
        "\x00",
        "http://[",
        "é" * 200,
        "x" * 8000,
        "<script>alert(1)</script>",
        "en;q=x,*;q=",
        "//evil",
        "\ud7ff",
    ):
        sent = {header: junk.encode().decode("latin-1"), "HX-Request": "true"}
        for address in ("/log-in", f"/campaigns/{site.campaign_id}", "/nothing"):
            assert client.get(address, headers=sent).status_code < 500, (junk, address)
            assert client.post(address, headers=sent).status_code < 500, (junk, address)
            assert site.stranger().post(address, headers=sent).status_code < 500, (junk, address)


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data"]
)
def test_a_body_that_is_no_form_changes_nothing(site: Site, kind: str) -> None:
    """S2, S19: not even with the token in a header."""
    client = ada(site)
    token = csrf_of(client.get("/campaigns/new"))
    key = job_key(site.campaign_id, 3)
    for body in (
        b'{"status": "rejected"}',
        b"\x00\xff",
        b"--x\r\nContent-Disposition: form-data; name=",
        b"",
        b"--x--",
    ):
        for headers in ({}, {"X-CSRFToken": token}):
            answer = client.post(f"/jobs/{key}/status", data=body, content_type=kind, headers=headers)
            assert 400 <= answer.status_code < 500
    with site.engine.connect() as conn:
        assert conn.execute(text("select count(*) from marts.user_job_status where job_posting_key = :k"),
                            {"k": str(key)}).scalar_one() == 0  # fmt: skip


def test_another_persons_numbers_in_a_form_reach_nothing(site: Site) -> None:
    """S1, S15: the address is one's own, what the form names is not."""
    with site.engine.begin() as conn:
        key = job_key(site.campaign_id, 1)
        note = notes.add(conn, user_id=site.cast.ada, key=key, note="a secret of Ada's")
        due = dates.add(conn, user_id=site.cast.ada, key=key, kind="other", due_on=date(2030, 1, 1), at=None,
                        zone="UTC", about="a secret day")  # fmt: skip
    ben = site.signed_in("ben")
    token = csrf_of(ben.get("/campaigns/new"))
    stolen = {"user_id": site.cast.ada, "campaign": site.campaign_id, "campaign_id": site.campaign_id, "key": str(key),
              "note_id": note, "date_id": due, "csrf_token": token, "status": "rejected", "note": "mine", "done": "yes",
              "kind": "other", "day": "2030-01-01", "favourite": "yes", "role": "admin"}  # fmt: skip
    for address in routes(site, "POST"):
        if re.search(r"/(log-out|log-out-everywhere|end|end-others|delete)$", address):
            continue
        for shape in ("", "panel", "board"):
            answer = ben.post(address, data=stolen | {"as": shape}, headers={"HX-Request": "true"})
            assert b"secret" not in answer.data, address
            assert b"Reason 1" not in answer.data, address
    for address in (f"/?campaign={site.campaign_id}", f"/standing/applied?campaign={site.campaign_id}"):
        assert "Data engineer in Toronto" not in ben.get(address).text
    with site.engine.connect() as conn:
        rows = conn.execute(text("select user_id from marts.user_job_status where job_posting_key = :k union all "
                                 "select user_id from marts.user_favorite_jobs where job_posting_key = :k"),
                            {"k": str(key)}).scalars()  # fmt: skip
        assert set(rows) <= {site.cast.ada}
        assert (
            conn.execute(text("select role from marts.users where user_id = :u"), {"u": site.cast.ben}).scalar()
            == "user"
        )
