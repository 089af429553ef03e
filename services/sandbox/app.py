"""The sandbox as an ASGI application: the stand-ins, the mail pages, and the routes that tests steer it by."""

from __future__ import annotations

import json
from datetime import date

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.sandbox import llm_api, mail_pages, source_apis
from services.sandbox.faults import FAULTS
from services.sandbox.state import SandboxState
from services.shared.errors import ConfigurationError


def create_app(state: SandboxState) -> Starlette:
    """The application for one running sandbox."""
    app = Starlette(
        routes=[
            Route("/health", health),
            Route("/sandbox/calls", calls, methods=["GET", "DELETE"]),
            Route("/sandbox/faults", faults, methods=["GET", "POST", "DELETE"]),
            Route("/sandbox/date", day, methods=["GET", "POST"]),
            *source_apis.ROUTES,
            *llm_api.ROUTES,
            *mail_pages.ROUTES,
        ]
    )
    app.state.sandbox = state
    return app


async def health(request: Request) -> Response:
    """What is served, from where, and how many mails there are."""
    state: SandboxState = request.app.state.sandbox
    return JSONResponse(
        {
            "status": "ok",
            "services": state.sources,
            "today": state.today().isoformat(),
            "mails": state.mailbox.count(),
            "faults": [fault.name for fault in state.faults.faults],
        }
    )


async def calls(request: Request) -> Response:
    """Counts by path and the last requests; DELETE starts counting anew."""
    state: SandboxState = request.app.state.sandbox
    if request.method == "DELETE":
        state.calls.clear()
        state.requests.clear()
    return JSONResponse({"calls": dict(state.calls), "requests": list(state.requests)})


async def faults(request: Request) -> Response:
    """POST `{"faults": "name:rate,…"}` replaces the faults, DELETE ends them, GET lists what there is."""
    state: SandboxState = request.app.state.sandbox
    if request.method != "GET":
        try:
            state.faults.replace(str((await _body(request)).get("faults", "")) if request.method == "POST" else "")
        except (ConfigurationError, ValueError) as refused:
            return JSONResponse({"error": str(refused)}, status_code=422)
    active = [
        {"name": fault.name, "rate": fault.rate, "first": fault.first, "service": fault.service, "match": fault.match}
        for fault in state.faults.faults
    ]
    return JSONResponse({"faults": active, "known": FAULTS})


async def day(request: Request) -> Response:
    """POST `{"date": "2026-01-31"}` moves the sandbox to that day, to see what tomorrow brings."""
    state: SandboxState = request.app.state.sandbox
    if request.method == "POST":
        try:
            moved = date.fromisoformat(str((await _body(request)).get("date")))
        except ValueError as refused:
            return JSONResponse({"error": f"not a date: {refused}"}, status_code=422)
        state.today = lambda: moved
    return JSONResponse({"date": state.today().isoformat()})


async def _body(request: Request) -> dict[str, object]:
    body = json.loads(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body
