"""Ask a job source for every campaign, and keep what it answered with the outcome of each search."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Literal

import psycopg2
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from services.extractor.raw_postings import LoadCounts, load_postings
from services.extractor.search_pages import Found, HaltingSource, read_pages
from services.extractor.searches import Search, plan_searches
from services.extractor.source import JobSource
from services.shared.errors import SourceBusy, reason_of
from services.shared.metrics_recorder import recording
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

__all__ = ["ExtractionResult", "Search", "SearchOutcome", "extract_batch", "plan_searches", "quarantine_ratio"]

SQL = queries_beside(__file__)
TASK = "extract_job_postings"
# Searches read at once, and pages of all of them read at once. The rate of the API is kept by its throttle.
SEARCHES_AT_ONCE = 4
PAGES_AT_ONCE = 8
DATABASE_IS_GONE = (OperationalError, InterfaceError, psycopg2.OperationalError, psycopg2.InterfaceError)

log = get_logger(__name__)

Outcome = Literal["ok", "partial", "empty", "failed"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """How one search ended, in words a person understands. `skipped`: an earlier attempt of this run answered it."""

    search_key: str
    query: str
    campaign_ids: tuple[int, ...]
    outcome: Outcome
    message: str | None = None
    counts: LoadCounts = field(default_factory=LoadCounts)
    pages: int = 0
    seconds: float = 0.0
    api_calls: int = 0
    api_errors: int = 0
    retryable: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class ExtractionResult:
    """The outcomes of a batch, and their sums: a search shared by several campaigns counts once."""

    outcomes: list[SearchOutcome]

    @property
    def outcome(self) -> Outcome:
        """`partial` as soon as any search is not whole; `failed` only when all of them failed."""
        kinds = {one.outcome for one in self.outcomes}
        if kinds == {"failed"}:
            return "failed"
        if kinds & {"failed", "partial"}:
            return "partial"
        return "ok" if "ok" in kinds else "empty"

    @property
    def rows_fetched(self) -> int:
        """Postings that came: inserted + unchanged + quarantined."""
        return sum(one.counts.fetched for one in self.outcomes)

    @property
    def rows_inserted(self) -> int:
        """New versions, of new and of known postings."""
        return sum(one.counts.inserted for one in self.outcomes)

    @property
    def rows_changed(self) -> int:
        """New versions of known postings."""
        return sum(one.counts.changed for one in self.outcomes)

    @property
    def rows_unchanged(self) -> int:
        """Postings whose content we had."""
        return sum(one.counts.unchanged for one in self.outcomes)

    @property
    def rows_quarantined(self) -> int:
        """Postings set aside."""
        return sum(one.counts.quarantined for one in self.outcomes)

    @property
    def api_calls(self) -> int:
        """Calls made, retries included."""
        return sum(one.api_calls for one in self.outcomes)

    @property
    def api_errors(self) -> int:
        """Calls that failed."""
        return sum(one.api_errors for one in self.outcomes)


def extract_batch(
    engine: Engine,
    source: JobSource,
    searches: list[Search],
    *,
    run: RunContext,
    settings: Settings,
    on_progress: Progress | None = None,
) -> ExtractionResult:
    """Read the searches concurrently and store them in their order, each in its own transaction.

    Whatever goes wrong with one search is its outcome, and the others go on; only a lost database is raised.
    """
    tell = on_progress or (lambda _done, _total: None)
    outcomes = []
    earlier = _answered_earlier(engine, searches, run)
    left = [search for search in searches if search.key not in earlier]
    reading = _read_all(HaltingSource(source), left, max_pages=settings.jsearch_pages_per_search)
    with closing(reading) as found:
        for search in searches:
            outcomes.append(earlier.get(search.key) or _keep(engine, search, next(found), run))
            tell(len(outcomes), len(searches))
    return ExtractionResult(outcomes)


def quarantine_ratio(conn: Connection, run_id: str) -> tuple[int, int]:
    """Postings of this run that were quarantined, and all that were fetched."""
    row = conn.execute(SQL["quarantine_ratio"], {"run_id": run_id}).one()
    return row.quarantined, row.fetched


def _answered_earlier(engine: Engine, searches: list[Search], run: RunContext) -> dict[str, SearchOutcome]:
    with engine.connect() as conn:
        rows = conn.execute(SQL["answered_campaigns"], {"run_id": run.run_id})
        answered = {row.campaign_id: row.outcome for row in rows}
    return {
        search.key: SearchOutcome(
            search.key, search.request.query, search.campaign_ids, answered[search.campaign_ids[0]], skipped=True
        )
        for search in searches
        if search.campaign_ids and all(campaign_id in answered for campaign_id in search.campaign_ids)
    }


def _read_all(source: HaltingSource, searches: list[Search], *, max_pages: int) -> Generator[Found, None, None]:
    """What each search brought, in order. The first goes alone: with a wrong key it is the only call."""
    with ThreadPoolExecutor(PAGES_AT_ONCE, "page") as pages, ThreadPoolExecutor(SEARCHES_AT_ONCE, "search") as pool:

        def read(search: Search) -> Found:
            campaign_id = search.campaign_ids[0] if len(search.campaign_ids) == 1 else None
            return read_pages(source, search.request, max_pages=max_pages, executor=pages, campaign_id=campaign_id)

        try:
            for group in (searches[:1], searches[1:]):
                asked: list[Future[Found]] = [pool.submit(read, search) for search in group]
                for answer in asked:
                    yield _result_of(answer)
        finally:
            pool.shutdown(cancel_futures=True)


def _result_of(answer: Future[Found]) -> Found:
    try:
        return answer.result()
    except DATABASE_IS_GONE:
        raise
    except Exception as error:
        # A source that trips over one search must not stop the others.
        log.error("search_crashed", exc_info=error)
        return Found(error=error, failed_page=1)


def _keep(engine: Engine, search: Search, found: Found, run: RunContext) -> SearchOutcome:
    try:
        with engine.begin() as conn:
            counts = load_postings(conn, found.postings, search=search, run_id=run.run_id, found_date=run.now.date())
            outcome = _judged(conn, search, found, counts, run)
            _mark_campaigns(conn, search, outcome, run)
    except DATABASE_IS_GONE:
        raise
    except Exception as error:
        # One campaign's poison is rolled back and reported, and the others go on.
        log.error("search_not_stored", query=search.request.query, exc_info=error)
        found.postings, found.error, found.failed_page = [], error, None
        with engine.begin() as conn:
            outcome = _judged(conn, search, found, LoadCounts(), run)
            _mark_campaigns(conn, search, outcome, run)
    _record(engine, search, outcome, run)
    return outcome


def _judged(conn: Connection, search: Search, found: Found, counts: LoadCounts, run: RunContext) -> SearchOutcome:
    """The outcome of a search and the sentence about it."""
    outcome: Outcome = "ok"
    message = None
    if found.error is not None:
        outcome = "partial" if counts.fetched else "failed"
        page = f"Page {found.failed_page} failed, {counts.fetched} postings were read: " if counts.fetched else ""
        message = f"{page}{reason_of(found.error)}"
    elif counts.fetched == 0:
        outcome, message = "empty", "No postings were found."
        asked = {"campaign_ids": list(search.campaign_ids), "run_id": run.run_id, "now": run.now}
        if usual := conn.execute(SQL["usual_postings"], asked).scalar():
            message = f"No postings were found, although this campaign usually finds {usual:g} (7-day median)."
    elif counts.quarantined:
        outcome = "partial" if counts.quarantined == counts.fetched else "ok"
        message = f"{counts.quarantined} of {counts.fetched} postings were malformed; see raw.jsearch_quarantine."
    return SearchOutcome(
        search.key, search.request.query, search.campaign_ids, outcome, message, counts,
        pages=found.pages, seconds=found.seconds, api_calls=found.counter.calls, api_errors=found.counter.errors,
        retryable=isinstance(found.error, SourceBusy),
    )  # fmt: skip


def _mark_campaigns(conn: Connection, search: Search, outcome: SearchOutcome, run: RunContext) -> None:
    conn.execute(
        SQL["campaigns_searched"],
        {
            "campaign_ids": list(search.campaign_ids),
            "run_id": run.run_id,
            "now": run.now,
            "outcome": outcome.outcome,
        },
    )


def _record(engine: Engine, search: Search, outcome: SearchOutcome, run: RunContext) -> None:
    """One metrics row for each campaign that waited for this search."""
    with ExitStack() as stack:
        for campaign_id in search.campaign_ids:
            metrics = stack.enter_context(recording(engine, run, TASK, campaign_id=campaign_id))
            metrics.outcome, metrics.message = outcome.outcome, outcome.message
            metrics.rows_fetched = outcome.counts.fetched
            metrics.rows_inserted, metrics.rows_changed = outcome.counts.inserted, outcome.counts.changed
            metrics.rows_unchanged = outcome.counts.unchanged
            metrics.rows_quarantined = outcome.counts.quarantined
            metrics.api_calls, metrics.api_errors = outcome.api_calls, outcome.api_errors
            metrics.details = {
                "search_key": search.key,
                "query": search.request.query,
                "pages": outcome.pages,
                "fetch_seconds": round(outcome.seconds, 3),
                "shared_by": len(search.campaign_ids),
            }
    log.info(
        "search_finished",
        campaign_ids=list(search.campaign_ids),
        query=search.request.query,
        outcome=outcome.outcome,
        fetched=outcome.counts.fetched,
        inserted=outcome.counts.inserted,
        unchanged=outcome.counts.unchanged,
        quarantined=outcome.counts.quarantined,
        reason=outcome.message,
    )
