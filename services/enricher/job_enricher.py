"""Reads skills, seniority, remote type and pay out of every posting whose text the current rules have not read yet."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Engine

from services.enricher.posting_reader import COLUMNS, Posting, Reader, Reading, read_postings, reader_process
from services.shared.database import copy_rows
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)
log = get_logger(__name__)

# Raise it when a rule or the vocabulary changes what is read: every posting is then read once more.
RULES_VERSION = 6
FIRST_KEY = UUID(int=0)
# A process needs about a second to start, in which one that runs already reads this many.
POSTINGS_WORTH_A_PROCESS = 1_000


@dataclass(frozen=True, slots=True)
class EnrichmentResult:
    """How many postings were read now, and how many had been read before."""

    enriched: int
    unchanged: int


def enrich_jobs(
    engine: Engine,
    *,
    run: RunContext,
    batch_size: int = 500,
    processes: int = 0,
    on_progress: Callable[[int, int], None] | None = None,
) -> EnrichmentResult:
    """Enrich what the current rules have not read, batch by batch; each batch is a transaction.

    Kill it anywhere: finished batches stay, and the next run reads only the rest. `on_progress(done, total)` hears of
    every batch. `processes` read at the same time, by default one for each core; few postings are read right here.
    """
    with engine.connect() as conn:
        counts = conn.execute(SQL["count_postings"], {"rules_version": RULES_VERSION}).one()
    lanes = min(processes or len(os.sched_getaffinity(0)), counts.unread // POSTINGS_WORTH_A_PROCESS)
    walk = _Walk(engine, run, batch_size, counts.unread, on_progress)
    if lanes < 2:
        walk.read_on(read_postings)
    else:
        _read_at_once(walk, lanes)
    unchanged = counts.postings - counts.unread
    log.info("postings enriched", enriched=walk.done, unchanged=unchanged, rules=RULES_VERSION, processes=max(lanes, 1))
    return EnrichmentResult(enriched=walk.done, unchanged=unchanged)


def _read_at_once(walk: _Walk, lanes: int) -> None:
    """A thread for each process: it fetches a batch, waits for the process, and stores; the first error ends all."""
    with ExitStack() as stack:
        readers = [stack.enter_context(reader_process()) for _ in range(lanes)]
        threads = stack.enter_context(ThreadPoolExecutor(lanes))
        for ended in [threads.submit(walk.read_on, reader) for reader in readers]:
            ended.result()


class _Walk:
    """The way through the unread postings in key order, shared by all lanes."""

    def __init__(
        self,
        engine: Engine,
        run: RunContext,
        batch_size: int,
        total: int,
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self.done = 0
        self._engine, self._run, self._batch_size, self._total = engine, run, batch_size, total
        self._on_progress = on_progress
        self._after = FIRST_KEY
        self._is_over = False
        self._lock = threading.Lock()

    def read_on(self, read: Reader) -> None:
        """Take batches until none is left or another lane has failed."""
        try:
            for batch in iter(self._next_batch, []):
                rows = read(batch)
                with self._engine.begin() as conn:
                    _keep(conn, iter(rows), self._run)
                with self._lock:
                    self.done += len(batch)
                    if self._on_progress:
                        self._on_progress(self.done, self._total)
        except BaseException:
            self._is_over = True
            raise

    def _next_batch(self) -> list[Posting]:
        with self._lock, self._engine.connect() as conn:
            if self._is_over:
                return []
            found = conn.execute(
                SQL["unread_postings"],
                {"after": self._after, "rules_version": RULES_VERSION, "batch_size": self._batch_size},
            )
            batch = [Posting._make(row) for row in found]
            if batch:
                self._after = batch[-1].job_posting_key
            return batch


def _keep(conn: Connection, rows: Iterator[Reading], run: RunContext) -> None:
    conn.execute(SQL["make_batch_table"])
    copy_rows(conn, "enrichment_batch", COLUMNS, rows)
    conn.execute(SQL["keep_batch"], {"rules_version": RULES_VERSION, "run_id": run.run_id})
