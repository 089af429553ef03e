"""The speed of the rules against a bare spaCy `PhraseMatcher`, and the whole task against the rules alone."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psutil
import spacy
from spacy.matcher import PhraseMatcher

from services.enricher import posting_reader
from services.enricher.vocabulary import load_vocabulary
from services.orchestration.dbt_runner import run_dbt
from services.sandbox.universe.bulk import generate_postings
from services.shared.database import connect
from services.shared.settings import PROJECT_ROOT, Settings
from tests.benchmarks.loads import TODAY, load
from tests.benchmarks.pipeline import environment_of
from tests.benchmarks.report import Figure
from tests.benchmarks.stack import database_for_benchmarks

ROUNDS = 5
# What the task reads, and what each core reads of the same kind without it.
TASK_POSTINGS, PURE_POSTINGS = 50_000, 2_000
TASK_RATIO, MEMORY_LIMIT_MB = 0.7, 512
SAMPLE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Speeds:
    """Postings per second of one core in the median round, the ratios of all rounds, and the peak in MB."""

    rules: float
    matcher: float
    ratios: list[float]
    peak_mb: float


def postings(count: int, seed: int = 5) -> list[posting_reader.Posting]:
    """Drawn postings with the texts that the rules read."""
    return [
        posting_reader.Posting(
            posting.get("job_id", ""), "", posting.get("job_title") or "", posting.get("job_description") or "",
            posting.get("job_city") or "", (posting.get("job_country") or "").lower() or None,
        )
        for posting in generate_postings(count, seed, TODAY)
    ]  # fmt: skip


def bare_matcher() -> Callable[[list[posting_reader.Posting]], Any]:
    """Tokenise and match, and nothing else."""
    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for key, spelling in load_vocabulary().spellings.items():
        matcher.add(key, [language.make_doc(spelling.text)])
    return lambda batch: [len(matcher(language.make_doc(posting.job_description))) for posting in batch]


def measure(count: int) -> Speeds:
    """Both on the same postings in turn, in a process of its own so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (count,))


def _measure(count: int) -> Speeds:
    drawn = postings(count)
    posting_reader.read_postings(drawn[:100])
    seconds: dict[str, list[float]] = {"rules": [], "matcher": []}
    posting_reader.read_postings(drawn)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    match = bare_matcher()
    match(drawn)
    for _ in range(ROUNDS):
        for name, work in (("rules", posting_reader.read_postings), ("matcher", match)):
            started = time.process_time()
            work(drawn)
            seconds[name].append(time.process_time() - started)
    ratios = [matcher / rules for rules, matcher in zip(seconds["rules"], seconds["matcher"], strict=True)]
    return Speeds(
        count / statistics.median(seconds["rules"]), count / statistics.median(seconds["matcher"]), ratios, peak_mb
    )


def task() -> list[Figure]:
    """The task on many postings (read, enrich, COPY back) against the rules alone on as many cores, and its memory."""
    cores = len(os.sched_getaffinity(0))
    with database_for_benchmarks() as settings:
        engine = connect(settings)
        load(engine, generate_postings(TASK_POSTINGS, 5, TODAY), "bench")
        engine.dispose()
        run_dbt(settings, run_id="bench", command="run", select="tag:normalize_jobs")
        # Before and after: a machine is not equally fast for minutes.
        before = _pure_speed(cores)
        seconds, peaks = _run_task(settings)
        pure = (before + _pure_speed(cores)) / 2
    speed = TASK_POSTINGS / seconds
    ratio, most = speed / pure, max(peaks)
    each = ", ".join(f"{peak:.0f}" for peak in sorted(peaks, reverse=True))
    return [
        Figure(
            "enrich_task", ratio, "×", f"the rules alone on {cores} cores at once", f"≥ {TASK_RATIO}",
            ratio >= TASK_RATIO, f"{TASK_POSTINGS:,} postings in {seconds:.1f} s: {speed:.0f}/s against {pure:.0f}/s",
        ),
        Figure(
            "enrich_memory", most, "MB", "largest process of the task", f"< {MEMORY_LIMIT_MB}", most < MEMORY_LIMIT_MB,
            f"{TASK_POSTINGS:,} postings; each process at its peak: {each} MB",
        ),
    ]  # fmt: skip


def _pure_speed(cores: int) -> float:
    """Postings per second that all cores together read when nothing else is done; they read at the same time."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(cores, _start_together, (context.Barrier(cores),)) as pool:
        return sum(pool.map(_pure, range(cores), chunksize=1))


_barrier: Barrier


def _start_together(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - a pool hands a barrier over in no other way
    _barrier = barrier


def _pure(seed: int) -> float:
    drawn = postings(PURE_POSTINGS, seed)
    posting_reader.read_postings(drawn[:100])
    _barrier.wait()
    started = time.perf_counter()
    for first in range(0, PURE_POSTINGS, 500):
        posting_reader.read_postings(drawn[first : first + 500])
    return PURE_POSTINGS / (time.perf_counter() - started)


def _run_task(settings: Settings) -> tuple[float, list[float]]:
    """Seconds of the task in a process of its own, and the peak memory of that process and of each of its children."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.stage", "enrich_jobs", str(TASK_POSTINGS), "5"],
        env=environment_of(settings),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    memory = _Memory(child.pid)
    memory.start()
    output, _ = child.communicate()
    memory.over.set()
    memory.join()
    if child.returncode:
        raise SystemExit(f"The task failed: {output}")
    return float(json.loads(output.splitlines()[-1])["work"]), list(memory.peaks.values())


class _Memory(threading.Thread):
    """The peak of a process and of all below it, in MB, as the kernel counts it (it is asked often, and only grows)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[int, float] = {}
        self.over = threading.Event()
        self._root = psutil.Process(pid)

    def run(self) -> None:
        while not self.over.wait(SAMPLE_SECONDS):
            try:
                for process in (self._root, *self._root.children(recursive=True)):
                    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
                    if peak := re.search(r"VmHWM:\s+(\d+) kB", status):
                        self.peaks[process.pid] = int(peak[1]) / 1024
            except (psutil.Error, OSError):
                continue
