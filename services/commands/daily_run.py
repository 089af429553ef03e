"""The daily run through Airflow: start it unless today's is done, watch it, and say what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from services.commands import run_display
from services.orchestration.airflow_client import AirflowClient, RunState, new_run_id, start_of_day

DAG_ID = "jobs_etl_daily"
ZONE = ZoneInfo("America/Toronto")


@dataclass(frozen=True, slots=True)
class DayRun:
    """The run that stands for today; `was_done` when it had ended before we came."""

    run: RunState
    was_done: bool


def run_of_today(client: AirflowClient, now: datetime) -> RunState | None:
    """Today's run of all campaigns, by the pipeline's calendar: the one under way, else the newest that succeeded."""
    today = client.runs(DAG_ID, since=start_of_day(now.astimezone(ZONE)))
    complete = [run for run in today if run.conf.get("campaign_id") is None]
    under_way = (run for run in complete if not run.is_finished)
    return next(under_way, None) or next((run for run in complete if run.state == "success"), None)


def ensure_today(client: AirflowClient, *, console: Console) -> DayRun:
    """Make sure that today's run has ended: do nothing, go on watching, or start it."""
    run_display.wait_for_dag(client, DAG_ID)
    found = run_of_today(client, datetime.now(UTC))
    if found and found.is_finished:
        return DayRun(found, was_done=True)
    if found:
        console.print(f"Run {found.run_id} is under way:", markup=False)
        return DayRun(run_display.watch(client, DAG_ID, found.run_id, console=console), was_done=False)
    run_id = trigger(client)
    console.print(f"Run {run_id}:", markup=False)
    return DayRun(run_display.watch(client, DAG_ID, run_id, console=console), was_done=False)


def trigger(client: AirflowClient, *, campaign_id: int | None = None) -> str:
    """Start a run now and return its id."""
    return client.trigger(
        DAG_ID, {"campaign_id": campaign_id}, run_id=new_run_id(datetime.now(UTC)), note="started by the command jobs"
    )
