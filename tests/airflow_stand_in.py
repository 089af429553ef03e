"""A local server that speaks like Airflow as far as the site asks it, and can be slow, away or at a loss."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr

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


@contextmanager
def answering(airflow: Airflow) -> Iterator[dict[str, object]]:
    """The settings that lead to a server which answers like this, for as long as the block lasts."""

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
    yield {
        "airflow_base_url": f"http://127.0.0.1:{server.server_port}", "airflow_password": SecretStr("canary-pw"),
    }  # fmt: skip
    server.shutdown()
    server.server_close()
