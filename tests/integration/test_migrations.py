"""Migrations on a database of their own: once, twice, two at once, killed in the middle, and what each role may do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from stack_settings import settings_for_tests

from services.shared import database, migrations
from services.shared.settings import Settings

TESTS = str(Path(__file__).parents[1])
ALL = sorted(path.stem for path in migrations.MIGRATIONS_DIR.glob("*.sql"))

MIGRATE = """
import sys
sys.path.insert(0, sys.argv[4])
from pathlib import Path
from stack_settings import settings_for_tests
from services.shared.migrations import apply_migrations
print(",".join(apply_migrations(settings_for_tests(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))))
"""


@pytest.fixture
def empty(cluster: tuple[Path, int]) -> Iterator[Settings]:
    """Settings of a database that nobody has migrated."""
    made = settings_for_tests(cluster[0], cluster[1], f"migrations_{uuid4().hex[:12]}")
    migrations.ensure_databases(made)
    yield made
    conn = admin(made, "postgres")
    with conn.cursor() as cursor:
        for name in (made.postgres_db, made.airflow_db_name):
            cursor.execute(f'drop database if exists "{name}" with (force)')
    conn.close()


def admin(settings: Settings, name: str | None = None) -> psycopg2.extensions.connection:
    url = settings.database_url("postgres", database=name).set(drivername="postgresql")
    conn = psycopg2.connect(url.render_as_string(hide_password=False))
    conn.autocommit = True
    return conn


def migrate_elsewhere(settings: Settings) -> subprocess.Popen[str]:
    arguments = [str(settings.jobs_home), str(settings.postgres_port), settings.postgres_db, TESTS]
    return subprocess.Popen(
        [sys.executable, "-c", MIGRATE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_it_works(empty: Settings) -> None:
    assert migrations.pending(empty) == ALL

    assert migrations.apply_migrations(empty) == ALL

    assert migrations.pending(empty) == []
    with database.connect(empty).connect() as conn:
        assert conn.execute(text("select count(*) from marts.job_campaigns")).scalar_one() == 0


def test_the_second_time_there_is_nothing_to_do(empty: Settings) -> None:
    migrations.apply_migrations(empty)
    migrations.ensure_databases(empty)

    assert migrations.apply_migrations(empty) == []


def test_every_file_may_be_repeated_by_hand(empty: Settings) -> None:
    """The same folder is what a Docker Postgres runs at its first boot, before `jobs migrate` comes."""
    conn = admin(empty)
    with conn.cursor() as cursor:
        for _ in range(2):
            for path in sorted(migrations.MIGRATIONS_DIR.glob("*.sql")):
                cursor.execute(path.read_text(encoding="utf-8"))
    conn.close()

    assert migrations.apply_migrations(empty) == ALL


def test_two_at_once_apply_each_migration_once(empty: Settings) -> None:
    both = [migrate_elsewhere(empty) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(out.strip() for out, _ in said) == ["", ",".join(ALL)]


def test_a_killed_migration_leaves_nothing_half_done_and_can_be_repeated(empty: Settings) -> None:
    # An open transaction that creates the same schema makes the migration wait in the middle of its first file.
    blocker = admin(empty)
    blocker.autocommit = False
    with blocker.cursor() as cursor:
        cursor.execute("create schema staging")
    process = migrate_elsewhere(empty)
    watcher = admin(empty)
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with watcher.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone() != (0,):
                break
        time.sleep(0.05)
    else:
        pytest.fail("the migration never waited for the open transaction")

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    blocker.rollback()
    blocker.close()

    assert migrations.apply_migrations(empty) == ALL
    assert migrations.pending(empty) == []
    watcher.close()


def test_settings_are_the_one_place_to_change_a_password(empty: Settings) -> None:
    migrations.apply_migrations(empty)
    # The roles belong to the whole cluster: what is changed here is put back, or other tests could not log in.
    changed = empty.model_copy(update={"tableau_db_password": type(empty.tableau_db_password)("another")})
    try:
        migrations.apply_migrations(changed)
        with database.connect(changed, "tableau_reader").connect() as conn:
            assert conn.execute(text("select current_user")).scalar_one() == "tableau_reader"
    finally:
        migrations.apply_migrations(empty)


FORBIDDEN = [
    ("app_user", "create table marts.mine (id int)"),
    ("app_user", "create table public.mine (id int)"),
    ("app_user", "create table staging.mine (id int)"),
    ("app_user", "create schema mine"),
    ("app_user", "drop table marts.users"),
    ("app_user", "truncate raw.jsearch_job_postings"),
    ("app_user", "insert into marts.fact_jobs default values"),
    ("app_user", "alter role app_user superuser"),
    ("dbt_runner", "select password_hash from marts.users"),
    ("dbt_runner", "insert into raw.jsearch_job_postings default values"),
    ("dbt_runner", "drop table marts.users"),
    ("dbt_runner", "delete from marts.job_campaigns"),
    ("tableau_reader", "select * from marts.users"),
    ("tableau_reader", "select * from marts.user_sessions"),
    ("tableau_reader", "select * from raw.jsearch_job_postings"),
    ("tableau_reader", "select * from staging.company_enrichment_queue"),
    ("tableau_reader", "delete from marts.fact_jobs"),
    ("tableau_reader", "create table marts.mine (id int)"),
]


@pytest.mark.parametrize(("role", "sql"), FORBIDDEN, ids=[f"{role}: {sql}" for role, sql in FORBIDDEN])
def test_s22_a_role_cannot_do_what_is_not_its_work(settings: Settings, role: str, sql: str) -> None:
    engine = database.connect(settings, role)  # type: ignore[arg-type]
    with engine.connect() as conn, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        conn.execute(text(sql))
    engine.dispose()


ALLOWED = [
    ("app_user", "select count(*) from marts.fact_jobs"),
    ("app_user", "select count(*) from raw.jsearch_job_postings"),
    ("dbt_runner", "select count(*) from raw.jsearch_job_postings"),
    ("tableau_reader", "select count(*) from marts.fact_jobs"),
    ("tableau_reader", "select count(*) from marts.dim_ranking"),
]


@pytest.mark.parametrize(("role", "sql"), ALLOWED, ids=[f"{role}: {sql}" for role, sql in ALLOWED])
def test_a_role_can_do_its_work(settings: Settings, role: str, sql: str) -> None:
    engine = database.connect(settings, role)  # type: ignore[arg-type]
    with engine.connect() as conn:
        assert conn.execute(text(sql)).scalar_one() >= 0
    engine.dispose()


def test_airflows_role_cannot_enter_the_platforms_database(empty: Settings, engine: Engine) -> None:
    migrations.apply_migrations(empty)
    url = empty.database_url("airflow", database=empty.postgres_db).set(drivername="postgresql")

    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(url.render_as_string(hide_password=False))
