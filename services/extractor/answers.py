"""The envelope both OpenWeb Ninja APIs put around their data: `{"status": "OK", "data": […]}`."""

from __future__ import annotations

from typing import Any

from services.shared.errors import SourceChanged


def data_list(provider: str, answer: Any) -> list[Any]:
    """The list in the envelope; raises SourceChanged when it is another answer, with the reason the API gave."""
    if not isinstance(answer, dict):
        raise SourceChanged(f"{provider} answered with something other than an object.")
    if answer.get("status", "OK") != "OK":
        error = answer.get("error")
        reason = error.get("message") if isinstance(error, dict) else error
        raise SourceChanged(f"{provider} answered with an error: {str(reason)[:200]}")
    data = answer.get("data")
    if not isinstance(data, list):
        raise SourceChanged(f"{provider} answered without a list of results.")
    return data
