"""dbt as a process: what it reports, how it fails, and what it never sees."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dbt_raw
import psutil
import pytest
from sqlalchemy import Engine, text

from services.orchestration.dbt_runner import DbtResult, build_empty, run_dbt
from services.shared import database
from services.shared.errors import ConfigurationError, PlatformError
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def settings(cluster: tuple[Path, int], worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One database for the tests that do not count rows: dbt parses the project anew for each database."""
    with dbt_raw.database_named(cluster, f"runner_{worker_id}") as made:
        # Other workers' dbt leave their folders in the cluster's home.
        yield made.model_copy(update={"jobs_home": tmp_path_factory.mktemp("runner")})


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Engine]:
    made = database.connect(settings)
    yield made
    made.dispose()


def test_it_works(settings: Settings, engine: Engine) -> None:
    dbt_raw.keep(engine, "one", {"job_title": "Writer", "job_salary_text": "£50K a year"})
    lines: list[str] = []
    result = run_dbt(settings, run_id="test", command="run", select="tag:normalize_jobs", on_line=lines.append)
    assert result.rows_by_model == {"jsearch_job_postings": 1}
    assert 0 < result.seconds_by_node["jsearch_job_postings"] < 60
    assert any("staging.jsearch_job_postings" in line for line in lines)
    assert not list((settings.jobs_home / "dbt").glob("target-*")), "an invocation leaves no folder behind"


def test_the_unit_tests_of_the_models_pass(settings: Settings) -> None:
    result = run_dbt(settings, run_id="test", command="test", select="test_type:unit")
    assert result.messages == []
    assert result.tests_passed >= 7


def test_every_tag_of_the_contract_selects_its_models(settings: Settings) -> None:
    rows = {
        tag: set(run_dbt(settings, run_id="test", command="run", select=f"tag:{tag}").rows_by_model)
        for tag in ("normalize_jobs", "normalize_companies", "dbt_modelling")
    }
    assert rows == {
        "normalize_jobs": {"jsearch_job_postings"},
        "normalize_companies": {"glassdoor_companies"},
        "dbt_modelling": {"dim_companies", "fact_jobs", "bridge_campaign_jobs"},
    }


DATA_TESTS = "test_type:data source:*"


def test_the_data_tests_of_a_sound_database_pass(settings: Settings, engine: Engine) -> None:
    with engine.begin() as conn:
        dbt_raw.find(conn, "one", datetime.now(UTC).date().isoformat())
    dbt_raw.model(settings)
    result = run_dbt(settings, run_id="test", command="test", select=DATA_TESTS)
    assert (result.tests_failed, result.tests_warned, result.messages) == (0, 0, [])
    assert result.tests_passed >= 20


def test_f12_warnings_and_failures_are_counted_apart_and_named(own_settings: Settings, own_engine: Engine) -> None:
    dbt_raw.keep(own_engine, "untitled", {})
    dbt_raw.model(own_settings)
    with own_engine.begin() as conn:
        conn.execute(
            text("""
            insert into marts.dim_ranking
                (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)
            select 1, job_posting_key, jsearch_job_id, 50, '{"points": {"title": 49}}', 'r'
            from marts.fact_jobs
        """)
        )
    result = run_dbt(own_settings, run_id="test", command="test", select=DATA_TESTS)
    assert (result.tests_failed, result.tests_warned) == (1, 1)
    assert {message.split(" ")[0] for message in result.messages} == {
        "assert_a_score_is_the_sum_of_its_factors", "every_posting_has_a_title"
    }  # fmt: skip


def test_f12_a_model_that_fails_is_named_with_the_databases_words(own_settings: Settings, own_engine: Engine) -> None:
    with own_engine.begin() as conn:
        conn.execute(dbt_raw.KEEP_POSTING, {"id": "bad", "hash": "h", "payload": '["no object"]'})
    with pytest.raises(PlatformError, match=r"jsearch_job_postings \(error\).*cannot call .* on an array$"):
        run_dbt(own_settings, run_id="test", command="run", select="tag:normalize_jobs")
    with own_engine.connect() as conn:
        assert conn.execute(text("select count(*) from staging.jsearch_job_postings")).scalar() == 0


def test_a_database_that_is_away_is_a_readable_error(own_settings: Settings) -> None:
    away = own_settings.model_copy(update={"postgres_port": 1})
    with pytest.raises(PlatformError, match="dbt"):
        run_dbt(away, run_id="test", command="run", select="tag:normalize_jobs")


def test_an_emptied_build_keeps_the_rows_that_are_there(settings: Settings, engine: Engine) -> None:
    dbt_raw.keep(engine, "one", {"job_title": "Writer"})
    dbt_raw.model(settings)
    before = dbt_raw.row(engine, "marts.fact_jobs", "one")
    build_empty(settings)
    assert dbt_raw.row(engine, "marts.fact_jobs", "one") == before
    with engine.connect() as conn:
        assert conn.execute(text("select count(*) from staging.state_names")).scalar() == 65


def test_a_column_and_an_index_that_are_missing_are_added_in_place(settings: Settings, engine: Engine) -> None:
    owner = database.connect(settings, "dbt_runner")
    with owner.begin() as conn:
        conn.execute(text("alter table marts.dim_companies drop column jobs_link"))
        conn.execute(text("drop index marts.dim_companies__company_name"))
    build_empty(settings)
    with engine.connect() as conn:
        conn.execute(text("select jobs_link from marts.dim_companies"))
        assert conn.execute(text("select to_regclass('marts.dim_companies__company_name')")).scalar() is not None
    owner.dispose()


def test_two_at_once_do_not_meet(settings: Settings, engine: Engine) -> None:
    dbt_raw.keep(engine, "one", {"job_title": "Writer"})
    results: list[DbtResult] = []

    def build(tag: str) -> None:
        results.append(run_dbt(settings, run_id=tag, command="run", select=f"tag:{tag}"))

    builders = [threading.Thread(target=build, args=(tag,)) for tag in ("normalize_jobs", "normalize_companies")]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert sorted(name for result in results for name in result.rows_by_model) == [
        "glassdoor_companies",
        "jsearch_job_postings",
    ]


def test_the_deadline_is_total_and_leaves_no_process(settings: Settings) -> None:
    with pytest.raises(PlatformError, match="did not finish within 1 s"):
        run_dbt(settings, run_id="test", command="run", select="tag:dbt_modelling", deadline_seconds=1)
    children = psutil.Process().children(recursive=True)
    assert not [child for child in children if "--profiles-dir" in child.cmdline()]


def test_a_killed_task_leaves_no_dbt_behind(settings: Settings) -> None:
    program = (
        "from services.shared.settings import Settings; from services.orchestration.dbt_runner import run_dbt\n"
        "run_dbt(Settings(_env_file=None), run_id='t', command='run', select='tag:dbt_modelling', on_line=print)"
    )
    password = settings.dbt_db_password
    assert password is not None
    environment = os.environ | {
        "JOBS_HOME": str(settings.jobs_home),
        "POSTGRES_PORT": str(settings.postgres_port),
        "POSTGRES_DB": settings.postgres_db,
        "DBT_DB_PASSWORD": password.get_secret_value(),
        "PYTHONUNBUFFERED": "1",
    }
    task = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
    assert task.stdout is not None
    assert "dbt" in task.stdout.readline()
    (child,) = psutil.Process(task.pid).children()
    task.kill()
    task.wait()
    task.stdout.close()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_dbt_sees_no_secret_that_is_not_its_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-key")
    seen: dict[str, str] = {}

    def look(_line: str) -> None:
        for child in psutil.Process().children():
            if "--profiles-dir" in child.cmdline():
                seen["arguments"] = " ".join(child.cmdline())
                seen["environment"] = Path(f"/proc/{child.pid}/environ").read_text(encoding="utf-8")

    run_dbt(settings, run_id="test", command="run", select="tag:normalize_companies", on_line=look)
    password = settings.dbt_db_password
    assert password is not None
    assert password.get_secret_value() not in seen["arguments"]
    assert "DBT_PASSWORD" in seen["environment"]
    assert "canary-key" not in seen["environment"]
    assert os.environ["OPENAI_API_KEY"] == "canary-key"


def test_a_missing_password_names_its_setting(own_settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="DBT_DB_PASSWORD"):
        run_dbt(own_settings.model_copy(update={"dbt_db_password": None}), run_id="t", command="run", select="tag:x")
