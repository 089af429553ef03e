"""The spend ledger: every call to a paid service is a row in `marts.api_usage`, and a day's budget is never passed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection, Engine

from services.shared.errors import BudgetExhausted
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "spend.sql")

Outcome = Literal["ok", "failed"]


@dataclass(frozen=True, slots=True)
class SpendLedger:
    """The ledger of one provider in one run; money is US dollars, days are UTC days.

    A service billed by the call is recorded after each call (`record`); its cap counts calls and is the throttle's.
    A service billed by size is reserved before (`reserve`, at the most the call can cost) and settled after.
    """

    engine: Engine
    provider: str
    run_id: str
    campaign_id: int | None = None
    user_id: int | None = None
    usd_per_call: Decimal = Decimal(0)

    @classmethod
    def of_run(
        cls, engine: Engine, provider: str, run: RunContext | None, *, usd_per_call: float = 0.0
    ) -> SpendLedger | None:
        """The ledger of a run's calls; None outside of a run, where nobody asks."""
        if run is None:
            return None
        return cls(engine, provider, run.run_id, run.campaign_id, usd_per_call=Decimal(str(usd_per_call)))

    def record(self, operation: str, outcome: Outcome, *, campaign_id: int | None = None) -> None:
        """Write down a call that was made, for one campaign or for the whole run."""
        row = self._row(operation) | {"cost_usd": self.usd_per_call, "outcome": outcome}
        with self.engine.begin() as conn:
            conn.execute(SQL["record_call"], row | {"campaign_id": campaign_id or self.campaign_id})

    def reserve(
        self, operation: str, *, cost_usd: Decimal, daily_budget_usd: Decimal, model: str | None = None, units: int = 1
    ) -> int:
        """Set aside the most that a call can cost, before it is made; returns the row to settle.

        Raises BudgetExhausted when today's budget cannot carry it. Safe between processes.
        """
        row = self._row(operation) | {"model": model, "units": units}
        with self.engine.begin() as conn:
            conn.execute(SQL["lock_budget"], {"provider": self.provider})
            reserved = conn.execute(
                SQL["reserve_spending"], row | {"cost_usd": cost_usd, "daily_budget_usd": daily_budget_usd}
            ).scalar()
            if reserved is None:
                spent = spent_today(conn, provider=self.provider)
                setting = f"{self.provider.upper()}_DAILY_BUDGET_USD"
                raise BudgetExhausted(
                    f"Today's {self.provider} budget of ${daily_budget_usd:.2f} ({setting}) has ${spent:.4f} taken and "
                    f"cannot carry a call of up to ${cost_usd:.4f}; the rest waits until tomorrow (UTC)."
                )
        return int(reserved)

    def settle(
        self,
        usage_id: int,
        outcome: Outcome,
        *,
        cost_usd: Decimal | None,
        tokens_in: int | None = None,
        tokens_out: int | None = None,
        conn: Connection | None = None,
    ) -> None:
        """Replace a reservation by what the call cost; None leaves the reserved amount, when nobody knows.

        With `conn` it belongs to the transaction that stores what the call brought.
        """
        row = {"api_usage_id": usage_id, "outcome": outcome, "cost_usd": cost_usd, "tokens_in": tokens_in,
               "tokens_out": tokens_out}  # fmt: skip
        if conn is not None:
            conn.execute(SQL["settle_spending"], row)
            return
        with self.engine.begin() as own:
            own.execute(SQL["settle_spending"], row)

    def _row(self, operation: str) -> dict[str, object]:
        return {
            "provider": self.provider,
            "operation": operation,
            "user_id": self.user_id,
            "campaign_id": self.campaign_id,
            "run_id": self.run_id,
        }


def spent_today(conn: Connection, *, provider: str) -> Decimal:
    """US dollars of today's calls, reservations included."""
    return Decimal(conn.execute(SQL["spent_today"], {"provider": provider}).scalar_one())
