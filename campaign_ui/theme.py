"""Light, dark or as the system has it: a cookie, so that it works without a script and before a log-in."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from campaign_ui.security import local_path

bp = Blueprint("theme", __name__)

COOKIE = "jobs_theme"
THEMES = {"auto": "As the system", "light": "Light", "dark": "Dark"}
SECONDS = 365 * 86400


def offer(app: Flask) -> None:
    """Tell the templates which colours this browser wants."""
    app.jinja_env.globals.update(theme=chosen, themes=THEMES)


def chosen() -> str:
    """`auto`, `light` or `dark`."""
    wanted = request.cookies.get(COOKIE, "auto")
    return wanted if wanted in THEMES else "auto"


@bp.post("/theme")
def choose() -> Response:
    """Remember the colours and go back to the page."""
    wanted = request.form.get("theme", "")
    if wanted not in THEMES:
        abort(422)
    response = redirect(local_path(request.form.get("next")) or url_for("dashboard.home"), 303)
    secure = current_app.extensions["jobs.https"]
    response.set_cookie(COOKIE, wanted, max_age=SECONDS, httponly=True, samesite="Lax", secure=secure)
    return response
