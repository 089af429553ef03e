"""The sandbox over real HTTP and SMTP: the wire formats, the faults, the inbox, the process."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import openai
import pytest
import requests
from pydantic import BaseModel

from services.sandbox.server import SandboxServer, listening
from services.shared.errors import LocalStackError

KEY = {"x-api-key": "sandbox"}
TORONTO = {"query": "data engineer in Toronto", "country": "ca"}


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    with SandboxServer(today=date(2026, 3, 2)) as server:
        yield server


@pytest.fixture
def sandbox(shared: SandboxServer) -> Iterator[SandboxServer]:
    yield shared
    shared.set_faults()
    shared.set_today(date(2026, 3, 2))
    shared.state.calls.clear()
    shared.state.mailbox.clear()


def jobs(sandbox: SandboxServer, **parameters: object) -> requests.Response:
    parameters = TORONTO | parameters
    return requests.get(f"{sandbox.jsearch_url}/search", params=parameters, headers=KEY, timeout=(5, 20))  # type: ignore[arg-type]


def companies(sandbox: SandboxServer, **parameters: object) -> requests.Response:
    return requests.get(
        f"{sandbox.glassdoor_url}/company-search",
        params=parameters,  # type: ignore[arg-type]
        headers=KEY,
        timeout=(5, 20),
    )


def send(sandbox: SandboxServer, subject: str = "Ten new jobs", to: str = "ada@example.org") -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "jobs@example.org", to
    mail.set_content("Plain words")
    mail.add_alternative("<h1>Words</h1><script>alert(1)</script>", subtype="html")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as client:
        client.login("anybody", "anything")
        client.send_message(mail)


def test_it_works(sandbox: SandboxServer) -> None:
    answer = jobs(sandbox).json()
    assert answer["status"] == "OK"
    assert answer["parameters"] == {"query": "data engineer in Toronto", "page": 1, "num_pages": 1, "country": "ca"}
    assert len(answer["data"]) == 10
    send(sandbox, "Grüße")
    assert [message["subject"] for message in sandbox.messages()] == ["Grüße"]
    assert sandbox.calls == {"/jsearch/search": 1}
    assert requests.get(f"{sandbox.http_url}/health", timeout=5).json()["status"] == "ok"


def test_pages_hold_ten_and_end(sandbox: SandboxServer) -> None:
    pages = [jobs(sandbox, page=page).json()["data"] for page in range(1, 8)]
    ids = [row["job_id"] for rows in pages for row in rows]
    assert len(ids) == len(set(ids)) > 20
    assert [len(rows) for rows in pages[:3]] == [10, 10, 10]
    assert pages[-1] == []
    assert jobs(sandbox, num_pages=3).json()["data"] == pages[0] + pages[1] + pages[2]


def test_fields_are_projected_and_the_next_day_differs(sandbox: SandboxServer) -> None:
    rows = jobs(sandbox, fields="job_id,job_title").json()["data"]
    assert {tuple(row) for row in rows} == {("job_id", "job_title")}
    requests.post(f"{sandbox.http_url}/sandbox/date", json={"date": "2026-03-03"}, timeout=5).raise_for_status()
    assert jobs(sandbox, fields="job_id,job_title").json()["data"] != rows


def test_logos_are_served(sandbox: SandboxServer) -> None:
    logos = [row["employer_logo"] for row in jobs(sandbox, num_pages=3).json()["data"] if row["employer_logo"]]
    assert requests.get(logos[0], timeout=5).headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}, {"x-api-key": "wrong-key"}])
def test_a_missing_or_wrong_key_is_refused(sandbox: SandboxServer, headers: dict[str, str]) -> None:
    for path in ("/jsearch/search", "/realtime-glassdoor-data/company-search"):
        answer = requests.get(sandbox.http_url + path, params=TORONTO, headers=headers, timeout=5)
        assert answer.status_code == 401
        assert answer.json()["status"] == "ERROR"


def test_bad_parameters_are_a_400_that_names_them(sandbox: SandboxServer) -> None:
    answer = jobs(sandbox, date_posted="yesterday")
    assert answer.status_code == 400
    assert "date_posted" in answer.json()["error"]["message"]
    assert companies(sandbox, query="").status_code == 400
    assert companies(sandbox, query="x", limit="0").status_code == 400


def test_companies(sandbox: SandboxServer) -> None:
    answer = companies(sandbox, query="Kestrelmoor Bank plc", limit=10).json()
    assert answer["parameters"] == {"query": "Kestrelmoor Bank plc", "domain": "www.glassdoor.com", "limit": 10}
    assert "Kestrelmoor Bank" in [row["name"] for row in answer["data"]]
    assert companies(sandbox, query="Nobody Knows Us", limit=10).json()["data"] == []


@pytest.mark.parametrize("name", ["rate_limit", "rate_limit_date", "rate_limit_bare"])
def test_rate_limits(sandbox: SandboxServer, name: str) -> None:
    sandbox.set_faults(f"{name}:first1")
    answer = jobs(sandbox)
    assert answer.status_code == 429
    after = answer.headers.get("Retry-After")
    if name == "rate_limit":
        assert after == "1"
    elif name == "rate_limit_date":
        assert parsedate_to_datetime(str(after)) > datetime.now(UTC)
    else:
        assert after is None
    assert jobs(sandbox).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("server_error", 500), ("unauthorized", 401)])
def test_refusals_of_one_service_leave_the_other_alone(sandbox: SandboxServer, name: str, status: int) -> None:
    sandbox.set_faults(f"jsearch.{name}")
    assert jobs(sandbox).status_code == status
    assert companies(sandbox, query="Kestrelmoor Bank").status_code == 200


def test_damaged_bodies(sandbox: SandboxServer) -> None:
    sandbox.set_faults("truncated")
    with pytest.raises(json.JSONDecodeError):
        json.loads(jobs(sandbox).content)
    sandbox.set_faults("html")
    assert jobs(sandbox).content.startswith(b"<!doctype html>")
    sandbox.set_faults("invalid_utf8")
    with pytest.raises(UnicodeDecodeError):
        jobs(sandbox).content.decode("utf-8")
    sandbox.set_faults("nan")
    assert b"NaN" in jobs(sandbox).content
    sandbox.set_faults("nul")
    assert "\x00" in jobs(sandbox).json()["data"][0]["job_description"]


def test_a_gzip_bomb_is_small_on_the_wire_and_huge_unpacked(sandbox: SandboxServer) -> None:
    sandbox.set_faults("gzip_bomb")
    unpacked = 0
    with requests.get(f"{sandbox.jsearch_url}/search", params=TORONTO, headers=KEY, timeout=20, stream=True) as answer:
        assert int(answer.headers["Content-Length"]) < 2_000_000
        for chunk in answer.iter_content(2**20):
            unpacked += len(chunk)
            if unpacked > 50_000_000:
                break
    assert unpacked > 50_000_000


def test_pages_that_loop_shrink_or_hold_nothing(sandbox: SandboxServer) -> None:
    sandbox.set_faults("loop")
    assert jobs(sandbox, page=1).json()["data"] == jobs(sandbox, page=9).json()["data"]
    sandbox.set_faults("shrink")
    assert [len(jobs(sandbox, page=page).json()["data"]) for page in (1, 2, 3, 4)] == [10, 6, 2, 0]
    sandbox.set_faults("empty")
    assert jobs(sandbox).json() | {"request_id": ""} == jobs(sandbox).json() | {"request_id": "", "data": []}


def test_a_changed_schema_breaks_the_share_it_says(sandbox: SandboxServer) -> None:
    sandbox.set_faults("schema_60")
    rows = jobs(sandbox, num_pages=2).json()["data"]
    assert sum(isinstance(row.get("job_id"), str) for row in rows) == 8


def test_slow_answers_arrive_and_silence_does_not(sandbox: SandboxServer) -> None:
    sandbox.set_faults("slow")
    started = time.monotonic()
    assert jobs(sandbox).status_code == 200
    assert time.monotonic() - started >= 2
    sandbox.set_faults("hang")
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{sandbox.jsearch_url}/search", params=TORONTO, headers=KEY, timeout=1)


def test_a_dripping_answer_keeps_a_read_timeout_alive(sandbox: SandboxServer) -> None:
    sandbox.set_faults("drip")
    started = time.monotonic()
    with requests.get(f"{sandbox.jsearch_url}/search", params=TORONTO, headers=KEY, timeout=1.5, stream=True) as answer:
        drops = answer.iter_content(1)
        taken = [next(drops) for _ in range(4)]
    assert b"".join(taken) == b'{"st'
    assert time.monotonic() - started >= 1.4


def test_faults_are_set_over_http(sandbox: SandboxServer) -> None:
    address = f"{sandbox.http_url}/sandbox/faults"
    assert requests.post(address, json={"faults": "server_error@poison"}, timeout=5).status_code == 200
    assert jobs(sandbox, query="poison engineer").status_code == 500
    assert jobs(sandbox).status_code == 200
    assert requests.post(address, json={"faults": "nonsense"}, timeout=5).status_code == 422
    assert requests.post(address, data="[1", timeout=5).status_code == 422
    assert requests.delete(address, timeout=5).json()["faults"] == []
    counted = requests.get(f"{sandbox.http_url}/sandbox/calls", timeout=5).json()
    assert counted["calls"] == {"/jsearch/search": 2}


class Letter(BaseModel):
    greeting: str
    pages: int


def test_the_official_sdk_speaks_with_both_endpoints_of_the_llm(sandbox: SandboxServer) -> None:
    asked = [{"role": "user", "content": "Write a letter"}]
    with openai.OpenAI(api_key="sandbox", base_url=sandbox.openai_url, max_retries=0) as client:
        assert [model.id for model in client.models.list()] == ["sandbox-reader"]
        chat = client.chat.completions.parse(model="any", messages=asked, response_format=Letter)  # type: ignore[arg-type]
        responded = client.responses.parse(model="any", input="Write a letter", text_format=Letter)
        assert chat.choices[0].message.parsed == responded.output_parsed
        assert chat.usage
        assert chat.usage.completion_tokens > 0
        assert "sandbox" in client.responses.create(model="any", input="Hello").output_text

        sandbox.set_faults("llm_refusal")
        assert (
            client.chat.completions.parse(model="any", messages=asked, response_format=Letter)
            .choices[0]
            .message.refusal
        )  # type: ignore[arg-type]
        sandbox.set_faults("llm_length")
        with pytest.raises(openai.LengthFinishReasonError):
            client.chat.completions.parse(model="any", messages=asked, response_format=Letter)  # type: ignore[arg-type]
        incomplete = client.responses.create(model="any", input="Hello")
        assert (incomplete.status, incomplete.incomplete_details.reason) == ("incomplete", "max_output_tokens")
        sandbox.set_faults("openai.rate_limit")
        with pytest.raises(openai.RateLimitError):
            client.responses.create(model="any", input="Hello")
        assert jobs(sandbox).status_code == 200, "only the LLM is busy"
        sandbox.set_faults()
        with pytest.raises(openai.AuthenticationError):
            client.with_options(api_key="wrong-key").responses.create(model="any", input="Hello")


def test_smtp_faults(sandbox: SandboxServer) -> None:
    sandbox.set_faults("smtp_451:first1")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(sandbox)
    assert refused.value.smtp_code == 451
    send(sandbox)
    sandbox.set_faults("smtp_550@ben@")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sandbox, to="ben@example.org")
    sandbox.set_faults("smtp_hang")
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(sandbox)
    assert len(sandbox.messages()) == 1


def test_the_inbox_shows_mail_and_locks_its_html_in(sandbox: SandboxServer) -> None:
    send(sandbox, "<b>Jobs</b> & more")
    inbox = requests.get(f"{sandbox.http_url}/mail", timeout=5).text
    assert "&lt;b&gt;Jobs&lt;/b&gt; &amp; more" in inbox
    mail_id = sandbox.messages()[0]["mail_id"]
    page = requests.get(f"{sandbox.http_url}/mail/{mail_id}", timeout=5).text
    assert "Plain words" in page
    assert "alert(1)" not in page
    part = requests.get(f"{sandbox.http_url}/mail/{mail_id}/html", timeout=5)
    assert "default-src 'none'" in part.headers["Content-Security-Policy"]
    assert "<h1>Words</h1>" in part.text
    assert requests.get(f"{sandbox.http_url}/mail/none", timeout=5).status_code == 404


def test_mail_is_cleared_by_the_page_but_not_by_another_site(sandbox: SandboxServer) -> None:
    send(sandbox)
    clear = f"{sandbox.http_url}/mail/clear"
    assert requests.post(clear, headers={"Sec-Fetch-Site": "cross-site"}, timeout=5).status_code == 403
    assert len(sandbox.messages()) == 1
    assert "No mail yet" in requests.post(clear, headers={"Sec-Fetch-Site": "same-origin"}, timeout=5).text
    send(sandbox)
    api = f"{sandbox.http_url}/mail/api/messages"
    assert requests.get(api, timeout=5).json()["count"] == 1
    assert requests.delete(api, timeout=5).json() == {"deleted": 1}


def test_a_restart_keeps_the_mail_and_a_taken_port_is_named(tmp_path: Path) -> None:
    with SandboxServer(home=tmp_path) as first:
        send(first)
        with pytest.raises(LocalStackError, match="SANDBOX_PORT"):
            SandboxServer(home=tmp_path, http_port=first.http_port)
    with SandboxServer(home=tmp_path) as second:
        assert len(second.messages()) == 1


def test_a_hanging_call_does_not_keep_the_server_from_stopping() -> None:
    with SandboxServer(faults="hang") as server, pytest.raises(requests.ReadTimeout):
        requests.get(f"{server.jsearch_url}/search", params=TORONTO, headers=KEY, timeout=0.5)
    assert not server._thread.is_alive()


def test_the_process_serves_and_stops_on_sigterm(tmp_path: Path) -> None:
    port, smtp_port = _free_port(), _free_port()
    environment = os.environ | {
        "JOBS_HOME": str(tmp_path),
        "SANDBOX_PORT": str(port),
        "SANDBOX_SMTP_PORT": str(smtp_port),
        "SANDBOX_DATE": "2026-03-02",
    }
    command = [sys.executable, "-m", "services.sandbox"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        assert _answer_of(port)["today"] == "2026-03-02"
        second = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
        assert second.returncode == 2
        assert b"SANDBOX_PORT" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.communicate()


def _free_port() -> int:
    with listening("127.0.0.1", 0, "any") as probe:
        return int(probe.getsockname()[1])


def _answer_of(port: int) -> dict[str, str]:
    for _ in range(300):
        try:
            return dict(requests.get(f"http://127.0.0.1:{port}/health", timeout=2).json())
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the sandbox did not answer")
