"""The account pages: profile, password and address, mail, sessions, and one's own data."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from campaign_ui import login, mailing
from campaign_ui.account.forms import ChangeEmailForm, ChangePasswordForm, ConfirmedForm, MailForm, ProfileForm
from campaign_ui.auth.views import attempt
from campaign_ui.connection import connection, engine
from services.auth import personal_data, registration, sessions, tokens
from services.auth import profile as profiles
from services.auth.accounts import AccountRefused
from services.auth.throttle import TooManyAttempts

bp = Blueprint("account", __name__, url_prefix="/account")

NOT_YOURS = "That is not your password."
Answer = Response | str | tuple[str, int]


@bp.route("/", methods=["GET", "POST"])
def profile() -> Answer:
    """How the person is addressed, and how times and numbers are written for them."""
    form = ProfileForm(obj=current_user.user)
    if form.validate_on_submit():
        profiles.save(connection(), form.profile(), user_id=current_user.user_id)
        return _saved(".profile", "Your profile is saved.")
    return _page("account/profile.html", form)


@bp.route("/mail", methods=["GET", "POST"])
def mail() -> Answer:
    """When digests come, and how they look."""
    form = MailForm.of(profiles.mail_preferences(connection(), user_id=current_user.user_id))
    if form.validate_on_submit():
        profiles.save_mail_preferences(connection(), form.preferences(), user_id=current_user.user_id)
        return _saved(".mail", "Your choice is saved. It counts from the next digest.")
    return _page("account/mail.html", form)


@bp.route("/password", methods=["GET", "POST"])
def password() -> Answer:
    """Change the password; every other browser is logged out."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and _is_confirmed(form):
        registration.change_password(connection(), user=current_user.user, password=form.password.data, now=_now())
        mailing.soon()
        response = redirect(url_for(".password"), 303)
        login.begin(response, current_user.user)
        flash("Your password is changed, and every other browser is logged out.", "success")
        return response
    return _page("account/password.html", form)


@bp.route("/email", methods=["GET", "POST"])
def email() -> Answer:
    """Ask for another address; the link sent there makes it the account's."""
    form = ChangeEmailForm()
    if form.validate_on_submit() and _is_confirmed(form):
        try:
            registration.ask_for_new_email(
                engine(), user=current_user.user, email=form.email.data, address=request.remote_addr, now=_now()
            )
        except (TooManyAttempts, AccountRefused) as error:
            form.email.errors = [str(error)]
        else:
            mailing.soon()
            return _saved(".email", f"A link is on its way to {form.email.data}. Open it in this browser.")
    return _page("account/email.html", form)


@bp.route("/email/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> Answer:
    """Make the address that a link was sent to the account's own."""
    proof = tokens.look(connection(), purpose="change_email", token=token, now=_now())
    if proof is None or proof.user_id != current_user.user_id:
        return render_template("auth/dead_link.html", again=url_for(".email")), 410
    if request.method == "POST":
        try:
            registration.change_email(connection(), user=current_user.user, token=token, now=_now())
        except AccountRefused:
            return render_template("auth/dead_link.html", again=url_for(".email")), 410
        mailing.soon()
        return _saved(".email", f"Your account’s address is {proof.email} from now on.")
    return render_template("account/confirm_email.html", email=proof.email)


@bp.get("/sessions")
def open_sessions() -> str:
    """The browsers that are logged in."""
    found = sessions.of_user(connection(), user_id=current_user.user_id, token=login.token(), now=_now())
    return render_template("account/sessions.html", sessions=found)


@bp.post("/sessions/<id:user_session_id>/end")
def end_session(user_session_id: int) -> Response:
    """Log one browser out."""
    if not sessions.end_one(connection(), user_id=current_user.user_id, user_session_id=user_session_id):
        abort(404)
    return _saved(".open_sessions", "That browser is logged out.")


@bp.post("/sessions/end-others")
def end_other_sessions() -> Response:
    """Log every other browser out."""
    ended = sessions.end_others(connection(), user_id=current_user.user_id, token=login.token())
    return _saved(".open_sessions", f"Logged out elsewhere: {ended}.")


@bp.post("/log-out-everywhere")
def log_out_everywhere() -> Response:
    """Log every browser out, this one too."""
    sessions.end_all(connection(), user_id=current_user.user_id)
    response = redirect(url_for("auth.log_in"), 303)
    login.end(response)
    flash("You are logged out everywhere.", "success")
    return response


@bp.get("/data")
def data() -> Answer:
    """What one may take along or have deleted."""
    return _page("account/data.html", ConfirmedForm())


@bp.post("/data/export")
def export() -> Response:
    """Everything about the person as one archive."""
    file = tempfile.TemporaryFile()  # noqa: SIM115, the response closes it when it is sent
    personal_data.export(connection(), file, user=current_user.user, uploads=_uploads())
    file.seek(0)
    name = f"job-search-{current_user.username}-{_now():%Y-%m-%d}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


@bp.post("/data/delete")
def delete() -> Answer:
    """Delete the account and everything about it, once the password says so."""
    form = ConfirmedForm()
    if not (form.validate_on_submit() and _is_confirmed(form)):
        return render_template("account/data.html", form=form), 422
    # Traces of the account are also in tables of the pipeline, which no person's page may write.
    with engine().begin() as conn:
        personal_data.erase(conn, user=current_user.user, uploads=_uploads())
    response = redirect(url_for("auth.log_in"), 303)
    login.end(response)
    flash("Your account and everything about it is deleted.", "success")
    return response


def _is_confirmed(form: FlaskForm) -> bool:
    """Whether the password typed is the person's own; says why not in the form. Counted like a log-in."""
    try:
        if attempt(current_user.email, form.current_password.data):
            return True
        form.current_password.errors = [NOT_YOURS]
    except TooManyAttempts as error:
        form.current_password.errors = [str(error)]
    return False


def _saved(endpoint: str, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for(endpoint), 303)


def _page(template: str, form: FlaskForm) -> tuple[str, int]:
    return render_template(template, form=form), 422 if form.is_submitted() else 200


def _uploads() -> Path:
    folder: Path = current_app.extensions["jobs.settings"].jobs_home / "uploads"
    return folder


def _now() -> datetime:
    return datetime.now(UTC)
