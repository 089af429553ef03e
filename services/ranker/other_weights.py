"""Other weights for the same postings: the order they would have, and where past decisions would have ranked."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from services.ranker.weights import validated_weights
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "other_weights.sql")

# What a decision says about how well a posting fits. Waiting and archived ones say nothing.
GAINS: Final[Mapping[str, int]] = {
    "rejected": 0, "approved": 1, "preparing_to_apply": 2, "applied": 3, "interview": 4, "offer": 5,
}  # fmt: skip
FEWEST_DECISIONS = 10


@dataclass(frozen=True, slots=True)
class Reordered:
    """A posting under other weights: its new place and score, and its present ones. Places count from 1."""

    job_posting_key: UUID
    position: int
    score: Decimal
    position_now: int
    score_now: Decimal


@dataclass(frozen=True, slots=True)
class Backtest:
    """How decisions would have ranked. NDCG is from 0 to 1, 1 is the best order; ranks are places in the whole list.

    With `is_enough` False the figures say little, and those that cannot be told are None.
    """

    decisions: int
    wanted: int
    is_enough: bool
    ndcg_now: float | None
    ndcg: float | None
    mean_rank_now: float | None
    mean_rank: float | None
    mean_rank_rejected_now: float | None
    mean_rank_rejected: float | None

    def verdict(self) -> str:
        """One sentence for a person."""
        if not self.is_enough or self.ndcg is None or self.ndcg_now is None:
            return (
                f"Too few decisions: {self.decisions}, of which {self.wanted} wanted; "
                f"at least {FEWEST_DECISIONS} tell something, among them a wanted and a rejected one."
            )
        change = self.ndcg - self.ndcg_now
        word = "better" if change > 0.005 else "worse" if change < -0.005 else "no different"
        figures = f"NDCG {self.ndcg_now:.3f} now, {self.ndcg:.3f} with these weights"
        return f"Your decisions would have ranked {word}: {figures}."


def what_if(
    conn: Connection, *, campaign_id: int, weights: Mapping[str, Any], limit: int = 25, offset: int = 0
) -> list[Reordered]:
    """The campaign's best postings under other weights, from the stored points; nothing is written.

    Raises ConfigurationError when the weights cannot be used. Exact to 0.1 points of each factor.
    """
    given = _given(campaign_id, weights) | {"limit": limit, "offset": offset}
    return [Reordered(**row) for row in conn.execute(SQL["reordered"], given).mappings()]


def backtest(conn: Connection, *, campaign_id: int, weights: Mapping[str, Any]) -> Backtest:
    """How the approvals, applications and rejections of the campaign's owner would have ranked under these weights.

    Raises ConfigurationError when the weights cannot be used.
    """
    rows = conn.execute(SQL["decisions"], _given(campaign_id, weights) | {"statuses": list(GAINS)}).all()
    wanted = [row for row in rows if GAINS[row.status]]
    rejected = [row for row in rows if not GAINS[row.status]]
    return Backtest(
        decisions=len(rows),
        wanted=len(wanted),
        is_enough=len(rows) >= FEWEST_DECISIONS and bool(wanted) and bool(rejected),
        ndcg_now=ndcg([GAINS[row.status] for row in sorted(rows, key=lambda row: row.position_now)]),
        ndcg=ndcg([GAINS[row.status] for row in sorted(rows, key=lambda row: row.position)]),
        mean_rank_now=_mean([row.position_now for row in wanted]),
        mean_rank=_mean([row.position for row in wanted]),
        mean_rank_rejected_now=_mean([row.position_now for row in rejected]),
        mean_rank_rejected=_mean([row.position for row in rejected]),
    )


def ndcg(gains: Sequence[int]) -> float | None:
    """Normalised discounted cumulative gain of gains in the order of a list; None when nothing was wanted."""
    best = _discounted(sorted(gains, reverse=True))
    return _discounted(gains) / best if best else None


def _discounted(gains: Sequence[int]) -> float:
    return sum(float(2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))


def _mean(positions: Sequence[int]) -> float | None:
    return sum(positions) / len(positions) if positions else None


def _given(campaign_id: int, weights: Mapping[str, Any]) -> dict[str, Any]:
    checked = {name: float(weight) for name, weight in validated_weights(weights).items()}
    return {"campaign_id": campaign_id, "weights": json.dumps(checked)}
