"""The database connection of a request: opened when first asked for, committed before the answer leaves.

Once it is known whose page it is, the connection is that person's: the database shows and changes their rows only.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, g
from sqlalchemy import Connection, Engine

from services.shared import database
from services.shared.settings import Settings


def connect(app: Flask, settings: Settings) -> None:
    """Give the application its engine and end each request's transaction."""
    app.extensions["jobs.engine"] = database.connect(settings, short_queries=True)
    app.after_request(_commit)
    app.teardown_request(_close)


def engine() -> Engine:
    """The application's engine as the services' role, for what is asked before or beyond one person's rows."""
    found: Engine = current_app.extensions["jobs.engine"]
    return found


def own_engine() -> Engine:
    """The engine of whoever this page is for, for what must be kept whatever becomes of the request."""
    return database.for_person(engine(), user_id=g.user_id)


def act_for(user_id: int) -> None:
    """From here on this request's connection is this person's, also after a commit or an error.

    What was asked before, who they are, ends with its own transaction.
    """
    g.user_id = user_id
    connection().commit()
    connection().execution_options(**{database.PERSON: user_id})


def connection() -> Connection:
    """The connection of this request, in a transaction."""
    if "conn" not in g:
        g.conn = engine().connect()
    found: Connection = g.conn
    return found


def _commit(response: Response) -> Response:
    if "conn" in g and response.status_code < 500:
        g.conn.commit()
    return response


def _close(_error: BaseException | None) -> None:
    if "conn" in g:
        g.pop("conn").close()
