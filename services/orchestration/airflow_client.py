"""Airflow's REST interface, as far as the site and the command line need it: start a run and watch it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from services.shared.errors import (
    ConfigurationError,
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceNotFound,
    SourceRefused,
)
from services.shared.settings import Settings

CONNECT_SECONDS = 3.0
READ_SECONDS = 20.0
PAGE = 100
FINISHED_RUN = ("success", "failed")
FINISHED_TASK = ("success", "failed", "skipped", "upstream_failed", "removed")


@dataclass(frozen=True, slots=True)
class RunState:
    """One DAG run; `state` is queued, running, success or failed."""

    run_id: str
    state: str
    queued_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    conf: Mapping[str, Any]

    @property
    def is_finished(self) -> bool:
        """Whether nothing of it will run any more, unless somebody clears a task."""
        return self.state in FINISHED_RUN


@dataclass(frozen=True, slots=True)
class TaskState:
    """One task instance of a run; `state` is None before it is scheduled, `map_index` -1 when it is not mapped."""

    task_id: str
    map_index: int
    state: str | None
    try_number: int
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether this instance will not change by itself."""
        return self.state in FINISHED_TASK

    def seconds(self, now: datetime) -> float | None:
        """How long it took, or has been running at `now`; None before it started."""
        if self.started_at is None:
            return None
        return ((self.ended_at or now) - self.started_at).total_seconds()


class AirflowClient:
    """Speaks to one api-server with one account; the token is fetched when needed and again when it expired.

    Errors: SourceBusy (not reachable or 5xx: come back later), SourceRefused (log-in or role), SourceNotFound (no such
    DAG or run), SourceChanged (any other answer that is not what the API promises).
    """

    def __init__(self, base_url: str, *, user: str, password: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._user = user
        self._password = password
        self._token: str | None = None
        self._session = requests.Session()
        # Only reads are repeated by themselves: a repeated POST could start a second run.
        retry = Retry(total=2, backoff_factor=0.3, status_forcelist=(502, 503, 504), allowed_methods=("GET",))
        self._session.mount("http://", HTTPAdapter(max_retries=retry))
        self._session.mount("https://", HTTPAdapter(max_retries=retry))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Client for the Airflow of these settings; ConfigurationError when its password is not known."""
        if settings.airflow_password is None:
            raise ConfigurationError("AIRFLOW_PASSWORD is not set: start the stack with `jobs up`, or put it in .env.")
        return cls(
            settings.airflow_url, user=settings.airflow_user, password=settings.airflow_password.get_secret_value()
        )

    def trigger(
        self, dag_id: str, conf: Mapping[str, Any] | None = None, *, run_id: str | None = None, note: str | None = None
    ) -> str:
        """Start a run now with these params and return its run_id.

        A given `run_id` makes the call safe to repeat: a run that is already there is not an error.
        """
        body: dict[str, Any] = {"logical_date": None, "conf": dict(conf or {})}
        if run_id:
            body["dag_run_id"] = run_id
        if note:
            body["note"] = note
        response = self._send("POST", f"{_dag_path(dag_id)}/dagRuns", json=body)
        if response.status_code == 409 and run_id:
            return run_id
        return str(self._json(response, dag_id)["dag_run_id"])

    def run(self, dag_id: str, run_id: str) -> RunState:
        """The state of one run."""
        return _run_state(self._get(_run_path(dag_id, run_id)))

    def runs(self, dag_id: str, *, limit: int = 20, since: datetime | None = None) -> list[RunState]:
        """The newest runs first, optionally only those due to start since a moment."""
        query: dict[str, Any] = {"limit": limit, "order_by": "-run_after"}
        if since:
            query["run_after_gte"] = since.isoformat()
        return [_run_state(row) for row in self._get(f"{_dag_path(dag_id)}/dagRuns", query)["dag_runs"]]

    def tasks(self, dag_id: str, run_id: str) -> list[TaskState]:
        """Every task instance of a run, mapped ones one by one."""
        found: list[TaskState] = []
        while True:
            query = {"limit": PAGE, "offset": len(found), "order_by": "id"}
            page = self._get(_run_path(dag_id, run_id) + "/taskInstances", query)
            found += [_task_state(row) for row in page["task_instances"]]
            if not page["task_instances"] or len(found) >= page["total_entries"]:
                return found

    def task_ids(self, dag_id: str) -> list[str]:
        """The tasks of a DAG, each after those it waits for."""
        rows = self._get(f"{_dag_path(dag_id)}/tasks")["tasks"]
        waits = {row["task_id"]: set[str]() for row in rows}
        for row in rows:
            for after in row["downstream_task_ids"]:
                waits[after].add(row["task_id"])
        ordered: list[str] = []
        while ready := [task for task, before in waits.items() if before <= set(ordered)]:
            ordered += ready
            for task in ready:
                del waits[task]
        return ordered

    def log_tail(self, dag_id: str, run_id: str, task: TaskState, *, lines: int = 15) -> list[str]:
        """The last messages of a task's newest attempt."""
        path = _run_path(dag_id, run_id) + f"/taskInstances/{quote(task.task_id, safe='')}/logs/{task.try_number}"
        content = self._get(path, {"map_index": task.map_index, "full_content": "true"})["content"]
        return [message for entry in content if (message := _log_line(entry))][-lines:]

    def knows(self, dag_id: str) -> bool:
        """Whether the DAG has been read from its file."""
        try:
            self._get(_dag_path(dag_id))
        except SourceNotFound:
            return False
        return True

    def is_paused(self, dag_id: str) -> bool:
        """Whether somebody paused the DAG: its runs would stay queued."""
        return bool(self._get(_dag_path(dag_id))["is_paused"])

    def import_errors(self) -> list[str]:
        """One text per DAG file that could not be read."""
        errors = self._get("/api/v2/importErrors", {"limit": PAGE})["import_errors"]
        return [f"{row['filename']}: {str(row['stack_trace']).strip().splitlines()[-1]}" for row in errors]

    def healthy(self) -> dict[str, bool]:
        """Health by component: metadatabase, scheduler, dag_processor, triggerer; SourceBusy when nobody answers."""
        return {name: state["status"] == "healthy" for name, state in self.health_report().items()}

    def health_report(self) -> dict[str, dict[str, Any]]:
        """The api-server's own words about each component, with the time of its latest heartbeat."""
        response = self._once("GET", "/api/v2/monitor/health", token=None)
        report = self._json(response, "health")
        return {name: state for name, state in report.items() if isinstance(state, dict) and state.get("status")}

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return self._json(self._send("GET", path, params=query), path)

    def _send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        token, self._token = self._token or self._log_in(), None
        response = self._once(method, path, token=token, **arguments)
        if response.status_code == 401:
            token = self._log_in()
            response = self._once(method, path, token=token, **arguments)
        self._token = token
        return response

    def _log_in(self) -> str:
        response = self._once(
            "POST", "/auth/token", token=None, json={"username": self._user, "password": self._password}
        )
        if response.status_code in (401, 403):
            raise SourceRefused(f"Airflow refuses the account {self._user}: check AIRFLOW_USER and AIRFLOW_PASSWORD.")
        return str(self._json(response, "log-in")["access_token"])

    def _once(self, method: str, path: str, *, token: str | None, **arguments: Any) -> requests.Response:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            response = self._session.request(
                method,
                self._base_url + path,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                **arguments,
            )
        except requests.RequestException as error:
            raise SourceBusy(f"Airflow does not answer at {self._base_url} ({type(error).__name__}).") from error
        if response.status_code >= 500 or response.status_code == 429:
            raise SourceBusy(f"Airflow at {self._base_url} answered {response.status_code}: it is busy or starting.")
        return response

    def _json(self, response: requests.Response, subject: str) -> Any:
        if response.status_code >= 300:
            raise _refusal(response, subject)
        try:
            return response.json()
        except ValueError as error:
            raise SourceChanged(f"{self._base_url} does not speak like Airflow: no JSON for {subject}.") from error


def start_of_day(now: datetime) -> datetime:
    """Midnight, in the zone of `now`, of its day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def new_run_id(now: datetime, kind: str = "cli") -> str:
    """A run_id that says who asked and when, unique to the microsecond."""
    return f"{kind}__{now.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%S.%f')}"


def _refusal(response: requests.Response, subject: str) -> SourceError:
    try:
        detail = response.json().get("detail", "")
    except (ValueError, AttributeError):
        detail = ""
    said = f"Airflow answered {response.status_code} for {subject}: {str(detail)[:300]}"
    if response.status_code == 404:
        return SourceNotFound(said)
    if response.status_code in (401, 403):
        return SourceRefused(said)
    return SourceChanged(said)


def _dag_path(dag_id: str) -> str:
    return f"/api/v2/dags/{quote(dag_id, safe='')}"


def _run_path(dag_id: str, run_id: str) -> str:
    return f"{_dag_path(dag_id)}/dagRuns/{quote(run_id, safe='')}"


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _run_state(row: Mapping[str, Any]) -> RunState:
    return RunState(
        run_id=row["dag_run_id"],
        state=row["state"],
        queued_at=_moment(row["queued_at"]),
        started_at=_moment(row["start_date"]),
        ended_at=_moment(row["end_date"]),
        conf=row["conf"] or {},
    )


def _task_state(row: Mapping[str, Any]) -> TaskState:
    return TaskState(
        task_id=row["task_id"],
        map_index=row["map_index"],
        state=row["state"],
        try_number=row["try_number"],
        started_at=_moment(row["start_date"]),
        ended_at=_moment(row["end_date"]),
    )


def _log_line(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    message = str(entry.get("event", ""))
    if message.startswith("::"):
        return ""
    details = entry.get("error_detail") or []
    reasons = [f"{detail.get('exc_type')}: {detail.get('exc_value')}" for detail in details if isinstance(detail, dict)]
    return "; ".join([message, *reasons]).strip()
