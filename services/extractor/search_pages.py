"""Read the pages of one search, several at once, and stop where the source has no more to say."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

from services.extractor.searches import SearchRequest
from services.extractor.source import JobSource
from services.shared.api_client import CallCounter
from services.shared.errors import BudgetExhausted, SourceError, SourceRefused


@dataclass(slots=True)
class Found:
    """What one search brought, in the order of the pages; `error` is the first thing that went wrong."""

    postings: list[Any] = field(default_factory=list)
    pages: int = 0
    error: Exception | None = None
    failed_page: int | None = None
    seconds: float = 0.0
    counter: CallCounter = field(default_factory=CallCounter)


class HaltingSource:
    """A source that is not called again once it refused the key or our budget is spent.

    A key that was accepted for one search is not a wrong key: a refusal after that concerns one search only.
    """

    def __init__(self, source: JobSource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._accepted = False
        self._halted: SourceError | None = None
        self.name, self.page_size = source.name, source.page_size

    def search(self, request: SearchRequest, *, page: int, counter: CallCounter | None = None) -> list[Any]:
        """As the source's, or the error that halted it without a call."""
        if self._halted is not None:
            raise self._halted
        try:
            postings = self._source.search(request, page=page, counter=counter)
        except (SourceRefused, BudgetExhausted) as error:
            with self._lock:
                if isinstance(error, BudgetExhausted) or not self._accepted:
                    self._halted = error
            raise
        with self._lock:
            self._accepted = True
        return postings


def read_pages(
    source: JobSource,
    request: SearchRequest,
    *,
    max_pages: int,
    executor: Executor,
    campaign_id: int | None = None,
) -> Found:
    """All pages up to `max_pages`, fewer when one is empty, short, failed, or only repeats what came before.

    Pages are asked for in waves of 1, 2, 4 …: quick when there are many, and at most half of the calls are wasted
    when there are few.
    """
    found, seen, started = Found(counter=CallCounter(campaign_id=campaign_id)), set[str](), time.monotonic()
    for wave in _waves(max_pages):
        asked: list[tuple[int, Future[list[Any]]]] = [
            (page, executor.submit(source.search, request, page=page, counter=found.counter)) for page in wave
        ]
        is_last = False
        for page, answer in asked:
            try:
                postings = answer.result()
            except SourceError as error:
                is_last = True
                if found.error is None:
                    found.error, found.failed_page = error, page
                continue
            found.pages += 1
            found.postings += postings
            is_last |= len(postings) < source.page_size or not _adds_to(seen, postings)
        if is_last:
            break
    found.seconds = time.monotonic() - started
    return found


def _waves(max_pages: int) -> Iterator[range]:
    first, length = 1, 1
    while first <= max_pages:
        yield range(first, min(first + length, max_pages + 1))
        first, length = first + length, length * 2


def _adds_to(seen: set[str], postings: list[Any]) -> bool:
    """Whether any posting is new; a source that loops over its pages would be asked for ever."""
    ids = {str(posting.get("job_id")) if isinstance(posting, dict) else repr(posting) for posting in postings}
    is_new = not ids <= seen
    seen |= ids
    return is_new
