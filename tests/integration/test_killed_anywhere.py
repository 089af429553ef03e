"""F1, F2: kill the run at every stage and run it again, and the tables end as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fingerprints import differing, fingerprints
from pydantic import SecretStr
from sqlalchemy import Engine, text
from stack_settings import as_environment

from services.auth.demo import ensure_demo
from services.orchestration.stages import STAGES
from services.sandbox.server import SandboxServer
from services.shared.settings import Settings

CHECKPOINTS = ["extract_job_postings", *(task_id for task_id, _ in STAGES if task_id != "chatgpt_enrich_jobs")]


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


def start_run(settings: Settings) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.cli", "run"],
        env=as_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=240)
    assert process.returncode == 0, output
    return output


def kill_during(settings: Settings, engine: Engine, task_id: str) -> bool:
    """Start a run and SIGKILL it with its children once `task_id` has begun; False if it was over before."""
    process = start_run(settings)
    running = text("select count(*) from marts.etl_run_metrics where task_id = :task_id and outcome = 'running'")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        before = conn.execute(running, {"task_id": task_id}).scalar_one()
        while process.poll() is None and conn.execute(running, {"task_id": task_id}).scalar_one() == before:
            time.sleep(0.01)
    time.sleep(0.05)
    was_running = process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    return was_running


@pytest.mark.timeout(600)
def test_it_works(wired: Settings, own_engine: Engine, sandbox: SandboxServer):
    """A run killed at every stage ends like an undisturbed one."""
    finish(start_run(wired))
    undisturbed = fingerprints(own_engine)
    assert undisturbed["marts.fact_jobs"][0] > 50
    mails = len(sandbox.messages())

    _forget_everything_but_campaigns(wired)
    killed = [task_id for task_id in CHECKPOINTS if kill_during(wired, own_engine, task_id)]
    assert len(killed) >= len(CHECKPOINTS) - 1, f"only killed during {killed}"
    finish(start_run(wired))

    assert differing(undisturbed, fingerprints(own_engine)) == {}
    # One mail a campaign, and at most one more where the kill fell between the server's 250 and our commit.
    assert mails <= len(sandbox.messages()) - mails <= mails + 1


def test_the_same_run_started_twice_at_once_works_once_and_says_so(wired: Settings, own_engine: Engine):
    first, second = start_run(wired), start_run(wired)
    outputs = {process: process.communicate(timeout=240)[0] for process in (first, second)}
    codes = sorted(process.returncode for process in outputs)
    assert codes[0] == 0, outputs
    assert codes[1] != 0, outputs
    refused = next(output for process, output in outputs.items() if process.returncode)
    assert "already running" in refused
    assert "Traceback" not in refused


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
