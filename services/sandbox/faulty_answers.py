"""How each fault looks on the wire: refusals, damaged rows, damaged bytes, and answers that take their time."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

RETRY_AFTER_SECONDS = 1
SLOW_SECONDS = 2.0
DRIP_SECONDS = 0.5
HANG_SECONDS = 600
BOMB_MEMBER_BYTES = 8 * 2**20
BOMB_MEMBERS = 128

Row = dict[str, Any]


def refusal(struck: frozenset[str], request_id: str) -> Response | None:
    """The refusing answer if one of the faults is a refusal."""
    if "unauthorized" in struck:
        return error(401, "Invalid API key (sandbox fault)", request_id)
    if "server_error" in struck:
        return error(500, "Internal error (sandbox fault)", request_id)
    for name, headers in (
        ("rate_limit", {"Retry-After": str(RETRY_AFTER_SECONDS)}),
        ("rate_limit_date", {"Retry-After": _http_date(RETRY_AFTER_SECONDS + 1)}),
        ("rate_limit_bare", {}),
    ):
        if name in struck:
            return error(429, "Too many requests (sandbox fault)", request_id, headers=headers)
    return None


def error(status: int, message: str, request_id: str, *, headers: dict[str, str] | None = None) -> Response:
    """An error as these APIs word it."""
    body = {"status": "ERROR", "request_id": request_id, "error": {"message": message, "code": status}}
    return JSONResponse(body, status_code=status, headers=headers)


def damaged_rows(rows: list[Row], struck: frozenset[str], *, id_field: str, text_field: str) -> list[Row]:
    """The rows with the damage of the struck faults; the given ones stay as they are."""
    if "empty" in struck:
        return []
    share = 0.6 if "schema_60" in struck else 0.1 if "schema_10" in struck else 0.0
    if share:
        rows = [_broken(row, i, id_field, text_field) if _hit(i, share) else row for i, row in enumerate(rows)]
    if "nan" in struck:
        rows = [row | {_number_field(row): float("nan")} for row in rows]
    if "nul" in struck:
        rows = [row | {text_field: f"{row.get(text_field) or 'A'}\x00text"} for row in rows]
    return rows


def _hit(position: int, share: float) -> bool:
    # Spread evenly, so that ten rows hold exactly one or six broken ones.
    return int((position + 1) * share + 1e-9) > int(position * share + 1e-9)


def _broken(row: Row, position: int, id_field: str, text_field: str) -> Row:
    """One of four ways a provider changes its schema."""
    way = position % 4
    if way == 0:
        return {name: value for name, value in row.items() if name != id_field}
    if way == 1:
        return row | {id_field: None}
    if way == 2:
        return row | {id_field: {"value": row.get(id_field)}}
    return {name: value for name, value in row.items() if name != id_field} | {text_field: ["not", "a", "text"]}


def _number_field(row: Row) -> str:
    return "job_latitude" if "job_title" in row else "rating"


async def delivered(request: Request, body: Row, struck: frozenset[str]) -> Response:
    """The answer for `body`, with the damage to bytes and timing that the struck faults do."""
    if "hang" in struck:
        await _silence(request)
    if "slow" in struck:
        await asyncio.sleep(SLOW_SECONDS)
    if "html" in struck:
        return HTMLResponse("<!doctype html><title>Just a moment</title><p>Checking your browser (sandbox fault).")
    if "gzip_bomb" in struck:
        return Response(_bomb(), media_type="application/json", headers={"Content-Encoding": "gzip"})
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    for name, damage in _BYTE_DAMAGE.items():
        if name in struck:
            content = damage(content)
    if "drip" in struck:
        return StreamingResponse(_drip(content), media_type="application/json")
    return Response(content, media_type="application/json")


_BYTE_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "invalid_utf8": lambda content: content.replace(b'": "', b'": "\xff\xfe\xc3', 3),
    "truncated": lambda content: content[: len(content) * 2 // 3],
}


async def _silence(request: Request) -> None:
    for _ in range(HANG_SECONDS):
        if await request.is_disconnected():
            break
        await asyncio.sleep(1)


async def _drip(content: bytes) -> AsyncIterator[bytes]:
    for position in range(len(content)):
        yield content[position : position + 1]
        await asyncio.sleep(DRIP_SECONDS)


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    # Concatenated gzip members are one gzip file, so 1 GB costs the time of packing 8 MB.
    head = gzip.compress(b'{"status": "OK", "data": "')
    return head + gzip.compress(b"A" * BOMB_MEMBER_BYTES) * BOMB_MEMBERS


def _http_date(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
