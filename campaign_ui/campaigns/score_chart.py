"""A campaign's average score and new jobs over time, as an SVG that needs no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.campaigns.score_history import DayOfScores

WIDTH, HEIGHT, BARS_HEIGHT = 600.0, 160.0, 48.0
# Room at both ends, so that the first and the last point are whole.
MARGIN = 8.0
TREND = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Point:
    """One noted day in the units of the drawing; `new_y` is None on a day that found nothing new."""

    day: DayOfScores
    x: float
    y: float
    new_y: float | None
    bar_height: float


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """Days oldest first. `marks` are the scores of the lines across, highest first, with their place."""

    points: tuple[Point, ...]
    marks: tuple[tuple[int, float], ...]
    bar_width: float
    most_new: int
    change: float | None

    @property
    def line(self) -> str:
        """The average of all jobs, as the points of a polyline."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def newest(self) -> DayOfScores:
        """The last noted day."""
        return self.points[-1].day


def score_chart(days: Sequence[DayOfScores]) -> ScoreChart | None:
    """The chart of these days, given oldest first; None before the first one.

    The scale is not 0 to 100: averages move by a few points, and a line that looks flat would say nothing.
    """
    if not days:
        return None
    scores = [float(one) for day in days for one in (day.average_score, day.new_average_score) if one is not None]
    bottom, top = _around(min(scores), max(scores))
    first = days[0].score_date
    span = max(1, (days[-1].score_date - first).days)
    step = (WIDTH - 2 * MARGIN) / span
    most_new = max(day.new_jobs for day in days)

    def height_of(score: float) -> float:
        return round(HEIGHT * (top - score) / (top - bottom), 1)

    def place_of(day: date) -> float:
        return round(MARGIN + (day - first).days * step, 1) if len(days) > 1 else WIDTH / 2

    points = tuple(
        Point(
            day,
            place_of(day.score_date),
            height_of(float(day.average_score)),
            None if day.new_average_score is None else height_of(float(day.new_average_score)),
            round(BARS_HEIGHT * day.new_jobs / most_new, 1) if most_new else 0.0,
        )
        for day in days
    )
    marks = tuple((mark, height_of(mark)) for mark in (top, (top + bottom) // 2, bottom))
    return ScoreChart(points, marks, round(min(18.0, max(2.0, step * 0.7)), 1), most_new, _change(days))


def _around(lowest: float, highest: float) -> tuple[int, int]:
    """The scale: tens around the scores, twenty points or more, within 0 and 100."""
    bottom, top = math.floor(lowest / 10) * 10, math.ceil(highest / 10) * 10
    if top - bottom < 20:
        top = min(100, bottom + 20)
        bottom = top - 20
    return bottom, top


def _change(days: Sequence[DayOfScores]) -> float | None:
    """Points gained since a week before the last day, or since the first day of a shorter history."""
    last = days[-1]
    earlier = [day for day in days if day.score_date <= last.score_date - TREND] or list(days[:1])
    if earlier[-1] is last:
        return None
    return float(last.average_score - earlier[-1].average_score)
