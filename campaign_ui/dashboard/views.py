"""The first page after the log-in: for now the campaigns themselves."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

bp = Blueprint("dashboard", __name__)


@bp.get("/")
def home() -> Response:
    """Go to the campaigns until there is a dashboard."""
    return redirect(url_for("campaigns.index"))
