"""Look up the employers that are not known yet, and choose the right company for each, or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from services.extractor.company_matching import Candidate, best_match, candidates_in
from services.extractor.company_names import understand
from services.shared.api_client import CallCounter
from services.shared.errors import BudgetExhausted, SourceBusy, SourceError, SourceNotFound, SourceRefused
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)

LOOKUPS_AT_ONCE = 6
# A firm may get its page later; a failed look-up is tried again within hours, then ever less often.
NOT_FOUND_AGAIN = timedelta(days=30)
FIRST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(days=7)

log = get_logger(__name__)

Progress = Callable[[int, int], None]


class CompanyDirectory(Protocol):
    """Where companies are looked up; GlassdoorClient is one."""

    @property
    def counter(self) -> CallCounter:
        """Calls and errors so far."""

    def company_search(self, query: str) -> list[Any]:
        """Companies whose name resembles the query, as sent. Raises a SourceError."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One employer that waits for its company."""

    company_lookup_key: str
    lookup_name: str
    website_domain: str | None
    attempts: int


@dataclass(slots=True)
class CompanyResult:
    """Employers by what became of them. `skipped` are new names that are nobody's; `left` wait for another run."""

    matched: int = 0
    not_found: int = 0
    failed: int = 0
    skipped: int = 0
    left: int = 0
    api_calls: int = 0
    api_errors: int = 0
    error: str | None = None


def extract_companies(
    engine: Engine,
    client: CompanyDirectory,
    *,
    run: RunContext,
    settings: Settings,
    on_progress: Progress | None = None,
) -> CompanyResult:
    """Understand new names, queue them, and look up what is due; each answer is its own transaction.

    A refused key or a spent budget ends the calls; what was answered until then is kept, the rest stays pending.
    """
    tell = on_progress or (lambda _done, _total: None)
    result = CompanyResult()
    calls, errors = client.counter.calls, client.counter.errors
    with engine.begin() as conn:
        result.skipped = understand_new_names(conn)
        conn.execute(SQL["queue_employers"], {"now": run.now})
        asked = {"now": run.now, "lookups": settings.glassdoor_lookups_per_run}
        due = [Lookup(**row) for row in conn.execute(SQL["due_lookups"], asked).mappings()]
    with closing(_answers(client, due)) as answers:
        for done, (lookup, answer) in enumerate(answers, start=1):
            if isinstance(answer, SourceRefused | BudgetExhausted):
                result.error = str(answer)
            else:
                with engine.begin() as conn:
                    _keep(conn, lookup, answer, result, run)
            tell(done, len(due))
    result.left = len(due) - result.matched - result.not_found - result.failed
    result.api_calls, result.api_errors = client.counter.calls - calls, client.counter.errors - errors
    log.info("companies_looked_up", matched=result.matched, not_found=result.not_found, failed=result.failed,
             skipped=result.skipped, left=result.left, reason=result.error)  # fmt: skip
    return result


def understand_new_names(conn: Connection) -> int:
    """Normalise the spellings that postings brought since the last time; returns how many are nobody's name."""
    new = [understand(row.employer_name) for row in conn.execute(SQL["new_employer_names"])]
    if new:
        conn.execute(
            SQL["keep_employer_names"],
            {
                "employer_names": [one.employer_name for one in new],
                "keys": [one.company_lookup_key for one in new],
                "normalised_names": [one.normalised_name for one in new],
                "reasons": [one.skip_reason for one in new],
            },
        )
    return sum(one.skip_reason is not None for one in new)


def _answers(
    client: CompanyDirectory, due: list[Lookup]
) -> Generator[tuple[Lookup, list[Candidate] | SourceError], None, None]:
    """Each look-up with its candidates or its error, in the order of `due`, so that a repeated run ends the same.

    The first goes alone: with a wrong key it is the only call.
    """

    halted: list[SourceError] = []

    def ask(lookup: Lookup) -> list[Candidate] | SourceError:
        if halted:
            return halted[0]
        try:
            return candidates_in(client.company_search(lookup.lookup_name))
        except (SourceRefused, BudgetExhausted) as error:
            halted.append(error)
            return error
        except SourceError as error:
            return error

    with ThreadPoolExecutor(LOOKUPS_AT_ONCE, "company") as pool:
        try:
            for group in (due[:1], due[1:]):
                asked = [(lookup, pool.submit(ask, lookup)) for lookup in group]
                for lookup, answer in asked:
                    yield lookup, answer.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _keep(
    conn: Connection, lookup: Lookup, answer: list[Candidate] | SourceError, result: CompanyResult, run: RunContext
) -> None:
    row: dict[str, Any] = {
        "company_lookup_key": lookup.company_lookup_key, "glassdoor_company_id": None, "match_confidence": None,
        "match_reason": None, "last_error": None, "next_attempt_at": run.now + NOT_FOUND_AGAIN,
    }  # fmt: skip
    if isinstance(answer, SourceError) and not isinstance(answer, SourceNotFound):
        result.failed += 1
        row |= {"status": "error", "last_error": str(answer)[:500]}
        row["next_attempt_at"] = run.now + retry_delay(lookup.attempts, answer)
    else:
        candidates = [] if isinstance(answer, SourceError) else answer
        _keep_companies(conn, lookup, candidates, run)
        match = best_match(lookup.lookup_name, lookup.website_domain, candidates)
        row |= {"match_confidence": match.confidence, "match_reason": match.reason}
        if match.candidate is not None:
            result.matched += 1
            row |= {"status": "success", "glassdoor_company_id": match.candidate.company_id}
        else:
            result.not_found += 1
            row["status"] = "not_found"
    conn.execute(SQL["lookup_done"], row)


def _keep_companies(conn: Connection, lookup: Lookup, candidates: list[Candidate], run: RunContext) -> None:
    payloads = {one.company_id: json.dumps(one.payload, sort_keys=True) for one in candidates}
    if payloads:
        conn.execute(
            SQL["keep_companies"],
            {
                "company_ids": list(payloads),
                "hashes": [hashlib.sha256(text.encode()).hexdigest() for text in payloads.values()],
                "payloads": list(payloads.values()),
                "company_lookup_key": lookup.company_lookup_key,
                "run_id": run.run_id,
            },
        )


def retry_delay(attempts: int, error: SourceError) -> timedelta:
    """How long to leave an employer alone after `attempts` earlier ones, and never less than the source asked for."""
    asked = (error.retry_after if isinstance(error, SourceBusy) else None) or 0.0
    backoff: timedelta = min(LAST_RETRY, FIRST_RETRY * 2 ** min(attempts, 10))
    return max(backoff, timedelta(seconds=min(asked, LAST_RETRY.total_seconds())))
