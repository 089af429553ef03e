"""The pipeline page for administrators."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, render_template, request
from flask_login import current_user

from campaign_ui.connection import connection
from services.orchestration import pipeline_report as report

bp = Blueprint("pipeline", __name__, url_prefix="/pipeline")


@bp.get("/")
def index() -> str:
    """Runs, the tasks of one of them, what sources bring, queues, quarantine and spend."""
    conn, now = connection(), datetime.now(UTC)
    runs = report.recent_runs(conn, now=now)
    chosen = request.args.get("run") or (runs[0].dwh_run_id if runs else None)
    tasks = report.tasks_of(conn, run_id=chosen) if chosen else []
    if request.args.get("run") and not tasks:
        abort(404)
    return render_template(
        "pipeline/index.html", runs=runs, chosen=chosen, tasks=tasks, queues=report.queues(conn, now=now),
        sources=report.yields(conn, now=now, zone=current_user.time_zone), quarantine=report.quarantine(conn, now=now),
        spend=report.spend(conn, now=now), outcomes=report.campaigns_by_outcome(conn),
        airflow_address=current_app.extensions["jobs.settings"].airflow_url,
    )  # fmt: skip
