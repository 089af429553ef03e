"""A run of the DAG, shown while it happens: a live table on a terminal, one line per change elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.live import Live
from rich.table import Table

from services.orchestration.airflow_client import AirflowClient, RunState, TaskState
from services.shared.errors import PlatformError, SourceBusy

POLL_SECONDS = 1.0
# A busy machine or a restarted api-server may keep us waiting this long before we give up watching.
SILENCE_SECONDS = 120.0
DAG_SECONDS = 120.0

_LOOKS = {
    "success": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "upstream_failed": ("✗", "red"),
    "up_for_retry": ("↻", "yellow"),
    "running": ("●", "cyan"),
    "skipped": ("–", "dim"),
}
# The state of several mapped instances is the first of these that one of them has.
_WORST_FIRST = ("running", "up_for_retry", "failed", "upstream_failed", "queued", "scheduled", "deferred")


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as shown: all mapped instances together; `seconds` from the first start to the last end."""

    task_id: str
    state: str
    done: int
    instances: int
    tries: int
    seconds: float | None


def wait_for_dag(client: AirflowClient, dag_id: str) -> None:
    """Return once Airflow has read the DAG; PlatformError with what it could not read, or when it is paused."""
    deadline = time.monotonic() + DAG_SECONDS
    while not client.knows(dag_id):
        if time.monotonic() > deadline or (time.monotonic() > deadline - DAG_SECONDS / 2 and client.import_errors()):
            reasons = client.import_errors() or ["the DAG processor has not read it yet"]
            raise PlatformError(f"Airflow does not know the DAG {dag_id}: {'; '.join(reasons)}")
        time.sleep(0.5)
    if client.is_paused(dag_id):
        raise PlatformError(f"The DAG {dag_id} is paused, its runs would wait for ever: unpause it in Airflow first.")


def watch(client: AirflowClient, dag_id: str, run_id: str, *, console: Console) -> RunState:
    """Show the run until it has ended and return how it ended."""
    order = client.task_ids(dag_id)
    told: dict[str, tuple[str, int]] = {}
    with Live(console=console, refresh_per_second=4, transient=False) if console.is_terminal else _NoLive() as live:
        while True:
            run, tasks = _patiently(client, dag_id, run_id)
            now = datetime.now(UTC)
            lines = task_lines(order, tasks, now)
            if isinstance(live, Live):
                live.update(_table(dag_id, run, lines, now))
            else:
                _print_changes(console, lines, told)
            if run.is_finished:
                return run
            time.sleep(POLL_SECONDS)


def task_lines(order: Iterable[str], tasks: Iterable[TaskState], now: datetime) -> list[TaskLine]:
    """One line per task in the order of the DAG, mapped instances folded into one."""
    instances: dict[str, list[TaskState]] = {task_id: [] for task_id in order}
    for task in tasks:
        instances.setdefault(task.task_id, []).append(task)
    return [_folded(task_id, of_task, now) for task_id, of_task in instances.items()]


def _folded(task_id: str, tasks: list[TaskState], now: datetime) -> TaskLine:
    states = [task.state or "waiting" for task in tasks] or ["waiting"]
    state = next((worst for worst in _WORST_FIRST if worst in states), states[0])
    if len(set(states)) > 1 and set(states) == {"success", "skipped"}:
        state = "success"
    starts = [task.started_at for task in tasks if task.started_at]
    ends = [task.ended_at or now for task in tasks if task.started_at]
    return TaskLine(
        task_id=task_id,
        state=state,
        done=sum(task.is_finished for task in tasks),
        instances=len(tasks),
        tries=max((task.try_number for task in tasks), default=0),
        seconds=(max(ends) - min(starts)).total_seconds() if starts else None,
    )


def failure_report(client: AirflowClient, dag_id: str, run_id: str) -> list[str]:
    """For each failed task its name and the end of its log."""
    report: list[str] = []
    for task in client.tasks(dag_id, run_id):
        if task.state == "failed":
            part = f"[{task.map_index}]" if task.map_index >= 0 else ""
            report.append(f"{task.task_id}{part} failed in attempt {task.try_number}; the end of its log:")
            try:
                report += [f"  {line}" for line in client.log_tail(dag_id, run_id, task)]
            except PlatformError as error:
                report.append(f"  (no log: {error})")
    return report


def _patiently(client: AirflowClient, dag_id: str, run_id: str) -> tuple[RunState, list[TaskState]]:
    deadline = time.monotonic() + SILENCE_SECONDS
    while True:
        try:
            # The run first: when it is finished, the tasks read after it are final too.
            run = client.run(dag_id, run_id)
            return run, client.tasks(dag_id, run_id)
        except SourceBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)


def _table(dag_id: str, run: RunState, lines: list[TaskLine], now: datetime) -> Table:
    began = run.started_at or run.queued_at or now
    seconds = ((run.ended_at or now) - began).total_seconds()
    table = Table(title=f"{dag_id}  {run.state}  {seconds:.0f} s", title_justify="left", box=None, pad_edge=False)
    for heading in ("", "task", "state", "seconds"):
        table.add_column(heading, justify="right" if heading == "seconds" else "left")
    for line in lines:
        sign, style = _LOOKS.get(line.state, ("·", "dim"))
        table.add_row(sign, line.task_id, _words(line), _seconds(line), style=style)
    return table


def _print_changes(console: Console, lines: list[TaskLine], told: dict[str, tuple[str, int]]) -> None:
    for line in lines:
        if line.state != "waiting" and told.get(line.task_id) != (line.state, line.done):
            told[line.task_id] = (line.state, line.done)
            console.print(f"  {line.task_id:<24} {_words(line):<24} {_seconds(line)}".rstrip(), markup=False)


def _words(line: TaskLine) -> str:
    words = line.state.replace("_", " ")
    if line.instances > 1:
        words += f" {line.done}/{line.instances}"
    return words + (f", attempt {line.tries}" if line.tries > 1 else "")


def _seconds(line: TaskLine) -> str:
    return "" if line.seconds is None else f"{line.seconds:.1f}"


class _NoLive:
    """Stands where the live display would, when there is no terminal."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None
