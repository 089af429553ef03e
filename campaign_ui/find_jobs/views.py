"""Starting a run of a campaign and watching it, as a page of its own or as a piece of the campaign's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from campaign_ui.connection import connection, own_engine
from campaign_ui.find_jobs.watcher import DEADLINE_SECONDS, AnswerLate, watcher
from services.campaigns import campaigns, run_requests, runs
from services.campaigns.campaigns import Campaign
from services.campaigns.run_requests import RunRequest
from services.campaigns.runs import Run
from services.orchestration.airflow_client import new_run_id
from services.orchestration.progress import Progress
from services.shared.errors import PlatformError, SourceNotFound
from services.shared.structured_logging import get_logger

log = get_logger(__name__)

bp = Blueprint("find_jobs", __name__, url_prefix="/campaigns/<id:campaign_id>/find-jobs")

UNREACHABLE = "The pipeline does not answer, so the run was not started. Nothing is lost; try again in a minute."
UNKNOWN = "The pipeline is slow to answer. The run may have started all the same; look again in a moment."
# A run that waits this long waits for something: another run, or a person.
LONG_WAIT = timedelta(seconds=45)
# What ran long ago is history, and the runs' page shows it.
RECENT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Search:
    """What the piece shows: the request, how far its run is, what came of it, and what is in the way."""

    now: datetime
    request: RunRequest | None = None
    progress: Progress | None = None
    result: Run | None = None
    trouble: str | None = None
    waits_for: str | None = None

    @property
    def is_running(self) -> bool:
        """Whether looking again will show something else."""
        return self.request is not None and not (self.progress and self.progress.is_finished)

    @property
    def cools_down(self) -> bool:
        """Whether it is too early to ask again."""
        return self.request is not None and self.now < self.request.may_ask_again_at()


@bp.get("")
def watch(campaign_id: int) -> str:
    """How the run of this campaign is going."""
    campaign = _campaign(campaign_id)
    asked = run_requests.last(connection(), user_id=current_user.user_id, campaign_id=campaign_id)
    return _show(campaign, _look(campaign, asked))


@bp.post("")
def start(campaign_id: int) -> Response | str | tuple[str, int]:
    """Start a run, once in a while. The right to it is taken first, so two presses are one run."""
    campaign, now = _campaign(campaign_id), datetime.now(UTC)
    run_id = new_run_id(now, f"site-{campaign_id}")
    claim = {"user_id": current_user.user_id, "campaign_id": campaign_id, "run_id": run_id, "now": now}
    with own_engine().begin() as conn:
        claimed = run_requests.claim(conn, **claim)
    if not claimed and _never_started(campaign_id):
        with own_engine().begin() as conn:
            claimed = run_requests.claim(conn, **claim)
    trouble = _start(campaign_id, run_id) if claimed else None
    if request.headers.get("HX-Request"):
        asked = run_requests.last(connection(), user_id=current_user.user_id, campaign_id=campaign_id)
        return _show(campaign, Search(now, asked, trouble=trouble))
    if trouble == UNREACHABLE:
        return _show(campaign, Search(now, trouble=trouble)), 503
    return redirect(url_for(".watch", campaign_id=campaign_id), 303)


def _start(campaign_id: int, run_id: str) -> str | None:
    """What to tell the person when the run did not start, or may not have."""
    try:
        watcher().start(campaign_id, run_id=run_id)
    except AnswerLate:
        return UNKNOWN
    except PlatformError as error:
        log.warning("run not started", campaign_id=campaign_id, run_id=run_id, why=str(error))
        with own_engine().begin() as conn:
            run_requests.release(conn, campaign_id=campaign_id, run_id=run_id)
        return UNREACHABLE
    return None


def _never_started(campaign_id: int) -> bool:
    """Whether Airflow does not know the run of the last request; then somebody else may ask at once.

    Of a request that is as young as a call may take, Airflow cannot know yet.
    """
    asked = run_requests.last(connection(), user_id=current_user.user_id, campaign_id=campaign_id)
    try:
        if asked and datetime.now(UTC) - asked.requested_at > timedelta(seconds=DEADLINE_SECONDS):
            watcher().progress(asked.dwh_run_id)
    except SourceNotFound:
        with own_engine().begin() as conn:
            run_requests.release(conn, campaign_id=campaign_id, run_id=asked.dwh_run_id if asked else "")
        return True
    except PlatformError:
        return False
    return False


def _look(campaign: Campaign, asked: RunRequest | None) -> Search:
    now = datetime.now(UTC)
    if asked is None or now - asked.requested_at > RECENT:
        return Search(now)
    try:
        progress = watcher().progress(asked.dwh_run_id)
        queued = progress.run_state == "queued" and now - asked.requested_at > LONG_WAIT
        waits_for = ("somebody to resume the pipeline" if watcher().is_paused() else "another run") if queued else None
    except SourceNotFound:
        return Search(now, trouble=UNREACHABLE)
    except PlatformError as error:
        log.warning("run not watched", campaign_id=campaign.campaign_id, run_id=asked.dwh_run_id, why=str(error))
        return Search(now, asked, trouble="The pipeline does not answer right now. The run goes on without us.")
    result = _result(campaign, asked) if progress.is_finished or progress.is_ranked else None
    return Search(now, asked, progress, result, waits_for=waits_for)


def _result(campaign: Campaign, asked: RunRequest) -> Run | None:
    last = runs.runs_of(connection(), user_id=current_user.user_id, campaign_id=campaign.campaign_id, size=5)
    return next((run for run in last.items if run.dwh_run_id == asked.dwh_run_id), None)


def _campaign(campaign_id: int) -> Campaign:
    return campaigns.get(connection(), user_id=current_user.user_id, campaign_id=campaign_id) or abort(404)


def _show(campaign: Campaign, search: Search) -> str:
    template = "campaigns/_find_jobs_now.html" if request.headers.get("HX-Request") else "campaigns/find_jobs.html"
    return render_template(template, campaign=campaign, search=search)
