"""A form that comes after its session has ended: what was typed is there after the log-in, and only then it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from site_cast import FILLED, PASSWORD, Site, csrf_of, job_key, log_in, open_site, send
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.shared.settings import Settings

# What a browser says of a form of our own page, and of another site's.
OURS = {"Sec-Fetch-Site": "same-origin"}
THEIRS = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/campaigns/"}


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "kept_forms") as made:
        yield made


def end_sessions(site: Site) -> None:
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.user_sessions"))


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found[1])


def sent_again(client: FlaskClient, page: TestResponse) -> TestResponse:
    """Press the button of the page that shows what was typed."""
    address = re.search(r'<form method="post" action="([^"]+)">', page.text.split("Nothing is lost", 1)[1])
    assert address, page.text
    fields = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page.text, re.DOTALL)
    data: dict[str, list[str]] = {"csrf_token": [csrf_of(page)]}
    for name, value in fields:
        data.setdefault(name, []).append(unescape(value))
    return client.post(unescape(address[1]), data=data)


def names(site: Site) -> list[str]:
    with site.engine.connect() as conn:
        return list(conn.execute(text("select campaign_name from marts.job_campaigns order by 1")).scalars())


def test_it_works(site: Site) -> None:
    client = site.signed_in("ada")
    token = csrf_of(client.get("/campaigns/new"))
    end_sessions(site)
    typed = FILLED | {"csrf_token": token, "campaign_name": "Kept <b>é</b>"}
    asked = client.post("/campaigns/new", data=typed, headers=OURS)
    assert asked.status_code == 401
    assert "What you typed is kept" in asked.text
    # A wrong password keeps it, too.
    kept = {"kept": hidden(asked, "kept"), "login": "ada"}
    asked = client.post("/log-in", data=kept | {"csrf_token": csrf_of(asked), "password": "not this one"})
    assert asked.status_code == 422
    page = client.post("/log-in", data=kept | {"csrf_token": csrf_of(asked), "password": PASSWORD})
    assert page.status_code == 200
    assert "Kept &lt;b&gt;é&lt;/b&gt;" in page.text
    assert "Kept <b>é</b>" not in names(site)
    answer = sent_again(client, page)
    assert answer.status_code == 303
    assert "Kept <b>é</b>" in names(site)
    with site.engine.connect() as conn:
        row = conn.execute(
            text("select location, seniority from marts.job_campaigns where campaign_name like 'Kept%'")
        ).one()
    assert (row.location, row.seniority) == ("Leeds", ["mid", "senior"])


def test_a_log_in_in_another_tab_costs_one_more_press(site: Site) -> None:
    client = site.signed_in("ada")
    key = job_key(site.campaign_id, 0)
    old = csrf_of(client.get(f"/jobs/{key}"))
    send(client, "/log-out", page="/campaigns/")
    log_in(client, "ada")
    page = client.post(f"/jobs/{key}/notes", data={"csrf_token": old, "note": "\nTwo\nlines"}, headers=OURS)
    assert page.status_code == 400
    assert "Two\nlines" in page.text
    assert sent_again(client, page).status_code == 303
    assert "Two\nlines" in client.get(f"/jobs/{key}").text


@pytest.mark.parametrize("origin", THEIRS)
def test_a_form_of_another_site_is_never_offered_again(site: Site, origin: dict[str, str]) -> None:
    """S2"""
    client = site.signed_in("ada")
    forged = FILLED | {"campaign_name": "Forged"}
    page = client.post("/campaigns/new", data=forged, headers=origin)
    assert page.status_code == 400
    assert "Forged" not in page.text
    end_sessions(site)
    page = client.post("/campaigns/new", data=forged, headers=origin)
    assert page.status_code == 400
    assert "Forged" not in page.text
    assert 'name="kept"' not in page.text


def test_passwords_and_foreign_seals_are_not_kept(site: Site) -> None:
    client = site.signed_in("ada")
    token = csrf_of(client.get("/account/password"))
    end_sessions(site)
    secret = {"csrf_token": token, "current_password": "hidden words", "password": "other hidden words"}
    answer = client.post("/account/password", data=secret, headers=OURS)
    assert answer.status_code == 302
    assert "hidden words" not in answer.text
    for junk in ("x", "W10.x.y", "e" * 200_000, hidden(client.get("/log-in"), "csrf_token")):
        page = client.get("/log-in")
        data = {"csrf_token": csrf_of(page), "kept": junk, "login": "ada", "password": PASSWORD}
        assert client.post("/log-in", data=data).status_code == 303
        send(client, "/log-out", page="/campaigns/")


def test_a_press_of_a_script_takes_nothing_of_the_page_away(site: Site) -> None:
    client = site.signed_in("ada")
    address = f"/jobs/{job_key(site.campaign_id, 1)}/favourite"
    old = csrf_of(client.get("/campaigns/"))
    end_sessions(site)
    answer = client.post(address, data={"csrf_token": old, "favourite": "yes"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#trouble")
    assert 'href="/log-in?next=/campaigns/" target="_blank"' in answer.text
    assert "<html" not in answer.text
    log_in(client, "ada")
    # The answer brings the token of now, with which the script presses again by itself.
    answer = client.post(address, data={"csrf_token": old, "favourite": "yes"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (400, "#trouble")
    again = {"csrf_token": answer.headers["X-Form-Token"], "favourite": "yes", "campaign": site.campaign_id}
    assert client.post(address, data=again, headers=HTMX).status_code == 200
    assert "X-Form-Token" not in client.post(address, data={"favourite": "yes"}).headers


@pytest.mark.parametrize(("address", "status"), [("/campaigns/999999", 404), ("/campaigns/?page=x", 404)])
def test_an_error_is_said_above_the_page_that_asked(site: Site, address: str, status: int) -> None:
    answer = site.signed_in("ada").get(address, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (status, "#trouble")
    assert "<html" not in answer.text
    assert "There is nothing here" in answer.text


def test_a_second_tab_does_not_undo_the_first_one_unseen(site: Site) -> None:
    client = site.signed_in("ada")
    address = f"/campaigns/{site.campaign_id}/edit"
    first, second = client.get(address), client.get(address)
    typed = FILLED | {"csrf_token": csrf_of(first), "began_with": hidden(first, "began_with")}
    assert client.post(address, data=typed | {"campaign_name": "Of the first tab"}).status_code == 303
    typed |= {"began_with": hidden(second, "began_with"), "campaign_name": "Of the second tab"}
    page = client.post(address, data=typed)
    assert page.status_code == 422
    assert "changed in another tab" in page.text
    assert 'value="Of the second tab"' in page.text
    assert "Of the first tab" in names(site)
    # Whoever sends it once more has read that.
    assert client.post(address, data=typed | {"began_with": hidden(page, "began_with")}).status_code == 303
    assert "Of the second tab" in names(site)
    # A script without the field saves as ever.
    del typed["began_with"]
    assert client.post(address, data=typed | {"campaign_name": "By a script"}).status_code == 303
