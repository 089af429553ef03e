"""Logging in and out over HTTP: cookies, rotation, time-outs, throttling and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask.testing import FlaskClient
from site_cast import PASSWORD, Site, csrf_of, log_in, open_site, send, without_nonces
from sqlalchemy import text

from campaign_ui.app import create_app
from services.auth import sessions
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "log_in") as made:
        yield made


@pytest.fixture
def stranger(site: Site) -> FlaskClient:
    return site.stranger()


def test_it_works(stranger: FlaskClient) -> None:
    answer = log_in(stranger, "ADA@example.org")
    assert (answer.status_code, answer.location) == (303, "/")
    assert stranger.get("/campaigns/").status_code == 200
    assert stranger.get("/log-in").location == "/"


def test_the_session_cookie_is_for_the_server_only(site: Site) -> None:
    """S4"""
    cookies = log_in(site.stranger(), "ada").headers.getlist("Set-Cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("jobs_session="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(session.split("; "))
    assert "Secure" not in session
    https = create_app(site.settings.model_copy(update={"campaign_ui_base_url": "https://jobs.example.org"}))
    client = https.test_client()
    page = client.get("/log-in", base_url="https://jobs.example.org")
    answer = client.post(
        "/log-in", data={"csrf_token": csrf_of(page), "login": "ada", "password": PASSWORD},
        base_url="https://jobs.example.org", headers={"Referer": "https://jobs.example.org/log-in"},
    )  # fmt: skip
    assert answer.status_code == 303
    assert all("Secure" in cookie and "HttpOnly" in cookie and cookie.startswith("__Host-")
               for cookie in answer.headers.getlist("Set-Cookie"))  # fmt: skip
    assert answer.headers["Strict-Transport-Security"]
    https.extensions["jobs.engine"].dispose()


def test_a_planted_session_is_worth_nothing_after_the_log_in(site: Site) -> None:
    """S4: fixation."""
    attacker = site.signed_in("cy")
    planted = attacker.get_cookie("jobs_session")
    victim = site.stranger()
    assert planted is not None
    victim.set_cookie("jobs_session", planted.value)
    token = csrf_of(victim.get("/campaigns/new"))
    assert victim.post("/log-in", data={"csrf_token": token, "login": "ada", "password": PASSWORD}).status_code == 303
    fresh = victim.get_cookie("jobs_session")
    assert fresh is not None
    assert fresh.value != planted.value
    assert attacker.get("/campaigns/").status_code == 302
    # The form token of before is not valid after.
    assert victim.post("/log-out", data={"csrf_token": token}).status_code == 400


def test_a_copied_cookie_opens_nothing_after_log_out(site: Site) -> None:
    """S4"""
    client, thief = site.signed_in("ada"), site.stranger()
    stolen = client.get_cookie("jobs_session")
    assert stolen is not None
    thief.set_cookie("jobs_session", stolen.value)
    assert thief.get("/campaigns/").status_code == 200
    answer = send(client, "/log-out", page="/campaigns/")
    assert answer.location == "/log-in"
    assert thief.get("/campaigns/").status_code == 302
    assert "You are logged out." in client.get("/log-in").text


def test_a_session_ends_by_itself(site: Site) -> None:
    """S4"""
    client = site.signed_in("ada")
    with time_machine.travel(timedelta(days=6)):
        assert client.get("/campaigns/").status_code == 200
    with time_machine.travel(timedelta(days=6) + sessions.IDLE + timedelta(minutes=1)):
        assert client.get("/campaigns/").status_code == 302


def test_an_ended_session_says_so_and_leads_back(site: Site) -> None:
    client = site.signed_in("ada")
    page = f"/campaigns/{site.campaign_id}?status=applied"
    with time_machine.travel(datetime.now(UTC) + sessions.IDLE + timedelta(minutes=1)):
        answer = client.get(
            f"/campaigns/{site.campaign_id}/find-jobs",
            headers={"HX-Request": "true", "HX-Current-URL": f"http://localhost{page}"},
        )
        asked = answer.headers["HX-Redirect"]
        assert (answer.status_code, parse_qs(urlsplit(asked).query)["next"]) == (401, [page])
        assert client.get(asked).text.count("Your session has ended.") == 1
    for hostile in ("http://[", "https://elsewhere.example", "http://localhost//elsewhere.example"):
        answer = site.stranger().get("/campaigns/", headers={"HX-Request": "true", "HX-Current-URL": hostile})
        assert answer.headers["HX-Redirect"] == "/log-in", hostile
    assert "has ended" not in site.stranger().get("/", follow_redirects=True).text


def test_a_wrong_password_and_an_unknown_account_read_the_same(site: Site, stranger: FlaskClient) -> None:
    """S7"""
    pages = [log_in(stranger, name, "a wrong password") for name in ("cy", "nobody-at-all")]
    assert {page.status_code for page in pages} == {422}
    texts = [without_nonces(page.text).replace("nobody-at-all", "cy") for page in pages]
    texts = [re.sub(r'value="[^"]{40,}"', "", page) for page in texts]
    assert texts[0] == texts[1]
    assert "a wrong password" not in pages[0].text


def test_an_empty_log_in_names_both_fields(stranger: FlaskClient) -> None:
    page = log_in(stranger, "", "")
    assert page.status_code == 422
    assert "Type your user name or e-mail." in page.text
    assert "Type your password." in page.text


def test_too_many_attempts_are_refused_and_the_owners_own_browser_is_not(site: Site) -> None:
    """S6: attacker and owner behind one address; a forged X-Forwarded-For changes nothing."""
    owner = site.signed_in("dee")
    send(owner, "/log-out", page="/campaigns/")
    attacker = site.stranger()
    answers = [
        log_in(attacker, "dee", "a wrong password", headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(8)
    ]
    assert answers == [422] * 5 + [429] * 3
    refused = log_in(attacker, "dee")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Wait a quarter of an hour" in refused.text
    assert log_in(owner, "dee").status_code == 303
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.login_attempts"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"])
def test_the_log_in_leads_nowhere_else(site: Site, target: str) -> None:
    """S5"""
    client = site.stranger()
    page = client.get(f"/log-in?next={target}")
    data = {"csrf_token": csrf_of(page), "login": "ada", "password": PASSWORD, "next": target}
    assert client.post("/log-in", data=data).location == "/"


def test_the_log_in_leads_back_to_the_page_that_was_asked_for(site: Site, stranger: FlaskClient) -> None:
    asked = stranger.get(f"/campaigns/{site.campaign_id}?page=2")
    page = stranger.get(asked.location)
    found = re.search(r'name="next"[^>]*value="([^"]*)"', page.text)
    assert found
    data = {"csrf_token": csrf_of(page), "login": "ada", "password": PASSWORD, "next": found[1]}
    assert stranger.post("/log-in", data=data).location == f"/campaigns/{site.campaign_id}?page=2"
