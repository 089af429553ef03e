"""Asks Airflow within a total deadline, so that no page waits longer for it than that."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from flask import Flask, current_app

from services.orchestration.airflow_client import AirflowClient
from services.orchestration.progress import DAG_ID, Progress, progress_of
from services.shared.errors import SourceBusy
from services.shared.settings import Settings

DEADLINE_SECONDS = 4.0
# Requests that Airflow holds up wait here, never in the threads that answer people.
THREADS = 4

Answer = TypeVar("Answer")


class Watcher:
    """Speaks to the Airflow of these settings for all requests of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AirflowClient | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="airflow")

    def start(self, campaign_id: int, *, run_id: str) -> None:
        """Start the run; raise PlatformError when it was not, SourceBusy also when that is not known yet."""
        note = "started on the campaign's page"
        self._ask(lambda client: client.trigger(DAG_ID, {"campaign_id": campaign_id}, run_id=run_id, note=note))

    def progress(self, run_id: str) -> Progress:
        """How far the run is; raise SourceNotFound when there is no such run."""
        return self._ask(
            lambda client: progress_of(client.run(DAG_ID, run_id), client.tasks(DAG_ID, run_id), now=datetime.now(UTC))
        )

    def is_paused(self) -> bool:
        """Whether somebody holds the pipeline back."""
        return self._ask(lambda client: client.is_paused(DAG_ID))

    def _ask(self, question: Callable[[AirflowClient], Answer]) -> Answer:
        if self._client is None:
            self._client = AirflowClient.from_settings(self._settings)
        asked: Future[Answer] = self._threads.submit(question, self._client)
        try:
            return asked.result(DEADLINE_SECONDS)
        except TimeoutError as error:
            asked.cancel()
            raise AnswerLate(f"Airflow did not answer within {DEADLINE_SECONDS:.0f} seconds.") from error


class AnswerLate(SourceBusy):
    """What was asked for may have been done all the same."""


def watch(app: Flask, settings: Settings) -> None:
    """Give the application its watcher."""
    app.extensions["jobs.watcher"] = Watcher(settings)


def watcher() -> Watcher:
    """The watcher of this application."""
    found: Watcher = current_app.extensions["jobs.watcher"]
    return found
