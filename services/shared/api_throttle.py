"""The rate and the daily budget of a paid API, shared by every thread and process through one row in Postgres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from services.shared.errors import BudgetExhausted
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "api_throttle.sql")


class Throttle(Protocol):
    """Decides when the next call may be made, and whether."""

    def acquire(self) -> float:
        """Claim the next call; returns the seconds to wait before making it. Raises BudgetExhausted."""


@dataclass(frozen=True, slots=True)
class PostgresThrottle:
    """Slots and budget in `marts.api_throttle`: a counter in memory would let every worker spend the whole budget.

    Days are UTC days. Each retry claims its own slot, because the provider bills retries too.
    """

    engine: Engine
    provider: str
    calls_per_second: float
    daily_calls: int

    def acquire(self) -> float:
        """Claim the next call in one short statement of its own transaction."""
        with self.engine.begin() as conn:
            wait = conn.execute(
                SQL["claim_slot"],
                {
                    "provider": self.provider,
                    "interval_seconds": 1.0 / self.calls_per_second,
                    "daily_calls": self.daily_calls,
                },
            ).scalar()
        if wait is None:
            setting = f"{self.provider.upper()}_DAILY_CALLS"
            raise BudgetExhausted(
                f"Today's budget of {self.daily_calls} {self.provider} calls is used up ({setting}); "
                "the rest waits until tomorrow (UTC)."
            )
        return max(0.0, float(wait))
