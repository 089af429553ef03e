"""What has to be done about a job on a day: noted on its page, ticked off, and put into a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from campaign_ui.campaigns.fields import squeezed
from campaign_ui.connection import connection
from campaign_ui.security import local_path
from services.jobs import dates, posting, statuses

bp = Blueprint("job_dates", __name__, url_prefix="/jobs/<uuid:key>/dates")

KIND_ICONS = {"interview": "messages", "follow_up": "send", "deadline": "hourglass", "other": "calendar"}
Answer = BaseResponse | str | tuple[str, int]


@bp.record_once
def _teach(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        date_kinds=dates.KINDS, date_icons=KIND_ICONS, usual_date_kind=dates.usual_kind, longest_about=dates.LONGEST
    )


@bp.post("")
def add(key: UUID) -> Answer:
    """Note one."""
    _reach(key)
    kind = request.form.get("kind", "")
    if kind not in dates.KINDS:
        abort(422)
    try:
        day, at, about = _day(), _time(), _about()
    except ValueError:
        return _dates(key, error="Choose a day, and a time if there is one; up to 300 characters about it.")
    dates.add(connection(), **_mine(key), kind=kind, due_on=day, at=at, zone=current_user.time_zone, about=about)
    return _dates(key)


@bp.post("/<id:date_id>/done")
def set_done(key: UUID, date_id: int) -> Answer:
    """Tick one off. The form names the state wanted, so pressing twice is pressing once."""
    wanted = {"yes": True, "no": False}.get(request.form.get("done", ""))
    if dates.get(connection(), **_mine(key), date_id=date_id) is None:
        abort(404)
    if wanted is None:
        abort(422)
    dates.set_done(connection(), **_mine(key), date_id=date_id, is_done=wanted)
    return _dates(key)


@bp.post("/<id:date_id>/delete")
def delete(key: UUID, date_id: int) -> Answer:
    """Forget one."""
    if not dates.delete(connection(), **_mine(key), date_id=date_id):
        abort(404)
    return _dates(key)


@bp.get("/<id:date_id>.ics")
def calendar(key: UUID, date_id: int) -> Response:
    """One as a file for a calendar."""
    one = dates.get(connection(), **_mine(key), date_id=date_id) or abort(404)
    job = posting.get(connection(), user_id=current_user.user_id, key=key) or abort(404)
    title = " · ".join(part for part in (job.job_title or "Untitled posting", job.company_name) if part)
    link = current_app.extensions["jobs.settings"].campaign_ui_base_url.rstrip("/") + url_for("jobs.view", key=key)
    text = dates.as_calendar(one, title=title, place=job.place, link=link, now=datetime.now(UTC))
    answer = Response(text, mimetype="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.kind}-{one.due_on.isoformat()}.ics"'
    return answer


def _mine(key: UUID) -> dict[str, Any]:
    return {"user_id": current_user.user_id, "key": key}


def _reach(key: UUID) -> None:
    if not statuses.within_reach(connection(), user_id=current_user.user_id, keys=[key]):
        abort(404)


def _dates(key: UUID, error: str | None = None) -> Answer:
    if not request.headers.get("HX-Request"):
        if error:
            flash(error, "danger")
        return redirect((local_path(request.form.get("next")) or url_for("jobs.view", key=key)) + "#dates", 303)
    status = statuses.of_one(connection(), user_id=current_user.user_id, key=key)
    found = dates.of_posting(connection(), user_id=current_user.user_id, key=key)
    typed = request.form if error else {}
    page = render_template("jobs/_dates.html", key=key, status=status, dates=found, error=error, typed=typed)
    return (page, 422) if error else page


def _day() -> date:
    day = date.fromisoformat(request.form.get("day", ""))
    if not dates.FIRST_YEAR <= day.year <= dates.LAST_YEAR:
        raise ValueError(day)
    return day


def _time() -> time | None:
    typed = request.form.get("time", "").strip()
    return datetime.strptime(typed[:5], "%H:%M").replace(tzinfo=UTC).time() if typed else None


def _about() -> str | None:
    about = squeezed(request.form.get("about"))
    if about and len(about) > dates.LONGEST:
        raise ValueError(len(about))
    return about
