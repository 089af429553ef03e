"""The real PostgreSQL that integration tests run on: one cluster a test session, one database a worker."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from fasteners import InterProcessLock
from sqlalchemy import Connection, Engine
from stack_settings import PASSWORD, create_database_from_template, free_port, settings_for_tests

from services.local_stack import postgres
from services.shared import database
from services.shared.migrations import apply_migrations, ensure_databases
from services.shared.settings import Settings
from services.shared.structured_logging import configure_logging

ROOT = Path(__file__).parents[1]
KEPT_CLUSTERS = 4

configure_logging(json=False, level="WARNING")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[tuple[Path, int]]:
    """Folder and port of the session's cluster, with the migrated and modelled template database `jobs_template`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    users = shared / "postgres_users"
    with InterProcessLock(shared / "postgres.lock"):
        home_file = shared / "postgres_home"
        if home_file.exists():
            home, port = home_file.read_text().split("\n")
            folder, number = Path(home), int(port)
        else:
            # Not below pytest's folder: that one is readable by its owner only, and the server has its own account.
            folder, number = Path(tempfile.mkdtemp(prefix="jobs-tests-")), free_port()
            _start_with_template(folder, number, _kept_cluster(pytestconfig))
            home_file.write_text(f"{folder}\n{number}")
        users.write_text(str(int(users.read_text() or 0) + 1) if users.exists() else "1")
    yield folder, number
    with InterProcessLock(shared / "postgres.lock"):
        left = int(users.read_text()) - 1
        users.write_text(str(left))
        if left == 0:
            home_file.unlink()
            postgres.stop(folder / "postgres", mode="immediate")
            postgres.remove(folder)


def _kept_cluster(config: pytest.Config) -> Path | None:
    """Folder that keeps a stopped cluster with the template of exactly this schema; None when nothing may be kept."""
    if getattr(config, "cache", None) is None:
        return None
    made_from = [ROOT / "services/shared/migrations.py", ROOT / "requirements.lock", Path(postgres.__file__)]
    for folder in ("docker/init", "dbt"):
        made_from += (path for path in (ROOT / folder).rglob("*") if path.suffix in {".sql", ".yml", ".csv"})
    content = hashlib.sha256()
    for path in sorted(made_from):
        content.update(f"{path}\n".encode() + path.read_bytes())
    # Under the account, too: the server refuses files of another one.
    return config.cache.mkdir("postgres") / f"{os.geteuid()}-{content.hexdigest()[:16]}"


def _start_with_template(folder: Path, port: int, kept: Path | None) -> None:
    """Start a cluster that has the template: a copy of the kept one, else a new one that is kept for the next time."""
    data, log = folder / "postgres", folder / "logs/postgres.log"
    if kept and kept.exists():
        subprocess.run(["cp", "-a", str(kept), str(data)], check=True)
        postgres.start(data, port=port, log_file=log, durable=False)
        return
    postgres.initialise(data, password=PASSWORD)
    postgres.start(data, port=port, log_file=log, durable=False)
    _make_template(settings_for_tests(folder, port, "jobs_template"))
    if kept:
        postgres.stop(data)
        older = sorted(kept.parent.glob(f"{os.geteuid()}-*"), key=lambda path: path.stat().st_mtime)
        for path in older[:-KEPT_CLUSTERS]:
            shutil.rmtree(path, ignore_errors=True)
        draft = kept.with_name(f"{kept.name}.{os.getpid()}")
        subprocess.run(["cp", "-a", str(data), str(draft)], check=True)
        try:
            draft.rename(kept)
        except OSError:
            # Another session has kept the same one in the meantime.
            shutil.rmtree(draft)
        postgres.start(data, port=port, log_file=log, durable=False)


def _make_template(settings: Settings) -> None:
    from services.orchestration import dbt_runner

    ensure_databases(settings)
    apply_migrations(settings)
    dbt_runner.build_empty(settings)


@pytest.fixture(scope="session")
def settings(cluster: tuple[Path, int], worker_id: str) -> Settings:
    """Settings of this worker's own database, a copy of the template."""
    folder, port = cluster
    made = settings_for_tests(folder, port, f"jobs_{worker_id}")
    create_database_from_template(made)
    return made


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[Engine]:
    """The services' engine (role app_user) on this worker's database."""
    made = database.connect(settings)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def admin_engine(settings: Settings) -> Iterator[Engine]:
    """The administrator's engine, to arrange what app_user may not write."""
    made = database.connect(settings, "postgres")
    yield made
    made.dispose()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is rolled back after the test."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def own_settings(cluster: tuple[Path, int], request: pytest.FixtureRequest, worker_id: str) -> Iterator[Settings]:
    """A fresh database for one test that commits, dropped afterwards."""
    folder, port = cluster
    made = settings_for_tests(folder, port, f"own_{worker_id}_{abs(hash(request.node.nodeid)) % 10**8}")
    create_database_from_template(made)
    yield made
    dsn = made.database_url("postgres", database="postgres").set(drivername="postgresql")
    connection = psycopg2.connect(dsn.render_as_string(hide_password=False))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'drop database if exists "{made.postgres_db}" with (force)')
    connection.close()


@pytest.fixture
def own_engine(own_settings: Settings) -> Iterator[Engine]:
    """The services' engine on the test's own database."""
    made = database.connect(own_settings)
    yield made
    made.dispose()
