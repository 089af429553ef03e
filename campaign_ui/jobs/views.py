"""A job's own page, and everything a person does with a job from any page."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from babel.numbers import format_currency
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_login import current_user
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from campaign_ui.assets import asset
from campaign_ui.campaigns import list_views
from campaign_ui.connection import connection
from campaign_ui.formats import manner, number, today
from campaign_ui.jobs.explanation import Bar, bars
from campaign_ui.jobs.list_filters import POSTED, REMOTE, SENIORITY, of_query, statuses_in_words, to_query
from campaign_ui.jobs.readable import readable
from campaign_ui.jobs.words import STATUS_ICONS, STATUS_VERBS, goes_back, step_words
from campaign_ui.security import local_path
from services.campaigns import campaigns, places
from services.jobs import dates, favourites, listing, notes, posting, statuses
from services.jobs.filters import SORTS
from services.jobs.posting import Posting
from services.ranker.weights import default_weights
from services.shared.errors import IllegalTransition

bp = Blueprint("jobs", __name__, url_prefix="/jobs")

BIGGEST_ID = 2**63 - 1
PERIODS = {"hour": "an hour", "day": "a day", "week": "a week", "month": "a month", "year": "a year"}
# An answer that changes a part of the page: HTML, status, headers.
Changed = tuple[str, int, dict[str, str]]
READERS = {"rules": "rules", "llm": "AI"}


@bp.record_once
def _teach(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        statuses=statuses,
        sorts=SORTS,
        status_shortcuts={"All": tuple(statuses.NAMES), "Open": statuses.OPEN, "None": ()},
        statuses_in_words=statuses_in_words,
        remote_choices=REMOTE,
        seniority_choices=SENIORITY,
        posted_choices=POSTED,
        pay_periods=PERIODS,
        skill_readers=READERS,
        stated_pay=stated_pay,
        glyph=glyph,
        status_icons=STATUS_ICONS,
        status_verbs=STATUS_VERBS,
        step_words=step_words,
        goes_back=goes_back,
    )


@bp.get("/<uuid:key>")
def view(key: UUID) -> str:
    """One job as the asked campaign sees it, between its neighbours in the list as filtered."""
    job = _own_posting(key, _campaign_id(request.args.get("campaign")))
    filters = of_query(request.args)
    before = behind = None
    if job.campaign_id is not None:
        before, behind = listing.neighbours(connection(), list_views.look_at(job.campaign_id, filters), key=key)
    return render_template(
        "jobs/view.html", **_parts(job), description=readable(job.job_description), bars=score_bars(job),
        skills=posting.skills_of(connection(), job), before=before, behind=behind, query=to_query(filters),
        others=posting.others_at_company(connection(), job, user_id=current_user.user_id),
        converted=posting.pay_in(connection(), job, currency=_currency(job)),
    )  # fmt: skip


@bp.post("/<uuid:key>/status")
def set_status(key: UUID) -> BaseResponse | Changed:
    """Move a job along the workflow; an illogical step answers 422 and says which ones are open."""
    _reach(key)
    to_status = request.form.get("status", "")
    if to_status not in statuses.NAMES:
        abort(422)
    try:
        done = statuses.change_one(connection(), user_id=current_user.user_id, key=key, to_status=to_status)
    except IllegalTransition as error:
        if request.headers.get("HX-Request"):
            return _changed(key, message=str(error))
        flash(str(error), "danger")
        return redirect(_back(key), 303)
    if request.headers.get("HX-Request"):
        return _changed(key, done=done, has_moved=True)
    return redirect(list_views.with_change(_back(key), done), 303)


@bp.post("/changes/<uuid:change_id>/undo")
def undo(change_id: UUID) -> BaseResponse | Changed:
    """Take a change of status back."""
    mine = {"user_id": current_user.user_id, "change_id": change_id}
    if statuses.made(connection(), **mine) is None:
        abort(404)
    done = statuses.undo(connection(), **mine)
    if request.headers.get("HX-Request") and done and len(done.keys) == 1:
        return _changed(done.keys[0], has_moved=True)
    if done is None:
        flash("There is nothing to take back: the job has moved on since.", "info")
    else:
        back = "1 job is as it was" if len(done.keys) == 1 else f"{len(done.keys)} jobs are as they were"
        flash(f"Taken back: {back}.", "success")
    return redirect(local_path(request.form.get("next")) or url_for("campaigns.index"), 303)


@bp.post("/<uuid:key>/favourite")
def set_favourite(key: UUID) -> BaseResponse | Changed:
    """Mark a job as a favourite or not. The form names the state wanted, so pressing twice is pressing once."""
    _reach(key)
    wanted = {"yes": True, "no": False}.get(request.form.get("favourite", ""))
    if wanted is None:
        abort(422)
    favourites.mark(connection(), user_id=current_user.user_id, key=key, is_favourite=wanted)
    if request.headers.get("HX-Request"):
        return _changed(key)
    return redirect(_back(key), 303)


@bp.post("/<uuid:key>/notes")
def add_note(key: UUID) -> BaseResponse | str | tuple[str, int]:
    """Write a note."""
    _reach(key)
    if (text := _note_text()) is None:
        typed = request.form.get("note", "")
        return _notes(key, error="Write something first, up to 10,000 characters.", typed=typed)
    notes.add(connection(), user_id=current_user.user_id, key=key, note=text)
    return _notes(key)


@bp.route("/<uuid:key>/notes/<id:note_id>", methods=["GET", "POST"])
def edit_note(key: UUID, note_id: int) -> BaseResponse | str | tuple[str, int]:
    """Change a note."""
    mine = {"user_id": current_user.user_id, "key": key, "note_id": note_id}
    note = notes.get(connection(), **mine) or abort(404)
    in_place = bool(request.headers.get("HX-Request"))
    template = "jobs/_note_form.html" if in_place else "jobs/note.html"
    if request.method == "POST":
        if text := _note_text():
            notes.edit(connection(), **mine, note=text)
            return _note(key, note_id) if in_place else redirect(_back(key) + "#notes", 303)
        typed, error = request.form.get("note", ""), "A note has some text, up to 10,000 characters."
        return render_template(template, key=key, note=note, text=typed, error=error), 422
    if in_place and request.args.get("show") == "text":
        return _note(key, note_id)
    return render_template(template, key=key, note=note, text=note.note, error=None)


@bp.post("/<uuid:key>/notes/<id:note_id>/delete")
def delete_note(key: UUID, note_id: int) -> BaseResponse | str | tuple[str, int]:
    """Forget a note; the piece that answers still has its text, to write it again."""
    mine = {"user_id": current_user.user_id, "key": key, "note_id": note_id}
    note = notes.get(connection(), **mine) or abort(404)
    notes.delete(connection(), **mine)
    return _notes(key, deleted=note.note)


def score_bars(job: Posting) -> list[Bar]:
    """Why the job has its score."""
    weights = job.weights or {name: float(weight) for name, weight in default_weights().items()}
    return bars(job.rank_explain, weights, job.phrases(today()))


@lru_cache(maxsize=64)
def _glyph(name: str, sprite: str) -> Markup:
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    ).format(sprite, name)


def glyph(name: str) -> Markup:
    """The icon as the macro of the same purpose writes it, for places that have hundreds."""
    return _glyph(name, asset("icons.svg"))


def stated_pay(job: Posting) -> str:
    """Pay with the period and currency in which the posting states it."""
    amounts = [
        _amount(value, job.job_salary_currency)
        for value in dict.fromkeys((job.job_min_salary, job.job_max_salary))
        if value is not None
    ]
    return " ".join(part for part in (" – ".join(amounts), PERIODS.get(job.job_salary_period or "")) if part)


def _amount(value: Decimal, currency: str | None) -> str:
    digits = 2 if value % 1 else 0
    if not currency:
        return number(value, digits)
    pattern = "¤#,##0.00" if digits else "¤#,##0"
    return format_currency(value, currency, pattern, locale=manner().locale, currency_digits=False)


def apply_links(job: Posting) -> list[tuple[str, str]]:
    """Where to apply: each publisher once with its address, the source's own choice first."""
    offered = [(job.job_publisher or "", job.apply_link or "")]
    offered += [
        (str(option.get("publisher") or ""), str(option.get("apply_link") or ""))
        for option in job.apply_options or ()
        if isinstance(option, dict)
    ]
    found: dict[str, str] = {}
    for publisher, address in offered:
        if address and address not in found.values():
            found.setdefault(publisher or urlsplit(address).netloc, address)
    return list(found.items())


def _reach(key: UUID) -> None:
    """404 for what the person may not see, before anything else is said about it."""
    if not statuses.within_reach(connection(), user_id=current_user.user_id, keys=[key]):
        abort(404)


def _own_posting(key: UUID, campaign_id: int | None) -> Posting:
    found = posting.get(connection(), user_id=current_user.user_id, key=key, campaign_id=campaign_id)
    return found or abort(404)


def _parts(job: Posting) -> dict[str, object]:
    mine = {"user_id": current_user.user_id, "key": job.job_posting_key}
    return {
        "job": job,
        "history": statuses.history(connection(), **mine),
        "notes": notes.of_posting(connection(), **mine),
        "dates": dates.of_posting(connection(), **mine),
        "apply_links": apply_links(job),
        "changed": None,
        "message": None,
    }


def _changed(
    key: UUID, *, done: statuses.Change | None = None, message: str | None = None, has_moved: bool = False
) -> Changed:
    """The part of the page that shows the job, as it is now: a row of a list, or the panel of the job page.

    A job that has moved to another status changes the numbers beside the list's filters, too. The answer names its
    place by id: what was there when the button was pressed may have been replaced by the answer to an earlier press.
    """
    status = 422 if message else 200
    campaign_id = _campaign_id(request.form.get("campaign"))
    if request.form.get("as") == "panel":
        job = _own_posting(key, campaign_id)
        html = render_template("jobs/_panel.html", **_parts(job) | {"changed": done, "message": message})
        return html, status, {"HX-Retarget": "#panel"}
    mine = {"user_id": current_user.user_id, "campaign_id": campaign_id or 0}
    summary = campaigns.summary(connection(), **mine) if has_moved or request.form.get("as") == "board" else None
    if summary and request.form.get("as") == "board":
        html = render_template("jobs/_board.html", **list_views.board_parts(summary), message=message)
        return html, status, {"HX-Retarget": "#board"}
    campaign = campaigns.get(connection(), **mine) or abort(404)
    list_query = urlsplit(local_path(request.form.get("next")) or "").query
    look = list_views.look_at(campaign.campaign_id, of_query(MultiDict(parse_qsl(list_query)[:100])))
    found = listing.described(connection(), look, [key])
    if not found:
        abort(404)
    parts = list_views.list_parts(campaign, look) | (list_views.numbers_of(summary) if summary else {})
    html = render_template("jobs/_row_again.html", **parts, job=found[0], done=done, message=message)
    return html, status, {"HX-Retarget": f"#job-{key}"}


def _note(key: UUID, note_id: int) -> str:
    note = notes.get(connection(), user_id=current_user.user_id, key=key, note_id=note_id)
    return render_template("jobs/_note.html", key=key, note=note)


def _notes(
    key: UUID, error: str | None = None, typed: str = "", deleted: str = ""
) -> BaseResponse | str | tuple[str, int]:
    if not request.headers.get("HX-Request"):
        if error:
            flash(error, "danger")
        return redirect(_back(key) + "#notes", 303)
    written = notes.of_posting(connection(), user_id=current_user.user_id, key=key)
    page = render_template("jobs/_notes.html", key=key, notes=written, error=error, typed=typed, deleted=deleted)
    return (page, 422) if error else page


def _note_text() -> str | None:
    text = request.form.get("note", "").replace("\r\n", "\n").strip()
    return text if 0 < len(text) <= notes.LONGEST else None


def _back(key: UUID) -> str:
    return local_path(request.form.get("next")) or url_for(".view", key=key)


def _campaign_id(typed: str | None) -> int | None:
    is_id = typed is not None and typed.isascii() and typed.isdigit() and len(typed) <= 19 and int(typed) <= BIGGEST_ID
    return int(typed or 0) if is_id else None


def _currency(job: Posting) -> str | None:
    return job.campaign_currency or (places.currency_of(job.campaign_country) if job.campaign_country else None)
