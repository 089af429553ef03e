"""What was read out of a posting, and where the words that say so stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Value = TypeVar("Value", bound=str)
Source = Literal["title", "location", "description"]


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """`start` and `end` are character offsets into the text that `source` names."""

    value: Value
    source: Source
    start: int
    end: int
