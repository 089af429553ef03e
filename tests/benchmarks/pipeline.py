"""The whole pipeline on many postings: time against their number, memory of every process, and the second day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass

import psutil
from pydantic import SecretStr

from services.auth.demo import ensure_demo
from services.local_stack.postgres import server_pid
from services.shared.database import connect
from services.shared.settings import PROJECT_ROOT, Settings

STAGES = ["extract_job_postings", "normalize_jobs", "enrich_jobs", "dbt_modelling", "rank_jobs"]
SAMPLE_SECONDS = 0.5
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of all stages; seconds of work by stage, and the largest process of each kind in MB."""

    seconds: dict[str, float]
    python_mb: float
    postgres_mb: float

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as variables for a child process."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    plain = {k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in values.items()}
    return dict(os.environ) | {k.upper(): str(v) for k, v in plain.items() if v is not None}


class PostgresMemory(threading.Thread):
    """The largest memory that any one server process had to itself (shared buffers are not its own)."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._over = threading.Event()
        pid = server_pid(settings.jobs_home / "postgres")
        assert pid
        self._server = psutil.Process(pid)

    def run(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            for process in [self._server, *self._server.children()]:
                try:
                    self.most = max(self.most, process.memory_full_info().uss / MEGABYTE)
                except psutil.Error:
                    continue

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self.most


def run_pass(settings: Settings, count: int, seed: int) -> Pass:
    """Load `count` postings of this seed and bring them through every stage, each in its own process."""
    memory = PostgresMemory(settings)
    memory.start()
    seconds, largest = {}, 0.0
    for name in STAGES:
        print(f"  {name} on {count} postings …", file=sys.stderr, flush=True)
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.stage", name, str(count), str(seed)],
            env=environment_of(settings),
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{name} failed on {count} postings: {output}")
        seconds[name] = float(json.loads(output.splitlines()[-1])["work"])
        # The child's own peak or that of a dbt that it waited for, whichever is larger; in kB on Linux.
        largest = max(largest, usage.ru_maxrss / 1024)
    return Pass(seconds, largest, memory.stop())


def prepare(settings: Settings) -> None:
    """The demo's campaigns, so that there is something to rank for."""
    engine = connect(settings)
    with engine.begin() as conn:
        ensure_demo(conn, "only for benchmarks")
    engine.dispose()
