"""The folder that holds everything of one local stack (`JOBS_HOME`), and the lock of whoever changes it."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.shared.errors import LocalStackError

LOCK_SECONDS = 900
PRIVATE = ("logs", "run", "airflow", "dbt", "sandbox")


@dataclass(frozen=True, slots=True)
class StackHome:
    """Where the parts of a stack live below `JOBS_HOME`."""

    root: Path

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """One record per started process, and the lock."""
        return self.root / "run"

    @property
    def postgres(self) -> Path:
        """The cluster's data."""
        return self.root / "postgres"

    @property
    def airflow(self) -> Path:
        """`AIRFLOW_HOME`."""
        return self.root / "airflow"

    @property
    def stack_env(self) -> Path:
        """Generated secrets and what `jobs up` decided, in dotenv format."""
        return self.root / "stack.env"

    def log_of(self, name: str) -> Path:
        """Log file of one process."""
        return self.logs / f"{name}.log"


def make(home: StackHome) -> None:
    """Create the folders: private, except that root's PostgreSQL account has to pass through to its data."""
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        home.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in PRIVATE:
            (home.root / name).mkdir(exist_ok=True)
            (home.root / name).chmod(0o700)
    except OSError as error:
        raise LocalStackError(f"JOBS_HOME={home.root} cannot be used: {error}") from error


@contextmanager
def changing(home: StackHome, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the stack's lock, so that two `jobs up` or `jobs down` at once take turns; a killed one frees it."""
    lock_file = home.run / "lock"
    deadline = time.monotonic() + LOCK_SECONDS
    waited = False
    while True:
        home.run.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # `jobs down --delete` removes the file while others wait for it: only the file that is there counts.
            if lock_file.exists() and os.fstat(handle).st_ino == lock_file.stat().st_ino:
                break
        except BlockingIOError:
            pass
        os.close(handle)
        if time.monotonic() > deadline:
            raise LocalStackError(f"Another `jobs up` or `jobs down` has held {lock_file} for {LOCK_SECONDS} s.")
        if not waited and on_wait:
            on_wait()
        waited = True
        time.sleep(0.2)
    try:
        yield
    finally:
        os.close(handle)


def delete(home: StackHome) -> None:
    """Remove all data of a stopped stack."""
    shutil.rmtree(home.root, ignore_errors=True)
    if home.root.exists():
        raise LocalStackError(f"Some of {home.root} could not be deleted; look who owns what is left.")
