"""Bring a local stack up, say how it is, and take it down; every step may be repeated."""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import psycopg2

from services.auth import demo
from services.local_stack import airflow, ports, postgres, processes, stack_env
from services.local_stack.home import StackHome, changing, delete, make
from services.local_stack.processes import ProcessRecord
from services.local_stack.programs import Program, programs, python_environment
from services.local_stack.programs import port as port_of
from services.orchestration import dbt_runner
from services.shared import database
from services.shared.errors import LocalStackError
from services.shared.migrations import apply_migrations, ensure_databases
from services.shared.settings import PROJECT_ROOT, Settings

State = Literal["running", "unhealthy", "dead"]
Report = Callable[[str, str], None]
STOP_PATIENCE_SECONDS = 12.0
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process as `jobs status` shows it; `memory_mb` is the resident memory with all children."""

    name: str
    state: State
    pid: int | None
    port: int
    started_at: float | None
    memory_mb: float | None
    log: str
    detail: str = ""


def quiet(_name: str, _what: str) -> None:
    """A Report that tells nobody."""


def up(home: StackHome, *, only: Collection[str] | None = None, report: Report = quiet) -> Settings:
    """Start what does not run, restart what was started with other settings, and wait until all of it works.

    `only` names the programs to care for besides PostgreSQL; None means all.

    Raises PortTaken before anything is started, and LocalStackError when a process dies or never becomes healthy.
    """
    make(home)
    with changing(home, on_wait=lambda: report("stack", "waiting for another `jobs up` or `jobs down`")):
        settings = stack_env.write(home)
        wanted = [program for program in programs(settings, home) if only is None or program.name in only]
        missing = _stop_what_changed(home, wanted, report)
        _check_ports(settings, home, missing)
        if settings.postgres_host in LOCAL_HOSTS:
            _start_postgres(settings, home, report)
        started = _start_in_order(settings, home, missing, report)
        _wait_until_healthy(home, wanted, started, report)
    return settings


def down(home: StackHome, *, delete_data: bool = False, report: Report = quiet) -> list[str]:
    """Stop every process of the stack, by identity, and what they left behind; returns the names that were running."""
    if not home.root.exists():
        return []
    with changing(home, on_wait=lambda: report("stack", "waiting for another `jobs up` or `jobs down`")):
        # PostgreSQL goes last and in its own way: a KILL would make it repair itself at the next start.
        records = [record for record in processes.recorded(home).values() if record.name != "postgres"]
        running = {record.name: found for record in records if (found := processes.alive(record))}
        for name in running:
            report(name, "stopping")
        processes.end(running.values(), patience=STOP_PATIENCE_SECONDS)
        processes.end_strays(home)
        names = list(running)
        if postgres.server_pid(home.postgres):
            report("postgres", "stopping")
            names.append("postgres")
            postgres.stop(home.postgres)
        for name in processes.recorded(home):
            processes.forget(home, name)
        stack_env.forget_wiring(home)
        if delete_data:
            delete(home)
    return names


def status(home: StackHome, settings: Settings) -> list[ProcessState]:
    """Every process that should be there; empty when the stack was never started or was stopped on purpose."""
    records = processes.recorded(home)
    if not records:
        return []
    known = {program.name: program for program in programs(settings, home)}
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda record: _state(home, settings, record, known.get(record.name)), records.values()))


def _state(home: StackHome, settings: Settings, record: ProcessRecord, program: Program | None) -> ProcessState:
    process = processes.alive(record)
    state: State = "dead"
    detail = "not there any more: `jobs up` starts it again"
    if process:
        detail = (program.trouble(record) if program else _postgres_trouble(settings)) or ""
        state = "unhealthy" if detail else "running"
    return ProcessState(
        name=record.name,
        state=state,
        pid=record.pid if process else None,
        port=record.port,
        started_at=record.create_time if process else None,
        memory_mb=processes.memory_mb(process) if process else None,
        log=str(home.log_of(record.name)),
        detail=detail,
    )


def _stop_what_changed(home: StackHome, wanted: list[Program], report: Report) -> list[Program]:
    """End the processes that no longer fit, and what dead ones left behind; returns the programs to start."""
    records = processes.recorded(home)
    current = {program.name: program.fingerprint for program in wanted}
    changed = {}
    for name, record in records.items():
        process = processes.alive(record)
        if name != "postgres" and process and record.fingerprint != current.get(name):
            report(name, "stopping, its settings or code changed")
            changed[name] = process
    processes.end(changed.values(), patience=STOP_PATIENCE_SECONDS)
    for name in changed:
        processes.forget(home, name)
    missing = []
    for program in wanted:
        left = records.get(program.name)
        if left is None or processes.alive(left) is None:
            processes.end_strays(home, program.name)
            missing.append(program)
    return missing


def _check_ports(settings: Settings, home: StackHome, missing: list[Program]) -> None:
    names = [name for program in missing for name in program.port_settings]
    record = processes.recorded(home).get("postgres")
    if settings.postgres_host in LOCAL_HOSTS:
        if not postgres.server_pid(home.postgres):
            names.insert(0, "POSTGRES_PORT")
        elif record and record.port != settings.postgres_port:
            raise ports.PortTaken(
                f"This stack's PostgreSQL runs on port {record.port} and POSTGRES_PORT says {settings.postgres_port}: "
                "run `jobs down` first."
            )
    ports.check({name: getattr(settings, name.lower()) for name in names})


def _start_postgres(settings: Settings, home: StackHome, report: Report) -> None:
    if settings.postgres_admin_password is None:
        raise LocalStackError("POSTGRES_ADMIN_PASSWORD is empty: take it out of .env and one is made up.")
    if not (home.postgres / "PG_VERSION").exists():
        report("postgres", "creating the cluster")
    postgres.initialise(home.postgres, password=settings.postgres_admin_password.get_secret_value())
    if not postgres.server_pid(home.postgres):
        report("postgres", "starting")
    pid = postgres.start(home.postgres, port=settings.postgres_port, log_file=home.log_of("postgres"))
    processes.remember(home, processes.record_of("postgres", pid, settings.postgres_port))
    postgres.wait_until_ready(_admin_dsn(settings))
    report("postgres", "running")


def _start_in_order(
    settings: Settings, home: StackHome, missing: list[Program], report: Report
) -> dict[str, subprocess.Popen[bytes]]:
    """Prepare both databases side by side and start each program as soon as what it needs is there."""
    started: dict[str, subprocess.Popen[bytes]] = {}

    def start(program: Program) -> None:
        report(program.name, "starting")
        started[program.name] = processes.start(
            home,
            name=program.name,
            command=program.command,
            port=port_of(program, settings),
            environment=program.environment,
            fingerprint=program.fingerprint,
        )

    def start_all(*names: str) -> list[Program]:
        chosen = [program for program in missing if program.name in names]
        for program in chosen:
            start(program)
        return chosen

    ensure_databases(settings)
    with ThreadPoolExecutor(1) as pool:
        platform = pool.submit(_prepare_platform, settings, home, report)
        start_all("sandbox")
        _prepare_airflow(settings, home, report)
        start_all("dag-processor")
        doors = start_all("api-server")
        platform.result()
    start_all("site")
    # The scheduler may start a run at once: that needs tables, the demo's campaigns, and an api-server that answers.
    _wait_until_healthy(home, doors, started, report)
    start_all("scheduler", "triggerer")
    return started


def _prepare_airflow(settings: Settings, home: StackHome, report: Report) -> None:
    airflow.write_password(settings, home)
    if not airflow.database_is_migrated(settings, home):
        report("airflow database", "migrating")
        airflow.migrate_database(home, {**python_environment(home), **airflow.environment(settings, home)})
        report("airflow database", "ready")


def _prepare_platform(settings: Settings, home: StackHome, report: Report) -> None:
    applied = apply_migrations(settings)
    marker = home.root / "modelled"
    current = _model_fingerprint()
    if applied or not marker.exists() or marker.read_text() != current or not is_modelled(settings):
        report("database", "building the empty marts")
        dbt_runner.build_empty(settings)
        marker.write_text(current)
        report("database", "ready")
    if settings.environment in ("development", "test"):
        with database.connect(settings, pool_size=1).begin() as conn:
            demo.ensure_demo(conn, stack_env.demo_password(home))


def _model_fingerprint() -> str:
    """Changes when a file of the dbt project does."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT_ROOT / "dbt").rglob("*")):
        if path.is_file() and not {"target", "logs", "dbt_packages"} & set(path.parts):
            digest.update(str(path.relative_to(PROJECT_ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_modelled(settings: Settings) -> bool:
    """Whether dbt has built the marts at least once, empty or not."""
    with psycopg2.connect(_admin_dsn(settings, settings.postgres_db)) as conn, conn.cursor() as cursor:
        cursor.execute("select to_regclass('marts.fact_jobs') is not null")
        row = cursor.fetchone()
        return bool(row and row[0])


def _wait_until_healthy(
    home: StackHome, wanted: list[Program], started: dict[str, subprocess.Popen[bytes]], report: Report
) -> None:
    waiting = {program.name: program for program in wanted}
    began = time.monotonic()
    while waiting:
        records = processes.recorded(home)
        for name, program in list(waiting.items()):
            ended = started[name].poll() if name in started else None
            record = records.get(name)
            if ended is not None or record is None:
                log = home.log_of(name)
                raise LocalStackError(
                    f"{name} ended while it was starting (exit code {ended}); the end of {log}:\n"
                    + processes.last_lines(log)
                )
            trouble = program.trouble(record)
            if trouble is None:
                report(name, "running")
                del waiting[name]
            elif time.monotonic() - began > program.start_seconds:
                log = home.log_of(name)
                raise LocalStackError(
                    f"{name} does not work after {program.start_seconds:.0f} s: {trouble}; the end of {log}:\n"
                    + processes.last_lines(log)
                )
        time.sleep(0.3 if waiting else 0)


def _admin_dsn(settings: Settings, database: str = "postgres") -> str:
    url = settings.database_url("postgres", database=database).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _postgres_trouble(settings: Settings) -> str | None:
    try:
        psycopg2.connect(_admin_dsn(settings), connect_timeout=3).close()
    except psycopg2.Error as error:
        return str(error).strip()
    return None
