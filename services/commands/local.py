"""Commands about the local stack: up, down, status, doctor, migrate and psql."""

from __future__ import annotations

import os
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, get_args

import typer
from rich.live import Live
from rich.table import Table

from services.commands import daily_run, pipeline, summary
from services.commands.console import EXIT_FAILED, EXIT_INTERRUPTED, JsonOption, err, out, print_json, says_errors
from services.local_stack import doctor as examination
from services.local_stack import stack, stack_env
from services.local_stack.home import StackHome
from services.local_stack.postgres import POSTGRES_BIN_PATH
from services.local_stack.stack_env import stack_settings
from services.orchestration import dbt_runner
from services.orchestration.airflow_client import AirflowClient
from services.shared import migrations
from services.shared.errors import ConfigurationError
from services.shared.settings import DatabaseRole, Settings

STATE_STYLES = {"running": "green", "unhealthy": "yellow", "dead": "bold red", "ok": "green", "note": "yellow"}


class _Steps:
    """What each part of the stack is doing: a live table on a terminal, one line per change elsewhere."""

    def __init__(self, *, silent: bool) -> None:
        self._console = err if silent else out
        self._began = datetime.now(UTC)
        self._now: dict[str, tuple[str, float]] = {}
        self._live = Live(console=self._console, refresh_per_second=4, get_renderable=self._table)

    def __enter__(self) -> stack.Report:
        if self._console.is_terminal:
            self._live.start()
        return self._report

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def _report(self, name: str, what: str) -> None:
        seconds = (datetime.now(UTC) - self._began).total_seconds()
        self._now[name] = (what, seconds)
        if not self._console.is_terminal:
            self._console.print(f"  {seconds:5.1f} s  {name:<18} {what}", markup=False)

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False)
        for name, (what, seconds) in self._now.items():
            style = "green" if what in ("running", "ready") else "cyan"
            table.add_row(name, what, f"{seconds:.1f} s", style=style)
        return table


@says_errors
def up(
    no_run: Annotated[bool, typer.Option("--no-run", help="Start everything but no run; the schedule stays.")] = False,
    json: JsonOption = False,
) -> None:
    """Start the whole platform on this machine, run today's pipeline once, and say what it found and where to look.

    Safe to repeat: what runs is left alone, what died is started again, and a day that is done is not done twice.
    """
    home = StackHome(stack_settings().jobs_home)
    with _Steps(silent=json) as report:
        settings = stack.up(home, report=report)
    places = summary.addresses(settings, demo_password=stack_env.demo_password(home))
    if no_run:
        _say_where(places, settings, json)
        return
    client = AirflowClient.from_settings(settings)
    try:
        today = daily_run.ensure_today(client, console=err if json else out)
    except KeyboardInterrupt:
        err.print("Stopped watching; the stack and the run go on. `jobs down` stops them.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if today.was_done and today.run.ended_at and not json:
        ended = today.run.ended_at.astimezone(daily_run.ZONE)
        out.print(f"Today's run ended at {ended:%H:%M} (Toronto); `jobs trigger --wait` starts another.")
    try:
        pipeline.finish(settings, client, today.run, campaign_id=None, json=json)
    finally:
        if not json:
            summary.show_addresses(out, places, settings)


def _say_where(places: list[summary.Address], settings: Settings, json: bool) -> None:
    if json:
        print_json({"addresses": [asdict(place) for place in places]})
    else:
        summary.show_addresses(out, places, settings)


@says_errors
def down(
    delete: Annotated[bool, typer.Option("--delete", help="Also delete all data of this stack (JOBS_HOME).")] = False,
    json: JsonOption = False,
) -> None:
    """Stop every process of this stack; its data stays unless --delete is given."""
    home = StackHome(stack_settings().jobs_home)
    with _Steps(silent=json) as report:
        stopped = stack.down(home, delete_data=delete, report=report)
    if json:
        print_json({"stopped": stopped, "deleted": delete})
    else:
        out.print(f"Stopped {len(stopped)} processes." if stopped else "Nothing was running.")
        if delete:
            out.print(f"Deleted {home.root}.", markup=False)


@says_errors
def status(json: JsonOption = False) -> None:
    """Show every process of this stack; the exit code is 1 unless all of them work."""
    settings = stack_settings()
    states = stack.status(StackHome(settings.jobs_home), settings)
    if json:
        print_json([asdict(state) for state in states])
    elif states:
        out.print(_status_table(states))
        for state in states:
            if state.detail:
                out.print(f"{state.name}: {state.detail}", markup=False)
        out.print(f"Logs: {StackHome(settings.jobs_home).logs}", markup=False, soft_wrap=True)
    else:
        out.print(f"No stack is running in {settings.jobs_home}; `jobs up` starts it.", markup=False)
    if not states or any(state.state != "running" for state in states):
        raise typer.Exit(EXIT_FAILED)


def _status_table(states: list[stack.ProcessState]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("process", "state", "pid", "port", "since", "memory"):
        table.add_column(heading, justify="right" if heading in ("pid", "port", "memory") else "left", overflow="fold")
    for state in states:
        since = datetime.fromtimestamp(state.started_at, UTC).astimezone() if state.started_at else None
        style = STATE_STYLES[state.state]
        table.add_row(
            state.name,
            f"[{style}]{state.state}[/]",
            str(state.pid or ""),
            str(state.port or ""),
            f"{since:%d %b %H:%M:%S}" if since else "",
            f"{state.memory_mb:.0f} MB" if state.memory_mb else "",
        )
    return table


@says_errors
def doctor(json: JsonOption = False) -> None:
    """Say what is configured, reachable and missing, and what to do about it; never shows a secret."""
    settings = stack_settings()
    findings = examination.examine(settings)
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table(box=None, pad_edge=False)
        for heading in ("", "what", "found", "what to do"):
            table.add_column(heading, overflow="fold")
        for finding in findings:
            sign = {"ok": "✓", "note": "!", "missing": "✗"}[finding.verdict]
            style = STATE_STYLES.get(finding.verdict, "bold red")
            table.add_row(f"[{style}]{sign}[/]", finding.what, _escaped(finding.found), _escaped(finding.advice))
        out.print(table)
    if any(finding.verdict == "missing" for finding in findings):
        raise typer.Exit(EXIT_FAILED)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


@says_errors
def migrate(json: JsonOption = False) -> None:
    """Bring the database up to date: apply what is missing of docker/init, then build the empty marts."""
    settings = stack_settings()
    if settings.postgres_admin_password is None:
        raise ConfigurationError("POSTGRES_ADMIN_PASSWORD is not set: `jobs up` makes a database, or put it in .env.")
    if settings.postgres_host in stack.LOCAL_HOSTS:
        migrations.ensure_databases(settings)
    applied = migrations.apply_migrations(settings)
    modelled = bool(applied) or not stack.is_modelled(settings)
    if modelled:
        dbt_runner.build_empty(settings)
    if json:
        print_json({"applied": applied, "modelled": modelled})
        return
    for migration in applied:
        out.print(f"applied {migration}", markup=False)
    out.print("The database is up to date." if not applied else f"{len(applied)} migrations applied.")


@says_errors
def psql(
    command: Annotated[
        str | None, typer.Option("-c", metavar="SQL", help="Run this and print unaligned tuples.")
    ] = None,
    role: Annotated[str, typer.Option(help="postgres, app_user, dbt_runner, tableau_reader or airflow.")] = "postgres",
) -> None:
    """Open psql on the stack's database, or run one statement with -c; errors in SQL end with psql's exit code."""
    settings = stack_settings()
    known: tuple[DatabaseRole, ...] = get_args(DatabaseRole)
    chosen = next((name for name in known if name == role), None)
    if chosen is None:
        raise ConfigurationError(f"There is no role {role}: use one of {', '.join(known)}.")
    url = settings.database_url(chosen)
    environment = {**os.environ, "PGPASSWORD": str(url.password or ""), "PGCONNECT_TIMEOUT": "5"}
    arguments: list[str] = [
        str(POSTGRES_BIN_PATH / "psql"),
        *("-X", "-v", "ON_ERROR_STOP=1", "-h", str(url.host), "-p", str(url.port)),
        *("-U", str(url.username), "-d", str(url.database)),
    ]
    if command is None:
        os.execve(arguments[0], arguments, environment)  # noqa: S606  (psql takes over this terminal)
    done = subprocess.run([*arguments, "-At", "-c", command], env=environment, check=False)
    raise typer.Exit(done.returncode)
