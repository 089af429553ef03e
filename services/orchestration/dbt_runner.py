"""Runs dbt as a process of its own, under a deadline, and reads what it did."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from services.shared.errors import ConfigurationError, PlatformError
from services.shared.settings import PROJECT_ROOT, Settings
from services.shared.structured_logging import get_logger

log = get_logger(__name__)

PROJECT_DIR = PROJECT_ROOT / "dbt"
DEADLINE_SECONDS = 3600.0
MESSAGE_LENGTH = 500

Command = Literal["run", "test", "build"]
Line = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DbtResult:
    """What one dbt process did. Rows are those written by each model; seconds are dbt's own, by node."""

    rows_by_model: dict[str, int] = field(default_factory=dict)
    tests_passed: int = 0
    tests_warned: int = 0
    tests_failed: int = 0
    messages: list[str] = field(default_factory=list)
    seconds_by_node: dict[str, float] = field(default_factory=dict)


def run_dbt(
    settings: Settings,
    *,
    run_id: str,
    command: Command,
    select: str,
    on_line: Line | None = None,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> DbtResult:
    """Run `dbt <command> --select <select>`; `on_line` hears each line of its output as it comes.

    Failed data tests are counted, and `messages` says which; a model or test that could not be computed raises
    PlatformError with the node's name and the database's words. Two at once are safe: each has its own target folder.
    """
    arguments = [command, "--select", *select.split()]
    if command == "test" and "test_type:unit" not in select:
        # Unit tests check the models' logic, not the day's data: they belong to development.
        arguments += ["--exclude-resource-type", "unit_test"]
    return _invoke(settings, arguments, run_id=run_id, on_line=on_line, deadline_seconds=deadline_seconds)


def build_empty(settings: Settings) -> DbtResult:
    """Make every relation that dbt owns exist, and load the seeds; relations that hold rows keep them."""
    arguments = ["build", "--empty", "--exclude-resource-type", "test", "unit_test"]
    return _invoke(settings, arguments, run_id="build_empty", on_line=None, deadline_seconds=DEADLINE_SECONDS)


def _invoke(
    settings: Settings, arguments: list[str], *, run_id: str, on_line: Line | None, deadline_seconds: float
) -> DbtResult:
    home = settings.jobs_home / "dbt"
    with _own_target(home, settings) as target:
        command = [str(Path(sys.executable).with_name("dbt")), *command_line(home, target, arguments)]
        lines: list[str] = []

        def hear(line: str) -> None:
            lines.append(line)
            log.debug("dbt", run_id=run_id, line=line)
            if on_line:
                on_line(line)

        exit_code = _stream(command, environment(settings), hear, deadline_seconds)
        return read_results(target / "run_results.json", exit_code=exit_code, output=lines)


def command_line(home: Path, target: Path, arguments: list[str]) -> list[str]:
    """What dbt is called with, after its own name."""
    return [
        "--no-version-check", "--no-use-colors", *arguments,
        "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--target-path", str(target), "--log-path", str(home / "logs"), "--log-level-file", "info",
    ]  # fmt: skip


@contextmanager
def _own_target(home: Path, settings: Settings) -> Iterator[Path]:
    """A folder for what this invocation writes; it begins with the project as the last one here parsed it."""
    home.mkdir(parents=True, exist_ok=True)
    handed_on = home / f"parsed-{settings.postgres_db}.msgpack"
    target = Path(tempfile.mkdtemp(prefix="target-", dir=home))
    parsed = target / "partial_parse.msgpack"
    try:
        with suppress(FileNotFoundError):
            shutil.copyfile(handed_on, parsed)
        yield target
        with suppress(FileNotFoundError):
            # Renamed into place, so that a second dbt never reads half a file.
            parsed.replace(handed_on)
    finally:
        shutil.rmtree(target, ignore_errors=True)


def environment(settings: Settings) -> dict[str, str]:
    """Only what dbt needs: the keys of paid services stay in this process."""
    password = settings.dbt_db_password
    if password is None:
        raise ConfigurationError("DBT_DB_PASSWORD is not set: dbt cannot log in to the database (see .env.example).")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ") if name in os.environ}
    return kept | {
        "PYTHONUNBUFFERED": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "POSTGRES_HOST": settings.postgres_host,
        "POSTGRES_PORT": str(settings.postgres_port),
        "POSTGRES_DB": settings.postgres_db,
        "POSTGRES_SSLMODE": settings.postgres_sslmode,
        "DBT_USER": "dbt_runner",
        "DBT_PASSWORD": password.get_secret_value(),
    }


def _die_with_parent() -> None:
    # A killed task must not leave a dbt behind that goes on writing while the task's next try starts.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _stream(command: list[str], environment: dict[str, str], hear: Line, deadline_seconds: float) -> int:
    """Run the process, hand on its lines, and return its exit code; past the deadline it is killed."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=PROJECT_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
    )
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        _kill(process)

    timer = threading.Timer(deadline_seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        for line in process.stdout or ():
            hear(line.rstrip("\n"))
        exit_code = process.wait()
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
    if expired.is_set():
        raise PlatformError(f"dbt {command[3]} did not finish within {deadline_seconds:.0f} s and was stopped.")
    return exit_code


def _kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def read_results(path: Path, *, exit_code: int, output: list[str]) -> DbtResult:
    """What `run_results.json` says; raises PlatformError for whatever could not be computed.

    `output` explains a dbt that stopped before it ran anything. A node skipped because of another's error is not named.
    """
    try:
        results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    except FileNotFoundError:
        tail = " ".join(" ".join(output[-12:]).split())
        raise PlatformError(f"dbt stopped with exit code {exit_code} before it ran anything: {tail}") from None
    errors = [result for result in results if result["status"] in ("error", "runtime error", "partial success")]
    if errors:
        raise PlatformError("dbt failed: " + "; ".join(_described(result) for result in errors))
    tests = [result for result in results if result["unique_id"].startswith(("test.", "unit_test."))]
    models = [result for result in results if result["unique_id"].startswith("model.")]
    return DbtResult(
        rows_by_model={_name(result): _rows(result) for result in models},
        tests_passed=sum(result["status"] == "pass" for result in tests),
        tests_warned=sum(result["status"] == "warn" for result in tests),
        tests_failed=sum(result["status"] == "fail" for result in tests),
        messages=[_described(result) for result in tests if result["status"] in ("warn", "fail")],
        seconds_by_node={_name(result): round(float(result["execution_time"]), 3) for result in results},
    )


def _name(result: dict[str, Any]) -> str:
    kind, _project, name, *rest = str(result["unique_id"]).split(".")
    return rest[0] if kind == "unit_test" else name


def _rows(result: dict[str, Any]) -> int:
    rows = (result.get("adapter_response") or {}).get("rows_affected", 0)
    return max(int(rows or 0), 0)


def _described(result: dict[str, Any]) -> str:
    """`name (status): the database's words`, on one line."""
    # dbt ends with the path of a file in a folder that is gone by the time somebody reads this.
    message = " ".join(str(result.get("message") or "").split()).split(" compiled code at ")[0]
    return f"{_name(result)} ({result['status']}): {message[:MESSAGE_LENGTH]}"
