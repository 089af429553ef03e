"""`jobs up` and what follows, as a person meets it: real processes, in a folder and on ports of their own.

Airflow runs a small DAG of the daily run's name here; the real one has tests of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from stack_settings import free_port

from services.shared.settings import PROJECT_ROOT

PORTS = ("POSTGRES_PORT", "AIRFLOW_PORT", "CAMPAIGN_UI_PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT")
NAMES = {"postgres", "sandbox", "api-server", "scheduler", "dag-processor", "triggerer", "site"}
SECONDS = 600

DAG = """
from airflow.sdk import dag, get_current_context, task


@dag(schedule=None, params={"campaign_id": None}, max_active_runs=1)
def jobs_etl_daily():
    @task
    def plan_searches():
        return [1, 2]

    @task
    def extract_job_postings(number):
        if get_current_context()["params"]["campaign_id"] == 13:
            raise ValueError("an unlucky campaign")

    extract_job_postings.expand(number=plan_searches())


jobs_etl_daily()
"""

pytestmark = [pytest.mark.dags, pytest.mark.timeout(1200), pytest.mark.xdist_group("local_stack_up")]


@dataclass(frozen=True)
class Stack:
    """The command `jobs` in the environment of one stack."""

    folder: Path
    environment: dict[str, str]

    @property
    def home(self) -> Path:
        return Path(self.environment["JOBS_HOME"])

    def start(self, *arguments: str, **changed: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "services.cli", *arguments],
            env={**self.environment, **changed},
            cwd=PROJECT_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def jobs(self, *arguments: str, **changed: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **changed)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out, err

    def processes(self) -> list[psutil.Process]:
        """Everything that works for this stack, whoever started it."""
        found = []
        for process in psutil.process_iter():
            try:
                ours = process.environ().get("JOBS_STACK") == str(self.home) or str(self.home) in process.cwd()
            except (psutil.Error, OSError):
                continue
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        return found

    def pids(self) -> dict[str, int]:
        return {path.stem: json.loads(path.read_text())["pid"] for path in (self.home / "run").glob("*.json")}


def make_stack() -> Stack:
    folder = Path(tempfile.mkdtemp(prefix="jobs up's test "))
    (folder / "dags").mkdir()
    (folder / "dags" / "toy.py").write_text(DAG)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    ports = {name: str(free_port()) for name in PORTS}
    ours = {"JOBS_HOME": str(folder / "home"), "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags")}
    return Stack(folder, {**kept, **ports, **ours})


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack that is up, with today's run done."""
    made = make_stack()
    try:
        code, out, err = made.jobs("up")
        assert code == 0, out + err
        yield made
    finally:
        made.jobs("down", "--delete")
        shutil.rmtree(made.folder, ignore_errors=True)


def states(stack: Stack) -> dict[str, str]:
    return {row["name"]: row["state"] for row in json.loads(stack.jobs("status", "--json")[1])}


def ask(stack: Stack, sql: str) -> str:
    return stack.jobs("psql", "-c", sql)[1].strip()


def test_it_works(stack: Stack) -> None:
    code, out, _ = stack.jobs("status")

    assert code == 0, out
    assert states(stack) == dict.fromkeys(NAMES, "running")
    assert ask(stack, "select count(*) from marts.job_campaigns") == "3"
    assert ask(stack, "select 1, null, 'a b'") == "1||a b"


def test_everything_listens_on_loopback_only(stack: Stack) -> None:
    addresses = {
        conn.laddr.ip
        for process in stack.processes()
        for conn in process.net_connections("inet")
        if conn.status == psutil.CONN_LISTEN
    }

    assert addresses == {"127.0.0.1"}


def test_the_home_is_nobody_elses(stack: Stack) -> None:
    assert (stack.home / "stack.env").stat().st_mode & 0o777 == 0o600
    for folder in ("run", "logs", "airflow", "postgres"):
        assert (stack.home / folder).stat().st_mode & 0o077 == 0


def test_doctor_finds_everything_and_tells_no_secret(stack: Stack) -> None:
    code, out, _ = stack.jobs("doctor")

    assert code == 0, out
    secrets = [line.split("=", 1)[1].strip("'") for line in (stack.home / "stack.env").read_text().splitlines()[1:12]]
    assert not [secret for secret in secrets if len(secret) > 8 and secret in out]


def test_a_second_up_changes_nothing_and_runs_nothing(stack: Stack) -> None:
    before = stack.pids()

    code, out, err = stack.jobs("up")

    assert code == 0, out + err
    assert stack.pids() == before
    assert "Today's run ended" in out


def test_trigger_waits_and_ends_as_the_run_ends(stack: Stack) -> None:
    good, said, _ = stack.jobs("trigger", "--wait", "--json")
    bad, _, err = stack.jobs("trigger", "--wait", "--campaign", "13")

    assert good == 0
    assert json.loads(said)["state"] == "success"
    assert bad == 1
    assert "extract_job_postings" in err
    assert "an unlucky campaign" in err


def test_what_was_killed_is_shown_and_only_that_is_started_again(stack: Stack) -> None:
    before = stack.pids()
    for name in ("sandbox", "scheduler"):
        os.kill(before[name], signal.SIGKILL)

    code, _, _ = stack.jobs("status")
    assert code == 1
    assert {name for name, state in states(stack).items() if state == "dead"} == {"sandbox", "scheduler"}

    code, out, err = stack.jobs("up")
    assert code == 0, out + err
    after = stack.pids()
    assert {name for name in NAMES if after[name] != before[name]} == {"sandbox", "scheduler"}
    assert set(states(stack).values()) == {"running"}


def test_two_ups_at_once_start_one_stack(stack: Stack) -> None:
    os.kill(stack.pids()["sandbox"], signal.SIGKILL)

    both = [stack.start("up", "--no-run") for _ in range(2)]
    said = [process.communicate(timeout=SECONDS) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    leaders = [p for p in stack.processes() if "services.sandbox" in p.cmdline()]
    assert [process.pid for process in leaders] == [stack.pids()["sandbox"]]


def test_accounts_are_made_and_changed(stack: Stack) -> None:
    def with_password(password: str, *arguments: str) -> tuple[int, str]:
        process = subprocess.run(
            [sys.executable, "-m", "services.cli", "user", *arguments, "--password-stdin"],
            env=stack.environment, cwd=PROJECT_ROOT, input=password + "\n", capture_output=True, text=True, check=False,
        )  # fmt: skip
        return process.returncode, process.stdout + process.stderr

    assert with_password("a long password", "create", "dee", "dee@example.org", "--admin")[0] == 0
    code, said = with_password("a long password", "create", "dee", "other@example.org")
    assert (code, "taken" in said) == (1, True)
    assert with_password("short", "set-password", "dee")[0] == 1
    assert with_password("another long password", "set-password", "dee@example.org")[0] == 0
    assert with_password("another long password", "set-password", "nobody")[0] == 1
    assert ask(stack, "select role from marts.users where username = 'dee'") == "admin"


def test_down_leaves_no_process_and_keeps_the_data(stack: Stack) -> None:
    """Last of this module: it stops the stack."""
    os.kill(stack.pids()["scheduler"], signal.SIGKILL)  # its workers are strays now

    code, out, err = stack.jobs("down")

    assert code == 0, out + err
    assert stack.processes() == []
    assert (stack.home / "postgres" / "PG_VERSION").exists()
    assert stack.jobs("status")[0] == 1
    assert stack.jobs("down")[0] == 0


@pytest.fixture
def idle() -> Iterator[Stack]:
    """A stack that was never started."""
    made = make_stack()
    yield made
    made.jobs("down", "--delete")
    shutil.rmtree(made.folder, ignore_errors=True)


def test_a_taken_port_is_one_clear_error_and_nothing_is_started(idle: Stack) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, out, err = idle.jobs("up", AIRFLOW_PORT=str(other.getsockname()[1]))

    assert code == 2
    assert "AIRFLOW_PORT" in err
    assert "Traceback" not in out + err
    assert idle.processes() == []


def test_a_process_that_dies_while_starting_is_named_with_the_end_of_its_log(idle: Stack) -> None:
    code, out, err = idle.jobs("up", SANDBOX_FAULTS="no-such-fault:nonsense")

    assert code == 1, out + err
    assert "sandbox ended while it was starting" in err
    assert "no-such-fault" in err


def test_doctor_says_what_to_do_when_nothing_runs(idle: Stack) -> None:
    code, out, _ = idle.jobs("doctor", "--json")

    findings: list[dict[str, Any]] = json.loads(out)
    assert code == 1
    assert all(finding["advice"] for finding in findings if finding["verdict"] == "missing")


def test_commands_without_a_stack_say_so_in_one_line(idle: Stack) -> None:
    for command in (["trigger"], ["migrate"], ["user", "create", "ada", "ada@example.org", "--password-stdin"]):
        code, out, err = idle.jobs(*command)

        assert code == 1, command
        assert "Traceback" not in out + err
        assert "jobs up" in err or "AIRFLOW_PASSWORD" in err
