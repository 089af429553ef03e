"""Who is asking: the cookie's token opens a session row, and Flask-Login hands its person to the views."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    Request,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)  # fmt: skip
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response as BaseResponse

from campaign_ui import kept_forms
from campaign_ui.auth.forms import LogInForm
from campaign_ui.connection import act_for, connection
from campaign_ui.security import local_path
from campaign_ui.trouble import above_the_page
from services.auth import sessions
from services.auth.accounts import User

DEVICE_DAYS = 365
# Whatever is not named here needs a log-in, so a new page cannot be public by oversight.
PUBLIC = frozenset(
    {
        "auth.log_in", "auth.register", "auth.complete", "auth.forgot_password", "auth.reset_password",
        "auth.unsubscribe", "theme.choose", "health.health", "static",
    }
)  # fmt: skip
ENDED = ("Your session has ended", "It was not saved. What you typed is still here: log in, then press once more.")
# Areas for whoever runs the site.
ADMIN_AREAS = frozenset({"pipeline"})


class Person(UserMixin):  # type: ignore[misc]
    """The account behind a request, as Flask-Login wants it."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.user_id = user.user_id
        self.username = user.username
        self.called = user.called
        self.email = user.email
        self.locale = user.locale
        self.time_zone = user.time_zone
        self.is_admin = user.is_admin

    def get_id(self) -> str:
        """Flask-Login's name for the account."""
        return str(self.user_id)


def remember_people(app: Flask) -> None:
    """Load the person of each request from its session row, and send strangers to the log-in page."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_person_of)
    # Flask-Login's own context processor asks the database before every page, the one that says it is down too.
    manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    app.before_request(_require_login)


def cookie_name() -> str:
    """Name of the session cookie; with https the browser itself ties it to this host."""
    return "__Host-jobs_session" if current_app.extensions["jobs.https"] else "jobs_session"


def begin(response: BaseResponse, user: User) -> None:
    """Open a new session for this browser: an old token, whoever planted it, is worth nothing afterwards."""
    _drop_session()
    now = datetime.now(UTC)
    agent = "".join(char for char in request.user_agent.string if char.isprintable())
    token = sessions.start(connection(), user_id=user.user_id, now=now, user_agent=agent)
    _set_cookie(response, cookie_name(), token, int(sessions.ABSOLUTE.total_seconds()))
    device = _devices().dumps([user.user_id, secrets.token_hex(16)])
    _set_cookie(response, _device_cookie(), device, DEVICE_DAYS * 86400)


def token() -> str:
    """The token that opened this request's session, empty without one."""
    return request.cookies.get(cookie_name(), "")


def end(response: BaseResponse) -> None:
    """Close this browser's session: the row goes, so a copied cookie opens nothing."""
    _drop_session()
    response.delete_cookie(
        cookie_name(), secure=current_app.extensions["jobs.https"], httponly=True, samesite="Lax", path="/"
    )


def known_device() -> tuple[int, str] | None:
    """The user id and the name of this device, if it carries our signature for having logged in before."""
    try:
        user_id, name = _devices().loads(request.cookies.get(_device_cookie(), ""))
    except (BadData, ValueError, TypeError):
        return None
    return int(user_id), str(name)


def _drop_session() -> None:
    if token := request.cookies.get(cookie_name()):
        sessions.end(connection(), token=token)
    # The form token goes with it: what a page of before the log-in holds is not valid after it.
    session.clear()


def _person_of(request: Request) -> Person | None:
    token = request.cookies.get(cookie_name())
    user = sessions.resume(connection(), token=token, now=datetime.now(UTC)) if token else None
    return Person(user) if user else None


def _require_login() -> BaseResponse | None:
    # No endpoint is no page: its answer is a 404 or a 405, the same for everybody.
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_log_in()
    if request.blueprint not in ADMIN_AREAS:
        act_for(current_user.user_id)
    elif not current_user.is_admin:
        abort(403)
    return None


def ask_and_keep() -> tuple[str, int, dict[str, str]]:
    """The log-in page with what was just sent in it, to be sent again afterwards."""
    form = LogInForm(formdata=None, kept=kept_forms.sealed())
    return render_template("auth/log_in.html", form=form), 401, {}


def _ask_to_log_in() -> BaseResponse:
    address = url_for("auth.log_in", next=_page_to_come_back_to())
    is_press = request.method == "POST"
    if is_press and request.headers.get("HX-Request"):
        return make_response(above_the_page(*ENDED, 401, log_in=address))
    if is_press and kept_forms.sealed():
        return make_response(ask_and_keep())
    if request.cookies.get(cookie_name()) and "_flashes" not in session:
        flash("Your session has ended. Log in, and you are back where you were.", "info")
    if request.headers.get("HX-Request"):
        # A fragment cannot hold the log-in page: the whole page goes there.
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _page_to_come_back_to() -> str | None:
    """What was to be opened; where a script asked for a piece, the page that it is a piece of."""
    if not request.headers.get("HX-Request"):
        return request.full_path.rstrip("?") if request.method == "GET" else None
    try:
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return None
    return local_path(shown._replace(scheme="", netloc="", fragment="").geturl())


def _devices() -> URLSafeSerializer:
    return URLSafeSerializer(cast(str, current_app.secret_key), salt="known-device")


def _device_cookie() -> str:
    return "__Host-jobs_device" if current_app.extensions["jobs.https"] else "jobs_device"


def _set_cookie(response: BaseResponse, name: str, value: str, seconds: int) -> None:
    secure = current_app.extensions["jobs.https"]
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure, path="/")
