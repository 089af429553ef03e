"""One question to an OpenAI-compatible server: total deadline, shared rate, budget taken before and settled after.

The official SDK carries the request. Its own retries are off, because each of ours claims its slot of the rate and its
share of the budget first. Cancelling is what asyncio is good at, so the deadline is exact however slowly bytes drip.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import openai
from pydantic import ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, stop_before_delay

from services.enricher.chatgpt import prompt
from services.enricher.chatgpt.answers import Completion
from services.enricher.chatgpt.prompt import Posting
from services.shared.api_client import CallCounter, pause_before_next_try, retry_after_seconds
from services.shared.api_lifeline import LOOPBACK
from services.shared.api_throttle import PostgresThrottle, Throttle
from services.shared.errors import ConfigurationError, SourceBusy, SourceChanged, SourceError, SourceRefused
from services.shared.settings import Settings
from services.shared.spend import SpendLedger
from services.shared.structured_logging import get_logger

PROVIDER = "openai"
OPERATION = "read_postings"
MAX_TRIES = 4
# An answer about twenty postings is 60 KB; a server that sends far more is not answering us.
MAX_BODY_BYTES = 500_000
MILLION = Decimal(1_000_000)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens."""

    tokens_in: Decimal
    tokens_out: Decimal

    @classmethod
    def from_settings(cls, settings: Settings) -> Prices:
        """The prices of the chosen model."""
        return cls(
            Decimal(str(settings.openai_usd_per_million_tokens_in)),
            Decimal(str(settings.openai_usd_per_million_tokens_out)),
        )

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """US dollars, to a millionth."""
        exact = (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / MILLION
        return exact.quantize(Decimal("0.000001"))

    def most(self, postings: list[Posting]) -> Decimal:
        """The most that one call about these postings can cost."""
        return self.cost(prompt.most_tokens_in(postings), prompt.most_tokens_out(postings))


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call brought. `usage_id` is its row in the ledger, to be settled with what is stored."""

    content: str
    refusal: str | None
    cut_off: bool
    tokens_in: int
    tokens_out: int
    cost_usd: Decimal
    usage_id: int


class ChatClient:
    """Questions about postings, within rate and budget. `counter` has the calls and errors so far."""

    def __init__(self, sdk: openai.AsyncOpenAI, *, settings: Settings, throttle: Throttle, ledger: SpendLedger) -> None:
        self._sdk = sdk
        self._model = settings.openai_model
        self._deadline = settings.openai_deadline_seconds
        self._daily_budget = Decimal(str(settings.openai_daily_budget_usd))
        self._throttle = throttle
        self._ledger = ledger
        self.prices = Prices.from_settings(settings)
        self.counter = CallCounter()

    @classmethod
    def from_settings(cls, settings: Settings, ledger: SpendLedger) -> ChatClient:
        """The client of the settings; raises ConfigurationError."""
        url, key = settings.openai_base_url, settings.openai_api_key
        if not url or urlsplit(url).scheme not in ("http", "https"):
            raise ConfigurationError("OPENAI_BASE_URL is not set to an http(s) address.")
        secret = key.get_secret_value().strip() if key else ""
        if not secret or not secret.isascii() or not secret.isprintable():
            raise ConfigurationError("OPENAI_API_KEY is missing or cannot be a key: set it in .env.")
        sdk = openai.AsyncOpenAI(
            api_key=secret,
            base_url=url,
            max_retries=0,
            timeout=settings.openai_deadline_seconds,
            # The key travels to no address that nobody configured, and no proxy reaches our own loopback.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False, trust_env=urlsplit(url).hostname not in LOOPBACK
            ),
        )
        throttle = PostgresThrottle(
            ledger.engine, PROVIDER, settings.openai_calls_per_second, settings.openai_daily_calls
        )
        return cls(sdk, settings=settings, throttle=throttle, ledger=ledger)

    async def close(self) -> None:
        """End the connections."""
        await self._sdk.close()

    async def ask(self, postings: list[Posting]) -> Answer:
        """The model's answer about these postings, after as many tries as the deadline allows.

        Raises SourceBusy, SourceRefused, SourceChanged, or BudgetExhausted before a call that today cannot carry.
        """
        started: float | None = None
        trouble: SourceBusy | None = None
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(SourceBusy),
            wait=pause_before_next_try,
            stop=stop_after_attempt(MAX_TRIES) | stop_before_delay(self._deadline),
            before_sleep=_log_retry,
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                wait = await asyncio.to_thread(self._throttle.acquire)
                # A call with no time to be answered in might be paid for all the same.
                if trouble and started and time.monotonic() - started + wait >= 0.9 * self._deadline:
                    raise trouble
                await asyncio.sleep(wait)
                started = started or time.monotonic()
                try:
                    return await self._accounted(postings, self._deadline - (time.monotonic() - started))
                except SourceBusy as error:
                    trouble = error
                    raise
        raise AssertionError("tenacity re-raises the last error")  # pragma: no cover

    async def _accounted(self, postings: list[Posting], seconds: float) -> Answer:
        """One call with its row in the ledger."""
        usage_id = await asyncio.to_thread(
            self._ledger.reserve,
            OPERATION,
            cost_usd=self.prices.most(postings),
            daily_budget_usd=self._daily_budget,
            model=self._model,
            units=len(postings),
        )
        self.counter.add(calls=1)
        try:
            completion = await self._completion(postings, seconds)
        except BaseException as error:
            self.counter.add(errors=1)
            cost = Decimal(0) if _was_free(error) else None
            await asyncio.to_thread(self._ledger.settle, usage_id, "failed", cost_usd=cost)
            raise
        choice, usage = completion.choices[0], completion.usage
        return Answer(
            content=choice.message.content or "",
            refusal=choice.message.refusal or ("content filter" if choice.finish_reason == "content_filter" else None),
            cut_off=choice.finish_reason == "length",
            tokens_in=usage.prompt_tokens,
            tokens_out=usage.completion_tokens,
            cost_usd=self.prices.cost(usage.prompt_tokens, usage.completion_tokens),
            usage_id=usage_id,
        )

    async def _completion(self, postings: list[Posting], seconds: float) -> Completion:
        try:
            async with asyncio.timeout(max(0.01, seconds)):
                body = await self._exchange(postings)
        except TimeoutError as error:
            raise SourceBusy(f"{PROVIDER} did not answer within {self._deadline:g} s.") from error
        except openai.APIStatusError as error:
            raise self._error(error) from error
        except openai.APIConnectionError as error:
            raise SourceBusy(f"{PROVIDER} cannot be reached: {type(error.__cause__ or error).__name__}.") from error
        try:
            return Completion.model_validate_json(body)
        except ValidationError as error:
            raise SourceChanged(f"{PROVIDER} answered with something that is not a chat completion.") from error

    async def _exchange(self, postings: list[Posting]) -> bytes:
        """The raw body, never more than MAX_BODY_BYTES."""
        asked: dict[str, Any] = {"messages": prompt.messages(postings), "response_format": prompt.response_format()}
        async with self._sdk.chat.completions.with_streaming_response.create(
            model=self._model, max_completion_tokens=prompt.most_tokens_out(postings), **asked
        ) as response:
            body = bytearray()
            try:
                async for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MAX_BODY_BYTES:
                        break
            except Exception as error:  # the SDK leaves these as its HTTP library raises them
                raise SourceBusy(f"{PROVIDER} broke off its answer: {type(error).__name__}.") from error
        if len(body) > MAX_BODY_BYTES:
            raise SourceChanged(f"{PROVIDER} sent more than {MAX_BODY_BYTES // 1000} KB.")
        return bytes(body)

    def _error(self, error: openai.APIStatusError) -> SourceError:
        status = error.status_code
        if status in (401, 402, 403) or error.code == "insufficient_quota":
            return SourceRefused(f"{PROVIDER} refused the key (HTTP {status}): check OPENAI_API_KEY and its plan.")
        if status == 404:
            return SourceRefused(
                f"{PROVIDER} has no model {self._model} there: check OPENAI_MODEL and OPENAI_BASE_URL."
            )
        if status in (408, 409, 425, 429) or status >= 500:
            wait = retry_after_seconds(error.response.headers.get("Retry-After"), now=datetime.now(UTC))
            return SourceBusy(f"{PROVIDER} is busy (HTTP {status}).", retry_after=wait)
        words = ""
        with suppress(AttributeError, TypeError):
            words = " ".join(str(error.message).replace(self._sdk.api_key, "[key]").split())[:200]
        return SourceChanged(f"{PROVIDER} did not accept the request (HTTP {status}): {words}")


def _was_free(error: BaseException) -> bool:
    """A refused call and one that reached nobody cost nothing; one given up may have been answered, and counts."""
    cause = error.__cause__
    return isinstance(cause, openai.APIStatusError) or type(getattr(cause, "__cause__", None)).__name__ in (
        "ConnectError",
        "ConnectTimeout",
    )


def _log_retry(state: RetryCallState) -> None:
    log.warning(
        "api_call_retried",
        provider=PROVIDER,
        attempt=state.attempt_number,
        wait_seconds=round(state.upcoming_sleep, 2),
        reason=str(state.outcome.exception()) if state.outcome else "",
    )
