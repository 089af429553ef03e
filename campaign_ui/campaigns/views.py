"""The list of campaigns, the form that makes and changes one, and its runs; its jobs are in `list_views`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_login import current_user
from werkzeug.wrappers import Response

from campaign_ui.campaigns import list_views
from campaign_ui.campaigns.area import bp
from campaign_ui.campaigns.forms import CampaignForm
from campaign_ui.campaigns.run_chart import run_chart
from campaign_ui.campaigns.score_chart import score_chart
from campaign_ui.connection import connection
from campaign_ui.security import local_path
from services.campaigns import campaigns, places, runs, score_history, trash
from services.campaigns.campaigns import Draft
from services.campaigns.paging import Page
from services.enricher.vocabulary import load_own_vocabulary
from services.jobs import listing, quality
from services.jobs.filters import Filters
from services.ranker import other_weights
from services.ranker.weights import default_weights

__all__ = ["bp", "list_views"]

LARGEST_PAGE = 100_000
LONGEST_LINE = 300
RUNS_IN_HEALTH = 10
JOBS_SHOWN = 10
HOME = "ca"
DAILY_ZONE = ZoneInfo("America/Toronto")

Item = TypeVar("Item")
PageOrForm = Response | str | tuple[str, int]


@bp.record_once
def _teach(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["next_run"] = lambda: next_run(datetime.now(UTC))


def next_run(now: datetime) -> datetime:
    """When the DAG starts next: at seven in Toronto, summer time or not."""
    today = now.astimezone(DAILY_ZONE).replace(hour=7, minute=0, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)


@bp.get("/")
def index() -> str:
    """The person's campaigns."""
    page = campaigns.of_user(connection(), user_id=current_user.user_id, page=_page_number())
    counts = campaigns.count_of_user(connection(), user_id=current_user.user_id)
    deleted = trash.lately(connection(), user_id=current_user.user_id)
    return render_template("campaigns/index.html", page=_existing(page), counts=counts, deleted=deleted)


@bp.route("/new", methods=["GET", "POST"])
def new() -> PageOrForm:
    """Make a campaign, from one line or field by field."""
    line = " ".join(request.args.get("line", "").split())[:LONGEST_LINE]
    if line and request.method == "GET":
        known = {text for text, spelling in load_own_vocabulary().spellings.items() if spelling.skill}
        form = CampaignForm.of_line(line, country=_own_country(), email=current_user.email, known_skills=known)
    else:
        form = CampaignForm(email=current_user.email, country=places.countries()[_own_country()])
    if form.validate_on_submit():
        campaign_id = campaigns.create(connection(), user_id=current_user.user_id, draft=form.draft())
        flash("The campaign is saved. It searches every morning; press “Find jobs now” for the first jobs.", "success")
        return redirect(url_for(".view", campaign_id=campaign_id), 303)
    return _form_page("campaigns/new.html", form, line=line)


@bp.route("/<id:campaign_id>/edit", methods=["GET", "POST"])
def edit(campaign_id: int) -> PageOrForm:
    """Change what a campaign asks for."""
    campaign = list_views.own_campaign(campaign_id)
    form = CampaignForm.of(campaign)
    if form.is_submitted() and form.began_with.data not in ("", campaign.version):
        # Sent once more it is saved: by then the person has read that somebody, or they in another tab, was faster.
        form.began_with.raw_data, form.began_with.data = None, campaign.version
        return _form_page("campaigns/edit.html", form, campaign=campaign, overtaken=True)
    if form.validate_on_submit():
        draft = form.draft(campaign.ranking_weights)
        campaigns.update(connection(), **list_views.own(campaign_id), draft=draft)
        flash("The changes are saved. They count from the next run.", "success")
        return redirect(url_for(".view", campaign_id=campaign_id), 303)
    return _form_page("campaigns/edit.html", form, campaign=campaign)


@bp.post("/<id:campaign_id>/what-if")
def what_if(campaign_id: int) -> PageOrForm:
    """The order that the weights of the form would give to the best jobs of now; nothing is saved."""
    campaign = list_views.own_campaign(campaign_id)
    form = CampaignForm()
    weights = form.weights(campaign.ranking_weights) or default_weights()
    placed = other_weights.what_if(connection(), campaign_id=campaign_id, weights=weights, limit=JOBS_SHOWN)
    look = list_views.look_at(campaign_id, Filters())
    jobs = listing.described(connection(), look, [one.job_posting_key for one in placed])
    by_key = {job.job_posting_key: job for job in jobs}
    order = [(one, by_key[one.job_posting_key]) for one in placed if one.job_posting_key in by_key]
    if request.headers.get("HX-Request"):
        return render_template("campaigns/_order.html", order=order, campaign=campaign)
    return _form_page("campaigns/edit.html", form, campaign=campaign, order=order, status=200)


@bp.post("/<id:campaign_id>/duplicate")
def duplicate(campaign_id: int) -> Response:
    """A second campaign that asks for the same, paused until somebody has changed it."""
    campaign = list_views.own_campaign(campaign_id)
    draft = Draft(**{name: getattr(campaign, name) for name in Draft.__dataclass_fields__})
    draft = replace(draft, campaign_name=f"{campaign.campaign_name[:190]} (copy)")
    made = campaigns.create(connection(), user_id=current_user.user_id, draft=draft)
    campaigns.set_active(connection(), user_id=current_user.user_id, campaign_id=made, is_active=False)
    flash("This is the copy. It is paused: change it, then resume it.", "success")
    return redirect(url_for(".edit", campaign_id=made), 303)


@bp.post("/<id:campaign_id>/delete")
def delete(campaign_id: int) -> Response:
    """Delete a campaign; the list offers to bring it back."""
    if not trash.delete(connection(), **list_views.own(campaign_id)):
        abort(404)
    return redirect(url_for(".index"), 303)


@bp.post("/<id:campaign_id>/restore")
def restore(campaign_id: int) -> Response:
    """Bring a deleted campaign back."""
    if not trash.restore(connection(), **list_views.own(campaign_id)):
        abort(404)
    listing.refresh(connection(), campaign_id=campaign_id)
    flash("The campaign is back, as it was.", "success")
    return redirect(url_for(".view", campaign_id=campaign_id), 303)


@bp.post("/<id:campaign_id>/active")
def set_active(campaign_id: int) -> Response | str:
    """Pause or resume a campaign. The form names the state wanted, so pressing twice is pressing once."""
    owner = {"user_id": current_user.user_id, "campaign_id": campaign_id}
    is_active = {"yes": True, "no": False}.get(request.form.get("active", ""))
    if is_active is None:
        abort(422)
    if not campaigns.set_active(connection(), **owner, is_active=is_active):
        abort(404)
    if request.headers.get("HX-Request"):
        return render_template("campaigns/_row.html", campaign=campaigns.summary(connection(), **owner))
    flash("The campaign is active again." if is_active else "The campaign is paused.", "success")
    return redirect(local_path(request.form.get("next")) or url_for(".index"), 303)


@bp.get("/<id:campaign_id>/runs")
def history(campaign_id: int) -> str:
    """How the campaign does: its scores over time, its health, what its runs found, how much is known, every run."""
    campaign = list_views.own_campaign(campaign_id)
    own = list_views.own(campaign_id)
    page = _existing(runs.runs_of(connection(), **own, page=_page_number()))
    recent = page if page.number == 1 else runs.runs_of(connection(), **own)
    return render_template(
        "campaigns/runs.html", campaign=campaign, page=page, health=runs.health_of(recent.items[:RUNS_IN_HEALTH]),
        chart=run_chart(recent.items), quality=quality.of_list(connection(), **own),
        scores=score_chart(score_history.of_campaign(connection(), **own, zone=current_user.time_zone)),
        **list_views.frame(campaign),
    )  # fmt: skip


def _form_page(template: str, form: CampaignForm, *, status: int = 422, **more: object) -> tuple[str, int]:
    offered = {
        "countries": places.countries(),
        "currencies": places.currencies(),
        "known_skills": load_own_vocabulary().skills,
        "factors": [form[f"weight_{name}"] for name in default_weights()],
    }
    return render_template(template, form=form, **offered, **more), status if form.is_submitted() else 200


def _own_country() -> str:
    """The country of the person's manner of writing: where they most probably look for work."""
    code = str(getattr(current_user, "locale", "")).rpartition("_")[2].lower()
    return code if code in places.countries() else HOME


def _page_number() -> int:
    typed = request.args.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6 and 1 <= int(typed) <= LARGEST_PAGE):
        abort(404)
    return int(typed)


def _existing(page: Page[Item]) -> Page[Item]:
    return page if page.exists else abort(404)
