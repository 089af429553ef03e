"""The sandbox as a running server: HTTP and SMTP on one event loop, in the foreground or in a thread of a test."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from services.sandbox.app import create_app
from services.sandbox.faults import FaultPlan, parse_faults
from services.sandbox.mailbox import Mailbox, SmtpInbox
from services.sandbox.recorded import RecordedBoard, RecordedCompanies
from services.sandbox.state import CompanyDirectory, JobBoard, SandboxState, today_utc
from services.sandbox.universe.board import GeneratedBoard
from services.sandbox.universe.companies import GeneratedCompanies
from services.shared.errors import LocalStackError
from services.shared.settings import Settings

START_SECONDS = 20


def sandbox_state(
    *,
    mail_folder: Path,
    seed: int,
    faults: str = "",
    payloads_dir: Path | None = None,
    today: Callable[[], date] = today_utc,
) -> SandboxState:
    """Everything a sandbox serves; recorded answers instead of generated ones where `payloads_dir` has them."""
    board: JobBoard = GeneratedBoard(seed)
    companies: CompanyDirectory = GeneratedCompanies(seed)
    sources = {"jsearch": "generated", "glassdoor": "generated", "openai": "a simple reader", "smtp": "kept"}
    if payloads_dir:
        board, sources["jsearch"] = RecordedBoard.read(payloads_dir / "jsearch"), "recorded"
        companies, sources["glassdoor"] = RecordedCompanies.read(payloads_dir / "glassdoor"), "recorded"
    plan = FaultPlan(parse_faults(faults), seed)
    return SandboxState(board, companies, Mailbox(mail_folder), plan, today, sources)


def listening(host: str, port: int, setting: str) -> socket.socket:
    """A listening socket; LocalStackError names the setting when the port is taken. Port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise LocalStackError(f"Port {port} of {host} is not free ({error.strerror}): change {setting}.") from error
    made.listen(128)
    return made


def _uvicorn_server(state: SandboxState) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(state),
        log_config=None,
        access_log=False,
        lifespan="off",
        # A hanging or dripping answer must not keep the process from stopping.
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


async def serve(state: SandboxState, http: socket.socket, smtp: socket.socket, server: uvicorn.Server) -> None:
    """Answer on both sockets until the server is told to exit."""
    inbox = SmtpInbox(state.mailbox, state.faults)
    mail_server = await asyncio.get_running_loop().create_server(inbox.protocol, sock=smtp)
    try:
        await server.serve(sockets=[http])
    finally:
        mail_server.close()


def run(settings: Settings, *, host: str = "127.0.0.1", today: Callable[[], date] = today_utc) -> None:
    """Serve in the foreground with these settings until SIGTERM or SIGINT."""
    state = sandbox_state(
        mail_folder=settings.jobs_home / "sandbox" / "mail",
        seed=settings.sandbox_seed,
        faults=settings.sandbox_faults,
        payloads_dir=settings.sandbox_payloads_dir,
        today=today,
    )
    http = listening(host, settings.sandbox_port, "SANDBOX_PORT")
    smtp = listening(host, settings.sandbox_smtp_port, "SANDBOX_SMTP_PORT")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(state, http, smtp, _uvicorn_server(state)))


class SandboxServer:
    """A sandbox in a thread of this process, on free ports: `with SandboxServer() as sandbox: sandbox.http_url`.

    `today` may be changed while it runs; without `home` the mails live in a temporary folder.
    """

    def __init__(
        self,
        *,
        home: Path | None = None,
        seed: int = 20260101,
        faults: str = "",
        payloads_dir: Path | None = None,
        today: date | Callable[[], date] | None = None,
        host: str = "127.0.0.1",
        http_port: int = 0,
        smtp_port: int = 0,
    ) -> None:
        self._temporary = None if home else tempfile.TemporaryDirectory(prefix="sandbox-")
        folder = home or Path(self._temporary.name if self._temporary else "")
        self.state = sandbox_state(
            mail_folder=folder / "sandbox" / "mail", seed=seed, faults=faults, payloads_dir=payloads_dir
        )
        self.set_today(today or today_utc)
        self.host = host
        self._http = listening(host, http_port, "SANDBOX_PORT")
        self._smtp = listening(host, smtp_port, "SANDBOX_SMTP_PORT")
        self.http_port: int = self._http.getsockname()[1]
        self.smtp_port: int = self._smtp.getsockname()[1]
        self._server = _uvicorn_server(self.state)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def _run(self) -> None:
        asyncio.run(serve(self.state, self._http, self._smtp, self._server))

    def __enter__(self) -> Self:
        self._thread.start()
        waiting = threading.Event()
        for _ in range(START_SECONDS * 100):
            if self._server.started or not self._thread.is_alive():
                break
            waiting.wait(0.01)
        if not self._server.started:
            raise LocalStackError("The sandbox did not start.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._http.close()
        self._smtp.close()
        if self._temporary:
            self._temporary.cleanup()

    @property
    def http_url(self) -> str:
        """Address without a trailing slash."""
        return f"http://{self.host}:{self.http_port}"

    @property
    def jsearch_url(self) -> str:
        """What JSEARCH_BASE_URL should be."""
        return f"{self.http_url}/jsearch"

    @property
    def glassdoor_url(self) -> str:
        """What GLASSDOOR_BASE_URL should be."""
        return f"{self.http_url}/realtime-glassdoor-data"

    @property
    def openai_url(self) -> str:
        """What OPENAI_BASE_URL should be."""
        return f"{self.http_url}/openai/v1"

    @property
    def calls(self) -> dict[str, int]:
        """Calls so far, by path."""
        return dict(self.state.calls)

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The calls so far in order: `{path, parameters, at}`."""
        return list(self.state.requests)

    def set_faults(self, faults: str = "") -> None:
        """Replace the faults: `name:rate,name:firstN,service.name:rate@words`; nothing ends them."""
        self.state.faults.replace(faults)

    def set_today(self, today: date | Callable[[], date]) -> None:
        """Move the sandbox to another day."""
        self.state.today = (lambda: today) if isinstance(today, date) else today

    def messages(self) -> list[dict[str, Any]]:
        """The received mails, newest first, as `/mail/api/messages` gives them."""
        return [mail.to_dict() for mail in self.state.mailbox.mails()]
