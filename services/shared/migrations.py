"""Apply the SQL files of `docker/init` in order and once, recorded by yoyo; two at once is safe."""

from __future__ import annotations

import psycopg2
from psycopg2 import sql as identifiers
from yoyo import get_backend, read_migrations

from services.shared.errors import ConfigurationError
from services.shared.settings import PROJECT_ROOT, Settings

MIGRATIONS_DIR = PROJECT_ROOT / "docker" / "init"
# Any fixed number: whoever migrates holds this advisory lock, and a killed process frees it at once.
MIGRATION_LOCK = 7_310_451


def _dsn(settings: Settings, *, database: str | None = None) -> str:
    url = settings.database_url("postgres", database=database)
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def ensure_databases(settings: Settings) -> None:
    """Create the platform's and Airflow's databases and Airflow's role when they are missing (local stack only)."""
    conn = psycopg2.connect(_dsn(settings, database="postgres"))
    conn.autocommit = True
    try:
        with conn.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
            _ensure_role(cursor, "airflow", settings)
            for database, owner in ((settings.postgres_db, None), (settings.airflow_db_name, "airflow")):
                cursor.execute("select from pg_database where datname = %s", (database,))
                if cursor.fetchone() is None:
                    statement = identifiers.SQL("create database {}").format(identifiers.Identifier(database))
                    if owner:
                        statement += identifiers.SQL(" owner {}").format(identifiers.Identifier(owner))
                    cursor.execute(statement)
    finally:
        conn.close()


def apply_migrations(settings: Settings) -> list[str]:
    """Apply what is missing and set the roles' passwords; returns the ids of the migrations applied now."""
    guard = psycopg2.connect(_dsn(settings))
    guard.autocommit = True
    try:
        with guard.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
            backend = get_backend(_dsn(settings))
            try:
                # We hold the advisory lock, so a lock row in yoyo's table is of a process that died.
                backend.break_lock()
                with backend.lock():
                    missing = backend.to_apply(read_migrations(str(MIGRATIONS_DIR)))
                    applied = [migration.id for migration in missing]
                    backend.apply_migrations(missing)
            finally:
                backend.connection.close()
            for role in ("app_user", "dbt_runner", "tableau_reader"):
                _ensure_role(cursor, role, settings)
            _grant_connect(cursor, settings)
        return applied
    finally:
        guard.close()


def _ensure_role(cursor: psycopg2.extensions.cursor, role: str, settings: Settings) -> None:
    """Create a log-in role if missing and set its password, so that settings are the one place to change it."""
    password = settings.database_url(role).password  # type: ignore[arg-type]
    if not password:
        raise ConfigurationError(f"No password for the database role {role}: set its …_DB_PASSWORD (see .env.example).")
    cursor.execute("select from pg_roles where rolname = %s", (role,))
    verb = "create" if cursor.fetchone() is None else "alter"
    cursor.execute(
        identifiers.SQL(verb + " role {} login password {}").format(
            identifiers.Identifier(role), identifiers.Literal(password)
        )
    )


def _grant_connect(cursor: psycopg2.extensions.cursor, settings: Settings) -> None:
    database = identifiers.Identifier(settings.postgres_db)
    cursor.execute(identifiers.SQL("revoke all on database {} from public").format(database))
    cursor.execute(
        identifiers.SQL("grant connect, temporary on database {} to app_user, dbt_runner, tableau_reader").format(
            database
        )
    )
