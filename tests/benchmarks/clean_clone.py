"""`make up` from a clean clone, once and again, and what the orchestration of its run cost."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from services.shared.settings import PROJECT_ROOT, Settings

PORTS = ("AIRFLOW", "CAMPAIGN_UI", "POSTGRES", "SANDBOX", "SANDBOX_SMTP")

INTERVALS = """
select json_agg(json_build_array(extract(epoch from started_at), extract(epoch from finished_at)))
from marts.etl_run_metrics
where campaign_id is null and finished_at is not null
  and dwh_run_id = (select dwh_run_id from marts.etl_run_metrics order by started_at desc limit 1)
"""


@dataclass(frozen=True, slots=True)
class CleanClone:
    """Seconds of the first and second `make up`, of the run, and of the work in it."""

    first: float
    second: float
    run: float
    work: float


def measure() -> CleanClone:
    """Clone what is committed, `make up` twice on free ports, `make down`, and delete the clone."""
    folder = Path(tempfile.mkdtemp(prefix="jobs-clone-"))
    folder.chmod(0o755)
    clone = folder / "clone"
    environment = {k: v for k, v in os.environ.items() if k.lower() not in Settings.model_fields}
    environment |= {f"{name}_PORT": str(_free_port()) for name in PORTS}
    environment.pop("VIRTUAL_ENV", None)

    def make(target: str) -> float:
        print(f"  make {target} in a clean clone …", file=sys.stderr, flush=True)
        started = time.perf_counter()
        done = subprocess.run(["make", target], cwd=clone, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"make {target} failed:\n{done.stdout}\n{done.stderr}")
        return time.perf_counter() - started

    try:
        subprocess.run(["git", "clone", "--quiet", str(PROJECT_ROOT), str(clone)], check=True)
        first, second = make("up"), make("up")
        run, work = _run_and_work(clone, environment)
        return CleanClone(first, second, run, work)
    finally:
        subprocess.run(["make", "down"], cwd=clone, env=environment, check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run_and_work(clone: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Length of the run's last span, and the part of it in which some task was at work, in seconds."""
    rows = subprocess.run(
        [str(clone / ".venv/bin/jobs"), "psql", "-c", INTERVALS],
        cwd=clone, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spans = sorted(tuple(span) for span in json.loads(rows))
    work, end = 0.0, spans[0][0]
    for begin, finish in spans:
        work += max(0.0, finish - max(begin, end))
        end = max(end, finish)
    return end - spans[0][0], work


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
