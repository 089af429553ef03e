"""What `jobs up` decides for a stack and keeps in `JOBS_HOME/stack.env`: secrets once, wiring at every start.

Whatever the environment or `.env` says wins over this file, because Settings reads them later.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from dotenv import dotenv_values

from services.local_stack.home import StackHome
from services.shared.settings import Settings, env_files, get_settings

# Settings that hold a secret of the stack itself: made up once, never changed, unless the person gives their own.
GENERATED = (
    "POSTGRES_ADMIN_PASSWORD",
    "APP_DB_PASSWORD",
    "DBT_DB_PASSWORD",
    "TABLEAU_DB_PASSWORD",
    "AIRFLOW_DB_PASSWORD",
    "AIRFLOW_PASSWORD",
    "FLASK_SECRET_KEY",
)
# What is no setting of ours: Airflow's own secrets, the demo account's password, when the schedule begins.
GENERATED_BESIDES: dict[str, Callable[[], str]] = {
    "AIRFLOW__CORE__FERNET_KEY": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "AIRFLOW__API__SECRET_KEY": lambda: secrets.token_urlsafe(32),
    "AIRFLOW__API_AUTH__JWT_SECRET": lambda: secrets.token_urlsafe(64),
    "DEMO_PASSWORD": lambda: secrets.token_urlsafe(9),
    # The schedule of a stack begins when the stack does: Airflow would else make up for this morning's run at once.
    "PIPELINE_START_DATE": lambda: datetime.now(UTC).isoformat(timespec="seconds"),
}
# A stack that runs remembers where it was told to listen and what its sandbox serves, so that
# `jobs psql`, `jobs status` or a repairing `jobs up` need not be told again. `jobs down` forgets it.
REMEMBERED = (
    "POSTGRES_PORT",
    "AIRFLOW_PORT",
    "CAMPAIGN_UI_PORT",
    "SANDBOX_PORT",
    "SANDBOX_SMTP_PORT",
    "SANDBOX_PAYLOADS_DIR",
    "SANDBOX_FAULTS",
    "SANDBOX_SEED",
)
SANDBOX_CALLS_PER_SECOND = "20"


def stack_settings() -> Settings:
    """The settings of the stack that JOBS_HOME names, read afresh; makes JOBS_HOME absolute for all we start."""
    get_settings.cache_clear()
    home = Path(os.environ.get("JOBS_HOME") or get_settings().jobs_home).expanduser().resolve()
    os.environ["JOBS_HOME"] = str(home)
    get_settings.cache_clear()
    return get_settings()


def read(home: StackHome) -> dict[str, str]:
    """Names and values of stack.env; empty when there is none."""
    if not home.stack_env.exists():
        return {}
    return {name: value for name, value in dotenv_values(home.stack_env, interpolate=False).items() if value}


def demo_password(home: StackHome) -> str:
    """The password of the demo account, made up with the stack unless DEMO_PASSWORD was given then."""
    return read(home)["DEMO_PASSWORD"]


def write(home: StackHome) -> Settings:
    """Bring stack.env up to date with what the person gave, and return the settings that result."""
    given = Settings(_env_file=env_files()[1:])  # type: ignore[call-arg]
    before = read(home)
    values = _secrets(given, before)
    values |= _remembered(given, before)
    _save(home, values)
    values |= _wiring(given, stack_settings())
    _save(home, values)
    return stack_settings()


def forget_wiring(home: StackHome) -> None:
    """Keep only the secrets, for a stack that is being stopped."""
    if home.stack_env.exists():
        kept = (*GENERATED, *GENERATED_BESIDES)
        _save(home, {name: value for name, value in read(home).items() if name in kept})


def _secrets(given: Settings, before: Mapping[str, str]) -> dict[str, str]:
    values = {}
    for name in GENERATED:
        if name.lower() not in given.model_fields_set or name in before:
            values[name] = before.get(name) or secrets.token_urlsafe(24)
    for name, make in GENERATED_BESIDES.items():
        values[name] = before.get(name) or os.environ.get(name) or make()
    return values


def _remembered(given: Settings, before: Mapping[str, str]) -> dict[str, str]:
    values = {}
    for name in REMEMBERED:
        if name.lower() in given.model_fields_set:
            value = getattr(given, name.lower())
            values[name] = str(value.expanduser().resolve()) if isinstance(value, Path) else str(value)
        elif name in before:
            values[name] = before[name]
    return values


def _wiring(given: Settings, settings: Settings) -> dict[str, str]:
    """Addresses that follow from the ports, and the sandbox in place of every service without a key of its own."""
    values = {}
    if "campaign_ui_base_url" not in given.model_fields_set:
        values["CAMPAIGN_UI_BASE_URL"] = f"http://127.0.0.1:{settings.campaign_ui_port}"
    sandbox = f"http://127.0.0.1:{settings.sandbox_port}"
    replaced = []
    for service, path in (("jsearch", "/jsearch"), ("glassdoor", "/realtime-glassdoor-data")):
        if not {f"{service}_api_key", f"{service}_base_url"} & given.model_fields_set:
            replaced.append(service)
            values |= {f"{service.upper()}_BASE_URL": sandbox + path, f"{service.upper()}_API_KEY": "sandbox"}
            if f"{service}_calls_per_second" not in given.model_fields_set:
                # The sandbox has no plan to keep to, and somebody is waiting for the first run.
                values[f"{service.upper()}_CALLS_PER_SECOND"] = SANDBOX_CALLS_PER_SECOND
    if "jsearch" in replaced and not {"openai_api_key", "openai_base_url"} & given.model_fields_set:
        # Only made-up postings get a made-up reading: real ones are read by the rules until there is a real key.
        replaced.append("openai")
        values |= {
            "OPENAI_BASE_URL": f"{sandbox}/openai/v1",
            "OPENAI_API_KEY": "sandbox",
            "OPENAI_CALLS_PER_SECOND": SANDBOX_CALLS_PER_SECOND,
        }
    if "smtp_host" not in given.model_fields_set:
        replaced.append("smtp")
        values |= {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(settings.sandbox_smtp_port),
            "SMTP_SECURITY": "none",
        }
    values["SANDBOX_SERVICES"] = ",".join(replaced)
    return values


def _save(home: StackHome, values: Mapping[str, str]) -> None:
    def quoted(value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    lines = ["# Written by `jobs up`: secrets made up for this stack, and where its parts are. Never commit this."]
    lines += [f"{name}={quoted(value)}" for name, value in values.items()]
    draft = home.stack_env.with_suffix(".tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    draft.replace(home.stack_env)
