"""Settings of throw-away stacks, and free ports for their servers."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import psycopg2
from pydantic import SecretStr

from services.shared.settings import Settings

PASSWORD = "only-for-tests"


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for_tests(home: Path, port: int, name: str, **overrides: object) -> Settings:
    """Settings of a throw-away stack: nothing is read from the environment's `.env`."""
    values: dict[str, object] = {
        "environment": "test",
        "jobs_home": home,
        "postgres_port": port,
        "postgres_db": name,
        "airflow_db_name": f"{name}_airflow",
        "postgres_admin_password": PASSWORD,
        "app_db_password": PASSWORD,
        "dbt_db_password": PASSWORD,
        "tableau_db_password": PASSWORD,
        "airflow_db_password": PASSWORD,
        "flask_secret_key": PASSWORD,
        "pipeline_retry_delay_seconds": 1,
    }
    return Settings(_env_file=None, **(values | overrides))  # type: ignore[call-arg,arg-type]


def as_environment(settings: Settings) -> dict[str, str]:
    """Environment for a child process that must see exactly these settings, and nothing of the developer's own."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    revealed = {k: v.get_secret_value() if isinstance(v, SecretStr) else v for k, v in values.items()}
    kept = {k: v for k, v in os.environ.items() if k.lower() not in Settings.model_fields}
    return kept | {k.upper(): str(v) for k, v in revealed.items() if v is not None}


def create_database_from_template(settings: Settings, template: str = "jobs_template") -> None:
    """(Re)create the database of these settings as a copy of the migrated template."""
    dsn = settings.database_url("postgres", database="postgres").set(drivername="postgresql")
    conn = psycopg2.connect(dsn.render_as_string(hide_password=False))
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(1)")
        cursor.execute(f'drop database if exists "{settings.postgres_db}" with (force)')
        cursor.execute(f'create database "{settings.postgres_db}" template "{template}"')
    conn.close()
