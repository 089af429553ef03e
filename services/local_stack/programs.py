"""The processes of a local stack: how each is started, on which port, and how one sees that it works."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import requests

from services.local_stack import airflow
from services.local_stack.home import StackHome
from services.local_stack.processes import ProcessRecord
from services.orchestration.airflow_client import AirflowClient
from services.shared.errors import SourceError
from services.shared.settings import PROJECT_ROOT, Settings

HEALTH_SECONDS = 5.0
# Airflow's name for each of its components in the health report.
AIRFLOW_HEALTH = {"scheduler": "scheduler", "dag-processor": "dag_processor", "triggerer": "triggerer"}


@dataclass(frozen=True, slots=True)
class Program:
    """One long-running process; `port_settings` are the settings whose ports it listens on."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    port_settings: tuple[str, ...]
    healthy: Callable[[ProcessRecord], bool]
    fingerprint: str
    start_seconds: float = 120.0


def programs(settings: Settings, home: StackHome) -> list[Program]:
    """Everything besides PostgreSQL, in the order of starting; the sandbox only when something needs it."""
    plain = python_environment(home)
    found = []
    if settings.sandbox_services:
        found.append(
            Program(
                name="sandbox",
                command=[sys.executable, "-m", "services.sandbox"],
                environment=plain,
                port_settings=("SANDBOX_PORT", "SANDBOX_SMTP_PORT"),
                healthy=lambda _: _answers(f"http://127.0.0.1:{settings.sandbox_port}/health"),
                fingerprint=_fingerprint(settings, "services/sandbox", "services/shared"),
            )
        )
    airflow_environment = {**plain, **airflow.environment(settings, home)}
    for component in airflow.COMPONENTS:
        found.append(
            Program(
                name=component,
                command=airflow.command(component, settings),
                environment=airflow_environment,
                port_settings=("AIRFLOW_PORT",) if component == "api-server" else (),
                healthy=_airflow_health(settings, component),
                fingerprint=_fingerprint(settings, variables=airflow_environment),
            )
        )
    found.append(
        Program(
            name="site",
            command=_site_command(settings),
            environment=plain,
            port_settings=("CAMPAIGN_UI_PORT",),
            healthy=lambda _: _answers(f"http://127.0.0.1:{settings.campaign_ui_port}/"),
            fingerprint=_fingerprint(settings, "services", "campaign_ui"),
        )
    )
    return found


def port(program: Program, settings: Settings) -> int:
    """The program's main port, 0 when it has none."""
    return int(getattr(settings, program.port_settings[0].lower())) if program.port_settings else 0


def python_environment(home: StackHome) -> dict[str, str]:
    """Our own environment, with the project importable and JOBS_HOME named, for every Python process we start."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    path = [str(PROJECT_ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {
        **environment,
        "JOBS_HOME": str(home.root),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(path)),
        "PYTHONUNBUFFERED": "1",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }


def _site_command(settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "campaign_ui.wsgi:app"),
        *("--bind", f"127.0.0.1:{settings.campaign_ui_port}"),
        *("--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "5"),
        *("--worker-tmp-dir", str(settings.jobs_home / "run")),
    ]


def _answers(url: str) -> bool:
    """Whether something that speaks HTTP is there and is not broken."""
    try:
        return requests.get(url, timeout=HEALTH_SECONDS, allow_redirects=False).status_code < 500
    except requests.RequestException:
        return False


def _airflow_health(settings: Settings, component: str) -> Callable[[ProcessRecord], bool]:
    def healthy(record: ProcessRecord) -> bool:
        try:
            report = AirflowClient.from_settings(settings).health_report()
        except SourceError:
            return False
        if component == "api-server":
            return report.get("metadatabase", {}).get("status") == "healthy"
        name = AIRFLOW_HEALTH[component]
        state = report.get(name, {})
        beat = state.get(f"latest_{name}_heartbeat")
        # A heartbeat from before this process was started belongs to the one it replaces.
        fresh = bool(beat) and datetime.fromisoformat(beat).timestamp() >= record.create_time
        return state.get("status") == "healthy" and fresh

    return healthy


def _fingerprint(settings: Settings, *folders: str, variables: Mapping[str, str] | None = None) -> str:
    """What a process was started with: when it changes, `jobs up` restarts that process."""
    digest = hashlib.sha256()
    values = settings.model_dump()
    digest.update(json.dumps({name: _revealed(value) for name, value in values.items()}, sort_keys=True).encode())
    relevant = {name: value for name, value in (variables or {}).items() if name.startswith("AIRFLOW__")}
    digest.update(json.dumps(relevant, sort_keys=True).encode())
    for folder in folders:
        for path in sorted((PROJECT_ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".sql", ".toml", ".html"):
                state = path.stat()
                digest.update(f"{path.relative_to(PROJECT_ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _revealed(value: object) -> str:
    reveal = getattr(value, "get_secret_value", None)
    return str(reveal()) if reveal else str(value)
