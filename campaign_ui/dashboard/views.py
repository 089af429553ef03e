"""The first page after the log-in: how the search is going and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaign_ui.connection import connection
from campaign_ui.dashboard import chart
from campaign_ui.dashboard.scope import PERIODS, Asked, read, scope_of
from services.dashboard import dashboard
from services.dashboard.dashboard import Listed, Scope

bp = Blueprint("dashboard", __name__)

LARGEST_PAGE = 1_000
STANDING_STATUSES = {
    "approved": "Approved, not applied to yet", "preparing_to_apply": "Prepared, not applied to yet",
    "applied": "No answer since you applied", "interview": "Nothing noted since the interview",
}  # fmt: skip


@bp.get("/")
def home() -> Response | str:
    """Counts, activity, where the jobs stand, and what needs a look."""
    now, today = _now()
    campaigns, asked, scope = _asked()
    if "" in request.args.values():
        # A form without a script sends its empty fields too; the address that is kept and shared goes without.
        return redirect(url_for(".home", **asked.query()), 303)  # type: ignore[arg-type]
    if not campaigns:
        return render_template("dashboard/welcome.html")
    conn = connection()
    activity = dashboard.activity(conn, scope)
    coming, standing = dashboard.to_attend_to(conn, scope, now=now)
    return render_template(
        "dashboard/home.html", campaigns=campaigns, asked=asked, periods=PERIODS, activity=activity,
        chart=chart.draw(activity, since=asked.since, until=asked.until, today=today),
        average_fit=dashboard.average_fit(conn, scope), by_campaign=dashboard.statuses(conn, scope, campaigns),
        recent=dashboard.recent(conn, scope), applied=dashboard.applied(conn, scope),
        favourites=dashboard.favourites(conn, scope), standing=standing,
        unseen=dashboard.unseen(conn, scope), coming=coming,
        troubles=[(one, trouble) for one in campaigns if (trouble := dashboard.overdue(one, now=now))],
    )  # fmt: skip


@bp.get("/applied")
def applied() -> str:
    """Everything that was applied to."""
    return _list(dashboard.applied, "Applied jobs")


@bp.get("/favourites")
def favourites() -> str:
    """Everything that was marked."""
    return _list(dashboard.favourites, "Favourites")


@bp.get("/standing/<status>")
def standing(status: str) -> str:
    """Every job of this status that has stood still for too long."""
    if status not in STANDING_STATUSES:
        abort(404)
    now, _ = _now()
    return _list(partial(dashboard.standing_of, status=status, now=now), STANDING_STATUSES[status])


def _list(question: Callable[..., list[Listed]], title: str) -> str:
    _, asked, scope = _asked()
    page = _page_number()
    items = question(connection(), scope, size=dashboard.PAGE_SIZE, page=page)
    if page > 1 and not items:
        abort(404)
    # A dialog shows the list alone; the address itself is a whole page.
    template = "dashboard/_list.html" if request.headers.get("HX-Request") else "dashboard/list.html"
    last = page * dashboard.PAGE_SIZE >= (items[0].total if items else 0)
    return render_template(template, items=items, title=title, asked=asked, page=page, is_last=last)


def _asked() -> tuple[list[dashboard.Campaign], Asked, Scope]:
    _, today = _now()
    campaigns = dashboard.campaigns_of(connection(), user_id=current_user.user_id)
    asked = read(request.args, campaigns, today=today)
    return campaigns, asked, scope_of(asked, campaigns, user_id=current_user.user_id, zone=current_user.time_zone)


def _now() -> tuple[datetime, date]:
    now = datetime.now(UTC)
    return now, now.astimezone(ZoneInfo(current_user.time_zone)).date()


def _page_number() -> int:
    typed = request.args.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4 and 1 <= int(typed) <= LARGEST_PAGE):
        abort(404)
    return int(typed)
