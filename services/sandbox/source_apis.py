"""The HTTP endpoints that stand in for JSearch and for the Glassdoor API."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.sandbox.faulty_answers import Row, damaged_rows, delivered, error, refusal
from services.sandbox.job_queries import PAGE_SIZE, BadQuery, JobQuery, parse_job_query
from services.sandbox.state import SandboxState

REFUSED_KEY = "wrong-key"
MAX_COMPANIES = 100


async def search_jobs(request: Request) -> Response:
    """`GET /jsearch/search` in the wire format of JSearch."""
    state: SandboxState = request.app.state.sandbox
    struck, early = _admitted(request, state, "jsearch")
    if early:
        return early
    try:
        query = parse_job_query(request.query_params)
    except BadQuery as refused:
        return error(400, str(refused), _request_id(request))
    found = state.board.search(query, state.today())
    rows = damaged_rows(_page(found, query, struck), struck, id_field="job_id", text_field="job_description")
    rows = [_with_logo_address(row, request) for row in rows]
    if query.fields:
        rows = [{name: row[name] for name in query.fields if name in row} for row in rows]
    return await delivered(request, _answer(request, query.echoed, rows), struck)


async def search_companies(request: Request) -> Response:
    """`GET /realtime-glassdoor-data/company-search`; a company nobody knows is an empty list."""
    state: SandboxState = request.app.state.sandbox
    struck, early = _admitted(request, state, "glassdoor")
    if early:
        return early
    name, limit = request.query_params.get("query", "").strip(), request.query_params.get("limit", "10")
    if not name or not limit.isdigit() or not 1 <= int(limit) <= MAX_COMPANIES:
        return error(400, "query is required, and limit must be a number from 1 to 100", _request_id(request))
    rows = state.companies.search(name, int(limit))
    rows = damaged_rows(rows, struck, id_field="company_id", text_field="company_description")
    echoed = {"query": name, "domain": request.query_params.get("domain", "www.glassdoor.com"), "limit": int(limit)}
    return await delivered(request, _answer(request, echoed, rows), struck)


async def show_logo(request: Request) -> Response:
    """A letter on a coloured tile, so that pages with generated employers have something to show."""
    name = request.path_params["name"]
    hue = int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:4], 16) % 360
    letter = next((char.upper() for char in name if char.isalnum() and char.isascii()), "?")
    tile = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="8" fill="hsl({hue} 45% 35%)"/>'
        f'<text x="32" y="43" font-family="sans-serif" font-size="32" fill="#fff" text-anchor="middle">{letter}</text>'
        "</svg>"
    )
    return Response(tile, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


ROUTES = [
    Route("/jsearch/search", search_jobs),
    Route("/realtime-glassdoor-data/company-search", search_companies),
    Route("/sandbox/logos/{name}.svg", show_logo),
]


def _admitted(request: Request, state: SandboxState, service: str) -> tuple[frozenset[str], Response | None]:
    """The faults of this call, and the answer if it ends here."""
    state.count(request.url.path, dict(request.query_params))
    struck = state.faults.strike(service, request.query_params.get("query", ""))
    key = request.headers.get("x-api-key") or request.headers.get("x-rapidapi-key")
    if not key or key == REFUSED_KEY:
        return struck, error(401, "Missing or invalid API key", _request_id(request))
    return struck, refusal(struck, _request_id(request))


def _page(found: list[Row], query: JobQuery, struck: frozenset[str]) -> list[Row]:
    if "loop" in struck:
        return found[:PAGE_SIZE]
    rows = found[query.rows]
    return rows[: max(0, PAGE_SIZE - 4 * (query.page - 1))] if "shrink" in struck else rows


def _with_logo_address(row: Row, request: Request) -> Row:
    logo = row.get("employer_logo")
    if isinstance(logo, str) and logo.startswith("/"):
        return row | {"employer_logo": f"{request.url.scheme}://{request.url.netloc}{logo}"}
    return row


def _answer(request: Request, parameters: dict[str, object], rows: list[Row]) -> dict[str, Any]:
    return {"status": "OK", "request_id": _request_id(request), "parameters": parameters, "data": rows}


def _request_id(request: Request) -> str:
    state: SandboxState = request.app.state.sandbox
    return hashlib.md5(f"{request.url}{sum(state.calls.values())}".encode(), usedforsecurity=False).hexdigest()
