"""The endpoints that stand in for an OpenAI-compatible API: chat completions, responses, and the list of models."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.sandbox import llm_reader
from services.sandbox.faulty_answers import RETRY_AFTER_SECONDS, delivered
from services.sandbox.source_apis import REFUSED_KEY
from services.sandbox.state import SandboxState

BYTES_PER_TOKEN = 4
MODEL = "sandbox-reader"
PLAIN_ANSWER = "This is the sandbox's model: it reads job postings, and says this to everything else."


@dataclass(frozen=True, slots=True)
class Said:
    """What the model says: text or a refusal, and whether it was cut off."""

    text: str
    refusal: str | None
    cut_off: bool
    tokens_in: int
    tokens_out: int


async def chat_completions(request: Request) -> Response:
    """`POST /openai/v1/chat/completions`."""
    asked, struck, early = await _admitted(request)
    if early:
        return early
    told = [
        (str(m.get("role")), _text_of(m.get("content"))) for m in asked.get("messages") or [] if isinstance(m, dict)
    ]
    if not told:
        return _error(400, "messages is required", code="missing_required_parameter")
    said = _say(told, asked, struck, limit=asked.get("max_completion_tokens") or asked.get("max_tokens"))
    message = {"role": "assistant", "content": None if said.refusal else said.text, "refusal": said.refusal}
    usage = {"prompt_tokens": said.tokens_in, "completion_tokens": said.tokens_out}
    body = {
        "id": f"chatcmpl-{_call_id(request)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": asked.get("model") or MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "length" if said.cut_off else "stop"}],
        "usage": usage | {"total_tokens": said.tokens_in + said.tokens_out},
    }
    return await delivered(request, body, struck)


async def responses(request: Request) -> Response:
    """`POST /openai/v1/responses`."""
    asked, struck, early = await _admitted(request)
    if early:
        return early
    given = asked.get("input")
    rows = [{"role": "user", "content": given}] if isinstance(given, str) else given if isinstance(given, list) else []
    told = [("system", str(asked["instructions"]))] if asked.get("instructions") else []
    told += [(str(row.get("role")), _text_of(row.get("content"))) for row in rows if isinstance(row, dict)]
    if not rows:
        return _error(400, "input is required", code="missing_required_parameter")
    said = _say(told, asked, struck, limit=asked.get("max_output_tokens"))
    part: dict[str, Any] = (
        {"type": "refusal", "refusal": said.refusal}
        if said.refusal
        else {"type": "output_text", "text": said.text, "annotations": []}
    )
    call_id = _call_id(request)
    status = "incomplete" if said.cut_off else "completed"
    message = {"id": f"msg_{call_id}", "type": "message", "role": "assistant", "status": status, "content": [part]}
    usage = {"input_tokens": said.tokens_in, "output_tokens": said.tokens_out}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    body = {
        "id": f"resp_{call_id}",
        "object": "response",
        "created_at": int(time.time()),
        "status": status,
        "incomplete_details": {"reason": "max_output_tokens"} if said.cut_off else None,
        "error": None,
        "model": asked.get("model") or MODEL,
        "output": [message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage | details | {"total_tokens": said.tokens_in + said.tokens_out},
    }
    return await delivered(request, body, struck)


async def models(_request: Request) -> Response:
    """`GET /openai/v1/models`."""
    return JSONResponse(
        {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "sandbox"}]}
    )


ROUTES = [
    Route("/openai/v1/chat/completions", chat_completions, methods=["POST"]),
    Route("/openai/v1/responses", responses, methods=["POST"]),
    Route("/openai/v1/models", models),
]


async def _admitted(request: Request) -> tuple[dict[str, Any], frozenset[str], Response | None]:
    """The request, its faults, and the answer if it ends here."""
    state: SandboxState = request.app.state.sandbox
    body = await request.body()
    try:
        asked = json.loads(body)
    except ValueError:
        asked = None
    state.count(request.url.path, {"model": asked.get("model"), "bytes": len(body)} if isinstance(asked, dict) else {})
    struck = state.faults.strike("openai", body.decode("utf-8", "replace"))
    if request.headers.get("authorization", "") in ("", "Bearer", f"Bearer {REFUSED_KEY}") or "unauthorized" in struck:
        return {}, struck, _error(401, "Incorrect API key provided", code="invalid_api_key")
    if not isinstance(asked, dict):
        return {}, struck, _error(400, "We could not parse the JSON body of your request", code=None)
    if "server_error" in struck:
        return asked, struck, _error(500, "The server had an error (sandbox fault)", code="server_error")
    if struck & {"rate_limit", "rate_limit_date", "rate_limit_bare"}:
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if "rate_limit_bare" not in struck else {}
        return (
            asked,
            struck,
            _error(429, "Rate limit reached (sandbox fault)", code="rate_limit_exceeded", headers=headers),
        )
    return asked, struck, None


def _error(status: int, message: str, *, code: str | None, headers: dict[str, str] | None = None) -> Response:
    kind = "invalid_request_error" if status < 429 else "server_error" if status >= 500 else "requests"
    body = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    return JSONResponse(body, status_code=status, headers=headers)


def _say(told: list[tuple[str, str]], asked: dict[str, Any], struck: frozenset[str], *, limit: object) -> Said:
    """The model's words about the last user message, damaged as the faults say, and never longer than allowed."""
    instructions = "\n".join(text for role, text in told if role in ("system", "developer"))
    question = next((text for role, text in reversed(told) if role == "user"), "")
    postings = _postings(question)
    refusal = "I'm sorry, I cannot help with that (sandbox fault)." if "llm_refusal" in struck else None
    if postings is None:
        text = json.dumps(_example(asked)) if _schema(asked) else PLAIN_ANSWER
    else:
        items = [llm_reader.read(posting) for posting in postings]
        if "llm_obeys" in struck:
            texts = [f"{one.get('title')}\n{one.get('description')}" for one in postings]
            items, refused = llm_reader.obey(items, texts, instructions)
            refusal = refusal or refused
        text = json.dumps({"postings": _damaged(items, struck)}, ensure_ascii=False)
    if "empty" in struck:
        text = ""
    if "llm_wrong_schema" in struck:
        text = json.dumps({"jobs": "see above"})
    if "llm_huge" in struck:
        text = text[:-1] + " " * 1_000_000 + text[-1:]
    cut_off = "llm_length" in struck
    if cut_off or "llm_broken_json" in struck:
        text = text[: len(text) * 2 // 3]
    if isinstance(limit, int) and len(text.encode()) > limit * BYTES_PER_TOKEN and "llm_huge" not in struck:
        text, cut_off = text.encode()[: limit * BYTES_PER_TOKEN].decode("utf-8", "ignore"), True
    sent = sum(len(words.encode()) for _, words in told) + len(json.dumps(_schema(asked) or {}))
    return Said(text, refusal, cut_off, sent // BYTES_PER_TOKEN, len(text.encode()) // BYTES_PER_TOKEN)


def _damaged(items: list[dict[str, Any]], struck: frozenset[str]) -> list[dict[str, Any]]:
    if "llm_omits" in struck:
        items = items[:-1]
    if "llm_mixes" in struck:
        items = [one | {"id": other["id"]} for one, other in zip(items, items[1:] + items[:1], strict=True)]
    if "llm_invents" in struck:
        invented = {
            "skills": [
                {"name": "Underwater basket weaving", "kind": "technical"},
                {"name": "COBOL-2099", "kind": "soft"},
            ],
            "salary": {
                "min": 1_234_567,
                "max": None,
                "period": "year",
                "currency": "USD",
                "quote": "$1,234,567 per year",
            },
            "location": "Atlantis",
            "summary": "Weave baskets for dolphins below the sea and collect 1234567 shells.",
        }
        items = [item | invented | {"skills": item["skills"] + invented["skills"]} for item in items]
    return items


def _postings(question: str) -> list[dict[str, Any]] | None:
    """The postings of a request of the enrichment; None when it asks for something else."""
    try:
        data = json.loads(question)
    except ValueError:
        return None
    rows = data if isinstance(data, list) else None
    return rows if rows and all(isinstance(row, dict) and "id" in row for row in rows) else None


def _text_of(content: object) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _schema(asked: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON schema that the request demands, in the place that either endpoint has for it."""
    for place in (asked.get("response_format"), (asked.get("text") or {}).get("format")):
        if isinstance(place, dict) and place.get("type") == "json_schema":
            schema = place.get("json_schema", place).get("schema")
            return schema if isinstance(schema, dict) else None
    return None


def _example(asked: dict[str, Any]) -> object:
    """Something that fits the demanded schema."""
    root = _schema(asked) or {}

    def fill(schema: dict[str, Any]) -> object:
        if reference := schema.get("$ref"):
            return fill(root.get("$defs", {}).get(reference.rpartition("/")[2], {}))
        if options := schema.get("anyOf"):
            return fill(options[0])
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("type") == "object":
            return {name: fill(part) for name, part in schema.get("properties", {}).items()}
        plain = {"array": [], "string": PLAIN_ANSWER, "integer": 1, "number": 1.0, "boolean": True}
        return schema.get("const", plain.get(schema.get("type", "")))

    return fill(root)


def _call_id(request: Request) -> str:
    state: SandboxState = request.app.state.sandbox
    return hashlib.md5(f"{request.url}{sum(state.calls.values())}".encode(), usedforsecurity=False).hexdigest()
