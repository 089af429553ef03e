"""The clean-up DAG as written: when it runs, and what it calls."""

from __future__ import annotations

import importlib
import os
import sys

import pytest

from services.orchestration import stages
from services.shared.settings import PROJECT_ROOT

DAGS = PROJECT_ROOT / "airflow" / "dags"


@pytest.fixture(scope="module")
def dag(tmp_path_factory: pytest.TempPathFactory):
    """The DAG object, read without a scheduler or a database."""
    os.environ.setdefault("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
    sys.path.insert(0, str(DAGS))
    try:
        return importlib.import_module("maintenance_daily").maintenance_daily()
    finally:
        sys.path.remove(str(DAGS))


def test_it_works(dag):
    assert dag.dag_id == "maintenance_daily"
    assert [task.task_id for task in dag.tasks] == ["cleanup_orphaned_rankings"]
    assert callable(stages.cleanup_orphaned_rankings)


def test_it_runs_before_the_daily_run_one_at_a_time(dag):
    assert (dag.schedule, str(dag.timezone)) == ("0 5 * * *", "America/Toronto")
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    assert all(task.retries == 3 and task.retry_exponential_backoff for task in dag.tasks)
