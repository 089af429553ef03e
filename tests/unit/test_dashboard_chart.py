"""The dashboard's chart and the filters in its address."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_ui.dashboard.chart import HEIGHT, MOST_BARS, draw
from campaign_ui.dashboard.scope import PERIODS, read
from services.dashboard.dashboard import ACTIVITIES, Activity, Campaign

TODAY = date(2026, 11, 23)
MINE = [Campaign(3, "Data", True, None, None), Campaign(5, "Ops", False, None, None)]


def test_it_works() -> None:
    days = {TODAY: {"found": 10, "applied": 1}, TODAY - timedelta(days=2): {"found": 5}}
    chart = draw(Activity(days, {"found": 15, "applied": 1}), since=TODAY - timedelta(days=6), until=None, today=TODAY)
    assert (chart.unit, len(chart.starts), chart.width) == ("day", 7, 70)
    found = chart.rows[0]
    assert [(bar.x, bar.height, bar.value) for bar in found.bars] == [(40, HEIGHT / 2, 5), (60, HEIGHT, 10)]
    assert chart.table == ((TODAY - timedelta(days=2), (5, 0, 0, 0, 0, 0)), (TODAY, (10, 0, 0, 1, 0, 0)))


@given(
    days=st.dictionaries(
        st.dates(date(2020, 1, 1), date(2027, 1, 1)),
        st.dictionaries(st.sampled_from(ACTIVITIES), st.integers(1, 99)),
        max_size=40,
    ),
    since=st.none() | st.dates(date(2019, 1, 1), date(2028, 1, 1)),
    until=st.none() | st.dates(date(2019, 1, 1), date(2028, 1, 1)),
)
def test_every_count_within_the_days_is_drawn_once(
    days: dict[date, dict[str, int]], since: date | None, until: date | None
) -> None:
    chart = draw(Activity(days, {}), since=since, until=until, today=TODAY)
    inside = [values for day, values in days.items() if (not since or since <= day) and (not until or day <= until)]
    for place, row in enumerate(chart.rows):
        assert sum(bar.value for bar in row.bars) == sum(values.get(ACTIVITIES[place], 0) for values in inside)
        assert all(0 <= bar.x < chart.width and 0 <= bar.y <= HEIGHT for bar in row.bars)
    assert len(chart.starts) <= MOST_BARS or chart.unit == "month"


@pytest.mark.parametrize(
    ("args", "period", "since", "until"),
    [
        ({}, "30", date(2026, 10, 25), None),
        ({"period": "7"}, "7", date(2026, 11, 17), None),
        ({"period": "all"}, "all", None, None),
        ({"period": "x' or 1=1"}, "30", date(2026, 10, 25), None),
        ({"from": "2026-11-01", "to": "2026-10-01", "period": "7"}, "", date(2026, 10, 1), date(2026, 11, 1)),
        ({"from": "9999-99-99", "to": "0001-01-01"}, "30", date(2026, 10, 25), None),
    ],
)
def test_the_address_says_what_to_look_at(
    args: dict[str, str], period: str, since: date | None, until: date | None
) -> None:
    asked = read(args, MINE, today=TODAY)
    assert (asked.period, asked.since, asked.until, asked.campaign) == (period, since, until, None)
    # Its own address asks for the same again.
    again = {name: str(value) for name, value in asked.query().items() if value is not None}
    assert read(again, MINE, today=TODAY) == asked


def test_only_a_campaign_of_ones_own_can_be_asked_for() -> None:
    assert read({"campaign": "5"}, MINE, today=TODAY).campaign == MINE[1]
    assert read({"campaign": "4"}, MINE, today=TODAY).campaign is None
    assert set(PERIODS) >= {"7", "all"}
