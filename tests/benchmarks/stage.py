"""One stage of the pipeline in a process of its own: `python -m tests.benchmarks.stage NAME COUNT SEED`.

Prints `{"work": seconds}`: what the stage's own statements and code took, without the start of a dbt process and
without the drawing of the postings, both of which are no part of what is compared.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from services.orchestration import stages
from services.orchestration.dbt_runner import run_dbt
from services.sandbox.universe.bulk import generate_postings
from services.shared.database import connect
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.structured_logging import configure_logging
from tests.benchmarks.loads import TODAY, load

DBT_STAGES = {"normalize_jobs", "normalize_companies", "dbt_modelling"}


class Drawn:
    """Postings one by one, and how long drawing them took."""

    def __init__(self, count: int, seed: int) -> None:
        self.seconds = 0.0
        self._postings = generate_postings(count, seed, TODAY)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            started = time.perf_counter()
            posting = next(self._postings, None)
            self.seconds += time.perf_counter() - started
            if posting is None:
                return
            yield posting


def work(settings: Settings, name: str, count: int, seed: int) -> float:
    """Do one stage and return its seconds of work."""
    run = RunContext(run_id=f"bench__{name}__{count}__{seed}", now=datetime.now(UTC))
    started = time.perf_counter()
    if name == "extract_job_postings":
        drawn = Drawn(count, seed)
        load(connect(settings), drawn, run.run_id)
        return time.perf_counter() - started - drawn.seconds
    if name in DBT_STAGES:
        result = run_dbt(settings, run_id=run.run_id, command="run", select=f"tag:{name}")
        return sum(result.seconds_by_node.values())
    getattr(stages, name)(settings, run)
    return time.perf_counter() - started


if __name__ == "__main__":
    configure_logging(json=False, level="WARNING")
    stage_name, posting_count, posting_seed = sys.argv[1:]
    print(json.dumps({"work": work(Settings(_env_file=None), stage_name, int(posting_count), int(posting_seed))}))  # type: ignore[call-arg]
