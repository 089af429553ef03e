"""dbt in a process that is forked from one that has imported it: most of what a dbt process costs is its imports."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

from services.orchestration import dbt_runner
from services.orchestration.dbt_runner import DbtResult
from services.shared.settings import Settings

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.postgres", "dbt.task.run"])


def run(settings: Settings, *, select: str) -> DbtResult:
    """What `run_dbt` with the command `run` does, one at a time in each database; raises PlatformError like it."""
    home = settings.jobs_home / "dbt"
    # Kept from run to run, and with it the project as dbt parsed it for this database.
    target = home / f"warm-{settings.postgres_db}"
    target.mkdir(parents=True, exist_ok=True)
    (target / "run_results.json").unlink(missing_ok=True)
    arguments = dbt_runner.command_line(home, target, ["run", "--select", *select.split()])
    child = _FORKS.Process(target=_invoke, args=(arguments, dbt_runner.environment(settings), target / "output"))
    child.start()
    child.join()
    output = (target / "output").read_text(encoding="utf-8").splitlines()
    return dbt_runner.read_results(target / "run_results.json", exit_code=child.exitcode or 0, output=output)


def _invoke(arguments: list[str], environment: dict[str, str], output: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with output.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    from dbt.cli.main import dbtRunner

    sys.exit(0 if dbtRunner().invoke(arguments).success else 1)
