"""Keeps one command running: `python -m services.local_stack.keeper COMMAND …`.

Airflow's scheduler, DAG processor and triggerer end when the database is away for longer than their own few retries;
here they come back with it. A command that never worked is not repeated: its exit code is the message to whoever
started it. Killing the keeper ends the command too, so that a stack has no half-dead processes.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time

# A command that ran this long worked once; Airflow's components end within seconds when their settings are wrong.
STEADY_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 10.0


def keep(command: list[str]) -> int:
    """Run the command until it is told to stop, or until it ends before it ever worked; returns its exit code."""
    told_to_stop = False
    child: subprocess.Popen[bytes] | None = None

    def stop(_number: int, _frame: object) -> None:
        nonlocal told_to_stop
        told_to_stop = True
        if child:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worked, pause = False, 1.0
    while True:
        started = time.monotonic()
        child = subprocess.Popen(command, preexec_fn=_die_with_keeper)  # noqa: PLW1509 - one thread, nothing to deadlock
        code = child.wait()
        if time.monotonic() - started >= STEADY_SECONDS:
            worked, pause = True, 1.0
        if told_to_stop or code == 0 or not worked:
            return code
        print(f"keeper: ended with exit code {code}, starting it again in {pause:.0f} s", file=sys.stderr, flush=True)  # noqa: T201
        time.sleep(pause)
        if told_to_stop:
            return code
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _die_with_keeper() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    exit_code = keep(sys.argv[1:])
    sys.exit(exit_code if exit_code >= 0 else 128 - exit_code)
