"""Who may see and do what: every route of the site, generated from its URL map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from site_cast import FILLED, Site, csrf_of, job_key, open_site
from sqlalchemy import text

from campaign_ui.login import PUBLIC
from services.jobs import dates, notes, statuses
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "audience") as made:
        key = job_key(made.campaign_id, 0)
        with made.engine.begin() as conn:
            notes.add(conn, user_id=made.cast.ada, key=key, note="Ask about data engineer pay")
            due = {"kind": "interview", "due_on": date(2030, 1, 1), "at": None, "zone": "UTC", "about": "data engineer"}
            dates.add(conn, user_id=made.cast.ada, key=key, **due)  # type: ignore[arg-type]
            statuses.change_one(conn, user_id=made.cast.ada, key=key, to_status="approved")
        yield made


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def stranger(site: Site) -> FlaskClient:
    return site.stranger()


# Who each route is for. A route that is not here fails the tests: whoever adds a page decides.
# `anyone` without a log-in · `person` with one · `owner` only of the thing in the address · `admin`.
AUDIENCE = {
    "static": "anyone", "health.health": "anyone", "theme.choose": "anyone",
    "auth.log_in": "anyone", "auth.register": "anyone", "auth.complete": "anyone", "auth.forgot_password": "anyone",
    "auth.reset_password": "anyone", "auth.unsubscribe": "anyone", "auth.log_out": "person",
    "account.profile": "person", "account.mail": "person", "account.password": "person", "account.email": "person",
    "account.confirm_email": "person", "account.open_sessions": "person", "account.end_session": "owner",
    "account.end_other_sessions": "person", "account.log_out_everywhere": "person", "account.data": "person",
    "account.export": "person", "account.delete": "person",
    "dashboard.home": "person", "dashboard.applied": "person", "dashboard.favourites": "person",
    "dashboard.standing": "person",
    "pipeline.index": "admin", "find_jobs.watch": "owner", "find_jobs.start": "owner",
    "campaigns.index": "person", "campaigns.new": "person", "campaigns.view": "owner", "campaigns.edit": "owner",
    "campaigns.set_active": "owner", "campaigns.history": "owner", "campaigns.what_if": "owner",
    "campaigns.duplicate": "owner", "campaigns.delete": "owner", "campaigns.restore": "owner",
    "campaigns.board": "owner", "campaigns.hidden": "owner", "campaigns.export_jobs": "owner",
    "campaigns.change_many": "owner", "campaigns.visit": "owner", "campaigns.see_everything": "owner",
    "jobs.view": "owner", "jobs.set_status": "owner", "jobs.undo": "owner", "jobs.set_favourite": "owner",
    "job_dates.add": "owner", "job_dates.set_done": "owner", "job_dates.delete": "owner", "job_dates.calendar": "owner",
    "jobs.add_note": "owner", "jobs.edit_note": "owner", "jobs.delete_note": "owner",
}  # fmt: skip


def test_it_works(site: Site, ada: FlaskClient) -> None:
    page = ada.get(f"/campaigns/{site.campaign_id}")
    assert page.status_code == 200
    assert "Reason 0: the title fits" in page.text


def addresses(site: Site) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every route; whatever belongs to somebody belongs to Ada."""
    with site.engine.connect() as conn:
        session_id = conn.execute(
            text("select min(user_session_id) from marts.user_sessions where user_id = :u"), {"u": site.cast.ada}
        ).scalar()
        note_id, date_id, change_id = conn.execute(
            text("""
                select (select min(job_note_id) from marts.job_notes), (select min(job_date_id) from marts.job_dates),
                    (select change_id from marts.job_status_history)
            """)
        ).one()
    known = {
        "key": job_key(site.campaign_id, 0), "note_id": note_id, "date_id": date_id,
        "change_id": change_id, "status": "applied",
        "campaign_id": site.campaign_id, "filename": "manifest.json", "token": "x" * 43,
        "user_session_id": session_id or 1, "unsubscribe_token": UUID(int=1),
    }  # fmt: skip
    with site.app.test_request_context():
        adapter = site.app.url_map.bind("localhost")
        return [
            (
                rule.endpoint,
                method,
                adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}, method),
            )
            for rule in site.app.url_map.iter_rules()
            for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        ]


def main_part(page: str) -> str:
    """What a page is about; around it are the address itself and fresh tokens."""
    return page[page.index("<main") : page.index("</main>")]


def test_every_route_has_an_audience(site: Site) -> None:
    """S1: and what is open to strangers is exactly what the site itself calls public."""
    assert {endpoint for endpoint, _, _ in addresses(site)} == set(AUDIENCE)
    assert {endpoint for endpoint, audience in AUDIENCE.items() if audience == "anyone"} == PUBLIC


def test_strangers_are_asked_to_log_in(site: Site, stranger: FlaskClient) -> None:
    """S1"""
    token = csrf_of(stranger.get("/log-in"))
    for endpoint, method, address in addresses(site):
        answer = stranger.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        asked = answer.status_code == 302 and answer.location.startswith("/log-in")
        assert asked == (AUDIENCE[endpoint] != "anyone"), (method, address)
        assert "data engineer" not in answer.text


def test_what_belongs_to_one_person_is_not_there_for_others(site: Site, ada: FlaskClient) -> None:
    """S1, also for an administrator: their rights are other pages, not other people's searches."""
    for name in ("ben", "cy", "dee"):
        client = site.signed_in(name)
        missing = client.get("/campaigns/999999999").text
        token = csrf_of(client.get("/campaigns/new"))
        for endpoint, method, address in addresses(site):
            if AUDIENCE[endpoint] != "owner":
                continue
            answer = client.open(
                address, method=method, data={"csrf_token": token, "active": "no"} if method == "POST" else None
            )
            assert answer.status_code == 404, (name, method, address)
            assert main_part(answer.text) == main_part(missing)
    with site.engine.connect() as conn:
        row = conn.execute(
            text("select is_active, query from marts.job_campaigns where campaign_id = :c"), {"c": site.campaign_id}
        )
        assert row.one() == (True, "data engineer")
    assert ada.get("/campaigns/").status_code == 200


def test_pages_for_operators_are_for_operators(site: Site, ada: FlaskClient) -> None:
    """S1"""
    dee = site.signed_in("dee")
    tokens = {client: csrf_of(client.get("/campaigns/new")) for client in (ada, dee)}
    for endpoint, method, address in addresses(site):
        if AUDIENCE[endpoint] != "admin":
            continue
        data = {"csrf_token": tokens[ada]} if method == "POST" else None
        assert ada.open(address, method=method, data=data).status_code == 403, address
        assert method == "POST" or dee.get(address).status_code == 200, address


def test_everybody_opens_their_own_pages(site: Site, ada: FlaskClient) -> None:
    """S1"""
    for endpoint, method, address in addresses(site):
        if method == "GET" and AUDIENCE[endpoint] in ("person", "owner") and endpoint != "account.confirm_email":
            assert ada.get(address).status_code == 200, address


def test_no_state_changes_without_the_form_token(site: Site, ada: FlaskClient) -> None:
    """S2: no route is exempt."""
    posts = [address for _, method, address in addresses(site) if method not in ("GET",)]
    assert len(posts) >= 5
    for address in posts:
        for data in ({}, {"csrf_token": "junk"}, {"csrf_token": csrf_of(site.stranger().get("/log-in"))}):
            answer = ada.post(address, data=FILLED | data | {"active": "no"})
            assert answer.status_code == 400, address
            assert "open for too long" in answer.text
    assert ada.get("/campaigns/").status_code == 200


def test_no_get_changes_state(site: Site, ada: FlaskClient) -> None:
    """S3"""

    def state() -> list[object]:
        with site.engine.connect() as conn:
            tables = (
                "users", "user_sessions", "job_campaigns", "login_attempts", "user_job_status", "job_status_history",
                "job_notes", "job_dates", "user_favorite_jobs", "campaign_visits", "deleted_campaigns",
            )  # fmt: skip
            digest = "select md5(string_agg(t::text, '|' order by t::text)) from marts.{} as t"
            return [conn.execute(text(digest.format(name))).scalar() for name in tables]

    before = state()
    for _, method, address in addresses(site):
        if method == "GET":
            ada.get(address + "?active=no&campaign_name=x")
    ada.get("/log-out")
    ada.get(f"/campaigns/{site.campaign_id}/active?active=no")
    assert state() == before


def test_every_answer_carries_the_security_headers(site: Site, ada: FlaskClient) -> None:
    """S18"""
    answers = [ada.get(address) for _, method, address in addresses(site) if method == "GET"]
    answers += [
        ada.get(address) for address in ("/nothing", "/campaigns/new?a=%00", "/static/no.js", "/campaigns/?page=x")
    ]
    answers += [ada.post("/campaigns/new"), ada.put("/campaigns/new"), site.stranger().get("/")]
    nonces = set()
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
        nonces.update(re.findall(r"'nonce-([^']+)'", policy))
        assert set(re.findall(r'nonce="([^"]+)"', answer.text)) <= set(re.findall(r"'nonce-([^']+)'", policy))
        assert answer.request.path.startswith("/static/") or answer.headers["Cache-Control"] == "no-store"
    assert len(nonces) == len(answers)


def test_nothing_comes_from_elsewhere(site: Site, ada: FlaskClient) -> None:
    for address in ("/campaigns/", "/campaigns/new", f"/campaigns/{site.campaign_id}"):
        page = ada.get(address).text
        assert re.findall(r'<(?:script|link|img|iframe|use)[^>]+(?:src|href)="(?!/)[^"]*"', page) == []
        assert " style=" not in page
        assert not re.search(r"<[^>]*\son[a-z]+=", page)
