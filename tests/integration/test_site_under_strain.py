"""Junk in addresses and forms, and the site without its database, its key or its luck."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from site_cast import FILLED, Site, csrf_of, log_in, open_site

from campaign_ui.app import create_app
from services.shared.errors import ConfigurationError
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    # A folder of its own: maintenance here is none for the tests beside these.
    with open_site(settings, "strain", jobs_home=tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def stranger(site: Site) -> FlaskClient:
    return site.stranger()


@lru_cache(maxsize=1)
def signed_in_once(site: Site) -> FlaskClient:
    # Checking a password is slow on purpose; a hundred addresses need it once.
    return site.signed_in("ada")


def test_it_works(stranger: FlaskClient) -> None:
    answer = stranger.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "database": "ok", "frontend": "ok"})


@pytest.mark.parametrize(
    "address",
    [
        "/campaigns/0", "/campaigns/-1", "/campaigns/" + "9" * 19, "/campaigns/" + "9" * 5000, "/campaigns/١٢",
        "/campaigns/1e3", "/campaigns/%00", "/campaigns/%ff%fe", "/campaigns/1%00", "/campaigns/?page=0",
        "/campaigns/?page=-1", "/campaigns/?page=2e9", "/campaigns/?page=99999999999999999999", "/campaigns/?page=%00",
        "/campaigns/?page=²", "/campaigns/?page=2", "/campaigns/?page=", "/campaigns/1/edit/../../..%2f", "/static/%00",
        "/static/../app.py", "/static/..%2f..%2fapp.py", "/campaigns/?page=1&page=%00", "/%ff",
    ],
)  # fmt: skip
def test_junk_in_an_address_is_the_askers_mistake(site: Site, address: str) -> None:
    """S19"""
    assert 400 <= signed_in_once(site).get(address).status_code < 500


JUNK = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")),
    st.sampled_from(
        ["\x00", "' or 1=1 --", "{{7*7}}", "%s", "\ud7ff", "9" * 400, "-1", "NaN", "\r\nX: y", "\u202eabc"]
    ),
)


@hypothesis_settings(max_examples=60, deadline=None)
@given(values=st.dictionaries(st.sampled_from([*FILLED, "csrf", "x"]), st.lists(JUNK, max_size=3), max_size=14))
def test_no_form_breaks_the_site(site: Site, values: dict[str, list[str]]) -> None:
    """S13, S19, S23"""
    ada = signed_in_once(site)
    token = csrf_of(ada.get("/campaigns/new"))
    answer = ada.post("/campaigns/new", data=FILLED | values | {"csrf_token": token})
    assert answer.status_code < 500


@pytest.mark.parametrize("login", ["' or 1=1 --", "\x00", "a\x00b", "é" * 400, "x" * 100_000, "%s", "\ud7ff"])
def test_no_log_in_breaks_the_site(stranger: FlaskClient, login: str) -> None:
    """S13, S19"""
    assert 400 <= log_in(stranger, login, login).status_code < 500


def test_a_form_that_is_too_large_is_refused(ada: FlaskClient) -> None:
    token = csrf_of(ada.get("/campaigns/new"))
    answer = ada.post("/campaigns/new", data=FILLED | {"csrf_token": token, "skills": "x" * 400_000})
    assert answer.status_code == 413
    assert "Shorten it" in answer.text


def test_without_a_database_the_site_says_so(site: Site) -> None:
    app = create_app(site.settings.model_copy(update={"postgres_port": 1}))
    client = app.test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.json["database"]) == (503, "the database does not answer")  # type: ignore[index]
    client.set_cookie("jobs_session", "x")
    page = client.get("/campaigns/")
    assert page.status_code == 503
    assert "Nothing is lost" in page.text
    assert 'href="/campaigns/">' in page.text.partition("error-ways")[2]
    assert page.headers["Content-Security-Policy"]
    assert str(site.settings.app_db_password) not in page.text


def test_maintenance_is_honest_about_what_was_sent(site: Site, ada: FlaskClient) -> None:
    mark = site.app.extensions["jobs.settings"].jobs_home / "maintenance"
    token = csrf_of(ada.get("/campaigns/new"))
    mark.touch()
    try:
        page = ada.get("/campaigns/")
        assert (page.status_code, page.headers["Retry-After"]) == (503, "120")
        assert "We are at work on this site" in page.text
        assert "not saved" not in page.text
        sent = ada.post("/campaigns/new", data=FILLED | {"csrf_token": token})
        assert sent.status_code == 503
        assert "What you just sent was not saved" in sent.text
        # Its address answers only to a form, and "try again" would not send that.
        assert "Try again" not in sent.text
        # An address that a browser reads as another site's is not offered.
        assert "example.com" not in ada.get("//example.com/x").text
    finally:
        mark.unlink()
    assert ada.get("/campaigns/").status_code == 200


def test_a_bug_is_answered_without_its_details(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(site.settings)

    def broken() -> str:
        raise RuntimeError("canary-secret")

    app.add_url_rule("/log-in/broken", "broken", broken)
    client = app.test_client()
    assert client.get("/log-in/broken").status_code == 302
    log_in(client, "ada")
    answer = client.get("/log-in/broken")
    assert answer.status_code == 500
    assert "It has been recorded" in answer.text
    assert "canary-secret" not in answer.text
    assert "canary-secret" in capsys.readouterr().err
    app.extensions["jobs.engine"].dispose()


def test_without_a_secret_key_there_is_no_site(site: Site) -> None:
    with pytest.raises(ConfigurationError, match="FLASK_SECRET_KEY"):
        create_app(site.settings.model_copy(update={"flask_secret_key": None}))


def test_the_site_says_when_its_data_is_from_the_sandbox(site: Site, stranger: FlaskClient) -> None:
    app = create_app(site.settings.model_copy(update={"sandbox_services": "jsearch,glassdoor,smtp"}))
    assert "job postings, company facts, mail" in app.test_client().get("/log-in").text
    assert "Sandbox data" not in stranger.get("/log-in").text


def test_during_maintenance_every_page_says_so(site: Site) -> None:
    note = site.app.extensions["jobs.settings"].jobs_home / "maintenance"
    note.touch()
    try:
        answer = site.stranger().get("/log-in")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
        assert "We are at work on this site" in answer.text
        assert site.stranger().get("/health").status_code == 200
    finally:
        note.unlink()
    assert site.stranger().get("/log-in").status_code == 200


ACCOUNT_FORMS = {
    "/account/": ("display_name", "time_zone", "locale"), "/account/mail": ("frequency", "weekday", "quiet_days"),
    "/account/password": ("current_password", "password"), "/account/email": ("email", "current_password"),
    "/account/data/delete": ("current_password",), "/theme": ("theme", "next"),
}  # fmt: skip


@hypothesis_settings(max_examples=40, deadline=None)
@given(address=st.sampled_from(sorted(ACCOUNT_FORMS)), values=st.lists(JUNK, min_size=3, max_size=3))
def test_no_account_form_breaks_the_site(site: Site, address: str, values: list[str]) -> None:
    """S13, S19, S23"""
    client = signed_in_once(site)
    token = csrf_of(client.get("/account/"))
    answer = client.post(address, data={"csrf_token": token} | dict(zip(ACCOUNT_FORMS[address], values, strict=False)))
    assert answer.status_code < 500
    assert client.get("/account/").status_code == 200
