"""One row in `marts.etl_run_metrics` for every task attempt, and for every campaign a task works through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sqlalchemy import Engine

from services.shared.errors import reason_of
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

Outcome = Literal["ok", "partial", "empty", "failed", "skipped"]
MESSAGE_LENGTH = 2000


@dataclass(slots=True)
class StageMetrics:
    """What one attempt did. Counts are rows; fetched = inserted + unchanged + quarantined, checked by the table."""

    outcome: Outcome = "ok"
    message: str | None = None
    rows_fetched: int = 0
    rows_inserted: int = 0
    rows_changed: int = 0
    rows_unchanged: int = 0
    rows_quarantined: int = 0
    rows_staging: int = 0
    rows_marts: int = 0
    rows_enriched: int = 0
    rows_ranked: int = 0
    companies_matched: int = 0
    companies_not_found: int = 0
    companies_failed: int = 0
    api_calls: int = 0
    api_errors: int = 0
    tests_passed: int = 0
    tests_warned: int = 0
    tests_failed: int = 0
    mails_sent: int = 0
    mails_failed: int = 0
    cost_usd: float = 0
    details: dict[str, Any] = field(default_factory=dict)


@contextmanager
def recording(
    engine: Engine, run: RunContext, task_id: str, *, campaign_id: int | None = None
) -> Iterator[StageMetrics]:
    """Open a metrics row, let the caller fill the counts, and close it as what happened.

    An exception closes the row as `failed` with its message and goes on upwards. A killed process
    leaves the row `running`, which is what the operator needs to see.
    """
    key = {"run_id": run.run_id, "task_id": task_id, "map_index": run.map_index, "try_number": run.try_number}
    with engine.begin() as conn:
        row_id: int = conn.execute(SQL["start_metrics"], key | {"campaign_id": campaign_id}).scalar_one()
    metrics = StageMetrics()
    try:
        yield metrics
    except BaseException as error:
        metrics.outcome = "failed"
        metrics.message = reason_of(error)
        raise
    finally:
        values = asdict(metrics)
        values["details"] = json.dumps(metrics.details, default=str)
        values["message"] = metrics.message[:MESSAGE_LENGTH] if metrics.message else None
        with engine.begin() as conn:
            conn.execute(SQL["finish_metrics"], values | {"etl_run_metrics_id": row_id})
