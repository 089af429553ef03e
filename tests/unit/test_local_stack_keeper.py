"""A kept command comes back when it ends by itself, and only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from services.local_stack import keeper

COUNTING = "import pathlib, sys, time; f = pathlib.Path(sys.argv[1]); f.open('a').write('x'); {then}"


@pytest.fixture
def steady_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "STEADY_SECONDS", 0.0)
    monkeypatch.setattr(keeper, "LONGEST_PAUSE_SECONDS", 0.01)
    # The handlers of the test runner itself stay.
    monkeypatch.setattr(signal, "signal", lambda *_: None)


def test_it_works(tmp_path: Path, steady_at_once: None):
    starts = tmp_path / "starts"
    then = "sys.exit(3 if f.stat().st_size < 2 else 0)"
    assert keeper.keep([sys.executable, "-c", COUNTING.format(then=then), str(starts)]) == 0
    assert starts.read_text() == "xx"


def test_a_command_that_never_worked_is_not_repeated(tmp_path: Path):
    starts = tmp_path / "starts"
    done = subprocess.run(
        [sys.executable, "-m", "services.local_stack.keeper", sys.executable, "-c",
         COUNTING.format(then="sys.exit(7)"), str(starts)],
        check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 7
    assert starts.read_text() == "x"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ending_the_keeper_ends_the_command(tmp_path: Path, number: signal.Signals):
    starts = tmp_path / "starts"
    kept = subprocess.Popen(
        [sys.executable, "-m", "services.local_stack.keeper", sys.executable, "-c",
         COUNTING.format(then="time.sleep(60)"), str(starts)],
    )  # fmt: skip
    deadline = time.monotonic() + 20
    while not starts.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    (child,) = psutil.Process(kept.pid).children()
    os.kill(kept.pid, number)
    kept.wait(timeout=20)
    child.wait(timeout=20)
    assert not child.is_running()
    assert starts.read_text() == "x"
