"""One page of a list that the database has cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a longer list; `number` counts from 1 and `total` counts items."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one empty page."""
        return max(1, -(-self.total // self.size))

    @property
    def exists(self) -> bool:
        """Whether the list reaches this far."""
        return 1 <= self.number <= self.pages

    @property
    def first(self) -> int:
        """Position of the first item in the whole list, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Position of the last item in the whole list; 0 when there is none."""
        return self.first + len(self.items) - 1 if self.items else 0


def offset(number: int, size: int) -> int:
    """How many rows come before this page."""
    return (number - 1) * size
