"""F1, F2: kill the day at every stage and do that stage again, and the tables end as if nothing had happened."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from fingerprints import differing, fingerprints
from pydantic import SecretStr
from sqlalchemy import Engine, text
from stack_settings import as_environment

from services.auth.demo import ensure_demo
from services.orchestration import stages
from services.sandbox.server import SandboxServer
from services.shared.run_context import RunContext
from services.shared.settings import Settings

# A process of its own for every stage, without paying for the imports each time.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["services.orchestration.stages"])
CHECKPOINTS = ["extract_job_postings", *(task_id for task_id, _ in stages.STAGES if task_id != "chatgpt_enrich_jobs")]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxServer]:
    with SandboxServer(home=tmp_path) as server:
        yield server


@pytest.fixture
def wired(own_settings: Settings, own_engine: Engine, sandbox: SandboxServer) -> Settings:
    """A database with the demo campaigns, and every service answered by the sandbox."""
    with own_engine.begin() as conn:
        ensure_demo(conn, "a long password for the demo")
    return own_settings.model_copy(
        update={
            "jsearch_base_url": f"{sandbox.http_url}/jsearch",
            "jsearch_api_key": SecretStr("sandbox"),
            "jsearch_calls_per_second": 100,
            "glassdoor_base_url": f"{sandbox.http_url}/realtime-glassdoor-data",
            "glassdoor_api_key": SecretStr("sandbox"),
            "glassdoor_calls_per_second": 100,
            "smtp_host": "127.0.0.1",
            "smtp_port": sandbox.smtp_port,
            "smtp_security": "none",
        }
    )


def do_stage(settings: Settings, run: RunContext, task_id: str) -> None:
    """One stage of the day as the process group of its own that the test may kill."""
    os.setsid()
    if task_id == "extract_job_postings":
        for index, batch in enumerate(stages.plan_searches(settings, run)):
            stages.extract_job_postings(settings, replace(run, map_index=index), batch)
    else:
        dict(stages.STAGES)[task_id](settings, run)


def start(target: Callable[..., object], *arguments: object) -> ForkServerProcess:
    process = FORKS.Process(target=target, args=arguments)
    process.start()
    return process


def finish(process: ForkServerProcess) -> None:
    process.join(240)
    assert process.exitcode == 0


def kill_during(settings: Settings, engine: Engine, run: RunContext, task_id: str) -> bool:
    """Start a stage and SIGKILL it with its children once it has begun; False if it was over before."""
    begun = text("select 1 from marts.etl_run_metrics where task_id = :task_id and dwh_run_id = :run_id limit 1")
    process = start(do_stage, settings, run, task_id)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        while process.is_alive() and not conn.scalar(begun, {"task_id": task_id, "run_id": run.run_id}):
            time.sleep(0.01)
    time.sleep(0.05)
    was_running = process.is_alive()
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.join(30)
    return was_running


@pytest.mark.timeout(600)
def test_it_works(wired: Settings, own_engine: Engine, sandbox: SandboxServer):
    """A day killed at every stage ends like an undisturbed one."""
    finish(start(stages.run_all, wired))
    undisturbed = fingerprints(own_engine)
    assert undisturbed["marts.fact_jobs"][0] > 50
    mails = len(sandbox.messages())

    _forget_everything_but_campaigns(wired)
    run = replace(stages.new_run(), max_tries=3)
    killed = []
    for task_id, _ in [("extract_job_postings", None), *stages.STAGES]:
        if task_id in CHECKPOINTS and kill_during(wired, own_engine, run, task_id):
            killed.append(task_id)
        finish(start(do_stage, wired, replace(run, try_number=2), task_id))

    assert len(killed) >= len(CHECKPOINTS) - 1, f"only killed during {killed}"
    assert differing(undisturbed, fingerprints(own_engine)) == {}
    # One mail a campaign, and at most one more where the kill fell between the server's 250 and our commit.
    assert mails <= len(sandbox.messages()) - mails <= mails + 1


def test_the_same_run_started_twice_at_once_works_once_and_says_so(wired: Settings):
    first, second = (
        subprocess.Popen(
            [sys.executable, "-m", "services.cli", "run"],
            env=as_environment(wired),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        for _ in range(2)
    )
    while first.poll() is None and second.poll() is None:
        time.sleep(0.05)
    refused, working = (first, second) if first.poll() is not None else (second, first)
    output, _ = refused.communicate(timeout=30)
    assert working.poll() is None
    os.killpg(working.pid, signal.SIGKILL)
    working.communicate(timeout=30)

    assert refused.returncode == 1
    assert "already running" in output
    assert "Traceback" not in output


def _forget_everything_but_campaigns(settings: Settings) -> None:
    from services.shared.database import connect

    engine = connect(settings, "postgres")
    with engine.begin() as conn:
        tables = conn.execute(
            text("""
            select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables
            where schemaname in ('raw', 'staging', 'marts')
              and tablename not in ('users', 'job_campaigns', 'state_names')
            """)
        ).scalar_one()
        conn.execute(text(f"truncate {tables}"))
        conn.execute(
            text("""
            update marts.job_campaigns
            set run_count = 0, last_run_at = null, last_run_outcome = null, last_run_id = null
            """)
        )
    engine.dispose()
