"""The filters of a job list as they stand in an address: read from its query, and written back as short as possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import abort
from werkzeug.datastructures import MultiDict

from campaign_ui.campaigns.fields import split_list, squeezed
from services.campaigns import choices
from services.campaigns.typed_pay import yearly_pay
from services.jobs import statuses
from services.jobs.filters import SORTS, UNKNOWN, Filters
from services.jobs.listing import Cursor

REMOTE: Final = {**choices.REMOTE, UNKNOWN: "Not stated"}
SENIORITY: Final = {**choices.SENIORITY, UNKNOWN: "Not stated"}
POSTED: Final = {1: "Since yesterday", 3: "Last 3 days", 7: "Last week", 14: "Last 2 weeks", 30: "Last month"}
NONE: Final = "none"
# A value from an address goes into a comparison of this type, so it must be one.
_CHECKED_VALUE: Final[dict[str, Callable[[str], object]]] = {
    "score": lambda text: _of_pattern(r"\d{1,3}(\.\d{1,2})?", text),
    "date": date.fromisoformat,
    "pay": lambda text: _of_pattern(r"-1|\d{1,10}", text),
    "company": lambda text: _of_pattern(r"(?s).{0,100}", text),
}
LONGEST_SEARCH = 200
MOST_SKILLS = 10

Query = MultiDict[str, str]


def of_query(args: Query) -> Filters:
    """The filters that an address asks for; what it says wrongly counts as not said, so an old link still opens."""
    chosen = tuple(status for status in statuses.NAMES if status in args.getlist("status"))
    within = args.get("posted", "")
    publisher = squeezed(args.get("publisher"))
    return Filters(
        statuses=chosen if chosen or NONE in args.getlist("status") else statuses.OPEN,
        search=(squeezed(args.get("q")) or "")[:LONGEST_SEARCH],
        remote=tuple(name for name in REMOTE if name in args.getlist("remote")),
        seniority=tuple(name for name in SENIORITY if name in args.getlist("seniority")),
        skills=tuple(split_list(",".join(args.getlist("skill")))[:MOST_SKILLS]),
        publisher=publisher[:200] if publisher else None,
        min_pay=yearly_pay(args.get("pay", "")[:30]),
        posted_within=int(within) if within in {str(days) for days in POSTED} else None,
        favourites=args.get("favourite") == "yes",
        only_new=args.get("new") == "yes",
        sort=args["sort"] if args.get("sort") in SORTS else "score",
    )


def to_query(filters: Filters, **changes: Any) -> dict[str, Any]:
    """The shortest query that asks for these filters, with these fields changed, for `url_for`."""
    wanted = replace(filters, **changes)
    plain = Filters()
    written = {
        "status": list(wanted.statuses) or [NONE],
        "q": wanted.search,
        "remote": list(wanted.remote),
        "seniority": list(wanted.seniority),
        "skill": list(wanted.skills),
        "publisher": wanted.publisher,
        "pay": wanted.min_pay,
        "posted": wanted.posted_within,
        "favourite": "yes" if wanted.favourites else None,
        "new": "yes" if wanted.only_new else None,
        "sort": wanted.sort,
    }
    named = zip((field.name for field in fields(Filters)), written.items(), strict=True)
    return {key: value for name, (key, value) in named if getattr(wanted, name) != getattr(plain, name)}


def is_untidy(args: Query) -> bool:
    """Whether a form without a script wrote this address: with its empty fields, and the mark that says "no status"."""
    chosen = args.getlist("status")
    return "after" not in args and ("" in args.values() or (NONE in chosen and len(chosen) > 1))


def cursor_of(args: Query, sort: str) -> Cursor | None:
    """Where the last page ended, or None at the beginning; 404 when it is no place in this order."""
    if "after" not in args:
        return None
    value, _, key = args["after"].rpartition("~")
    try:
        _CHECKED_VALUE[sort](value)
        return Cursor(UUID(key), value)
    except (ValueError, ArithmeticError):
        abort(404)


def _of_pattern(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError(text)
    return text


def written_cursor(cursor: Cursor) -> str:
    """The cursor as the address carries it."""
    return f"{cursor.value}~{cursor.key}"


def statuses_in_words(chosen: tuple[str, ...]) -> str:
    """What a filter on these statuses is called in short."""
    if not chosen:
        return "None"
    if chosen == statuses.OPEN:
        return "All open"
    if len(chosen) == len(statuses.NAMES):
        return "All"
    if len(chosen) <= 2:
        return ", ".join(statuses.NAMES[status] for status in chosen)
    return f"{len(chosen)} of {len(statuses.NAMES)}"
