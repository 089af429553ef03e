"""The rate and the budget that all processes share, counted in the real database."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from stack_settings import as_environment

from services.shared.api_throttle import PostgresThrottle
from services.shared.errors import BudgetExhausted
from services.shared.settings import Settings

IN_ANOTHER_PROCESS = """
from services.shared import database
from services.shared.api_throttle import PostgresThrottle
from services.shared.errors import BudgetExhausted
from services.shared.settings import get_settings
throttle = PostgresThrottle(database.connect(get_settings()), "jsearch", 1000, 30)
calls = 0
try:
    while True:
        throttle.acquire()
        calls += 1
except BudgetExhausted:
    print(calls)
"""


def acquired(throttle: PostgresThrottle) -> float | None:
    try:
        return throttle.acquire()
    except BudgetExhausted:
        return None


def test_it_works(own_engine: Engine) -> None:
    throttle = PostgresThrottle(own_engine, "jsearch", calls_per_second=2, daily_calls=10)
    first, second, third = throttle.acquire(), throttle.acquire(), throttle.acquire()
    assert first < 0.01
    assert 0.3 < second <= 0.5
    assert 0.8 < third <= 1.0


def test_slots_are_shared_by_threads_and_the_cap_holds(own_engine: Engine) -> None:
    throttle = PostgresThrottle(own_engine, "jsearch", calls_per_second=5, daily_calls=12)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: acquired(throttle), range(20)))
    granted = sorted(wait for wait in waits if wait is not None)
    assert len(granted) == 12
    # Twelve calls at five a second: the last one is at least two seconds away, less what the test itself took.
    assert granted[-1] > 1.5


def test_the_budget_is_shared_by_processes(own_engine: Engine, own_settings: Settings) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", IN_ANOTHER_PROCESS],
            env=as_environment(own_settings),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    calls = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(calls) == 30


def test_providers_do_not_share(own_engine: Engine) -> None:
    PostgresThrottle(own_engine, "jsearch", 1, 1).acquire()
    assert PostgresThrottle(own_engine, "glassdoor", 1, 1).acquire() < 0.01


def test_a_budget_of_zero_allows_nothing(own_engine: Engine) -> None:
    with pytest.raises(BudgetExhausted, match="JSEARCH_DAILY_CALLS"):
        PostgresThrottle(own_engine, "jsearch", 1, 0).acquire()


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ("calls_date = calls_date - 1", True),
        ("calls_date = calls_date", False),
        ("calls_date = calls_date + 1", False),
    ],
    ids=["a new day", "the same day", "a clock that went back"],
)
def test_the_budget_is_refilled_by_a_new_day_only(own_engine: Engine, change: str, allowed: bool) -> None:
    throttle = PostgresThrottle(own_engine, "jsearch", 1000, 1)
    throttle.acquire()
    with own_engine.begin() as conn:
        conn.execute(text(f"update marts.api_throttle set {change}"))
    assert (acquired(throttle) is not None) is allowed


def test_a_slot_left_over_from_a_wrong_clock_is_not_waited_for(own_engine: Engine) -> None:
    throttle = PostgresThrottle(own_engine, "jsearch", 1, 10)
    throttle.acquire()
    with own_engine.begin() as conn:
        conn.execute(text("update marts.api_throttle set next_free_at = clock_timestamp() + interval '10 minutes'"))
    assert throttle.acquire() < 0.01
