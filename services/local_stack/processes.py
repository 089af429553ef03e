"""Start, recognise and stop the detached processes of a stack.

A process is known by its id *and* the moment it was created, so a reused id never stands for ours; its children are
known by the marker that everything we start inherits in its environment.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from services.local_stack.home import StackHome
from services.shared.settings import PROJECT_ROOT

MARKER = "JOBS_STACK"
SERVICE_MARKER = "JOBS_STACK_SERVICE"
LOG_KEEP_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """What `JOBS_HOME/run/<name>.json` remembers; `create_time` is in seconds since 1970, `port` 0 means none."""

    name: str
    pid: int
    create_time: float
    command: list[str]
    port: int
    fingerprint: str


def start(
    home: StackHome, *, name: str, command: Sequence[str], port: int, environment: Mapping[str, str], fingerprint: str
) -> subprocess.Popen[bytes]:
    """Start one process in its own session with its log file, and remember it."""
    log_file = home.log_of(name)
    if log_file.exists() and log_file.stat().st_size > LOG_KEEP_BYTES:
        log_file.replace(log_file.with_suffix(".log.1"))
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            list(command),
            cwd=PROJECT_ROOT,
            # Without SPT_NOENV a process that sets its title overwrites the environment that carries the marker.
            env={**environment, MARKER: str(home.root), SERVICE_MARKER: name, "SPT_NOENV": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )
    with contextlib.suppress(psutil.NoSuchProcess):
        created = psutil.Process(process.pid).create_time()
        remember(home, ProcessRecord(name, process.pid, created, list(command), port, fingerprint))
    return process


def remember(home: StackHome, record: ProcessRecord) -> None:
    """Write the record in one step, so that a reader never sees half of it."""
    target = home.run / f"{record.name}.json"
    draft = target.with_suffix(".tmp")
    draft.write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
    draft.replace(target)


def recorded(home: StackHome) -> dict[str, ProcessRecord]:
    """What was started and not yet stopped on purpose, by name; a damaged record counts as none."""
    found = {}
    for path in sorted(home.run.glob("*.json")):
        with contextlib.suppress(ValueError, TypeError, OSError):
            record = ProcessRecord(**json.loads(path.read_text(encoding="utf-8")))
            found[record.name] = record
    return found


def forget(home: StackHome, name: str) -> None:
    """Drop the record of a process that was stopped."""
    (home.run / f"{name}.json").unlink(missing_ok=True)


def alive(record: ProcessRecord) -> psutil.Process | None:
    """The process if it is still the one that was started, else None."""
    try:
        process = psutil.Process(record.pid)
        same = abs(process.create_time() - record.create_time) < 0.05
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def members(home: StackHome, name: str | None = None) -> Iterator[psutil.Process]:
    """Every living process that carries this stack's marker, of one service or of all; never ourselves."""
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    for process in psutil.process_iter():
        if process.pid in ours:
            continue
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            if environment.get(MARKER) != str(home.root) or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if name is None or environment.get(SERVICE_MARKER) == name:
                yield process


def end(processes: Iterable[psutil.Process], *, patience: float) -> None:
    """TERM all, wait up to `patience` seconds, then KILL what is left with its children."""
    targets = list(processes)
    families = {process.pid: _children(process) for process in targets}
    for process in targets:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(targets, timeout=patience)
    left = [*stubborn, *(child for family in families.values() for child in family)]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=5)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def end_strays(home: StackHome, name: str | None = None) -> int:
    """KILL what a dead or stopped service left behind; returns how many processes that were."""
    count = 0
    deadline = time.monotonic() + 10
    while (strays := list(members(home, name))) and time.monotonic() < deadline:
        for process in strays:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(strays, timeout=3)
        count += len(strays)
    return count


def last_lines(path: Path, count: int = 15) -> str:
    """The end of a log file, or a note that there is none."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 16_384))
            lines = log.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return "(no log)"
    return "\n".join(lines[-count:])


def record_of(name: str, pid: int, port: int) -> ProcessRecord:
    """A record of a process that is running already."""
    process = psutil.Process(pid)
    return ProcessRecord(name, pid, process.create_time(), process.cmdline(), port, "")


def memory_mb(process: psutil.Process) -> float | None:
    """Memory of a process and its children, each shared page counted once: forked workers share most of theirs."""
    total = 0
    for member in (process, *_children(process)):
        with contextlib.suppress(psutil.Error):
            total += member.memory_full_info().pss
    return round(total / (1 << 20), 1) if total else None
