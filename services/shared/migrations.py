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
    """Apply what is missing and set the roles' passwords; returns the ids of the migrations applied now.

    Each file is one transaction with its record, so a killed migration leaves nothing half done.
    """
    backend = get_backend(_dsn(settings))
    try:
        # The lock lives on the connection that migrates: were it on another, a killed process would free it
        # while the server still works on its last statement.
        backend.execute(f"select pg_advisory_lock({MIGRATION_LOCK})")
        backend.connection.commit()
        # Whoever wrote a lock row into yoyo's own table before us is dead, else we would not hold ours.
        backend.break_lock()
        with backend.lock():
            missing = backend.to_apply(read_migrations(str(MIGRATIONS_DIR)))
            applied = [migration.id for migration in missing]
            backend.apply_migrations(missing)
        with backend.connection.cursor() as cursor:
            for role in ("app_user", "dbt_runner", "tableau_reader"):
                _ensure_role(cursor, role, settings)
            _grant_connect(cursor, settings)
        backend.connection.commit()
        return applied
    finally:
        backend.connection.close()


def pending(settings: Settings) -> list[str]:
    """Ids of the migrations that are not applied yet; asks only, and changes nothing."""
    known = [migration.id for migration in read_migrations(str(MIGRATIONS_DIR))]
    conn = psycopg2.connect(_dsn(settings), connect_timeout=5)
    try:
        with conn.cursor() as cursor:
            cursor.execute("select to_regclass('public._yoyo_migration') is not null")
            if not (cursor.fetchone() or (False,))[0]:
                return known
            cursor.execute("select migration_id from public._yoyo_migration")
            done = {row[0] for row in cursor.fetchall()}
    finally:
        conn.close()
    return [migration for migration in known if migration not in done]


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
