"""A throw-away database for the benchmarks, durable like a real one."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.local_stack import postgres
from services.orchestration import dbt_runner
from services.shared.migrations import apply_migrations, ensure_databases
from services.shared.settings import Settings


@contextmanager
def database_for_benchmarks() -> Iterator[Settings]:
    """Settings of a migrated and modelled database in its own cluster; everything is deleted afterwards."""
    home = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    roles = ("postgres_admin", "app_db", "dbt_db", "tableau_db", "airflow_db")
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        environment="test",
        jobs_home=home,
        postgres_port=port,
        **{f"{role}_password": "only-for-benchmarks" for role in roles},  # type: ignore[arg-type]
    )
    postgres.initialise(home / "postgres", password="only-for-benchmarks")
    postgres.start(home / "postgres", port=port, log_file=home / "logs/postgres.log")
    try:
        ensure_databases(settings)
        apply_migrations(settings)
        dbt_runner.build_empty(settings)
        yield settings
    finally:
        postgres.stop(home / "postgres", mode="immediate")
        postgres.remove(home)
