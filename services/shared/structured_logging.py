"""One line per event with its context: JSON in production, readable text elsewhere."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAMES = re.compile(r"password|secret|api_key|token|authorization|cookie", re.IGNORECASE)
_LINE_BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\x1b": "\\x1b"})


def _without_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: "[hidden]" if _SECRET_NAMES.search(key) else value for key, value in event.items()}


def _on_one_line(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # A line break or escape in outside text could forge a log line or drive a terminal.
    return {
        key: value.translate(_LINE_BREAKS) if isinstance(value, str) and key != "exception" else value
        for key, value in event.items()
    }


def configure_logging(*, json: bool, level: str = "INFO") -> None:
    """Set up structlog for this process; call once at its start."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_secrets,
            _on_one_line,
            structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # Looked up at every line: whoever replaces standard error (a test, a service manager) gets the lines.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> Any:
    """A logger whose lines carry the module and whatever was bound to the context (run_id, campaign_id …)."""
    return structlog.get_logger(module=name)
