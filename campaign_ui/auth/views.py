"""Logging in and out."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaign_ui import login
from campaign_ui.auth.forms import LogInForm
from campaign_ui.connection import engine
from campaign_ui.security import local_path
from services.auth import log_in as authentication
from services.auth.accounts import User
from services.auth.throttle import WINDOW, TooManyAttempts

bp = Blueprint("auth", __name__)

# One sentence for an unknown account and for a wrong password.
NO_MATCH = "That user name or e-mail and that password do not belong together."


@bp.route("/log-in", methods=["GET", "POST"])
def log_in() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Ask for the account and open a session."""
    form = LogInForm(next=request.args.get("next"))
    target = local_path(form.next.data) or url_for("dashboard.home")
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    if form.validate_on_submit():
        try:
            user = _attempt(form)
        except TooManyAttempts as error:
            return _page(form, str(error)), 429, {"Retry-After": str(int(WINDOW.total_seconds()))}
        if user:
            response = redirect(target, 303)
            login.begin(response, user)
            return response
        return _page(form, NO_MATCH), 422
    return _page(form), 422 if form.is_submitted() else 200


@bp.post("/log-out")
def log_out() -> Response:
    """Close this browser's session."""
    response = redirect(url_for(".log_in"), 303)
    login.end(response)
    flash("You are logged out.", "success")
    return response


def _attempt(form: LogInForm) -> User | None:
    return authentication.attempt(
        engine(),
        login=form.login.data,
        password=form.password.data,
        address=request.remote_addr,
        device=login.known_device(),
        now=datetime.now(UTC),
    )


def _page(form: LogInForm, refusal: str | None = None) -> str:
    return render_template("auth/log_in.html", form=form, refusal=refusal)
