"""Find jobs now: against a local server that speaks like Airflow, also when it is slow, away or at a loss."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from site_cast import Site, csrf_of, open_site, record_run, send
from sqlalchemy import text

from campaign_ui.find_jobs.watcher import DEADLINE_SECONDS
from services.shared.settings import Settings

STARTED = "2026-11-23T12:00:00Z"


@dataclass
class Airflow:
    """The runs that were started, how far they are, and how this server behaves."""

    runs: dict[str, str] = field(default_factory=dict)
    tasks: list[tuple[str, str | None]] = field(default_factory=list)
    paused: bool = False
    delay: float = 0.0
    status: int = 200

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """What Airflow says."""
        time.sleep(self.delay)
        if path == "/auth/token":
            return 201, {"access_token": "token"}
        if self.status != 200:
            return self.status, {"detail": "no"}
        if method == "POST":
            self.runs[body["dag_run_id"]] = "queued"
            assert body["conf"]["campaign_id"]
            return 200, {"dag_run_id": body["dag_run_id"]}
        parts = path.split("/")
        if parts[-1] == "jobs_etl_daily":
            return 200, {"is_paused": self.paused}
        run_id = parts[6].replace("%3A", ":")
        if run_id not in self.runs:
            return 404, {"detail": "no such run"}
        times = {"queued_at": STARTED, "start_date": STARTED, "end_date": None}
        if parts[-1] == "taskInstances":
            rows = [
                {"task_id": name, "map_index": -1, "state": state, "try_number": 1, **times}
                for name, state in self.tasks
            ]
            return 200, {"task_instances": rows, "total_entries": len(rows)}
        return 200, {"dag_run_id": run_id, "state": self.runs[run_id], "conf": {}, **times}


@pytest.fixture(scope="module")
def airflow() -> Airflow:
    return Airflow()


@pytest.fixture(scope="module")
def site(settings: Settings, airflow: Airflow) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = airflow.answer(self.command, self.path.split("?")[0], json.loads(raw) if raw else None)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = handle_one  # noqa: N815, the names http.server calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open_site(
        settings,
        "find_jobs",
        airflow_base_url=f"http://127.0.0.1:{server.server_port}",
        airflow_password=SecretStr("canary-pw"),
    ) as made:
        yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def fresh(site: Site, airflow: Airflow) -> None:
    airflow.runs.clear()
    airflow.tasks, airflow.paused, airflow.delay, airflow.status = [], False, 0.0, 200
    with site.engine.begin() as conn:
        conn.execute(text("delete from marts.campaign_run_requests"))


@pytest.fixture
def ada(site: Site) -> FlaskClient:
    return site.signed_in("ada")


@pytest.fixture
def address(site: Site) -> str:
    return f"/campaigns/{site.campaign_id}/find-jobs"


def test_it_works(site: Site, airflow: Airflow, ada: FlaskClient, address: str) -> None:
    assert "Find jobs now" in ada.get(address).text
    assert send(ada, address).location == address
    (run_id,) = airflow.runs
    assert "about to start" in ada.get(address).text
    airflow.runs[run_id] = "running"
    airflow.tasks = [("plan_searches", "success"), ("extract_job_postings", "success"), ("normalize_jobs", "running"),
                     ("rank_jobs", None)]  # fmt: skip
    piece = ada.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "Cleaning what came…" in piece
    assert 'value="2"' in piece
    assert 'hx-trigger="load delay:2s"' in piece
    record_run(site.engine, site.campaign_id, run_id)
    airflow.runs[run_id] = "success"
    airflow.tasks = [(name, "success") for name, _ in airflow.tasks]
    done = ada.get(address).text
    assert "Done: 30 postings looked at, 10 new." in done
    assert "hx-trigger" not in done


def test_a_campaign_is_run_once_in_a_while(site: Site, airflow: Airflow, ada: FlaskClient, address: str) -> None:
    """S20's kin: parallel presses of several browsers are one run, and the cooldown is stated."""
    token = csrf_of(ada.get(address))
    clients = [site.app.test_client() for _ in range(6)]
    for client in clients:
        for cookie in ("jobs_session", "jobs_form"):
            found = ada.get_cookie(cookie)
            assert found
            client.set_cookie(cookie, found.value)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda client: client.post(address, data={"csrf_token": token}), clients))
    (run_id,) = airflow.runs
    airflow.runs[run_id] = "success"
    page = ada.get(address).text
    assert "disabled" in page
    assert "Possible again" in page
    with site.engine.begin() as conn:
        conn.execute(text("update marts.campaign_run_requests set requested_at = now() - interval '16 minutes'"))
    send(ada, address)
    assert len(airflow.runs) == 2


def test_without_airflow_the_page_says_so_and_takes_nothing(
    site: Site, ada: FlaskClient, address: str, airflow: Airflow
) -> None:
    airflow.status = 503
    answer = send(ada, address)
    assert answer.status_code == 503
    assert "the run was not started" in answer.text
    assert "canary-pw" not in answer.text
    airflow.status = 200
    send(ada, address)
    assert len(airflow.runs) == 1
    airflow.status = 500
    assert "does not answer right now. The run goes on without us." in ada.get(address).text


def test_a_page_waits_for_airflow_no_longer_than_its_deadline(ada: FlaskClient, address: str, airflow: Airflow) -> None:
    token = csrf_of(ada.get(address))
    airflow.delay = DEADLINE_SECONDS + 4
    begun = time.monotonic()
    ada.post(address, data={"csrf_token": token})
    assert time.monotonic() - begun < DEADLINE_SECONDS + 3
    airflow.delay = 0
    # The run never came to be: Airflow does not know it, so nothing has to cool down.
    airflow.runs.clear()
    assert "was not started" in ada.get(address).text
    send(ada, address)
    assert len(airflow.runs) >= 1


def test_a_run_that_waits_says_for_what(site: Site, airflow: Airflow, ada: FlaskClient, address: str) -> None:
    send(ada, address)
    with site.engine.begin() as conn:
        conn.execute(text("update marts.campaign_run_requests set requested_at = now() - interval '2 minutes'"))
    assert "waits for another run" in ada.get(address).text
    airflow.paused = True
    assert "waits for somebody to resume the pipeline" in ada.get(address).text


def test_a_failed_run_is_said_to_have_failed(airflow: Airflow, ada: FlaskClient, address: str) -> None:
    send(ada, address)
    (run_id,) = airflow.runs
    airflow.runs[run_id] = "failed"
    airflow.tasks = [("plan_searches", "success"), ("extract_job_postings", "failed"), ("rank_jobs", "upstream_failed")]
    page = ada.get(address).text
    assert "The run ended with a failure" in page
    assert page.count("step-failed") == 2


def test_nobody_runs_somebody_elses_campaign(site: Site, airflow: Airflow, address: str) -> None:
    """S1"""
    cy = site.signed_in("cy")
    assert cy.get(address).status_code == 404
    assert cy.post(address, data={"csrf_token": csrf_of(cy.get("/campaigns/new"))}).status_code == 404
    assert airflow.runs == {}
