"""Why a posting has its score, as bars with sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.shared.ranking_explanation import Phrase

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
    # Nothing was asked for or nothing is known: such points say nothing about the posting.
    is_neutral: bool

    @property
    def share(self) -> float:
        """Part of the possible points, from 0 to 1."""
        return min(1.0, max(0.0, self.points / self.weight)) if self.weight else 0.0


def bars(
    explanation: Mapping[str, Any] | None, weights: Mapping[str, float], phrases: Mapping[str, Phrase]
) -> list[Bar]:
    """The factors that count, heaviest first. Rankings of the first version keep weights and words with the points."""
    found = explanation or {}
    first = found.get("factors")
    if isinstance(first, Mapping):
        made = [
            _bar(name, factor.get("points"), factor.get("weight"), _first_phrase(factor.get("why")))
            for name, factor in first.items()
            if isinstance(factor, Mapping)
        ]
    else:
        points = found.get("points")
        kept = points if isinstance(points, Mapping) else {}
        made = [_bar(name, kept[name], weights.get(name), phrases.get(name)) for name in kept]
    return sorted((bar for bar in made if bar.weight > 0), key=lambda bar: (-bar.weight, bar.name))


def _bar(name: str, points: Any, weight: Any, phrase: Phrase | None) -> Bar:
    words = NAMES.get(name, name.replace("_", " ").capitalize())
    said = phrase or Phrase("you asked for nothing here", is_neutral=True)
    return Bar(words, _number(points), _number(weight), f"{said}.", said.is_neutral)


def _first_phrase(why: Any) -> Phrase | None:
    words = str(why or "")
    known = words.removesuffix(" (neutral)").rstrip(".")
    return Phrase(known, is_neutral=known != words.rstrip(".")) if known else None


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
