from __future__ import annotations

from datetime import date
from importlib.metadata import version

import pytest

from engine.compiler.calendars import CALENDARS, working_days


@pytest.mark.parametrize(
    ("calendar", "holiday"),
    [
        pytest.param("england", date(2026, 4, 3), id="England keeps Good Friday"),
        pytest.param("england", date(2026, 4, 6), id="England keeps Easter Monday"),
        pytest.param("england", date(2022, 6, 2), id="England moved the spring holiday to the platinum jubilee"),
        pytest.param("england", date(2022, 6, 3), id="England kept the platinum jubilee"),
        pytest.param("england", date(2022, 9, 19), id="England kept the state funeral"),
        pytest.param("england", date(2023, 5, 8), id="England kept the coronation"),
        pytest.param("england", date(2026, 12, 28), id="England keeps Boxing Day on Monday after a Saturday"),
        pytest.param("scotland", date(2026, 1, 2), id="Scotland keeps 2 January"),
        pytest.param("scotland", date(2026, 11, 30), id="Scotland keeps Saint Andrew's Day"),
        pytest.param("northern-ireland", date(2026, 3, 17), id="Northern Ireland keeps Saint Patrick's Day"),
        pytest.param("northern-ireland", date(2026, 7, 13), id="Northern Ireland keeps 12 July on Monday"),
        pytest.param("northern-ireland", date(2027, 7, 12), id="Northern Ireland keeps 12 July"),
    ],
)
def test_holidays_are_no_working_days(calendar, holiday):
    assert not working_days(calendar).is_working(holiday)


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        pytest.param("england", date(2026, 1, 2), id="England works on 2 January"),
        pytest.param("england", date(2022, 5, 30), id="England worked on the last Monday of May in the jubilee year"),
        pytest.param("wales", date(2027, 3, 1), id="Wales works on Saint David's Day"),
        pytest.param("scotland", date(2026, 4, 6), id="Scotland works on Easter Monday"),
        pytest.param("scotland", date(2026, 8, 31), id="Scotland works on the last Monday of August"),
    ],
)
def test_other_nations_holidays_are_working_days(calendar, day):
    assert working_days(calendar).is_working(day)


@pytest.mark.parametrize("name", CALENDARS)
def test_every_calendar_says_its_name_where_it_came_from_and_how_far_it_reaches(name):
    calendar = working_days(name)

    assert calendar.name == name
    assert calendar.version == f"holidays {version('holidays')}"
    assert (calendar.first, calendar.last) == (date(1990, 1, 1), date(2060, 12, 31))


def test_england_and_wales_have_the_same_holidays():
    shared = working_days("england-and-wales").holidays

    assert working_days("england").holidays == working_days("wales").holidays == shared


def test_a_calendar_is_made_once():
    assert working_days("scotland") is working_days("scotland")


def test_there_is_no_calendar_of_another_name():
    assert working_days("England") is None
