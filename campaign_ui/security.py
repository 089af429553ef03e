"""What every answer carries and what no request may: security headers, a fresh nonce, and no junk in any value."""

from __future__ import annotations

import secrets
from itertools import chain
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.routing import BaseConverter, ValidationError

BIGGEST_ID = 2**63 - 1

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class IdConverter(BaseConverter):
    """`<id:campaign_id>`: a positive number that fits a bigint; anything else is no address of ours."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """The id, or no match."""
        if not 0 < int(value) <= BIGGEST_ID:
            raise ValidationError
        return int(value)


def protect(app: Flask) -> None:
    """Refuse junk before a view sees it and put the headers on every answer, errors and static files included."""
    app.before_request(_refuse_junk)
    app.after_request(_add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The number used once that this answer's own scripts and styles carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def local_path(target: str | None) -> str | None:
    """The target if it is a path on this site, else None: no redirect leaves it."""
    if not target or not target.startswith("/") or len(target) > 2000:
        return None
    # Browsers read a backslash as a slash and skip control characters: "/\t/elsewhere" is another site.
    if target.startswith("//") or "\\" in target or any(ord(char) <= 32 or ord(char) == 127 for char in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target


def _refuse_junk() -> None:
    # PostgreSQL has no NUL in text, and no person types one.
    values = chain(request.args.items(multi=True), request.form.items(multi=True))
    if "\x00" in request.path or any("\x00" in name or "\x00" in value for name, value in values):
        abort(400)


def _add_headers(response: Response) -> Response:
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{csp_nonce()}'",
        f"style-src 'nonce-{csp_nonce()}'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    response.headers["Content-Security-Policy"] = "; ".join(policy)
    for name, value in HEADERS.items():
        response.headers[name] = value
    if current_app.extensions["jobs.https"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Cookie", "HX-Request"))
    return response
