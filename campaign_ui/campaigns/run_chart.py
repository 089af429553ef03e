"""What the last runs of a campaign found, as bars of an SVG that needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.campaigns.runs import Run

WIDTH, HEIGHT = 600, 120
PARTS = ("new_count", "changed", "unchanged", "quarantined")


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of one bar, in the units of the picture."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One bar a run, oldest first; `top` is the count at the upper edge."""

    pieces: tuple[Piece, ...]
    runs: tuple[Run, ...]
    top: int


def run_chart(runs: Sequence[Run]) -> Chart:
    """The chart of these runs, given newest first."""
    shown = tuple(reversed(runs))
    top = max((sum(_counts(run)) for run in shown), default=0)
    if not top:
        return Chart((), shown, 0)
    step = WIDTH / max(len(shown), 8)
    pieces = []
    for number, run in enumerate(shown):
        y = float(HEIGHT)
        for kind, count in zip(PARTS, _counts(run), strict=True):
            height = HEIGHT * count / top
            y -= height
            if count:
                pieces.append(
                    Piece(kind, round(number * step, 1), round(y, 1), round(step * 0.78, 1), round(height, 1))
                )
    return Chart(tuple(pieces), shown, top)


def _counts(run: Run) -> tuple[int, ...]:
    return tuple(getattr(run, part) or 0 for part in PARTS)
