"""What a script shows above the page when an answer was not what it hoped for; the page itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template

ABOVE_THE_PAGE = {"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"}


def above_the_page(
    title: str, advice: str, status: int, *, log_in: str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[str, int, dict[str, str]]:
    """An answer to htmx that takes no part of the page away; `log_in` is where to log in again, beside this page."""
    piece = render_template("errors/_trouble.html", title=title, advice=advice, log_in=log_in)
    return piece, status, ABOVE_THE_PAGE | dict(headers or {})
