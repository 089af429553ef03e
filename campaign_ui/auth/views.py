"""Logging in and out, joining, getting back in, and stopping mail, all without being logged in."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaign_ui import kept_forms, login, mailing
from campaign_ui.auth.forms import AddressForm, JoinForm, LogInForm, NewPasswordForm
from campaign_ui.connection import connection, engine
from campaign_ui.security import local_path
from services.auth import log_in as authentication
from services.auth import profile, registration, tokens
from services.auth.account_mails import MailPurpose
from services.auth.accounts import AccountRefused, User
from services.auth.throttle import WINDOW, TooManyAttempts

bp = Blueprint("auth", __name__)

# One sentence for an unknown account and for a wrong password.
NO_MATCH = "That user name or e-mail and that password do not belong together."
NO_MAIL = "This site cannot send mail right now, so it cannot confirm addresses. Ask whoever runs it."
Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]


@bp.route("/log-in", methods=["GET", "POST"])
def log_in() -> Answer:
    """Ask for the account and open a session."""
    form = LogInForm(next=request.args.get("next"))
    target = local_path(form.next.data) or url_for("dashboard.home")
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    if form.validate_on_submit():
        try:
            user = attempt(form.login.data, form.password.data)
        except TooManyAttempts as error:
            return _refused("auth/log_in.html", form, str(error), 429)
        if user:
            kept = kept_forms.opened(form.kept.data)
            return _with_what_was_typed(user, kept) if kept else _logged_in(user, target)
        return _refused("auth/log_in.html", form, NO_MATCH, 422)
    return render_template("auth/log_in.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/log-out")
def log_out() -> Response:
    """Close this browser's session."""
    response = redirect(url_for(".log_in"), 303)
    login.end(response)
    flash("You are logged out.", "success")
    return response


@bp.route("/register", methods=["GET", "POST"])
def register() -> Answer:
    """Ask for the address that a new account will have."""
    return _send_a_link("register", "auth/register.html")


@bp.route("/forgot-password", methods=["GET", "POST"])
def forgot_password() -> Answer:
    """Ask for the address whose account needs a new password."""
    return _send_a_link("reset_password", "auth/forgot_password.html")


@bp.route("/register/<token>", methods=["GET", "POST"])
def complete(token: str) -> Answer:
    """Make the account that a link from a mail allows, and log in."""
    proof = tokens.look(connection(), purpose="register", token=token, now=_now())
    if proof is None:
        return render_template("auth/dead_link.html", again=url_for(".register")), 410
    form = JoinForm()
    if form.validate_on_submit():
        locale = request.accept_languages.best_match([code.replace("_", "-") for code in profile.LOCALES])
        chosen = {"display_name": form.display_name.data, "time_zone": form.time_zone.data}
        try:
            user = registration.complete(
                connection(), token=token, password=form.password.data, now=_now(),
                locale=(locale or profile.DEFAULT_LOCALE).replace("-", "_"), **chosen,
            )  # fmt: skip
        except AccountRefused:
            user = None
        if user:
            return _logged_in(user, url_for("dashboard.home"), "Welcome. Your address is confirmed.")
        return render_template("auth/dead_link.html", again=url_for(".register")), 410
    return render_template("auth/join.html", form=form, email=proof.email), 422 if form.is_submitted() else 200


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> Answer:
    """Choose a new password with a link from a mail."""
    if tokens.look(connection(), purpose="reset_password", token=token, now=_now()) is None:
        return render_template("auth/dead_link.html", again=url_for(".forgot_password")), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        user = registration.reset_password(connection(), token=token, password=form.password.data, now=_now())
        if user is None:
            return render_template("auth/dead_link.html", again=url_for(".forgot_password")), 410
        mailing.soon()
        words = "Your password is changed, and every other browser is logged out."
        return _logged_in(user, url_for("dashboard.home"), words)
    return render_template("auth/reset_password.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/unsubscribe/<uuid:unsubscribe_token>", methods=["GET", "POST"])
def unsubscribe(unsubscribe_token: UUID) -> Answer:
    """Stop digests, or have them weekly, with the link in one. Opening the page changes nothing."""
    frequency = profile.frequency_by_token(connection(), unsubscribe_token=unsubscribe_token) or abort(404)
    if request.method == "POST":
        wanted = request.form.get("frequency", "")
        if wanted not in profile.FREQUENCIES:
            abort(422)
        profile.set_frequency_by_token(connection(), unsubscribe_token=unsubscribe_token, frequency=wanted)
        return redirect(url_for(".unsubscribe", unsubscribe_token=unsubscribe_token), 303)
    return render_template("auth/unsubscribe.html", frequency=frequency, frequencies=profile.FREQUENCIES)


def attempt(typed: str, password: str) -> User | None:
    """The person if the password is right; raise TooManyAttempts. Counted per account and per origin."""
    return authentication.attempt(
        engine(),
        login=typed,
        password=password,
        address=request.remote_addr,
        device=login.known_device(),
        now=_now(),
    )


def _send_a_link(purpose: MailPurpose, template: str) -> Answer:
    if current_user.is_authenticated:
        return redirect(url_for("dashboard.home"), 303)
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template(template, form=form), 422 if form.is_submitted() else 200
    if not mailing.is_possible():
        return _refused(template, form, NO_MAIL, 503)
    try:
        registration.ask(engine(), purpose=purpose, email=form.email.data, address=request.remote_addr, now=_now())
    except TooManyAttempts as error:
        return _refused(template, form, str(error), 429)
    except AccountRefused as error:
        return _refused(template, form, str(error), 422)
    mailing.soon()
    return render_template("auth/check_mail.html", email=form.email.data, purpose=purpose)


def _logged_in(user: User, target: str, words: str | None = None) -> Response:
    response = redirect(target, 303)
    login.begin(response, user)
    if words:
        # After the log-in, which forgets what this browser's form session held before.
        flash(words, "success")
    return response


def _with_what_was_typed(user: User, kept: kept_forms.KeptForm) -> Response:
    response = make_response()
    login.begin(response, user)
    kept_forms.new_token()
    response.data = kept_forms.page(kept)
    return response


def _refused(template: str, form: object, refusal: str, status: int) -> Answer:
    later = {"Retry-After": str(int(WINDOW.total_seconds()))} if status == 429 else {}
    return render_template(template, form=form, refusal=refusal), status, later


def _now() -> datetime:
    return datetime.now(UTC)
