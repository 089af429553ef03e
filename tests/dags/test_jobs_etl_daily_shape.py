"""The DAG as written: what comes after what, when it runs, and how quickly it is read."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowFailException

from services.shared import errors
from services.shared.settings import PROJECT_ROOT

DAGS = PROJECT_ROOT / "airflow" / "dags"

ORDER = {
    "plan_searches": {"extract_job_postings"},
    "extract_job_postings": {"normalize_jobs"},
    "normalize_jobs": {"extract_companies", "enrich_jobs"},
    "extract_companies": {"normalize_companies"},
    "normalize_companies": {"dbt_modelling"},
    "enrich_jobs": {"chatgpt_enrich_jobs"},
    "chatgpt_enrich_jobs": {"dbt_modelling"},
    "dbt_modelling": {"rank_jobs"},
    "rank_jobs": {"dbt_tests"},
    "dbt_tests": {"notify_daily"},
    "notify_daily": set(),
}


@pytest.fixture(scope="module")
def dag(tmp_path_factory: pytest.TempPathFactory):
    """The DAG object, read without a scheduler or a database."""
    os.environ.setdefault("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
    sys.path.insert(0, str(DAGS))
    try:
        return importlib.import_module("jobs_etl_daily").jobs_etl_daily()
    finally:
        sys.path.remove(str(DAGS))


def test_it_works(dag):
    assert dag.dag_id == "jobs_etl_daily"


def test_the_tasks_follow_the_design(dag):
    assert {task.task_id: set(task.downstream_task_ids) for task in dag.tasks} == ORDER


def test_it_runs_at_seven_in_toronto_one_at_a_time_and_never_catches_up(dag):
    assert dag.schedule == "0 7 * * *"
    assert str(dag.timezone) == "America/Toronto"
    assert dag.catchup is False
    assert dag.max_active_runs == 1


def test_every_task_is_retried_three_times_with_growing_pauses_and_says_what_it_does(dag):
    for task in dag.tasks:
        assert task.retries == 3, task.task_id
        assert task.retry_exponential_backoff, task.task_id
        assert task.doc_md or task.python_callable.__doc__, task.task_id


def test_one_failed_batch_or_company_look_up_or_a_skipped_llm_does_not_hold_the_day_back(dag):
    rules = {task.task_id: task.trigger_rule.value for task in dag.tasks}
    special = {name: rule for name, rule in rules.items() if rule != "all_success"}
    assert special == {
        "normalize_jobs": "all_done_min_one_success",
        "normalize_companies": "all_done",
        "dbt_modelling": "none_failed",
    }


def test_a_run_takes_one_campaign_or_none(dag):
    assert dag.params["campaign_id"] is None
    assert dag.params.get_param("campaign_id").resolve(7) == 7
    with pytest.raises(Exception, match=r"campaign_id|integer"):
        dag.params.get_param("campaign_id").resolve("7; drop table")


@pytest.mark.parametrize("error", [errors.SourceRefused, errors.AllSearchesFailed, errors.BudgetExhausted])
def test_f4_what_another_try_cannot_mend_fails_at_once(dag, error: type[errors.PlatformError]):
    with pytest.raises(AirflowFailException, match=r"^Set JSEARCH_API_KEY\.$"), only_useful_retries():
        raise error("Set JSEARCH_API_KEY.")


def test_a_busy_source_is_tried_again(dag):
    with pytest.raises(errors.SourceBusy), only_useful_retries():
        raise errors.SourceBusy("Later.")


def only_useful_retries():
    """As every task runs its stage; the module is there once the DAG was read."""
    return sys.modules["task_functions"].only_useful_retries()


def test_reading_the_file_imports_no_service(tmp_path: Path):
    code = (
        "import sys, json, jobs_etl_daily;"
        "print(json.dumps([m for m in sys.modules if m.split('.')[0] in ('services', 'spacy', 'dbt', 'psycopg2')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(DAGS), "AIRFLOW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
