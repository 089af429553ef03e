"""Whether the site can do its work, for `jobs up` and for monitoring: no log-in, no details."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from campaign_ui import assets
from campaign_ui.connection import engine

bp = Blueprint("health", __name__)


@bp.get("/health")
def health() -> tuple[Response, int]:
    """200 when the database answers and the front end is built, else 503 and which of them is not so."""
    parts = {"database": _database(), "frontend": "ok" if assets.are_built() else assets.REMEDY}
    healthy = all(state == "ok" for state in parts.values())
    return jsonify(status="ok" if healthy else "failing", **parts), 200 if healthy else 503


def _database() -> str:
    try:
        # The pool tries every connection before it hands it out.
        with engine().connect():
            return "ok"
    except SQLAlchemyError:
        return "the database does not answer"
