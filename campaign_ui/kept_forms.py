"""What somebody typed into a form that came too late: kept until they are logged in again and send it once more.

The form travels with the page, sealed with the site's key, so nothing of it is stored here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, g, render_template, request
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer

from campaign_ui.security import local_path

KEPT_FOR = timedelta(days=1)
# Sealed, it has to fit into the next form beside a password.
LONGEST = 150_000
MOST_SHOWN = 12
# What the page fills in by itself.
_SILENT = frozenset({"csrf_token", "next", "campaign", "as", "key", "status", "to", "active", "favourite"})


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where a form was sent to, and its fields in order."""

    address: str
    fields: tuple[tuple[str, str], ...]

    def typed(self) -> list[str]:
        """What a person recognises it by."""
        words = [value for name, value in self.fields if value.strip() and name not in _SILENT]
        return [value for value in words if not value.isdigit()][:MOST_SHOWN]


def sealed() -> str | None:
    """The form of this request for a later one; None when it must not be kept.

    A form of another site is never offered to be sent again, and a password is typed again.
    """
    if request.method != "POST" or request.files or not _came_from_here():
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if any("password" in name for name, _ in fields):
        return None
    made = str(_seal().dumps([request.full_path.rstrip("?"), fields]))
    return made if len(made) <= LONGEST else None


def opened(text: str | None) -> KeptForm | None:
    """The form that was sealed, or None when there is none, it is too old, or the seal is not ours."""
    try:
        address, fields = _seal().loads(text or "", max_age=int(KEPT_FOR.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    if local_path(address) is None:
        return None
    return KeptForm(address, tuple((str(name), str(value)) for name, value in fields))


def page(kept: KeptForm) -> str:
    """A page that shows what was typed and sends it when the person says so."""
    return render_template("auth/send_again.html", kept=kept)


def new_token() -> str:
    """The form token of the session that has just begun; the one of before was forgotten with that one."""
    g.pop("csrf_token", None)
    return str(generate_csrf())


def _came_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(cast(str, current_app.secret_key), salt="kept-form")
