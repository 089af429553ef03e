"""Which run, which attempt and which moment a piece of pipeline work belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunContext:
    """One attempt of one task of one run; `now` is timezone-aware and stands still during the attempt."""

    run_id: str
    now: datetime
    campaign_id: int | None = None
    try_number: int = 1
    max_tries: int = 1
    map_index: int = -1

    @property
    def is_last_try(self) -> bool:
        """Whether nothing will be retried after this attempt."""
        return self.try_number >= self.max_tries
