"""The shared API client against a real local server that misbehaves on request (F4, F5, F6)."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import SecretStr
from scripted_api import Answer, ScriptedApi, as_json, cut_off, drip, drip_headers, hang, scripted_api

from services.shared.api_client import ApiClient, CallCounter
from services.shared.errors import BudgetExhausted, SourceBusy, SourceChanged, SourceNotFound, SourceRefused

KEY = "canary-key-4711"
BUSY = Answer(status=500)


class Unlimited:
    def acquire(self) -> float:
        return 0.0


class Budget:
    def __init__(self, calls: int) -> None:
        self.left = calls

    def acquire(self) -> float:
        if self.left == 0:
            raise BudgetExhausted("nothing left")
        self.left -= 1
        return 0.0


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with scripted_api() as running:
        yield running


def client_of(api: ScriptedApi, *, deadline: float = 10, throttle: object | None = None) -> ApiClient:
    return ApiClient(
        provider="jsearch",
        base_url=api.url,
        api_key=SecretStr(KEY),
        throttle=throttle or Unlimited(),  # type: ignore[arg-type]
        deadline_seconds=deadline,
    )


def test_it_works(api: ScriptedApi) -> None:
    api.answer_with(as_json({"status": "OK", "data": [1]}))
    client, mine = client_of(api), CallCounter()
    assert client.get_json("search", {"query": "café & more"}, counter=mine) == {"status": "OK", "data": [1]}
    assert api.asked[0].path == "/search"
    assert api.asked[0].params == {"query": "café & more"}
    assert api.asked[0].headers["x-api-key"] == KEY
    assert (client.counter.calls, client.counter.errors, mine.calls, mine.errors) == (1, 0, 1, 0)


def test_f4_500_twice_then_200(api: ScriptedApi) -> None:
    api.answer_with(BUSY, BUSY, as_json([7]))
    client = client_of(api)
    assert client.get_json("search", {}) == [7]
    assert (client.counter.calls, client.counter.errors) == (3, 2)


def test_f4_429_with_seconds_waits_that_long(api: ScriptedApi) -> None:
    api.answer_with(Answer(status=429, headers={"Retry-After": "1"}), as_json([]))
    client_of(api).get_json("search", {})
    assert api.asked[1].at - api.asked[0].at >= 1.0


def test_f4_429_with_a_date_waits_until_then(api: ScriptedApi) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    api.answer_with(Answer(status=429, headers={"Retry-After": until}), as_json([]))
    client_of(api).get_json("search", {})
    assert api.asked[1].at - api.asked[0].at >= 1.5


def test_f4_429_without_header_backs_off(api: ScriptedApi) -> None:
    api.answer_with(Answer(status=429), as_json([3]))
    assert client_of(api).get_json("search", {}) == [3]


def test_f4_a_retry_after_beyond_the_deadline_is_handed_up_at_once(api: ScriptedApi) -> None:
    api.answer_with(Answer(status=429, headers={"Retry-After": "3600"}))
    started = time.monotonic()
    with pytest.raises(SourceBusy) as caught:
        client_of(api).get_json("search", {})
    assert caught.value.retry_after == 3600
    assert time.monotonic() - started < 1
    assert len(api.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_f4_a_wrong_key_is_tried_once_and_names_the_setting(api: ScriptedApi, status: int) -> None:
    api.answer_with(Answer(status=status))
    with pytest.raises(SourceRefused, match="JSEARCH_API_KEY"):
        client_of(api).get_json("search", {})
    assert len(api.asked) == 1


def test_404_is_not_found(api: ScriptedApi) -> None:
    api.answer_with(Answer(status=404))
    with pytest.raises(SourceNotFound):
        client_of(api).get_json("search", {})


def test_a_refused_request_shows_the_reason_but_never_the_key(api: ScriptedApi) -> None:
    api.answer_with(Answer(status=400, body=f'{{"message": "bad radius for {KEY}"}}'.encode()))
    with pytest.raises(SourceChanged, match="bad radius") as caught:
        client_of(api).get_json("search", {})
    assert KEY not in str(caught.value)


def test_the_key_is_in_no_log_line(api: ScriptedApi, capfd: pytest.CaptureFixture[str]) -> None:
    api.answer_with(BUSY, as_json([]))
    client_of(api).get_json("search", {})
    output = capfd.readouterr()
    assert "api_call_retried" in output.out + output.err
    assert KEY not in output.out + output.err


def test_a_redirect_is_not_followed_with_the_key(api: ScriptedApi) -> None:
    with scripted_api() as other:
        api.answer_with(Answer(status=302, headers={"Location": f"{other.url}/steal"}))
        with pytest.raises(SourceChanged, match="JSEARCH_BASE_URL"):
            client_of(api).get_json("search", {})
        assert other.asked == []


@pytest.mark.parametrize("behave", [drip, drip_headers, hang])
def test_f5_the_deadline_is_total(api: ScriptedApi, behave: object) -> None:
    api.answer_with(Answer(behave=behave))  # type: ignore[arg-type]
    started = time.monotonic()
    with pytest.raises(SourceBusy):
        client_of(api, deadline=1).get_json("search", {})
    assert time.monotonic() - started < 1.4


def test_f5_a_call_given_up_leaves_no_thread_behind(api: ScriptedApi) -> None:
    api.answer_with(Answer(behave=drip))
    with pytest.raises(SourceBusy):
        client_of(api, deadline=0.5).get_json("search", {})
    limit = time.monotonic() + 2
    while any(t.name == "jsearch-call" for t in threading.enumerate()):
        assert time.monotonic() < limit, "the cut connection should have ended its thread"
        time.sleep(0.02)


def test_f5_retries_share_the_deadline(api: ScriptedApi) -> None:
    api.answer_with(BUSY)
    started = time.monotonic()
    with pytest.raises(SourceBusy):
        client_of(api, deadline=1).get_json("search", {})
    assert time.monotonic() - started < 1.4


def test_nobody_listens(api: ScriptedApi) -> None:
    client = ApiClient(
        provider="jsearch",
        base_url="http://127.0.0.1:9",
        api_key=SecretStr(KEY),
        throttle=Unlimited(),
        deadline_seconds=1,
    )
    with pytest.raises(SourceBusy, match="cannot be reached"):
        client.get_json("search", {})
    assert client.counter.errors == client.counter.calls >= 1


@pytest.mark.parametrize(
    "body",
    [b'{"data": [{"job_id": "a"', b"<html>maintenance</html>", b'{"data": "\xff\xfe"}', b"", b"[" * 100_000],
    ids=["truncated", "html", "invalid utf-8", "nothing", "too deep"],
)  # fmt: skip
def test_f6_what_is_not_json_is_a_changed_source(api: ScriptedApi, body: bytes) -> None:
    api.answer_with(Answer(body=body))
    with pytest.raises(SourceChanged):
        client_of(api).get_json("search", {})
    assert len(api.asked) == 1


def test_f6_a_body_cut_off_in_transit_is_tried_again(api: ScriptedApi) -> None:
    api.answer_with(Answer(behave=cut_off), as_json([1]))
    assert client_of(api).get_json("search", {}) == [1]


def test_f6_a_gzip_bomb_is_refused_with_bounded_memory(api: ScriptedApi) -> None:
    bomb = gzip.compress(b"[" + b" " * 300_000_000 + b"]", compresslevel=9)
    api.answer_with(Answer(body=bomb, headers={"Content-Encoding": "gzip"}))
    tracemalloc.start()
    try:
        with pytest.raises(SourceChanged, match="more than 20 MB"):
            client_of(api).get_json("search", {})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


def test_f6_broken_gzip_is_a_changed_source(api: ScriptedApi) -> None:
    api.answer_with(Answer(body=b"not gzip at all", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(SourceChanged):
        client_of(api).get_json("search", {})


def test_f6_values_that_jsonb_refuses_are_cleaned(api: ScriptedApi) -> None:
    body = rb'{"a": NaN, "b": [-Infinity, 1e999, 1.5], "c\u0000": "x\u0000y\ud800z", "d": "\ud83d\ude00 \\u0000"}'
    api.answer_with(Answer(body=body))
    assert client_of(api).get_json("search", {}) == {
        "a": None,
        "b": [None, None, 1.5],
        "c": "xyz",
        "d": "\U0001f600 \\u0000",
    }


def test_retries_count_against_the_budget(api: ScriptedApi) -> None:
    api.answer_with(BUSY)
    with pytest.raises(BudgetExhausted):
        client_of(api, throttle=Budget(2)).get_json("search", {})
    assert len(api.asked) == 2
