from decimal import Decimal

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.expression import Undecidable
from engine.model.decimals import settled
from engine.model.figures import Absence
from tests.expression.builders import ANY, compiled, faults, message
from tests.expression.rows import ROWS, calls, counted, row, rows


def both(text, visits, **names):
    found, meant = (counted(text, visits, reference=reference, **names) for reference in (False, True))
    assert (type(found), found) == (type(meant), meant)
    return found


def settled_figure(text, visits):
    """The figure as it is before a declared rounding (SEMANTICS 8); None where an error is in some row."""
    try:
        found = counted(text, visits)
    except Undecidable:
        return None
    return settled(found) if isinstance(found, Decimal) else found


def told(text, visits, *, reference):
    try:
        return repr(counted(text, visits, reference=reference))
    except Undecidable as error:
        return repr(error)


@settings(max_examples=400, deadline=None)
@given(calls, rows)
def test_rows_are_counted_by_compiled_code_as_by_the_reference(text, visits):
    found = told(text, visits, reference=False)
    event(found.partition("(")[0])

    assert found == told(text, visits, reference=True)


@settings(max_examples=100, deadline=None)
@given(calls, rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(text, visits, random):
    shuffled = random.sample(visits, len(visits))

    assert settled_figure(text, visits) == settled_figure(text, shuffled)


PEOPLE = [
    row(person="P-1", made=True, days_late=20),
    row(person="P-2", made=True, days_late=28),
    row(person="P-3", made=True, days_late=29),
    row(person="P-3", made=False),
]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("count(visits)", 4, id="all rows"),
        pytest.param("count(visits, made)", 3, id="rows of which a flag is set"),
        pytest.param("count(visits, made and days_late <= 28)", 2, id="a limit is kept on the line"),
        pytest.param("sum(visits, days_late, made)", 77, id="a sum over some rows"),
        pytest.param("min(visits, days_late, made)", 20, id="the smallest"),
        pytest.param("max(visits, days_late, made)", 29, id="the largest"),
        pytest.param("distinct(visits, person)", 3, id="each person once"),
        pytest.param("distinct(visits, person, known(days_late) and days_late > 20)", 2, id="each person of some rows"),
        pytest.param("100 * count(visits, made) / count(visits)", 75, id="a share of all rows"),
        pytest.param("count(visits, made and days_late <= missed)", 3, id="a measure may be a limit"),
    ],
)
def test_rows_are_counted_and_summed(text, figure):
    assert both(text, PEOPLE) == Decimal(figure)


@pytest.mark.parametrize(
    ("text", "absence"),
    [
        pytest.param("count(visits, days_late <= 28)", Absence.MISSING, id="a cell that a row lacks leaves it missing"),
        pytest.param("sum(visits, days_late)", Absence.MISSING, id="so it does a sum"),
        pytest.param(
            "count(visits, days_late < next(days_late, by=person))", Absence.MISSING, id="a missing cell goes first"
        ),
        pytest.param(
            "count(visits, made and days_late < next(days_late, by=person))",
            Absence.UNKNOWN,
            id="the end of a person's rows is not known",
        ),
        pytest.param("max(visits, days_late, made and days_late > 99)", Absence.NO_ACTIVITY, id="the largest of none"),
    ],
)
def test_one_row_that_cannot_be_judged_leaves_the_figure_without_a_value(text, absence):
    assert both(text, PEOPLE) is absence


def test_no_rows_are_a_count_and_a_sum_of_nothing():
    assert both("count(visits, made) + sum(visits, minutes) / 1", []) == 0


def test_an_error_in_one_row_is_for_a_person_to_judge_even_where_nothing_is_divided_by_nothing():
    with pytest.raises(Undecidable, match="0 is divided by 0"):
        both("count(visits, round(minutes / days_late, 1) > 1)", [row(minutes=0, days_late=0)])


@pytest.mark.parametrize(
    ("planned", "arrived", "passed"),
    [
        pytest.param("2026-04-01T07:00", "2026-04-01T07:31", 31, id="on a day like any other"),
        pytest.param("2026-03-29T00:45", "2026-03-29T01:10", 25, id="clocks put forward take nothing away"),
        pytest.param("2026-10-25T00:45", "2026-10-25T01:10", 25, id="clocks put back add nothing"),
    ],
)
def test_minutes_between_instants_are_those_that_passed(planned, arrived, passed):
    assert both("sum(visits, minutes_between(planned, arrived))", [row(planned=planned, arrived=arrived)]) == passed


@pytest.mark.parametrize(
    ("arrived", "shown"),
    [
        pytest.param("2026-03-29T00:59", "00:59", id="winter time until one in the morning"),
        pytest.param("2026-03-29T01:00", "02:00", id="then two"),
        pytest.param("2026-10-25T00:30", "01:30", id="half past one in summer time"),
        pytest.param("2026-10-25T01:30", "01:30", id="and again in winter time"),
    ],
)
def test_clocks_show_the_time_of_the_contracts_zone(arrived, shown):
    assert both(f"count(visits, time_of_day(arrived) == time_of_day('{shown}'))", [row(arrived=arrived)]) == 1


def test_a_day_begins_at_midnight_of_the_contracts_zone():
    assert both("count(visits, date(arrived) == date('2026-07-02'))", [row(arrived="2026-07-01T23:00")]) == 1


def test_the_next_row_is_the_next_later_one_of_the_same_person():
    visits = [
        row(person="P-1", planned="2026-04-01T12:00", minutes=1),
        row(person="P-2", planned="2026-04-01T08:30", minutes=1),
        row(person="P-1", planned="2026-04-01T08:00", minutes=1),
        row(person="P-1", planned="2026-04-01T08:00", minutes=2),
    ]

    text = (
        "count(visits, known(next(planned, by=person)) and minutes_between(planned, next(planned, by=person)) == 240)"
    )

    # Two carers who come together have the same next visit, and a person's last visit has none.
    assert both(text, visits) == 2


def test_a_sum_says_beside_it_of_how_many_rows_it_is():
    asked = compiled("sum(visits, minutes, made)", ROWS, expected=ANY)

    assert asked.reads == ("sum(visits, minutes, made)", "count(visits, made)")


def test_a_count_says_beside_it_how_many_rows_there_were():
    asked = compiled("count(visits, made)", ROWS, expected=ANY)

    assert asked.reads == ("count(visits, made)", "count(visits)")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("visits", "bare-records", id="rows are no value"),
        pytest.param("count()", "argument-count", id="a count of nothing"),
        pytest.param("count(visit)", "unknown-records", id="records misspelt"),
        pytest.param("count(visits, minutes)", "wrong-type", id="a number is no condition"),
        pytest.param("count(visits, made, made)", "argument-count", id="a condition too many"),
        pytest.param("sum(visits)", "argument-count", id="a sum of what"),
        pytest.param("sum(visits, person)", "wrong-type", id="people do not add up"),
        pytest.param("sum(visits, minutes, when=made)", "unexpected-argument", id="a condition has no name"),
        pytest.param("count(visits, minuets > 3)", "unknown-name", id="a field misspelt"),
        pytest.param("count(visits, outcome == 'acheived')", "unknown-option", id="a choice misspelt"),
        pytest.param("count(visits, count(visits) > 1)", "nested-rows", id="a count within a row"),
        pytest.param("max(visits, age)", "personal-figure", id="the oldest person's age"),
        pytest.param("max(visits, next(age, by=person))", "personal-figure", id="a neighbour's age"),
        pytest.param("minutes", "unknown-name", id="a field outside its rows"),
        pytest.param("known(missed)", "outside-rows", id="whether a measure is known"),
        pytest.param("next(minutes, by=person)", "outside-rows", id="a neighbour of nothing"),
        pytest.param("count(visits, next(minutes) > 1)", "argument-count", id="whose next row"),
        pytest.param(
            "count(visits, next(minutes, by=person, by=person) > 1)", "argument-count", id="whose, said twice"
        ),
        pytest.param("count(visits, next(made, by=person))", "wrong-type", id="flags have no order"),
        pytest.param("count(visits, next(minutes, by=age) > 1)", "wrong-type", id="an age is no person"),
        pytest.param(
            "count(visits, minutes_between(planned, from_time) > 1)", "wrong-type", id="an instant and a time"
        ),
        pytest.param("count(visits, time_of_day('8:30') < from_time)", "time-of-day", id="a time badly written"),
        pytest.param("instant(started, time_of_day('08:30')) == 1", "outside-rows", id="clocks without a row"),
        pytest.param("count(visits, minutes / 7 > 1)", "unrounded-quotient", id="a quotient in a row"),
        pytest.param("count(visits, failures() > 1)", "history", id="history in a row"),
    ],
)
def test_what_has_no_meaning_over_rows_is_refused(text, code):
    assert code in [found for _, found in faults(text, ROWS)]


def test_a_misspelt_name_of_records_is_answered_with_the_one_that_was_meant():
    assert message("count(visit, made)", ROWS) == "unknown records `visit`; did you mean `visits`?"
