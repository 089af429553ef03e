"""The list of campaigns, the form that makes and changes one, and its runs; its jobs are in `list_views`."""

from __future__ import annotations

from typing import TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaign_ui.campaigns import list_views
from campaign_ui.campaigns.area import bp
from campaign_ui.campaigns.forms import CampaignForm
from campaign_ui.connection import connection
from campaign_ui.security import local_path
from services.campaigns import campaigns, places, runs
from services.campaigns.paging import Page

__all__ = ["bp", "list_views"]

LARGEST_PAGE = 100_000

Item = TypeVar("Item")
PageOrForm = Response | str | tuple[str, int]


@bp.get("/")
def index() -> str:
    """The person's campaigns."""
    page = campaigns.of_user(connection(), user_id=current_user.user_id, page=_page_number())
    counts = campaigns.count_of_user(connection(), user_id=current_user.user_id)
    return render_template("campaigns/index.html", page=_existing(page), counts=counts)


@bp.route("/new", methods=["GET", "POST"])
def new() -> PageOrForm:
    """Make a campaign."""
    form = CampaignForm(email=current_user.email)
    if form.validate_on_submit():
        campaign_id = campaigns.create(connection(), user_id=current_user.user_id, draft=form.draft())
        flash("The campaign is saved. It runs with the next morning's search.", "success")
        return redirect(url_for(".view", campaign_id=campaign_id), 303)
    return _form_page("campaigns/new.html", form)


@bp.route("/<id:campaign_id>/edit", methods=["GET", "POST"])
def edit(campaign_id: int) -> PageOrForm:
    """Change what a campaign asks for."""
    owner = {"user_id": current_user.user_id, "campaign_id": campaign_id}
    campaign = campaigns.get(connection(), **owner) or abort(404)
    form = CampaignForm.of(campaign)
    if form.validate_on_submit():
        campaigns.update(connection(), **owner, draft=form.draft())
        flash("The changes are saved. They count from the next run.", "success")
        return redirect(url_for(".view", campaign_id=campaign_id), 303)
    return _form_page("campaigns/edit.html", form, campaign=campaign)


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
    """Everything that was ever run for a campaign."""
    owner = {"user_id": current_user.user_id, "campaign_id": campaign_id}
    campaign = campaigns.get(connection(), **owner) or abort(404)
    page = _existing(runs.runs_of(connection(), **owner, page=_page_number()))
    return render_template("campaigns/runs.html", campaign=campaign, page=page)


def _form_page(template: str, form: CampaignForm, **more: object) -> tuple[str, int]:
    offered = {"countries": places.countries(), "currencies": places.currencies()}
    return render_template(template, form=form, **offered, **more), 422 if form.is_submitted() else 200


def _page_number() -> int:
    typed = request.args.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6 and 1 <= int(typed) <= LARGEST_PAGE):
        abort(404)
    return int(typed)


def _existing(page: Page[Item]) -> Page[Item]:
    return page if page.exists else abort(404)
