"""The drawing of a campaign's average score over time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from campaign_ui.campaigns.score_chart import HEIGHT, WIDTH, score_chart
from services.campaigns.score_history import DayOfScores

FIRST = date(2026, 11, 1)


def day(number: int, average: float, new: int = 0, new_average: float | None = None) -> DayOfScores:
    """A day of a history that began on the first of November."""
    fresh = None if new_average is None else Decimal(str(new_average))
    return DayOfScores(FIRST + timedelta(days=number), 10 + new, Decimal(str(average)), 2, new, fresh)


def test_it_works() -> None:
    chart = score_chart([day(0, 60, 4, 70), day(5, 62), day(10, 66, 8, 58)])
    assert chart is not None
    assert chart.marks == ((70, 0.0), (60, 80.0), (50, HEIGHT))
    assert [point.y for point in chart.points] == [80.0, 64.0, 32.0]
    assert [point.new_y for point in chart.points] == [0.0, None, 96.0]
    assert [point.bar_height for point in chart.points] == [24.0, 0.0, 48.0]
    # Places follow the calendar, not the count of days.
    assert [point.x for point in chart.points] == [8.0, 300.0, 592.0]
    assert chart.line == "8.0,80.0 300.0,64.0 592.0,32.0"
    assert (chart.most_new, chart.newest.score_date) == (8, date(2026, 11, 11))
    # The last day with a week or more before it is the first one.
    assert chart.change == 6.0


def test_nothing_and_one_day() -> None:
    assert score_chart([]) is None
    chart = score_chart([day(0, 60)])
    assert chart is not None
    assert (chart.points[0].x, chart.change, chart.most_new) == (WIDTH / 2, None, 0)


def test_a_short_history_is_compared_with_its_first_day() -> None:
    chart = score_chart([day(0, 60), day(1, 61), day(2, 58)])
    assert chart is not None
    assert chart.change == -2.0


def test_every_point_is_inside_the_drawing() -> None:
    for averages in ((0, 0), (100, 100), (0, 100), (59.9, 60.1), (99.5, 3), (50, 50)):
        chart = score_chart([day(number, average, 1, 100 - average) for number, average in enumerate(averages)])
        assert chart is not None
        for point in chart.points:
            assert 0 <= point.y <= HEIGHT
            assert point.new_y is not None
            assert 0 <= point.new_y <= HEIGHT
        assert all(0 <= mark <= 100 for mark, _ in chart.marks)


def test_bars_of_many_days_stay_apart() -> None:
    chart = score_chart([day(number, 60, 1, 60) for number in range(90)])
    assert chart is not None
    assert 2.0 <= chart.bar_width < chart.points[1].x - chart.points[0].x
