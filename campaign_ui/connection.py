"""The database connection of a request: opened when first asked for, committed once, before the answer leaves."""

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
    """The application's engine, for what must be kept whatever becomes of the request."""
    found: Engine = current_app.extensions["jobs.engine"]
    return found


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
