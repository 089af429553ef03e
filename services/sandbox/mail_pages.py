"""The pages and the JSON by which a person or a test reads the mail that was sent."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from services.sandbox.state import SandboxState

SHOWN_MAILS = 100
# The mail's own HTML is foreign: no scripts, no network, no forms, also when opened outside its frame.
FOREIGN_HTML = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
}

_templates = Jinja2Templates(directory=Path(__file__).parent / "templates")


async def list_mails(request: Request) -> Response:
    """The inbox, newest first."""
    state: SandboxState = request.app.state.sandbox
    mails = state.mailbox.mails(limit=SHOWN_MAILS)
    return _templates.TemplateResponse(request, "inbox.html", {"mails": mails, "total": state.mailbox.count()})


async def show_mail(request: Request) -> Response:
    """One mail: its headers, its HTML in a frame of its own, its text."""
    mail = request.app.state.sandbox.mailbox.mail(request.path_params["mail_id"])
    status = 200 if mail else 404
    return _templates.TemplateResponse(request, "mail.html", {"mail": mail}, status_code=status)


async def show_html_part(request: Request) -> Response:
    """The HTML part alone, locked in."""
    mail = request.app.state.sandbox.mailbox.mail(request.path_params["mail_id"])
    return HTMLResponse(mail.html if mail else "", status_code=200 if mail else 404, headers=FOREIGN_HTML)


async def clear_inbox(request: Request) -> Response:
    """Delete all mails, for the button of the page."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return Response("Only the inbox page may do this.", status_code=403)
    request.app.state.sandbox.mailbox.clear()
    return RedirectResponse(request.url_for("inbox"), status_code=303)


async def messages(request: Request) -> Response:
    """All mails as JSON, newest first; DELETE clears."""
    state: SandboxState = request.app.state.sandbox
    if request.method == "DELETE":
        return JSONResponse({"deleted": state.mailbox.clear()})
    mails = [mail.to_dict() for mail in state.mailbox.mails()]
    return JSONResponse({"count": len(mails), "messages": mails})


ROUTES = [
    Route("/", lambda request: RedirectResponse(request.url_for("inbox"))),
    Route("/mail", list_mails, name="inbox"),
    Route("/mail/clear", clear_inbox, methods=["POST"], name="clear_inbox"),
    Route("/mail/api/messages", messages, methods=["GET", "DELETE"]),
    Route("/mail/{mail_id}", show_mail, name="mail"),
    Route("/mail/{mail_id}/html", show_html_part, name="mail_html"),
]
