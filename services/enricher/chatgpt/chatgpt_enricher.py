"""Reads with a language model what it has not read yet: concurrently, within the budget, and no text twice."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Engine

from services.enricher.chatgpt.answers import PostingAnswer, read_answer
from services.enricher.chatgpt.client import Answer, ChatClient
from services.enricher.chatgpt.company import in_company
from services.enricher.chatgpt.evidence import CheckedReading, check
from services.enricher.chatgpt.prompt import LONGEST_DESCRIPTION, LONGEST_TITLE, PROMPT_VERSION, Posting, readable
from services.shared.errors import BudgetExhausted, SourceChanged, SourceError, SourceRefused
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.spend import SpendLedger
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)
MOST_ATTEMPTS = 3
# So many failed calls in a row are no accident: the rest waits for the next run.
FAILURES_IN_A_ROW = 3
TEXTS_AT_ONCE = 100
# Bounds the memory of a first run over years of postings; the rest waits for the next.
TEXTS_PER_RUN = 20_000

log = get_logger(__name__)

State = Literal["ok", "refused", "cut_off", "invalid", "missing"]
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class LlmResult:
    """What a run read and what it cost. `states` counts texts, `dropped` counts unsupported values."""

    due: int = 0
    copied: int = 0
    states: Counter[State] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    read_alone: int = 0
    api_calls: int = 0
    api_errors: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal = Decimal(0)
    error: str | None = None

    @property
    def left(self) -> int:
        """Texts that wait for another run."""
        return self.due - self.states.total()

    def as_details(self) -> dict[str, Any]:
        """The counts that have no column of their own in the metrics."""
        counts = {
            "due": self.due, "copied": self.copied, "left": self.left, "read_alone": self.read_alone,
            "tokens_in": self.tokens_in, "tokens_out": self.tokens_out,
        }  # fmt: skip
        return counts | {"states": dict(self.states), "dropped": dict(self.dropped)}


def enrich_with_llm(
    engine: Engine, *, run: RunContext, settings: Settings, on_progress: Progress | None = None
) -> LlmResult:
    """Read every text that is due; each call's readings and its row in the ledger are one transaction.

    Kill it anywhere: what was read stays, and the next run reads only the rest. Trouble with the model is told in the
    result's `error`, never raised; raises ConfigurationError and whatever the database raises.
    """
    ledger = SpendLedger(engine, "openai", run.run_id, run.campaign_id)
    client = ChatClient.from_settings(settings, ledger)
    with engine.begin() as conn:
        copied = copy_known(conn, run)
        due = unread(conn, run)
    session = _Session(engine, client, ledger, run, settings, LlmResult(due=len(due)), on_progress)
    asyncio.run(session.read_all(due))
    with engine.begin() as conn:
        session.result.copied = copied + copy_known(conn, run)
    result = session.result
    result.api_calls, result.api_errors = client.counter.calls, client.counter.errors
    log.info("postings_read_by_llm", model=settings.openai_model, calls=result.api_calls, errors=result.api_errors,
             cost_usd=float(result.cost_usd), reason=result.error, **result.as_details())  # fmt: skip
    return result


def unread(conn: Connection, run: RunContext) -> list[dict[str, Any]]:
    """The texts that are due, newest first: `content_hash`, one posting that has it, and the attempts so far."""
    wanted = {
        "prompt_version": PROMPT_VERSION, "now": run.now, "most_attempts": MOST_ATTEMPTS, "most_texts": TEXTS_PER_RUN,
    }  # fmt: skip
    return [dict(row) for row in conn.execute(SQL["unread_contents"], wanted).mappings()]


def copy_known(conn: Connection, run: RunContext) -> int:
    """Give postings the reading that the same text has under another id; returns how many."""
    known = {"prompt_version": PROMPT_VERSION, "run_id": run.run_id}
    return conn.execute(SQL["copy_known_readings"], known).rowcount


def texts(engine: Engine, due: list[dict[str, Any]]) -> Iterator[Posting]:
    """The postings of these texts in their order, a hundred in memory at a time."""
    for first in range(0, len(due), TEXTS_AT_ONCE):
        some = due[first : first + TEXTS_AT_ONCE]
        attempts = {row["content_hash"]: row["attempts"] for row in some}
        with engine.connect() as conn:
            rows = conn.execute(SQL["texts_of"], {"keys": [row["job_posting_key"] for row in some]}).all()
        for row in rows:
            yield Posting(
                job_posting_key=row.job_posting_key,
                content_hash=row.content_hash,
                title=readable(row.title, LONGEST_TITLE),
                description=readable(row.description, LONGEST_DESCRIPTION),
                attempts=attempts.get(row.content_hash, 0),
            )


@dataclass(slots=True)
class _Session:
    """One run over the texts that are due."""

    engine: Engine
    client: ChatClient
    ledger: SpendLedger
    run: RunContext
    settings: Settings
    result: LlmResult
    on_progress: Progress | None
    failures: int = 0
    is_answered: bool = False
    is_halted: bool = False
    until: float = 0.0

    async def read_all(self, due: list[dict[str, Any]]) -> None:
        self.until = time.monotonic() + self.settings.openai_run_minutes * 60
        calls = in_company(texts(self.engine, due), most=self.settings.openai_batch_size)
        try:
            # The first goes alone: with a wrong key it is the only call.
            for postings in calls:
                await self._read(postings)
                break
            await asyncio.gather(*(self._work(calls) for _ in range(self.settings.openai_concurrency)))
        finally:
            await self.client.close()

    async def _work(self, calls: Iterator[list[Posting]]) -> None:
        while not self._is_over() and (postings := next(calls, None)):
            await self._read(postings)

    def _is_over(self) -> bool:
        if not self.is_halted and time.monotonic() > self.until:
            self._halt(f"{self.settings.openai_run_minutes:g} minutes are over (OPENAI_RUN_MINUTES).")
        return self.is_halted

    def _halt(self, reason: str) -> None:
        self.is_halted = True
        self.result.error = reason

    async def _read(self, postings: list[Posting]) -> None:
        """Ask about these postings, keep what stands, and ask again, alone, about what does not."""
        if self._is_over():
            return
        try:
            answer = await self.client.ask(postings)
        except SourceError as error:
            await self._failed(postings, error)
            return
        self.failures, self.is_answered = 0, True
        rows, again = _judged(postings, answer)
        await asyncio.to_thread(self._keep, rows, answer)
        for posting in again:
            self.result.read_alone += 1
            await self._read([posting])

    async def _failed(self, postings: list[Posting], error: SourceError) -> None:
        if isinstance(error, SourceRefused | BudgetExhausted):
            self._halt(str(error))
            return
        self.failures += 1
        self.result.error = str(error)
        if self.failures >= FAILURES_IN_A_ROW:
            self._halt(f"{FAILURES_IN_A_ROW} calls in a row failed: {error}")
        elif isinstance(error, SourceChanged) and len(postings) > 1:
            # One text may be what the server chokes on: the others shall not suffer for it.
            for posting in postings:
                await self._read([posting])
        elif isinstance(error, SourceChanged) and self.is_answered:
            row = _row(postings[0], "invalid", CheckedReading(), reason=str(error))
            await asyncio.to_thread(self._keep, [row], None)

    def _keep(self, rows: list[dict[str, Any]], answer: Answer | None) -> None:
        """Readings and what they cost, in one transaction."""
        with self.engine.begin() as conn:
            if answer:
                self.ledger.settle(
                    answer.usage_id, "ok", cost_usd=answer.cost_usd, tokens_in=answer.tokens_in,
                    tokens_out=answer.tokens_out, conn=conn,
                )  # fmt: skip
            for row in rows:
                status = json.dumps(row["status"] | {"model": self.settings.openai_model})
                conn.execute(
                    SQL["keep_reading"],
                    row | {"status": status, "prompt_version": PROMPT_VERSION, "run_id": self.run.run_id},
                )
        if answer:
            self.result.tokens_in += answer.tokens_in
            self.result.tokens_out += answer.tokens_out
            self.result.cost_usd += answer.cost_usd
        for row in rows:
            self.result.states[row["status"]["state"]] += 1
            self.result.dropped.update(row["status"].get("dropped", {}))
        if self.on_progress:
            self.on_progress(self.result.states.total(), self.result.due)


def _judged(postings: list[Posting], answer: Answer) -> tuple[list[dict[str, Any]], list[Posting]]:
    """The rows to keep, and the postings to ask about again, each alone: whatever is odd in company."""
    parts: Mapping[str, PostingAnswer] = {}
    if not answer.refusal:
        parts = read_answer(answer.content, [one.label for one in postings], cut_off=answer.cut_off)
    rows, again = [], []
    for posting in postings:
        part = parts.get(posting.label)
        state: State = "refused" if part is None else part.problem or "ok"
        checked = CheckedReading()
        if part and part.reading:
            neighbours = [one for one in postings if one is not posting]
            checked = check(posting, part.reading, neighbours=neighbours, ill_formed=part.ill_formed)
        if len(postings) > 1 and (state != "ok" or checked.is_doubtful):
            again.append(posting)
        else:
            rows.append(_row(posting, state, checked, reason=answer.refusal, answer=answer, share=len(postings)))
    return rows, again


def _row(
    posting: Posting,
    state: State,
    checked: CheckedReading,
    *,
    reason: str | None = None,
    answer: Answer | None = None,
    share: int = 1,
) -> dict[str, Any]:
    """One row of staging.chatgpt_enrichments; tokens and cost are the posting's share of its call."""
    pay = checked.salary
    status: dict[str, Any] = {"state": state, "attempts": posting.attempts + 1, "alone": share == 1}
    status |= {"dropped": checked.dropped} if checked.dropped else {}
    status |= {"reason": reason[:300]} if reason else {}
    return {
        "job_posting_key": posting.job_posting_key,
        "content_hash": posting.content_hash,
        "summary": checked.summary,
        "language": checked.language,
        "skills": json.dumps(checked.skills, ensure_ascii=False),
        "location": checked.location,
        "seniority": checked.seniority,
        "remote": checked.remote,
        "salary_min": pay.min if pay else None,
        "salary_max": pay.max if pay else None,
        "salary_period": pay.period if pay else None,
        "salary_currency": pay.currency if pay else None,
        "tokens_in": answer.tokens_in // share if answer else 0,
        "tokens_out": answer.tokens_out // share if answer else 0,
        "cost_usd": answer.cost_usd / share if answer else Decimal(0),
        "status": status,
    }
