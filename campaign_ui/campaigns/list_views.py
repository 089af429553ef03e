"""The jobs of a campaign: list with filters, board, what the gates hide, changes of many at once, and the export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from campaign_ui.campaigns.area import bp
from campaign_ui.connection import connection
from campaign_ui.formats import number, today
from campaign_ui.jobs import export
from campaign_ui.jobs.list_filters import cursor_of, is_untidy, of_query, to_query, written_cursor
from campaign_ui.security import local_path
from services.campaigns import campaigns, runs
from services.campaigns.campaigns import Campaign, Summary
from services.jobs import dates, gates, listing, statuses, visits
from services.jobs.filters import Filters
from services.jobs.listing import Count, View

CARDS_PER_COLUMN = 10
MOST_AT_ONCE = 100


@bp.get("/<id:campaign_id>")
def view(campaign_id: int) -> BaseResponse | str:
    """One campaign: its ranked jobs as filtered."""
    campaign = own_campaign(campaign_id)
    filters = of_query(request.args)
    if not request.headers.get("HX-Request") and is_untidy(request.args):
        return redirect(address_of(campaign_id, filters), 303)
    look = look_at(campaign_id, filters)
    target = request.headers.get("HX-Target", "")
    after = cursor_of(request.args, look.filters.sort)
    if after:
        page, count = listing.page(connection(), look, after=after), None
    else:
        page, count = listing.first_page(connection(), look)
    parts = list_parts(campaign, look) | {"page": page, "count": count}
    if target.endswith("more-jobs"):
        return render_template("jobs/_rows.html", **parts)
    counts = listing.count_by_status(connection(), **own(campaign_id))
    parts |= {"status_counts": counts}
    if count and count.is_more and filters.is_narrowed_by_status_alone:
        summary = campaigns.summary(connection(), **own(campaign_id)) or abort(404)
        parts |= {"summary": summary, "count": counted_by_status(counts, summary, filters.statuses) or count}
    if not page.jobs:
        parts |= {"runs": runs.runs_of(connection(), **own(campaign_id), size=1)}
        parts |= {"summary": campaigns.summary(connection(), **own(campaign_id))}
    if target.endswith("job-list"):
        answer = Response(render_template("jobs/_list.html", **parts))
        answer.headers["HX-Push-Url"] = address_of(campaign_id, look.filters)
        return answer
    parts |= frame(campaign, summary=parts.get("summary"))
    numbers = numbers_of(parts["summary"], counts)["numbers"]
    publishers = listing.publishers(connection(), **own(campaign_id))
    return render_template("campaigns/view.html", **parts, numbers=numbers, publishers=publishers)


@bp.get("/<id:campaign_id>/board")
def board(campaign_id: int) -> str:
    """The jobs that are under way, a column for each status."""
    summary = campaigns.summary(connection(), **own(campaign_id)) or abort(404)
    return render_template("campaigns/board.html", **board_parts(summary) | frame(summary, summary=summary))


@bp.get("/<id:campaign_id>/hidden")
def hidden(campaign_id: int) -> str:
    """What the campaign found and its gates hide, with the reasons."""
    campaign = own_campaign(campaign_id)
    found = gates.of_campaign(
        connection(), **own(campaign_id), after=_key(request.args.get("after")), size=gates.PAGE_SIZE + 1
    )
    shown = found[: gates.PAGE_SIZE]
    after = shown[-1].job_posting_key if len(found) > len(shown) else None
    return render_template("campaigns/hidden.html", campaign=campaign, jobs=shown, after=after, **frame(campaign))


@bp.post("/<id:campaign_id>/jobs")
def change_many(campaign_id: int) -> BaseResponse:
    """Move the chosen jobs to a status."""
    own_campaign(campaign_id)
    to_status = request.form.get("to", "")
    keys = [key for text in request.form.getlist("key")[:MOST_AT_ONCE] if (key := _key(text))]
    if to_status not in statuses.NAMES:
        abort(422)
    back = local_path(request.form.get("next")) or url_for(".view", campaign_id=campaign_id)
    if not keys:
        flash("Choose some jobs first: tick the boxes at their left.", "info")
        return redirect(back, 303)
    done = statuses.change(connection(), user_id=current_user.user_id, keys=keys, to_status=to_status)
    left = len(keys) - len(done.keys)
    if left:
        flash(f"{left} of the chosen jobs stayed: their status does not lead there in one step.", "info")
    return redirect(with_change(back, done), 303)


@bp.get("/<id:campaign_id>/jobs.csv")
def export_jobs(campaign_id: int) -> Response:
    """The list as filtered, as a table for a spreadsheet."""
    own_campaign(campaign_id)
    look = look_at(campaign_id, of_query(request.args))
    return export.as_csv(look, name=f"campaign-{campaign_id}-jobs.csv")


@bp.post("/<id:campaign_id>/visit")
def visit(campaign_id: int) -> tuple[str, int]:
    """The page says that somebody looks at it now; what was new when the visit began stays marked."""
    if not visits.begin(connection(), **own(campaign_id), now=datetime.now(UTC)):
        abort(404)
    return "", 204


@bp.post("/<id:campaign_id>/seen")
def see_everything(campaign_id: int) -> BaseResponse:
    """Take the marks of new jobs away."""
    if not visits.see_everything(connection(), **own(campaign_id), now=datetime.now(UTC)):
        abort(404)
    return redirect(url_for(".view", campaign_id=campaign_id), 303)


def own(campaign_id: int) -> dict[str, int]:
    """Whose campaign is asked about, for every question of the database."""
    return {"user_id": current_user.user_id, "campaign_id": campaign_id}


def own_campaign(campaign_id: int) -> Campaign:
    """The person's campaign, or 404."""
    return campaigns.get(connection(), **own(campaign_id)) or abort(404)


def look_at(campaign_id: int, filters: Filters) -> View:
    """The list of the campaign under these filters, on the reader's day."""
    seen_until = visits.seen_until(connection(), **own(campaign_id))
    return View(current_user.user_id, campaign_id, filters, today(), seen_until)


def frame(campaign: Campaign | Summary, *, summary: Summary | None = None) -> dict[str, Any]:
    """What stands above every page of a campaign."""
    mine = own(campaign.campaign_id)
    change_id = _key(request.args.get("changed"))
    return {
        "summary": summary or campaigns.summary(connection(), **mine),
        "changed": change_id and statuses.made(connection(), user_id=current_user.user_id, change_id=change_id),
    }


def list_parts(campaign: Campaign, look: View) -> dict[str, Any]:
    """What the list and each of its rows need."""
    return {
        "campaign": campaign,
        "filters": look.filters,
        "query": to_query(look.filters),
        "job_query": urlencode({"campaign": campaign.campaign_id} | to_query(look.filters), doseq=True),
        "seen_until": look.seen_until,
        "today": look.today,
        "list_address": address_of(campaign.campaign_id, look.filters),
        "written_cursor": written_cursor,
        "to_query": to_query,
    }


def board_parts(summary: Summary) -> dict[str, Any]:
    """The columns of the board, each with its best jobs and their number."""
    looks = [look_at_column(summary.campaign_id, status) for status in statuses.OPEN]
    pages = listing.side_by_side(connection(), looks, size=CARDS_PER_COLUMN)
    keys = [job.job_posting_key for page in pages for job in page.jobs]
    due = dates.next_of(connection(), user_id=current_user.user_id, keys=keys)
    columns = dict(zip(statuses.OPEN, pages, strict=True))
    return {"campaign": summary, "columns": columns, "next_dates": due} | numbers_of(summary)


def numbers_of(summary: Summary, counts: Mapping[str, int] | None = None) -> dict[str, Any]:
    """How many of the campaign's jobs have each status now."""
    if counts is None:
        counts = listing.count_by_status(connection(), **own(summary.campaign_id))
    exactly = summary.ranked_exactly
    ranked = summary.ranked_count if exactly is None else exactly
    return {"summary": summary, "numbers": numbers_by_status(counts, ranked, is_exact=exactly is not None)}


def counted_by_status(counts: Mapping[str, int], summary: Summary, wanted: Sequence[str]) -> Count | None:
    """How many jobs have one of these statuses; None when what is ranked is only known roughly."""
    if summary.ranked_exactly is None:
        return None
    waiting = max(0, summary.ranked_exactly - sum(counts.values()))
    return Count(sum(waiting if status == "waiting" else counts.get(status, 0) for status in wanted))


def numbers_by_status(counts: Mapping[str, int], ranked: int, *, is_exact: bool) -> dict[str, str]:
    """Numbers as written. Where what is ranked is not known exactly, what waits is rounded down to hundreds."""
    waiting = max(0, ranked - sum(counts.values()))
    written = {status: number(jobs) for status, jobs in counts.items() if jobs}
    if is_exact:
        return written | ({"waiting": number(waiting)} if waiting else {})
    hundreds = waiting // 100 * 100
    return written | ({"waiting": f"{number(hundreds)}+"} if hundreds else {})


def look_at_column(campaign_id: int, status: str) -> View:
    """The list of one status alone."""
    return View(current_user.user_id, campaign_id, Filters(statuses=(status,)), today())


def address_of(campaign_id: int, filters: Filters) -> str:
    """The shortest address of the list under these filters."""
    return url_for("campaigns.view", campaign_id=campaign_id, **to_query(filters))


def with_change(back: str, done: statuses.Change) -> str:
    """The address to go back to, which then offers to undo the change."""
    if not done.keys:
        return back
    return f"{back}{'&' if '?' in back else '?'}changed={done.change_id}"


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
