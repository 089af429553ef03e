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
from services.shared.errors import PlatformError
from services.shared.settings import PROJECT_ROOT, Settings

HEALTH_SECONDS = 5.0
# What a running process has read: its code, and the list of bundled files that the site looks up by name.
CODE = (".py", ".sql", ".toml", ".html", ".json")
# Airflow's name for each of its components in the health report.
AIRFLOW_HEALTH = {
    "api-server": "metadatabase",
    "scheduler": "scheduler",
    "dag-processor": "dag_processor",
    "triggerer": "triggerer",
}


@dataclass(frozen=True, slots=True)
class Program:
    """One long-running process; `port_settings` are the settings whose ports it listens on.

    `trouble` says in a few words why a started process does not work, and None when it does.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    port_settings: tuple[str, ...]
    trouble: Callable[[ProcessRecord], str | None]
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
                trouble=lambda _: _http_trouble(f"http://127.0.0.1:{settings.sandbox_port}/health"),
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
                trouble=_airflow_trouble(settings, component),
                fingerprint=_fingerprint(settings, variables=airflow_environment),
            )
        )
    found.append(
        Program(
            name="site",
            command=_site_command(settings),
            environment=plain,
            port_settings=("CAMPAIGN_UI_PORT",),
            trouble=lambda _: _http_trouble(f"http://127.0.0.1:{settings.campaign_ui_port}/health"),
            fingerprint=_fingerprint(settings, "services", "campaign_ui"),
            start_seconds=60,
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


def _http_trouble(url: str) -> str | None:
    """None when the page answers 200, else what it says."""
    try:
        response = requests.get(url, timeout=HEALTH_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        return f"no answer at {url} ({type(error).__name__})"
    return None if response.ok else f"{url} answers {response.status_code}: {response.text.strip()[:300]}"


def _airflow_trouble(settings: Settings, component: str) -> Callable[[ProcessRecord], str | None]:
    name = AIRFLOW_HEALTH[component]

    def trouble(record: ProcessRecord) -> str | None:
        try:
            state = AirflowClient.from_settings(settings).health_report().get(name, {})
        except PlatformError as error:
            return str(error)
        if state.get("status") != "healthy":
            return f"Airflow says that its {name} is {state.get('status', 'missing')}"
        beat = state.get(f"latest_{name}_heartbeat")
        # A heartbeat from before this process was started belongs to the one it replaces.
        if beat and datetime.fromisoformat(str(beat)).timestamp() < record.create_time:
            return "no heartbeat yet"
        return None

    return trouble


def _fingerprint(settings: Settings, *folders: str, variables: Mapping[str, str] | None = None) -> str:
    """What a process was started with: when it changes, `jobs up` restarts that process."""
    digest = hashlib.sha256()
    # Airflow's tasks read stack.env when they run: what the sandbox does is no reason to restart Airflow.
    values = {k: v for k, v in settings.model_dump().items() if variables is None or not k.startswith("sandbox_")}
    digest.update(json.dumps({name: _revealed(value) for name, value in values.items()}, sort_keys=True).encode())
    relevant = {name: value for name, value in (variables or {}).items() if name.startswith("AIRFLOW__")}
    digest.update(json.dumps(relevant, sort_keys=True).encode())
    for folder in folders:
        for parent, children, names in os.walk(PROJECT_ROOT / folder):
            children[:] = sorted(set(children) - {"node_modules", "__pycache__"})
            for path in (Path(parent, name) for name in sorted(names)):
                if path.suffix in CODE:
                    state = path.stat()
                    digest.update(f"{path.relative_to(PROJECT_ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _revealed(value: object) -> str:
    reveal = getattr(value, "get_secret_value", None)
    return str(reveal()) if reveal else str(value)
