"""How Airflow runs on one machine: its environment, its metadata database and its four processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version

import psycopg2

from services.local_stack import stack_env
from services.local_stack.home import StackHome
from services.local_stack.processes import last_lines
from services.shared.errors import LocalStackError
from services.shared.settings import PROJECT_ROOT, Settings

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
DAGS_FOLDER = PROJECT_ROOT / "airflow" / "dags"


def command(component: str, settings: Settings) -> list[str]:
    """Command line of one component. `-m airflow` because a script's first line cannot name a path with spaces."""
    base = [sys.executable, "-m", "services.local_stack.keeper", sys.executable, "-m", "airflow", component]
    if component == "api-server":
        return [*base, "--host", "127.0.0.1", "--port", str(settings.airflow_port), "--workers", "1"]
    if component in ("scheduler", "triggerer"):
        # Its log servers listen on every interface, and on one machine everybody reads the same folder anyway.
        return [*base, "--skip-serve-logs"]
    return base


def environment(settings: Settings, home: StackHome) -> dict[str, str]:
    """Everything Airflow needs, as variables: tuning may be overridden from outside, what makes it ours may not."""
    secrets = stack_env.read(home)
    tuning = {
        "CORE__DAGS_FOLDER": str(DAGS_FOLDER),
        "CORE__PARALLELISM": str(min(8, 2 * (os.cpu_count() or 1))),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__MP_START_METHOD": "fork",
        "CORE__LAZY_LOAD_PLUGINS": "True",
        "CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "5",
        "API__EXPOSE_CONFIG": "False",
        "API_AUTH__JWT_LEEWAY": "30",
        "DATABASE__SQL_ALCHEMY_POOL_SIZE": "5",
        "DAG_PROCESSOR__REFRESH_INTERVAL": "15",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "DAG_PROCESSOR__PRINT_STATS_INTERVAL": "0",
        "DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(home.airflow / "bundles"),
        "LOGGING__BASE_LOG_FOLDER": str(home.airflow / "logs"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home.airflow / "logs" / "dag_processor"),
        "LOGGING__LOGGING_LEVEL": "WARNING",
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        "LOGGING__NAMESPACE_LEVELS": "services=INFO airflow.task=INFO task=INFO",
        # A killed scheduler or worker is noticed, and its tasks repeated, within a minute.
        "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "30",
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "30",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "10",
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "TRIGGERER__CAPACITY": "50",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    url = settings.database_url("airflow")
    identity = {
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{settings.airflow_user}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home.airflow / "passwords.json"),
        "CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{settings.airflow_port}/execution/",
        "DATABASE__SQL_ALCHEMY_CONN": url.render_as_string(hide_password=False),
        # asyncpg knows no sslmode, and on the loopback interface there is nothing to encrypt.
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": url.set(drivername="postgresql+asyncpg", query={}).render_as_string(
            hide_password=False
        ),
        "API__HOST": "127.0.0.1",
        "API__PORT": str(settings.airflow_port),
        "API__BASE_URL": f"http://127.0.0.1:{settings.airflow_port}",
    }
    ours = {f"AIRFLOW__{name}": value for name, value in tuning.items()}
    given = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW__")}
    generated = {name: value for name, value in secrets.items() if name.startswith("AIRFLOW__")}
    return {
        **ours,
        **given,
        **{f"AIRFLOW__{name}": value for name, value in identity.items()},
        **generated,
        "AIRFLOW_HOME": str(home.airflow),
        # A DAG file reads these while it is parsed, where Settings would be slow.
        "PIPELINE_START_DATE": secrets.get("PIPELINE_START_DATE", ""),
        "PIPELINE_RETRY_DELAY_SECONDS": str(settings.pipeline_retry_delay_seconds),
    }


def write_password(settings: Settings, home: StackHome) -> None:
    """Put the account of the settings where Airflow's simple auth manager reads it; it would make up its own."""
    password = settings.airflow_password.get_secret_value() if settings.airflow_password else ""
    target = home.airflow / "passwords.json"
    text = json.dumps({settings.airflow_user: password})
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def database_is_migrated(settings: Settings, home: StackHome) -> bool:
    """Whether this version of Airflow has already brought its metadata database up to date."""
    marker = home.airflow / "migrated"
    if not marker.exists() or marker.read_text(encoding="utf-8") != version("apache-airflow"):
        return False
    dsn = settings.database_url("airflow").set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg2.connect(dsn) as conn, conn.cursor() as cursor:
            cursor.execute("select count(*) from alembic_version")
            row = cursor.fetchone()
            return bool(row and row[0])
    except psycopg2.Error:
        return False


def migrate_database(home: StackHome, process_environment: dict[str, str]) -> None:
    """Bring Airflow's metadata database to the installed version; LocalStackError with the end of the log."""
    log_file = home.log_of("airflow-db-migrate")
    with log_file.open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"],
            cwd=PROJECT_ROOT,
            env=process_environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise LocalStackError(f"Airflow could not migrate its database; the end of {log_file}:\n{last_lines(log_file)}")
    (home.airflow / "migrated").write_text(version("apache-airflow"), encoding="utf-8")
