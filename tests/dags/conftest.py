"""A whole local stack of its own for the tests that run the DAG through Airflow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, text
from stack_settings import free_port

from services.local_stack.home import StackHome
from services.local_stack.stack_env import read
from services.shared import database
from services.shared.settings import PROJECT_ROOT, Settings, env_files

PORT_SETTINGS = ("AIRFLOW_PORT", "CAMPAIGN_UI_PORT", "POSTGRES_PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT")


@dataclass
class Stack:
    """One running stack; `jobs` is the command as a person types it."""

    home: Path
    environment: dict[str, str]
    engine: Engine | None = field(default=None)

    def jobs(self, *arguments: str, check: bool = True, timeout: float = 400) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env=self.environment,
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def run(self, *, check: bool = True) -> dict[str, Any]:
        """Trigger the DAG, wait, and return its run id, state and summary."""
        done = self.jobs("trigger", "--wait", "--json", check=check)
        return json.loads(done.stdout)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        assert self.engine
        with self.engine.connect() as conn:
            return list(conn.execute(text(statement), values))

    def one(self, statement: str, **values: Any) -> Any:
        (row,) = self.rows(statement, **values)
        return row[0]

    def write(self, statement: str, **values: Any) -> None:
        assert self.engine
        with self.engine.begin() as conn:
            conn.execute(text(statement), values)

    def set_faults(self, faults: str) -> None:
        address = f"http://127.0.0.1:{self.environment['SANDBOX_PORT']}/sandbox/faults"
        requests.post(address, json={"faults": faults}, timeout=10).raise_for_status()

    def mails(self) -> list[dict[str, Any]]:
        address = f"http://127.0.0.1:{self.environment['SANDBOX_PORT']}/mail/api/messages"
        answer = requests.get(address, timeout=10).json()
        return answer["messages"] if isinstance(answer, dict) else answer

    def wait_for(self, statement: str, *, seconds: float = 120, **values: Any) -> None:
        """Return once the query gives a row."""
        deadline = time.monotonic() + seconds
        while not self.rows(statement, **values):
            assert time.monotonic() < deadline, f"never true: {statement}"
            time.sleep(0.1)

    def settings(self) -> Settings:
        """As a process of the stack sees them."""
        passwords = read(StackHome(self.home))
        assert env_files()
        values = {k.lower(): v for k, v in (passwords | self.environment).items() if k.lower() in Settings.model_fields}
        return Settings(_env_file=None, **values)  # type: ignore[call-arg,arg-type]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A stack on free ports in its own folder, started once for all DAG tests and removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="jobs-dags-"))
    kept = {k: v for k, v in os.environ.items() if k.lower() not in Settings.model_fields}
    environment = kept | {name: str(free_port()) for name in PORT_SETTINGS}
    environment |= {
        "JOBS_HOME": str(home),
        "ENVIRONMENT": "test",
        "PIPELINE_RETRY_DELAY_SECONDS": "1",
        "JSEARCH_CALLS_PER_SECOND": "50",
        "GLASSDOOR_CALLS_PER_SECOND": "50",
        # Runs that are compared see the same postings, also when midnight falls between them.
        "SANDBOX_DATE": datetime.now(UTC).date().isoformat(),
        # A killed worker is noticed in seconds instead of minutes.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
    }
    made = Stack(home, environment)
    try:
        made.jobs("up", "--no-run")
        made.engine = database.connect(made.settings())
        yield made
    finally:
        if made.engine:
            made.engine.dispose()
        made.jobs("down", "--delete", check=False)
