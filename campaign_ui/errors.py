"""What a person reads when something is not there, not allowed or broken, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from campaign_ui import kept_forms, login
from campaign_ui.trouble import above_the_page
from services.shared.structured_logging import get_logger

log = get_logger(__name__)


class Explanation(NamedTuple):
    """Title and advice of an error page."""

    title: str
    advice: str


EXPLANATIONS = {
    400: Explanation("We could not read that request", "Something in the address or the form is not text we can use."),
    403: Explanation("This is not for your account", "Your account may not open this page. Ask an administrator."),
    404: Explanation(
        "There is nothing here", "The address may be mistyped, or what was here is gone or belongs to somebody else."
    ),
    405: Explanation("This address works differently", "It cannot be opened this way. Go back and use the button."),
    413: Explanation("That was too much at once", "The form was larger than we accept. Shorten it and try again."),
    422: Explanation("Some of that does not fit", "Go back, correct the marked fields and try again."),
    429: Explanation("Too many attempts", "Wait a quarter of an hour and try again."),
    500: Explanation(
        "Something broke on our side", "It has been recorded. Nothing of this request was kept; try again in a moment."
    ),
    503: Explanation("Back in a moment", "The database does not answer right now. Nothing is lost that was saved."),
}
MAINTENANCE = Explanation(
    "We are at work on this site", "It is back in a few minutes. Nothing is lost that was saved, and searches go on."
)
NOT_SAVED = "What you just sent was not saved: go back and send it again then."
PICTURES = {
    403: "lock", 404: "compass", 429: "hourglass", 500: "bug", 503: "plug-connected-x",
}  # fmt: skip
EXPIRED = Explanation(
    "This page was open for too long", "Its form is no longer valid. Go back, reload the page and send it again."
)
PRESS_AGAIN = Explanation("This page was open for too long", "It was not saved. Press once more.")
Answer = tuple[str, int, dict[str, str]]
NO_HEADERS: Mapping[str, str] = {}


def explain(app: Flask) -> None:
    """Answer every error with a page, and every request with one while the file JOBS_HOME/maintenance exists."""
    app.before_request_funcs.setdefault(None, []).insert(0, _during_maintenance)
    app.register_error_handler(CSRFError, _on_old_form)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(OperationalError, _on_no_database)
    app.register_error_handler(500, _on_bug)


def _on_old_form(_error: CSRFError) -> Answer:
    if request.headers.get("HX-Request"):
        # Only a script of our own pages can send that header, and it can read the token on any of them.
        return _page(400, PRESS_AGAIN, {"X-Form-Token": str(generate_csrf())})
    kept = kept_forms.opened(kept_forms.sealed()) if request.endpoint not in login.PUBLIC else None
    if kept is None:
        return _page(400, EXPIRED)
    if not current_user.is_authenticated:
        return login.ask_and_keep()
    return kept_forms.page(kept), 400, {}


def _during_maintenance() -> Answer | None:
    if request.endpoint in ("static", "health.health") or not _maintenance_file().exists():
        return None
    return _page(503, MAINTENANCE, {"Retry-After": "120"}, bare=True, picture="barrier-block")


def _maintenance_file() -> Path:
    folder: Path = current_app.extensions["jobs.settings"].jobs_home
    return folder / "maintenance"


def _on_http(error: HTTPException) -> Answer:
    code = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _page(code, EXPLANATIONS.get(code) or Explanation(error.name, "Go back and try another way."), kept)


def _on_no_database(error: OperationalError) -> Answer:
    log.error("database_unreachable", endpoint=request.endpoint, error=type(error.orig).__name__)
    return _page(503, EXPLANATIONS[503], {"Retry-After": "10"}, bare=True)


def _on_bug(error: HTTPException) -> Answer:
    cause = getattr(error, "original_exception", None)
    # Not the path: that of a link from a mail is a secret.
    log.error("request_failed", method=request.method, endpoint=request.endpoint, exc_info=cause)
    return _page(500, EXPLANATIONS[500], bare=True)


def _page(
    code: int,
    explanation: Explanation,
    headers: Mapping[str, str] = NO_HEADERS,
    *,
    bare: bool = False,
    picture: str = "",
) -> Answer:
    not_saved = NOT_SAVED if code == 503 and request.method == "POST" else ""
    if request.headers.get("HX-Request"):
        advice = f"{explanation.advice} {not_saved}".strip()
        return above_the_page(explanation.title, advice, code, headers=headers)
    # A bare page asks the database nothing, not even who is reading it.
    page = render_template(
        "errors/error.html", code=code, explanation=explanation, bare=bare,
        picture=picture or PICTURES.get(code, "alert-triangle"),
        signed_in=not bare and current_user.is_authenticated, not_saved=not_saved,
    )  # fmt: skip
    return page, code, dict(headers)
