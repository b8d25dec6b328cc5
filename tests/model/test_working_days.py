from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.working_days import WorkingDays

EASTER_2026 = WorkingDays(
    name="england",
    version="by hand",
    holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}),
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
)
THURSDAY, GOOD_FRIDAY, SATURDAY, TUESDAY = date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 7)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(THURSDAY, True, id="a Thursday is"),
        pytest.param(GOOD_FRIDAY, False, id="Good Friday is not"),
        pytest.param(SATURDAY, False, id="a Saturday is not"),
        pytest.param(date(2026, 4, 5), False, id="a Sunday is not"),
        pytest.param(date(2026, 12, 31), True, id="the last day known is, as a Thursday"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day, working):
    assert EASTER_2026.is_working(day) is working


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        pytest.param(THURSDAY, 1, TUESDAY, id="the first after Maundy Thursday is the Tuesday after Easter"),
        pytest.param(SATURDAY, 1, TUESDAY, id="the first after a day off is the next one worked"),
        pytest.param(THURSDAY, 2, date(2026, 4, 8), id="the second is the day after that"),
        pytest.param(THURSDAY, 0, THURSDAY, id="none after a working day is the day itself"),
        pytest.param(GOOD_FRIDAY, 0, TUESDAY, id="none after a day off is the next working day"),
    ],
)
def test_semantics_2_the_day_itself_never_counts(day, count, reached):
    assert EASTER_2026.after(day, count) == reached


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(date(2026, 12, 31), 1, id="the day after the last"),
        pytest.param(date(2025, 12, 31), 1, id="from a day before the first"),
        pytest.param(date.max, 1, id="from the calendar's last day"),
        pytest.param(date(2026, 1, 1), 999, id="more days than are known"),
    ],
)
def test_days_beyond_what_is_known_are_refused(day, count):
    with pytest.raises(ValueError, match=r"expected a day from `2026-01-01` to `2026-12-31`, .* `england` .*, not `"):
        EASTER_2026.after(day, count)


def test_fewer_than_no_working_days_are_refused():
    with pytest.raises(ValueError, match="expected a number of working days from 0, not `-1`"):
        EASTER_2026.after(THURSDAY, -1)


def test_a_calendar_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="expected a calendar to end after its first day `2026-12-31`"):
        WorkingDays("england", "by hand", frozenset(), first=date(2026, 12, 31), last=date(2026, 1, 1))


@given(st.dates(date(2026, 1, 1), date(2026, 9, 30)), st.integers(1, 50))
def test_as_many_working_days_lie_between_as_were_counted(day, count):
    reached = EASTER_2026.after(day, count)

    between = [date.fromordinal(one) for one in range(day.toordinal() + 1, reached.toordinal() + 1)]
    assert EASTER_2026.is_working(reached)
    assert sum(map(EASTER_2026.is_working, between)) == count
