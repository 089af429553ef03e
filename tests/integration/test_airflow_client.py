"""The Airflow client against a local server that answers as Airflow does, and as a broken one would."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from stack_settings import free_port

from services.orchestration.airflow_client import AirflowClient, new_run_id
from services.shared.errors import ConfigurationError, SourceBusy, SourceChanged, SourceNotFound, SourceRefused
from services.shared.settings import Settings

RUN = {
    "dag_run_id": "r/1",
    "state": "running",
    "queued_at": "2026-03-04T12:00:00Z",
    "start_date": "2026-03-04T12:00:01.5Z",
    "end_date": None,
    "conf": None,
}


@dataclass
class Script:
    """What the server answers, in order, by method and path; the last answer of a path stays."""

    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    tokens: int = 0

    def on(self, what: str, *answers: tuple[int, Any]) -> None:
        self.answers[what] = list(answers)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def client(script: Script) -> Iterator[AirflowClient]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            what = f"{self.command} {self.path.split('?')[0]}"
            script.asked.append((f"{self.command} {self.path}", json.loads(body) if body else None))
            if what == "POST /auth/token" and what not in script.answers:
                script.tokens += 1
                self.reply(201, {"access_token": f"token-{script.tokens}"})
            elif what not in script.answers:
                self.reply(404, {"detail": "not found"})
            elif (
                "/monitor/" not in what
                and what.split("/")[1] == "api"
                and not (self.headers.get("Authorization") or "").startswith("Bearer ")
            ):
                self.reply(401, {"detail": "who are you"})
            else:
                answers = script.answers[what]
                self.reply(*(answers.pop(0) if len(answers) > 1 else answers[0]))

        do_GET = do_POST = answer  # noqa: N815

        def reply(self, status: int, answer: Any) -> None:
            body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield AirflowClient(f"http://127.0.0.1:{server.server_port}/", user="admin", password="p")
    server.shutdown()
    server.server_close()


def test_it_works(client: AirflowClient, script: Script) -> None:
    script.on("POST /api/v2/dags/daily/dagRuns", (200, RUN))
    script.on("GET /api/v2/dags/daily/dagRuns/r%2F1", (200, RUN))

    run = client.run("daily", client.trigger("daily", {"campaign_id": 3}))

    assert (run.run_id, run.state, run.is_finished, run.conf) == ("r/1", "running", False, {})
    assert run.started_at == datetime(2026, 3, 4, 12, 0, 1, 500_000, tzinfo=UTC)
    triggered = dict(script.asked)["POST /api/v2/dags/daily/dagRuns"]
    assert triggered == {"logical_date": None, "conf": {"campaign_id": 3}}
    assert script.tokens == 1


def test_an_expired_token_is_fetched_again(client: AirflowClient, script: Script) -> None:
    script.on("GET /api/v2/dags/daily/dagRuns/r", (200, RUN), (401, {"detail": "expired"}), (200, RUN))

    assert client.run("daily", "r") == client.run("daily", "r")
    assert script.tokens == 2


def test_a_run_that_is_already_there_is_no_error_when_its_id_was_given(client: AirflowClient, script: Script) -> None:
    script.on("POST /api/v2/dags/daily/dagRuns", (409, {"detail": "exists"}))

    assert client.trigger("daily", run_id="mine") == "mine"
    with pytest.raises(SourceChanged):
        client.trigger("daily")


def test_a_trigger_is_never_repeated_by_itself(client: AirflowClient, script: Script) -> None:
    script.on("POST /api/v2/dags/daily/dagRuns", (503, "starting"))

    with pytest.raises(SourceBusy):
        client.trigger("daily")
    assert [what for what, _ in script.asked].count("POST /api/v2/dags/daily/dagRuns") == 1


def test_many_task_instances_are_read_page_by_page(client: AirflowClient, script: Script) -> None:
    def row(index: int) -> dict[str, Any]:
        times = {"start_date": None, "end_date": None}
        return {"task_id": "extract", "map_index": index, "state": None, "try_number": 0} | times

    pages = [{"task_instances": [row(i) for i in part], "total_entries": 150} for part in (range(100), range(100, 150))]
    script.on("GET /api/v2/dags/daily/dagRuns/r/taskInstances", *((200, page) for page in pages))

    tasks = client.tasks("daily", "r")

    assert [task.map_index for task in tasks] == list(range(150))
    assert tasks[0].seconds(datetime.now(UTC)) is None


def test_tasks_are_ordered_by_who_waits_for_whom(client: AirflowClient, script: Script) -> None:
    edges = {"mail": [], "plan": ["extract"], "rank": ["mail"], "extract": ["rank"]}
    rows = [{"task_id": task, "downstream_task_ids": after} for task, after in edges.items()]
    script.on("GET /api/v2/dags/daily/tasks", (200, {"tasks": rows}))

    assert client.task_ids("daily") == ["plan", "extract", "rank", "mail"]


def test_a_log_is_its_messages_and_errors(client: AirflowClient, script: Script) -> None:
    rows = [{"task_id": "t", "map_index": 0, "state": "failed", "try_number": 2, "start_date": None, "end_date": None}]
    script.on("GET /api/v2/dags/d/dagRuns/r/taskInstances", (200, {"task_instances": rows, "total_entries": 1}))
    content = [
        {"event": "::group::Log message source details"},
        {"event": "began"},
        {"event": "Task failed", "error_detail": [{"exc_type": "ValueError", "exc_value": "no"}]},
    ]
    script.on("GET /api/v2/dags/d/dagRuns/r/taskInstances/t/logs/2", (200, {"content": content}))

    assert client.log_tail("d", "r", client.tasks("d", "r")[0]) == ["began", "Task failed; ValueError: no"]


def test_health_needs_no_log_in_and_leaves_out_what_does_not_run(client: AirflowClient, script: Script) -> None:
    answer = {
        "metadatabase": {"status": "healthy"},
        "scheduler": {"status": "unhealthy"},
        "triggerer": {"status": None},
    }
    script.on("GET /api/v2/monitor/health", (200, answer))

    assert client.healthy() == {"metadatabase": True, "scheduler": False}
    assert script.tokens == 0


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (404, {"detail": "no such run"}, SourceNotFound),
        (403, {"detail": "viewer"}, SourceRefused),
        (500, {"detail": "oops"}, SourceBusy),
        (429, "slow down", SourceBusy),
        (422, {"detail": [{"msg": "bad"}]}, SourceChanged),
        (302, "", SourceChanged),
        (200, "<html>some other program</html>", SourceChanged),
    ],
)
def test_each_trouble_has_its_error(
    client: AirflowClient, script: Script, status: int, answer: Any, error: type[Exception]
) -> None:
    script.on("GET /api/v2/dags/daily/dagRuns/r", (status, answer))

    with pytest.raises(error):
        client.run("daily", "r")


def test_a_wrong_password_names_the_settings(client: AirflowClient, script: Script) -> None:
    script.on("POST /auth/token", (401, {"detail": "Invalid credentials"}))

    with pytest.raises(SourceRefused, match="AIRFLOW_PASSWORD"):
        client.run("daily", "r")


def test_nobody_there_is_busy_and_says_where() -> None:
    port = free_port()

    with pytest.raises(SourceBusy, match=f"127.0.0.1:{port}"):
        AirflowClient(f"http://127.0.0.1:{port}", user="a", password="b").healthy()


def test_without_a_password_the_setting_is_named() -> None:
    with pytest.raises(ConfigurationError, match="AIRFLOW_PASSWORD"):
        AirflowClient.from_settings(Settings(_env_file=None, airflow_password=None))  # type: ignore[call-arg]


def test_run_ids_tell_who_and_when_and_differ() -> None:
    first, second = (new_run_id(datetime(2026, 3, 4, 5, 6, 7, micro, tzinfo=UTC), "site") for micro in (1, 2))

    assert first == "site__2026-03-04T05:06:07.000001"
    assert first != second
