"""The activity of a search as rows of small bars: one row an activity, each with a scale of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.dashboard.dashboard import ACTIVITIES, Activity

WORDS = {
    "found": "Found", "approved": "Approved", "rejected": "Rejected", "applied": "Applied", "interview": "Interviews",
    "offer": "Offers",
}  # fmt: skip
# With more bars than this they are thinner than a finger of a pixel: days become weeks, and weeks months.
MOST_BARS = 62
STEP, HEIGHT = 10, 36
_LONGER_THAN = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=32)}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the units of the drawing, with what it stands for."""

    x: int
    y: float
    height: float
    first_day: date
    value: int


@dataclass(frozen=True, slots=True)
class Row:
    """One activity."""

    name: str
    words: str
    total: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All rows over the same days; `unit` is day, week or month."""

    rows: tuple[Row, ...]
    starts: tuple[date, ...]
    table: tuple[tuple[date, tuple[int, ...]], ...]
    unit: str

    @property
    def width(self) -> int:
        """Width of the drawing."""
        return max(1, len(self.starts)) * STEP

    @property
    def height(self) -> int:
        """Height of one row."""
        return HEIGHT


def draw(activity: Activity, *, since: date | None, until: date | None, today: date) -> Chart:
    """The chart of these days; open ends reach to the first and the last day with anything, and to today."""
    first = since or min(activity.days, default=today)
    newest = max([today, *activity.days])
    last = min(until or newest, newest)
    unit, starts = _starts(first, max(first, last))
    counts = {start: dict.fromkeys(ACTIVITIES, 0) for start in starts}
    for day, values in activity.days.items():
        if first <= day <= last:
            for name in ACTIVITIES:
                counts[_start_of(day, unit)][name] += values.get(name, 0)
    rows = tuple(_row(name, [counts[start][name] for start in starts], starts, activity) for name in ACTIVITIES)
    table = tuple((start, tuple(counts[start][name] for name in ACTIVITIES)) for start in starts)
    return Chart(rows, starts, tuple(line for line in table if any(line[1])), unit)


def _row(name: str, values: list[int], starts: tuple[date, ...], activity: Activity) -> Row:
    most = max(values, default=0) or 1
    bars = []
    for place, value in enumerate(values):
        if value:
            height = round(max(2.0, HEIGHT * value / most), 1)
            bars.append(Bar(place * STEP, round(HEIGHT - height, 1), height, starts[place], value))
    return Row(name, WORDS[name], activity.totals.get(name, 0), tuple(bars))


def _starts(first: date, last: date) -> tuple[str, tuple[date, ...]]:
    for unit in ("day", "week", "month"):
        starts = [_start_of(first, unit)]
        while (following := _start_of(starts[-1] + _LONGER_THAN[unit], unit)) <= last:
            starts.append(following)
        if len(starts) <= MOST_BARS:
            break
    return unit, tuple(starts)


def _start_of(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day
