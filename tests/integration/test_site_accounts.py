"""Joining, getting back in, sessions, mail: over HTTP, with a real mail server and its inbox."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from mail_inbox import Inbox, link_in, mail_server
from site_cast import PASSWORD, Site, csrf_of, log_in, make_campaign, open_site, send
from sqlalchemy import Engine, text
from stack_settings import free_port

from services.auth import account_mails, accounts, registration, tokens
from services.shared.settings import Settings

NEW_PASSWORD = "canary another long one"


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def site(settings: Settings, inbox: Inbox) -> Iterator[Site]:
    with mail_server(inbox) as server, open_site(settings, "accounts", **server) as made:
        yield made


@pytest.fixture(autouse=True)
def forget_attempts(site: Site) -> None:
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.login_attempts"))


def join(site: Site, inbox: Inbox, email: str, **more: object) -> FlaskClient:
    """A browser of somebody who has just made an account."""
    client = site.stranger()
    assert send(client, "/register", email=email).status_code == 200
    path = link_in(inbox.newest(email))
    assert send(client, path, password=PASSWORD, time_zone="Asia/Tokyo", **more).status_code == 303
    return client


def user_row(site: Site, email: str) -> dict[str, object]:
    with site.engine.connect() as conn:
        row = conn.execute(text("select * from marts.users where email = :e"), {"e": email}).mappings().one()
    return dict(row)


def test_it_works(site: Site, inbox: Inbox) -> None:
    client = join(site, inbox, "eve@example.org", display_name="Eve")
    page = client.get("/").text
    assert "Your address is confirmed" in page
    assert "Say it in one line" in page
    assert "Eve" in page
    row = user_row(site, "eve@example.org")
    assert (row["username"], row["role"], row["time_zone"]) == ("eve", "user", "Asia/Tokyo")
    assert row["email_verified_at"]
    assert log_in(site.stranger(), "eve@example.org").status_code == 303
    # A second Eve elsewhere gets a user name of her own.
    join(site, inbox, "eve@example.net")
    assert str(user_row(site, "eve@example.net")["username"]).startswith("eve-")


def test_known_and_unknown_addresses_read_the_same(site: Site, inbox: Inbox) -> None:
    """S7: text, status and steps; only the mailbox knows."""
    for address in ("/register", "/forgot-password"):
        pages = [
            send(site.stranger(), address, email=email).text.replace(email, "x")
            for email in ("ada@example.org", "nobody@example.org")
        ]
        mains = [page[page.index("<main") : page.index("</main>")] for page in pages]
        assert mains[0] == mains[1]
    inbox.newest("ada@example.org", 2)
    assert inbox.newest("nobody@example.org")["Subject"] == "Confirm your address"
    to_ada = [mail["Subject"] for mail in inbox.mails if mail["To"] == "ada@example.org"]
    assert sorted(to_ada) == ["Choose a new password", "You have an account already"]
    # Asking for a password of nobody's sends nothing.
    assert [mail["To"] for mail in inbox.mails].count("nobody@example.org") == 1


def test_a_link_works_once_and_only_by_the_button(site: Site, inbox: Inbox) -> None:
    """S21"""
    client = site.stranger()
    send(client, "/register", email="fay@example.org")
    path = link_in(inbox.newest("fay@example.org"))
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert send(client, path, password="short").status_code == 422
    with site.engine.connect() as conn:
        kept = conn.execute(text("select string_agg(t::text, ' ') from marts.account_tokens as t")).scalar()
    assert path.rpartition("/")[2] not in str(kept)
    assert client.get(path.replace("/register/", "/reset-password/")).status_code == 410
    token = csrf_of(client.get(path))
    assert client.post(path, data={"csrf_token": token, "password": PASSWORD}).status_code == 303
    again = site.stranger()
    assert again.get(path).status_code == 410
    assert again.post(path, data={"csrf_token": csrf_of(again.get("/log-in")), "password": PASSWORD}).status_code == 410


def test_a_link_expires(site: Site, inbox: Inbox) -> None:
    """S21"""
    client = site.stranger()
    send(client, "/forgot-password", email="ben@example.org")
    path = link_in(inbox.newest("ben@example.org"))
    with time_machine.travel(timedelta(minutes=59), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(timedelta(minutes=61), tick=False):
        assert client.get(path).status_code == 410


def test_an_address_is_not_flooded_with_mail(site: Site) -> None:
    """S6: counted alike for addresses with and without an account, and apart from the log-ins of the same place."""
    for email in ("cy@example.org", "nobody-else@example.org"):
        answers = [send(site.stranger(), "/forgot-password", email=email).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 429, 429]
    assert log_in(site.stranger(), "cy").status_code == 303


def test_a_new_password_logs_out_every_other_browser(site: Site, inbox: Inbox) -> None:
    """S4"""
    here, elsewhere = join(site, inbox, "gil@example.org"), site.stranger()
    log_in(elsewhere, "gil@example.org")
    wrong = send(here, "/account/password", current_password="not this one", password=NEW_PASSWORD)
    assert wrong.status_code == 422
    assert "That is not your password." in wrong.text
    assert elsewhere.get("/account/").status_code == 200
    assert send(here, "/account/password", current_password=PASSWORD, password=NEW_PASSWORD).status_code == 303
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert inbox.newest("gil@example.org", 2)["Subject"] == "Your password was changed"
    assert log_in(site.stranger(), "gil@example.org").status_code == 422
    # A reset does the same, and the link of before the change is dead.
    send(site.stranger(), "/forgot-password", email="gil@example.org")
    back = site.stranger()
    assert send(back, link_in(inbox.newest("gil@example.org", 3)), password=PASSWORD).status_code == 303
    assert here.get("/account/").status_code == 302
    assert back.get("/account/").status_code == 200


def test_an_account_moves_to_another_address(site: Site, inbox: Inbox) -> None:
    """S1, S21: only the one who asked can use the link, and both addresses hear of it."""
    hal = join(site, inbox, "hal@example.org")
    user_id = user_row(site, "hal@example.org")["user_id"]
    campaign_id = make_campaign(site.engine, int(str(user_id)), email="hal@example.org")
    send(hal, "/account/email", email="hal@example.net", current_password=PASSWORD)
    path = link_in(inbox.newest("hal@example.net"))
    assert site.signed_in("cy").get(path).status_code == 410
    assert "hal@example.net" in hal.get(path).text
    assert user_row(site, "hal@example.org")["user_id"] == user_id
    assert send(hal, path).status_code == 303
    assert user_row(site, "hal@example.net")["user_id"] == user_id
    assert inbox.newest("hal@example.org", 2)["Subject"] == "Your account has another address"
    with site.engine.connect() as conn:
        values = {"c": campaign_id}
        mailed = conn.execute(text("select email from marts.job_campaigns where campaign_id = :c"), values).scalar()
    assert mailed == "hal@example.net"
    send(hal, "/account/email", email="ben@example.org", current_password=PASSWORD)
    assert inbox.newest("ben@example.org", 2)["Subject"] == "This address has an account already"


def test_sessions_are_listed_and_ended_one_by_one(site: Site) -> None:
    """S1, S4"""
    here, there, third = (site.stranger() for _ in range(3))
    agents = ("Mozilla/5.0 (X11; Linux) Firefox/140.0", "Mozilla/5.0 (iPhone) Safari/605.1", "\x1b[31mcurl\r\nX: y")
    for client, agent in zip((here, there, third), agents, strict=True):
        log_in(client, "cy", headers={"User-Agent": agent.replace("\r\n", " ")})
    page = here.get("/account/sessions").text
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "\x1b" not in page
    ids = [int(found) for found in re.findall(r"/account/sessions/(\d+)/end", page)]
    other = site.signed_in("ben")
    token = csrf_of(other.get("/account/sessions"))
    assert other.post(f"/account/sessions/{ids[0]}/end", data={"csrf_token": token}).status_code == 404
    assert send(here, f"/account/sessions/{ids[0]}/end", page="/account/sessions").status_code == 303
    assert [there.get("/account/").status_code, third.get("/account/").status_code].count(302) == 1
    send(here, "/account/sessions/end-others", page="/account/sessions")
    assert {there.get("/account/").status_code, third.get("/account/").status_code} == {302}
    assert here.get("/account/").status_code == 200
    send(here, "/account/log-out-everywhere", page="/account/sessions")
    assert here.get("/account/").status_code == 302


def test_a_suspended_account_is_shut_at_once(site: Site) -> None:
    """S4: a ban ends what is open and refuses what comes, with the words of any wrong password."""
    client = site.signed_in("ben")
    user_id = site.cast.ben
    with site.engine.begin() as conn:
        accounts.suspend(conn, user_id=user_id)
    assert client.get("/account/").status_code == 302
    refused = log_in(site.stranger(), "ben")
    assert (refused.status_code, "do not belong together" in refused.text) == (422, True)
    with site.engine.begin() as conn:
        accounts.suspend(conn, user_id=user_id, suspended=False)
    assert log_in(site.stranger(), "ben").status_code == 303


def test_what_is_said_about_oneself_changes_the_pages(site: Site, inbox: Inbox) -> None:
    """S15: and nothing but what the page offers can be changed with it."""
    ivy = join(site, inbox, "ivy@example.org")
    row = user_row(site, "ivy@example.org")
    answer = send(ivy, "/account/", display_name=" Ivy\r\nBcc: x ", time_zone="Asia/Tokyo", locale="de_DE",
                  role="admin", user_id=str(site.cast.ada), email="x@example.org", is_admin="1")  # fmt: skip
    assert answer.status_code == 303
    after = user_row(site, "ivy@example.org")
    changed = {name for name in after if after[name] != row[name]}
    assert changed <= {"display_name", "locale", "updated_at"}
    assert after["display_name"] == "Ivy Bcc: x"
    assert re.search(r"\d\d:\d\d [^<]*(JST|MEZ|GMT\+9|\+09)", ivy.get("/account/sessions").text)
    assert ivy.get("/pipeline/").status_code == 403
    assert send(ivy, "/account/", time_zone="Mars/Olympus", locale="xx").status_code == 422


def test_mail_preferences_and_the_link_that_stops_digests(site: Site, inbox: Inbox) -> None:
    """S3: opening the link changes nothing; it opens nothing else."""
    jo = join(site, inbox, "jo@example.org")
    send(jo, "/account/mail", frequency="weekly", weekday="3", quiet_days=["6", "7"], mail_format="text")
    row = user_row(site, "jo@example.org")
    assert (row["digest_frequency"], row["digest_weekday"], row["quiet_days"], row["mail_format"]) == (
        "weekly", 3, [6, 7], "text",
    )  # fmt: skip
    assert send(jo, "/account/mail", frequency="hourly", weekday="9", mail_format="pdf").status_code == 422
    stranger, path = site.stranger(), f"/unsubscribe/{row['unsubscribe_token']}"
    assert "once a week" in stranger.get(path).text
    assert user_row(site, "jo@example.org")["digest_frequency"] == "weekly"
    assert "jo@example.org" not in stranger.get(path).text
    assert send(stranger, path, frequency="off").status_code == 303
    assert user_row(site, "jo@example.org")["digest_frequency"] == "off"
    assert stranger.get("/unsubscribe/00000000-0000-0000-0000-000000000001").status_code == 404
    assert send(stranger, path, frequency="hourly").status_code == 422


def test_secrets_stay_out_of_logs_and_pages(site: Site, inbox: Inbox, capfd: pytest.CaptureFixture[str]) -> None:
    """S16, S17: passwords and tokens, on good days and when something breaks, and no line that somebody else wrote."""
    client = site.stranger()
    send(client, "/register", email="lea@example.org")
    path = link_in(inbox.newest("lea@example.org"))
    shown = send(client, path, password="canary12").text + send(client, "/log-in", login="x\n2026 [error] forged",
                                                                password=NEW_PASSWORD).text  # fmt: skip
    assert "canary" not in shown
    logged = "".join(capfd.readouterr())
    assert "canary" not in logged
    assert path.rpartition("/")[2] not in logged
    assert "\n2026 [error] forged" not in logged


def test_no_address_that_a_person_types_is_fetched(site: Site, inbox: Inbox) -> None:
    """S14"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        max_ = join(site, inbox, "max@example.org", display_name=url)
        send(max_, "/account/", display_name=url, time_zone="UTC", locale="en_CA")
        for page in ("/account/", "/campaigns/", "/account/sessions"):
            max_.get(page, headers={"Referer": url, "X-Forwarded-Host": url, "Origin": url})
        with pytest.raises(TimeoutError):
            listener.accept()


def test_of_two_clicks_at_once_one_makes_the_account(site: Site) -> None:
    """S21"""
    now = datetime.now(UTC)
    with site.engine.begin() as conn:
        token = tokens.issue(conn, purpose="register", email="ned@example.org", user_id=None, now=now)
    made = []

    def click() -> None:
        with site.engine.begin() as conn:
            made.append(
                registration.complete(
                    conn, token=token, password=PASSWORD, display_name=None, time_zone="UTC", locale="en_CA", now=now
                )
            )

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(user is not None for user in made) == 1


def test_a_mail_waits_for_its_server(site: Site, own_engine: Engine, own_settings: Settings, inbox: Inbox) -> None:
    server = {"smtp_host": "127.0.0.1", "smtp_security": "none"}
    up = own_settings.model_copy(update=server | {"smtp_port": smtp_port_of(site)})
    down = own_settings.model_copy(update=server | {"smtp_port": free_port()})
    now = datetime.now(UTC)
    with own_engine.begin() as conn:
        account_mails.ask(conn, purpose="register", email="ola@example.org", user_id=None, now=now)
    assert account_mails.deliver_due(own_engine, down, now=now) == 0
    due = account_mails.next_due(own_engine)
    assert due
    assert now < due < now + timedelta(minutes=1)
    assert account_mails.deliver_due(own_engine, up, now=due) == 1
    assert link_in(inbox.newest("ola@example.org")).startswith("/register/")


def smtp_port_of(site: Site) -> int:
    port: int = site.app.extensions["jobs.settings"].smtp_port
    return port


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_colours_leads_nowhere_else(site: Site, target: str) -> None:
    """S5"""
    client = site.stranger()
    answer = send(client, "/theme", page="/log-in", theme="dark", next=target)
    assert answer.location == "/"
    assert 'data-bs-theme="dark"' in client.get("/log-in").text
    assert send(client, "/theme", page="/log-in", theme="pink").status_code == 422
