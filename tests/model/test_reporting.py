from __future__ import annotations

from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given

from engine.compiler.calendars import working_days
from engine.model.days import YearKind
from engine.model.deadline import Deadline
from engine.model.period import Period
from engine.model.reporting import Every, Late, Listed, Listing, Measurement, Reporting
from tests.model.strategies import days, every, listed_reporting, periods, reporting, spans

ENGLAND = working_days("england")
MONTHLY = Reporting(Every(1))
THREE_YEARS = Period.parse("2026-04-01 to 2029-03-31")
MID_MONTH = Period.parse("2026-04-15 to 2027-04-14")
TERMS = Reporting(
    Listing(
        (
            Listed(Period.parse("2026-01-05 to 2026-03-27"), due=date(2026, 4, 30)),
            Listed(Period.parse("2026-04-13 to 2026-07-17")),
            Listed(Period.parse("2026-09-01 to 2026-12-18")),
        )
    ),
    due=Deadline.parse("14 days"),
)


@pytest.mark.parametrize(
    ("reporting", "span", "labels"),
    [
        pytest.param(MONTHLY, THREE_YEARS, ["2026-04", "2026-05", "2026-06"], id="calendar months"),
        pytest.param(
            MONTHLY, MID_MONTH, ["2026-04-15 to 2026-04-30", "2026-05", "2026-06"], id="a short first calendar month"
        ),
        pytest.param(
            Reporting(Every(1, YearKind.CONTRACT)),
            MID_MONTH,
            ["2026-04-15 to 2026-05-14", "2026-05-15 to 2026-06-14", "2026-06-15 to 2026-07-14"],
            id="months from the contract's start day",
        ),
        pytest.param(
            Reporting(Every(1, YearKind.CONTRACT)),
            Period.parse("2024-02-29 to 2026-02-27"),
            ["2024-02-29 to 2024-03-28", "2024-03-29 to 2024-04-28", "2024-04-29 to 2024-05-28"],
            id="months from 29 February",
        ),
        pytest.param(
            Reporting(Every(3)), MID_MONTH, ["2026-04-15 to 2026-06-30", "2026-Q3", "2026-Q4"], id="calendar quarters"
        ),
        pytest.param(
            Reporting(Every(6, YearKind.FINANCIAL)),
            THREE_YEARS,
            ["2026-04-01 to 2026-09-30", "2026-10-01 to 2027-03-31", "2027-04-01 to 2027-09-30"],
            id="half years from 1 April",
        ),
        pytest.param(
            Reporting(Every(12)), THREE_YEARS, ["2026-04-01 to 2026-12-31", "2027", "2028"], id="calendar years"
        ),
        pytest.param(
            Reporting(Every(12, YearKind.FINANCIAL)),
            THREE_YEARS,
            ["2026-27", "2027-28", "2028-29"],
            id="financial years",
        ),
        pytest.param(
            TERMS,
            Period.parse("2026-05-01 to 2026-10-31"),
            ["2026-05-01 to 2026-07-17", "2026-09-01 to 2026-10-31"],
            id="listed periods within the contract",
        ),
    ],
)
def test_semantics_4_a_contract_reports_by_its_periods(reporting, span, labels):
    found = islice(reporting.periods(span), 3)

    assert [period.label for period in found] == labels


@given(reporting, spans)
def test_periods_tile_the_contract_without_gap_or_overlap(reporting, span):
    found = list(reporting.periods(span))

    assert (found[0].start, found[-1].end) == (span.start, span.end)
    assert all(earlier.end == later.start for earlier, later in pairwise(found))


@given(listed_reporting, spans)
def test_listed_periods_never_overlap_nor_leave_the_contract(reporting, span):
    found = list(reporting.periods(span))

    assert all(earlier.end <= later.start for earlier, later in pairwise(found))
    assert all(period.clipped(span) == period for period in found)


@given(reporting | listed_reporting, spans)
def test_the_ordinal_counts_the_periods_in_order(reporting, span):
    found = list(reporting.periods(span))

    assert [reporting.ordinal(span, period) for period in found] == list(range(1, len(found) + 1))


@given(reporting | listed_reporting, spans)
def test_every_period_of_a_contract_fits(reporting, span):
    assert [reporting.fits(span, period) for period in reporting.periods(span) if reporting.fits(span, period)] == []


@given(reporting | listed_reporting, spans, periods)
def test_any_other_period_is_told_a_nearest_that_fits(reporting, span, period):
    found = list(reporting.periods(span))
    assume(period not in found)

    words = reporting.fits(span, period)

    assert words.endswith(f"not `{period.label}`")
    assert reporting.nearest(span, period) in (found or [None])


@given(reporting | listed_reporting, spans, days)
def test_a_day_is_in_at_most_one_period(reporting, span, day):
    holding = [period for period in reporting.periods(span) if period.contains(day)]

    assert [reporting.period_containing(span, day)] == (holding or [None])


@given(reporting | listed_reporting, spans)
def test_only_the_ends_of_a_contract_cut_a_period_short(reporting, span):
    for period in reporting.periods(span):
        whole = reporting.whole(span, period)

        assert whole.clipped(span) == period
        assert (whole != period) is (whole.start < span.start or span.end < whole.end)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        pytest.param("2026-05", None, id="a whole month fits"),
        pytest.param("2026-04-15 to 2026-04-30", None, id="the short first month fits"),
        pytest.param("2027-04-01 to 2027-04-14", None, id="the short last month fits"),
        pytest.param(
            "2026-04",
            "expected a period of the contract, the nearest being `2026-04-15 to 2026-04-30`, not `2026-04`",
            id="a whole month does not fit a short one",
        ),
        pytest.param(
            "2026-05-31 to 2026-06-30",
            "expected a period of the contract, the nearest being `2026-06`, not `2026-05-31 to 2026-06-30`",
            id="a day too many",
        ),
        pytest.param(
            "2025",
            "expected a period of the contract, the nearest being `2026-04-15 to 2026-04-30`, not `2025`",
            id="before the contract",
        ),
        pytest.param(
            "2027-06",
            "expected a period of the contract, the nearest being `2027-04-01 to 2027-04-14`, not `2027-06`",
            id="after the contract",
        ),
    ],
)
def test_a_period_fits_the_contract_or_is_told_what_would(label, words):
    assert MONTHLY.fits(MID_MONTH, Period.parse(label)) == words


@pytest.mark.parametrize(
    ("label", "nearest"),
    [
        pytest.param("2026-08", "2026-09-01 to 2026-12-18", id="a gap: the next listed"),
        pytest.param("2027", "2026-09-01 to 2026-12-18", id="past the list: the last listed"),
    ],
)
def test_a_period_between_or_after_those_listed_is_told_the_nearest(label, nearest):
    assert TERMS.nearest(THREE_YEARS, Period.parse(label)).label == nearest
    assert TERMS.period_containing(THREE_YEARS, Period.parse(label).start) is None


def test_a_contract_after_all_listed_periods_has_none():
    later = Period.parse("2030")

    assert TERMS.first(later) is None
    assert (
        TERMS.fits(later, later) == "expected a period within the contract, which none of those listed is, not `2030`"
    )


def test_there_is_no_period_after_the_contract():
    last = Period.parse("2029-03")

    assert MONTHLY.after(THREE_YEARS, last) is None
    assert MONTHLY.period_containing(THREE_YEARS, date(2029, 4, 1)) is None
    assert MONTHLY.period_containing(THREE_YEARS, date(2026, 3, 31)) is None


def test_semantics_3_a_short_month_is_shared_by_its_days():
    first = MONTHLY.first(MID_MONTH)

    assert MONTHLY.whole(MID_MONTH, first) != first
    assert (first.days, MONTHLY.whole(MID_MONTH, first).days) == (16, 30)


@pytest.mark.parametrize(
    ("due", "label", "day"),
    [
        pytest.param("10 working days", "2026-03", date(2026, 4, 16), id="the tenth working day, over Easter"),
        pytest.param("1 working day", "2026-05", date(2026, 6, 1), id="the first working day is the next day"),
        pytest.param("1 working day", "2026-07", date(2026, 8, 3), id="or the first after a weekend"),
        pytest.param("14 days", "2026-04", date(2026, 5, 14), id="the 14th day after the last"),
        pytest.param("1 month", "2026-02", date(2026, 3, 28), id="a month goes by the date of the last day"),
        pytest.param("30 days beginning with", "2026-04", date(2026, 5, 29), id="the last day itself where it is said"),
    ],
)
def test_semantics_5_reports_are_due_after_the_last_day(due, label, day):
    reporting = Reporting(Every(1), due=Deadline.parse(due))

    assert reporting.due_day(Period.parse(label), ENGLAND) == day


def test_semantics_5_a_short_last_period_is_due_by_its_own_last_day():
    reporting = Reporting(Every(1), due=Deadline.parse("14 days"))

    assert reporting.due_day(Period.parse("2027-04-01 to 2027-04-14"), ENGLAND) == date(2027, 4, 28)


def test_a_listed_due_day_goes_before_the_counted_one():
    first, second, _ = TERMS.periods(Period.parse("2026"))

    assert TERMS.due_day(first, ENGLAND) == date(2026, 4, 30)
    assert TERMS.due_day(second, ENGLAND) == date(2026, 7, 31)


def test_reports_without_a_deadline_are_never_due():
    assert MONTHLY.due_day(Period.parse("2026-04"), ENGLAND) is None
    assert MONTHLY.late is Late.ACCEPT


@pytest.mark.parametrize(
    ("on", "measured"),
    [
        pytest.param(Every(6, YearKind.CONTRACT), ["2026-05", "2026-11"], id="six months from 9 November end on 8 May"),
        pytest.param(Every(5, YearKind.CONTRACT), ["2026-04", "2026-09"], id="five months from 9 November"),
        pytest.param(Every(3), ["2025-12", "2026-03", "2026-06", "2026-09"], id="the last months of calendar quarters"),
        pytest.param(Every(12), ["2025-12"], id="December for a calendar year"),
        pytest.param(Every(12, YearKind.FINANCIAL), ["2026-03"], id="March for a financial year"),
        pytest.param(
            (date(2026, 1, 1), date(2026, 9, 30)), ["2026-01", "2026-09"], id="the months that hold the named dates"
        ),
    ],
)
def test_semantics_4_a_kpi_may_be_measured_less_often_than_reported(on, measured):
    span = Period.parse("2025-11-09 to 2026-11-08")

    found = [period for period in MONTHLY.periods(span) if Measurement(on).measured_in(span, period)]

    assert [period.label for period in found] == [
        "2026-11-01 to 2026-11-08" if label == "2026-11" else label for label in measured
    ]


@given(every, spans)
def test_what_is_measured_as_often_as_reported_is_measured_in_every_whole_period(every, span):
    reporting = Reporting(every)

    for period in reporting.periods(span):
        cut = period.end < reporting.whole(span, period).end
        assert Measurement(every).measured_in(span, period) is not cut


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(
            lambda: Reporting(Every(2)), "expected reports every 1, 3, 6 or 12 months, not `2`", id="every two months"
        ),
        pytest.param(lambda: Every(0), "expected a number of months from 1, not `0`", id="every no months"),
        pytest.param(
            lambda: Every(5), "expected months that divide the calendar year, not `5`", id="five calendar months"
        ),
        pytest.param(lambda: Listing(()), "expected at least one dated period, not none", id="an empty list"),
        pytest.param(
            lambda: Listing((Listed(Period.parse("2026-04")), Listed(Period.parse("2026-Q2")))),
            "expected a period that starts after `2026-04`, not `2026-Q2`",
            id="listed periods that overlap",
        ),
        pytest.param(
            lambda: Listing((Listed(Period.parse("2026-04"), due=date(2026, 4, 30)),)),
            "expected `2026-04` to be due after its last day, not `2026-04-30`",
            id="a report due before its period ends",
        ),
    ],
)
def test_reporting_that_means_nothing_is_refused(make, words):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the words are compared whole
        make()

    assert str(refusal.value) == words
