"""One JSON API behind a key: total deadline, shared rate and budget, retries, and errors that say what to do.

What a caller gets is either clean JSON (no NaN, no `\\u0000`, no half surrogates: all of it fits into `jsonb`)
or one of the SourceErrors of `services.shared.errors`.
"""

from __future__ import annotations

import json
import math
import random
import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay

from services.shared.api_lifeline import Lifeline, watched_session
from services.shared.api_throttle import Throttle
from services.shared.errors import ConfigurationError, SourceBusy, SourceChanged, SourceNotFound, SourceRefused
from services.shared.spend import Outcome, SpendLedger
from services.shared.structured_logging import get_logger

MAX_BODY_BYTES = 20_000_000
MAX_TRIES = 5
BACKOFF_SECONDS = 0.5
BACKOFF_LIMIT_SECONDS = 8.0
EXCERPT_BYTES = 200

log = get_logger(__name__)


class CallCounter:
    """How many calls were made and how many of them went wrong; safe to share between threads.

    `campaign_id` is whom they were made for, when that is one campaign: the ledger says so.
    """

    def __init__(self, *, campaign_id: int | None = None) -> None:
        self.campaign_id = campaign_id
        self._lock = threading.Lock()
        self.calls = 0
        self.errors = 0

    def add(self, *, calls: int = 0, errors: int = 0) -> None:
        """Count what happened."""
        with self._lock:
            self.calls += calls
            self.errors += errors


class ApiClient:
    """GET requests to one provider, from any number of threads. `counter` has the totals of this client."""

    def __init__(
        self,
        *,
        provider: str,
        base_url: str | None,
        api_key: SecretStr | None,
        throttle: Throttle,
        deadline_seconds: float,
        max_tries: int = MAX_TRIES,
        ledger: SpendLedger | None = None,
    ) -> None:
        key = api_key.get_secret_value().strip() if api_key else ""
        self._provider = provider
        self._key_setting = f"{provider.upper()}_API_KEY"
        self._url_setting = f"{provider.upper()}_BASE_URL"
        if not base_url or urlsplit(base_url).scheme not in ("http", "https"):
            raise ConfigurationError(f"{self._url_setting} is not set to an http(s) address.")
        if not key or not key.isascii() or not key.isprintable():
            raise ConfigurationError(f"{self._key_setting} is missing or cannot be a key: set it in .env.")
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._throttle = throttle
        self._deadline = deadline_seconds
        self._max_tries = max_tries
        self._ledger = ledger
        self._session = watched_session(self._base_url)
        self.counter = CallCounter()

    def get_json(self, path: str, params: Mapping[str, str], *, counter: CallCounter | None = None) -> Any:
        """The answer's JSON. The deadline covers everything but the wait for the first slot of our own rate.

        Raises SourceBusy, SourceRefused, SourceChanged, SourceNotFound or BudgetExhausted.
        """
        time.sleep(self._throttle.acquire())
        started = time.monotonic()
        retrying = Retrying(
            retry=retry_if_exception_type(SourceBusy),
            wait=pause_before_next_try,
            stop=stop_after_attempt(self._max_tries) | stop_before_delay(self._deadline),
            before_sleep=self._log_retry,
            reraise=True,
        )
        for attempt in retrying:
            with attempt:
                if attempt.retry_state.attempt_number > 1:
                    self._wait_for_slot(started)
                left = self._deadline - (time.monotonic() - started)
                return self._counted(path, params, left, counter)
        raise AssertionError("tenacity re-raises the last error")  # pragma: no cover

    def _wait_for_slot(self, started: float) -> None:
        wait = self._throttle.acquire()
        if time.monotonic() - started + wait >= self._deadline:
            raise SourceBusy(f"{self._provider} was busy, and no call is free within {self._deadline:g} s.")
        time.sleep(wait)

    def _counted(self, path: str, params: Mapping[str, str], seconds: float, extra: CallCounter | None) -> Any:
        counters = [self.counter] + ([extra] if extra else [])
        for counter in counters:
            counter.add(calls=1)
        try:
            parsed = _parsed(self._provider, self._get(path, params, seconds))
        except Exception:
            for counter in counters:
                counter.add(errors=1)
            self._record(path, "failed", extra)
            raise
        self._record(path, "ok", extra)
        return parsed

    def _record(self, operation: str, outcome: Outcome, counter: CallCounter | None) -> None:
        if self._ledger:
            self._ledger.record(operation, outcome, campaign_id=counter.campaign_id if counter else None)

    def _get(self, path: str, params: Mapping[str, str], seconds: float) -> bytes:
        """One attempt in a thread of its own, whose sockets are cut when the time is up.

        Time-outs of sockets are per read, so a server that drips a byte a second never meets one; and name
        resolution has none at all. Waiting outside is exact whatever the attempt is stuck in.
        """
        lifeline = Lifeline()
        done: Future[bytes] = Future()

        def work() -> None:
            try:
                with lifeline.watching_this_thread():
                    body = self._exchange(path, params, seconds)
            except BaseException as error:  # noqa: BLE001 (handed to the caller, who waits for it)
                done.set_exception(error)
            else:
                done.set_result(body)

        threading.Thread(target=work, name=f"{self._provider}-call", daemon=True).start()
        try:
            return done.result(timeout=max(0.0, seconds))
        except TimeoutError as error:
            lifeline.cut()
            raise SourceBusy(f"{self._provider} did not answer within {self._deadline:g} s.") from error
        except requests.exceptions.RequestException as error:
            raise SourceBusy(f"{self._provider} cannot be reached: {type(error).__name__}.") from error

    def _exchange(self, path: str, params: Mapping[str, str], seconds: float) -> bytes:
        with self._session.get(
            f"{self._base_url}/{path}",
            params=params,
            headers={"x-api-key": self._key, "Accept": "application/json"},
            timeout=max(0.01, seconds),
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code in (200, 201, 203):
                return _bounded_body(self._provider, response)
            raise self._error(response)

    def _error(self, response: requests.Response) -> Exception:
        status, name = response.status_code, self._provider
        if status in (401, 402, 403):
            return SourceRefused(f"{name} refused the key (HTTP {status}): check {self._key_setting} and its plan.")
        if status == 404:
            return SourceNotFound(f"{name} has nothing at this address (HTTP 404).")
        if status in (408, 425, 429) or status >= 500:
            wait = retry_after_seconds(response.headers.get("Retry-After"), now=datetime.now(UTC))
            return SourceBusy(f"{name} is busy (HTTP {status}).", retry_after=wait)
        if 300 <= status < 400:
            # The key must not travel to an address that nobody configured.
            host = urlsplit(response.headers.get("Location", "")).hostname or "elsewhere"
            return SourceChanged(f"{name} redirects to {host} (HTTP {status}): check {self._url_setting}.")
        excerpt = b""
        with suppress(requests.exceptions.RequestException):
            excerpt = next(response.iter_content(EXCERPT_BYTES), b"")
        words = " ".join(excerpt.decode("utf-8", "replace").replace(self._key, "[key]").split())
        return SourceChanged(f"{name} did not accept the request (HTTP {status}): {words}")

    def _log_retry(self, state: RetryCallState) -> None:
        log.warning(
            "api_call_retried",
            provider=self._provider,
            attempt=state.attempt_number,
            wait_seconds=round(state.upcoming_sleep, 2),
            reason=str(state.outcome.exception()) if state.outcome else "",
        )


def retry_after_seconds(header: str | None, *, now: datetime) -> float | None:
    """Seconds of a `Retry-After` header, given as a number or as an HTTP date; None when there is none to obey."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def pause_before_next_try(state: RetryCallState) -> float:
    """Full jitter over an exponentially growing span, on top of what the source asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, SourceBusy) else None
    span = min(BACKOFF_LIMIT_SECONDS, BACKOFF_SECONDS * 2 ** (state.attempt_number - 1))
    # Jitter keeps workers that failed together from coming back together; it is no secret.
    return (asked or 0.0) + random.uniform(0, span if asked is None else BACKOFF_SECONDS)  # noqa: S311


def _bounded_body(provider: str, response: requests.Response) -> bytes:
    """The decoded body, never more than MAX_BODY_BYTES: a gzip bomb is a few KB on the wire."""
    body = bytearray()
    try:
        for chunk in response.iter_content(1 << 16):
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise SourceChanged(f"{provider} sent more than {MAX_BODY_BYTES // 1_000_000} MB.")
    except requests.exceptions.ContentDecodingError as error:
        raise SourceChanged(f"{provider} sent a body that cannot be decompressed.") from error
    return bytes(body)


# What json.loads would let through and jsonb refuses; most answers have neither and skip the slow walk.
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _parsed(provider: str, body: bytes) -> Any:
    try:
        parsed = json.loads(body.decode("utf-8-sig"), parse_constant=lambda _: None, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise SourceChanged(f"{provider} answered with something that is not JSON in UTF-8.") from error
    return _storable(parsed) if _SUSPICIOUS.search(body) else parsed


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_UNSTORABLE.sub("", key): _storable(item) for key, item in value.items()}
    return value
