"""Who may see and do what: every route of the site, generated from its URL map."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from site_cast import FILLED, Site, csrf_of, open_site, without_nonces
from sqlalchemy import text

from campaign_ui.login import PUBLIC
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "audience") as made:
        yield made


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def stranger(site: Site) -> FlaskClient:
    return site.stranger()


def test_it_works(site: Site, ada: FlaskClient) -> None:
    assert ada.get("/", follow_redirects=True).request.path == "/campaigns/"
    page = ada.get(f"/campaigns/{site.campaign_id}")
    assert page.status_code == 200
    assert "Reason 0: the title fits" in page.text


def addresses(site: Site) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every route."""
    known = {"campaign_id": site.campaign_id, "filename": "manifest.json"}
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


def test_every_page_but_the_public_ones_asks_strangers_to_log_in(site: Site, stranger: FlaskClient) -> None:
    """S1"""
    private = [route for route in addresses(site) if route[0] not in PUBLIC]
    assert len(private) >= 8
    token = csrf_of(stranger.get("/log-in"))
    for _, method, address in private:
        answer = stranger.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert answer.status_code == 302, address
        assert answer.location.startswith("/log-in"), address
        assert "data engineer" not in answer.text


def test_another_persons_campaign_is_not_there(site: Site) -> None:
    """S1, also for an administrator: their rights are other pages, not other people's searches."""
    for name in ("ben", "cy", "dee"):
        client = site.signed_in(name)
        missing = client.get("/campaigns/999999999").text
        token = csrf_of(client.get("/campaigns/new"))
        for endpoint, method, address in addresses(site):
            if str(site.campaign_id) not in address or endpoint in PUBLIC:
                continue
            answer = client.open(
                address, method=method, data={"csrf_token": token, "active": "no"} if method == "POST" else None
            )
            assert answer.status_code == 404, (name, method, address)
            assert without_nonces(answer.text) == without_nonces(missing)
    with site.engine.connect() as conn:
        row = conn.execute(
            text("select is_active, query from marts.job_campaigns where campaign_id = :c"), {"c": site.campaign_id}
        )
        assert row.one() == (True, "data engineer")


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
            tables = ("users", "user_sessions", "job_campaigns", "login_attempts")
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
