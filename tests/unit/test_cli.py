"""The command `jobs` as its caller sees it, and the parts of it that decide without asking anybody."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from services.cli import PANELS, app
from services.commands import daily_run, run_display, summary
from services.commands.console import EXIT_PORT_TAKEN, says_errors
from services.commands.summary import RunSummary
from services.local_stack.ports import PortTaken
from services.orchestration.airflow_client import RunState, TaskState
from services.shared.errors import ConfigurationError
from services.shared.settings import Settings

NOW = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
COMMANDS = [command.__name__ for commands in PANELS.values() for command in commands]


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "TERM": "dumb"})


def test_it_works() -> None:
    result = invoke("--help")

    assert result.exit_code == 0
    assert all(command in result.output for command in (*COMMANDS, "user"))


@pytest.mark.parametrize("command", [*COMMANDS, "user create", "user set-password"])
def test_every_command_explains_itself(command: str) -> None:
    result = invoke(*command.split(), "--help")

    assert result.exit_code == 0
    assert len(result.output.split("Options")[0].split()) > 8


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"psql"}))
def test_every_command_that_a_program_might_read_speaks_json(command: str) -> None:
    assert "--json" in invoke(command, "--help").output


def test_an_unknown_database_role_is_named_with_the_known_ones() -> None:
    result = invoke("psql", "--role", "nobody", "-c", "select 1")

    assert result.exit_code == 1
    assert "nobody" in result.stderr
    assert "tableau_reader" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [(PortTaken("Port 8080 is in use: set AIRFLOW_PORT"), EXIT_PORT_TAKEN), (ConfigurationError("[x] is not set"), 1)],
)
def test_a_foreseen_error_is_one_sentence_and_an_exit_code(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    @says_errors
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        command()

    assert ended.value.exit_code == code
    assert capsys.readouterr().err.strip() == f"error: {error}"


def task(task_id: str, state: str | None, *, map_index: int = -1, started: float | None = None) -> TaskState:
    start = NOW - timedelta(seconds=started) if started is not None else None
    return TaskState(task_id, map_index, state, 1, start, None)


@pytest.mark.parametrize(
    ("states", "shown", "done"),
    [
        (["success", "running", None], "running", 1),
        (["success", "failed"], "failed", 2),
        (["success", "success"], "success", 2),
        (["skipped", "success"], "success", 2),
        ([None, None], "waiting", 0),
        (["failed", "up_for_retry"], "up_for_retry", 1),
    ],
)
def test_mapped_tasks_are_one_line(states: list[str | None], shown: str, done: int) -> None:
    tasks = [task("extract", state, map_index=index, started=5) for index, state in enumerate(states)]

    (line,) = run_display.task_lines(["extract"], tasks, NOW)

    assert (line.state, line.done, line.instances, line.seconds) == (shown, done, len(states), 5)


def test_lines_keep_the_order_of_the_dag_and_show_what_has_not_begun() -> None:
    lines = run_display.task_lines(["plan", "extract", "mail"], [task("extract", "running", started=1)], NOW)

    assert [(line.task_id, line.state) for line in lines] == [
        ("plan", "waiting"),
        ("extract", "running"),
        ("mail", "waiting"),
    ]


@dataclass
class RunsOfAirflow:
    """Answers what an AirflowClient would about the runs of a DAG, newest first."""

    answers: list[RunState]
    asked_since: list[datetime] = field(default_factory=list)

    def runs(self, _dag_id: str, *, since: datetime) -> list[RunState]:
        self.asked_since.append(since)
        return self.answers


def run(run_id: str, state: str, **conf: Any) -> RunState:
    return RunState(run_id, state, NOW, NOW, None, conf)


@pytest.mark.parametrize(
    ("runs", "chosen"),
    [
        ([], None),
        ([run("a", "failed")], None),
        ([run("b", "failed"), run("a", "success")], "a"),
        ([run("b", "success"), run("a", "running")], "a"),
        ([run("b", "success", campaign_id=7)], None),
        ([run("b", "running", campaign_id=7), run("a", "success", campaign_id=None)], "a"),
    ],
)
def test_a_day_is_done_by_a_run_of_all_campaigns_that_succeeded(runs: list[RunState], chosen: str | None) -> None:
    found = daily_run.run_of_today(RunsOfAirflow(runs), NOW)  # type: ignore[arg-type]

    assert (found.run_id if found else None) == chosen


def test_the_day_begins_at_midnight_in_toronto() -> None:
    client = RunsOfAirflow([])

    daily_run.run_of_today(client, datetime(2026, 3, 5, 2, 0, tzinfo=UTC))  # type: ignore[arg-type]

    assert client.asked_since[0].astimezone(UTC) == datetime(2026, 3, 4, 5, 0, tzinfo=UTC)


def stage_row(task_id: str, **counts: Any) -> dict[str, Any]:
    names = ("tests_passed", "tests_warned", "tests_failed", "companies_matched", "companies_not_found")
    names = (*names, "companies_failed", "rows_enriched", "rows_ranked", "mails_sent", "mails_failed")
    row: dict[str, Any] = {"task_id": task_id, "map_index": -1, "outcome": "ok", "message": None, "details": {}}
    return row | dict.fromkeys(names, 0) | counts


def test_the_summary_says_what_was_found_and_escapes_what_employers_write() -> None:
    found = RunSummary(
        run_id="r",
        searches=[
            {"campaign_id": 1, "campaign_name": "Data [Toronto]", "fetched": 30, "new": 20, "changed": 2}
            | {"unchanged": 7, "quarantined": 1, "outcome": "partial", "message": "page 3 timed out"}
        ],
        stages=[
            stage_row("dbt_tests", tests_passed=41, tests_warned=1, outcome="partial", message="one is odd"),
            stage_row("notify_daily", mails_sent=3, details={"already_sent": 1}),
        ],
        best_jobs=[
            {
                "campaign_id": 1,
                "campaign_name": "Data [Toronto]",
                "rank_score": 87.5,
                "job_title": "[red]Engineer[/red]",
            }
            | {"employer_name": None, "job_location": "Toronto", "reason": "same city"}
        ],
    )
    said = io.StringIO()

    summary.show(Console(file=said, width=200), found, Settings(_env_file=None))  # type: ignore[call-arg]

    text = said.getvalue()
    for piece in ("Data [Toronto]", "partial: page 3 timed out", "[red]Engineer[/red]", "same city", "41 passed"):
        assert piece in text
    assert "3 sent, 0 failed, 1 sent before today" in text
    assert "dbt_tests partial: one is odd" in text
    assert json.loads(json.dumps(found.as_json()))["best_jobs"][0]["rank_score"] == 87.5
