"""A page whose query forgets the person, on the real site: it shows that person's rows all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, jsonify
from flask.testing import FlaskClient
from rows_of_people import WHO, Guarded, count, guarded_tables, site_with_rows
from site_cast import Site, log_in
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from campaign_ui.app import create_app
from campaign_ui.connection import connection
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with site_with_rows(settings, "forgetful") as made:
        yield made


@pytest.fixture(scope="module")
def guarded(site: Site) -> list[Guarded]:
    return guarded_tables(site)


# What pages might do wrong, each as an address of the real site.
def ask(table: str) -> list[int]:
    """A question that names nobody."""
    return list(connection().execute(text(f"select user_id from marts.{table}")).scalars())


def ask_after_a_commit(table: str) -> list[int]:
    connection().commit()
    return ask(table)


def ask_after_an_error(table: str) -> list[int]:
    with pytest.raises(DBAPIError):
        connection().execute(text("select 1 / 0"))
    connection().rollback()
    return ask(table)


def ask_and_fail(table: str) -> list[int]:
    ask(table)
    raise RuntimeError(f"something else went wrong about {table}")


def ask_and_break_the_transaction(table: str) -> list[int]:
    ask(table)
    return list(connection().execute(text("select 1 / 0")).scalars())


MISTAKES = (ask, ask_after_a_commit, ask_after_an_error, ask_and_fail, ask_and_break_the_transaction)


@pytest.fixture(scope="module")
def careless(site: Site) -> Iterator[Flask]:
    """The site with pages whose queries forget the person."""
    app = create_app(site.settings)
    for mistake in MISTAKES:
        app.add_url_rule(f"/{mistake.__name__}/<table>", mistake.__name__, lambda table, do=mistake: jsonify(do(table)))
    yield app
    app.extensions["jobs.engine"].dispose()


def browser(careless: Flask, name: str) -> FlaskClient:
    """Somebody who has just logged in."""
    client = careless.test_client()
    assert log_in(client, name).status_code == 303
    return client


@pytest.mark.parametrize("name", ["ada", "ben", "cy", "dee"])
@pytest.mark.parametrize("mistake", MISTAKES[:3])
def test_it_works(
    site: Site, careless: Flask, guarded: list[Guarded], name: str, mistake: Callable[[str], list[int]]
) -> None:
    """What a page reads that forgets the person is theirs alone; an administrator's too, outside their own area."""
    client, user_id = browser(careless, name), getattr(site.cast, name)
    asked = [one.name.removeprefix("marts.") for one in guarded if one.column == "user_id"]
    assert len(asked) > 8
    for table in asked:
        answer = client.get(f"/{mistake.__name__}/{table}")
        assert answer.status_code == 200
        assert set(answer.json or ()) <= {user_id}, table
        assert answer.json or name == "cy", table


def test_a_connection_that_is_given_back_keeps_neither_role_nor_person(site: Site, careless: Flask) -> None:
    engine: Engine = careless.extensions["jobs.engine"]
    ada = browser(careless, "ada")
    for address in [f"/{mistake.__name__}/job_notes" for mistake in MISTAKES] + [
        "/", "/campaigns/", f"/campaigns/{site.campaign_id}/jobs.csv", "/account/", "/campaigns/1000000", "/nowhere",
    ]:  # fmt: skip
        with engine.connect() as conn:
            used = conn.execute(WHO).one()
        assert ada.get(address).status_code < 500 or "fail" in address or "break" in address
        with engine.connect() as conn:
            assert conn.execute(WHO).one() == ("app_user", None, used.pg_backend_pid), address
            assert count(conn, "marts.job_notes") == 3
    assert ada.get("/ask/job_notes").json == [site.cast.ada]
    assert browser(careless, "ben").get("/ask/job_notes").json == [site.cast.ben]


def test_the_administrators_pages_see_everybody(site: Site, careless: Flask) -> None:
    page = browser(careless, "dee").get("/pipeline/").text
    assert re.search(r"Account mails</th><td class=\"numeric\">3<", page)
    assert browser(careless, "ada").get("/pipeline/").status_code == 403
