"""What the endpoints of one running sandbox share: its data, its clock, its faults and its counts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from services.sandbox.faults import FaultPlan
from services.sandbox.job_queries import JobQuery
from services.sandbox.mailbox import Mailbox

REMEMBERED_CALLS = 10_000


class JobBoard(Protocol):
    """Postings in the wire format of JSearch."""

    def search(self, query: JobQuery, today: date) -> list[dict[str, Any]]:
        """All postings for the query on that day, best first; the caller takes the pages."""


class CompanyDirectory(Protocol):
    """Companies in the wire format of the Glassdoor API."""

    def search(self, name: str, limit: int) -> list[dict[str, Any]]:
        """Candidates for that name, best first; empty when there is none."""


@dataclass
class SandboxState:
    """One running sandbox. Everything runs on one event loop, so only the faults need a lock."""

    board: JobBoard
    companies: CompanyDirectory
    mailbox: Mailbox
    faults: FaultPlan
    today: Callable[[], date]
    sources: dict[str, str]
    calls: Counter[str] = field(default_factory=Counter)
    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CALLS))

    def count(self, path: str, parameters: dict[str, Any]) -> None:
        """Remember one call."""
        self.calls[path] += 1
        self.requests.append({"path": path, "parameters": parameters, "at": datetime.now(UTC).isoformat()})


def today_utc() -> date:
    """The present day, as the APIs count them."""
    return datetime.now(UTC).date()
