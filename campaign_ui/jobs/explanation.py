"""Why a posting has its score, as bars with sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAMES = {
    "title": "Title",
    "location": "Place",
    "salary": "Pay",
    "skills": "Skills",
    "company_size": "Company size",
    "seniority": "Seniority",
    "remote_type": "Place of work",
    "employment_type": "Employment",
    "recency": "Freshness",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One factor: its points of at most `weight`, and the reason."""

    name: str
    points: float
    weight: float
    why: str

    @property
    def share(self) -> float:
        """Part of the possible points, from 0 to 1."""
        return min(1.0, max(0.0, self.points / self.weight)) if self.weight else 0.0


def bars(explanation: Mapping[str, Any] | None) -> list[Bar]:
    """The factors that count, heaviest first; tolerant of what older rankings left out."""
    factors = (explanation or {}).get("factors")
    if not isinstance(factors, Mapping):
        return []
    made = [
        Bar(
            NAMES.get(name, name.replace("_", " ").capitalize()),
            _number(factor.get("points")),
            _number(factor.get("weight")),
            str(factor.get("why") or ""),
        )
        for name, factor in factors.items()
        if isinstance(factor, Mapping)
    ]
    return sorted((bar for bar in made if bar.weight > 0), key=lambda bar: (-bar.weight, bar.name))


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
