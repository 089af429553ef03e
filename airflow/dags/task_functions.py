"""What the tasks of the DAGs have in common: who runs, and which errors are worth another try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

if TYPE_CHECKING:
    from services.shared.metrics_recorder import StageMetrics


def run_stage(name: str, **arguments: Any) -> Any:
    """Run one function of `services.orchestration.stages` as this task attempt.

    The services are imported here, inside the task, so that parsing the DAG stays quick.
    """
    from services.orchestration import stages
    from services.shared.settings import get_settings
    from services.shared.structured_logging import configure_logging

    settings = get_settings()
    configure_logging(json=settings.environment != "development", level=settings.log_level)
    stage: Callable[..., StageMetrics] = getattr(stages, name)
    with only_useful_retries():
        result = stage(settings, _this_attempt(), **arguments)
    if getattr(result, "outcome", None) == "skipped":
        raise AirflowSkipException(result.message)
    return result


def _this_attempt() -> Any:
    from services.shared.run_context import RunContext

    context = get_current_context()
    task_instance = context["ti"]
    return RunContext(
        run_id=context["run_id"],
        now=datetime.now(UTC),
        campaign_id=context["params"].get("campaign_id"),
        try_number=task_instance.try_number,
        max_tries=task_instance.max_tries + 1,
        map_index=-1 if task_instance.map_index is None else task_instance.map_index,
    )


@contextmanager
def only_useful_retries() -> Iterator[None]:
    """Errors that another try cannot mend fail the task at once, with their one clear line."""
    from services.shared import errors

    final = (
        errors.ConfigurationError,
        errors.SourceRefused,
        errors.SourceChanged,
        errors.TooManyQuarantined,
        errors.DataTestsFailed,
        errors.BudgetExhausted,
        errors.AllSearchesFailed,
    )
    try:
        yield
    except final as error:
        raise AirflowFailException(str(error)) from error
