from datetime import date
from decimal import Decimal

import pytest

from engine.expression import Kind, NoActivity, NoHistory, Typed, Undecidable, Vocabulary
from engine.model.decimals import exactly
from engine.model.figures import Absence
from tests.expression.builders import GOOD, IMPROVE, KPI_VALUE, SCALE, VALUES, both, faults, program

UNKNOWN = Absence.UNKNOWN
LINES = [f"{line / 10:.1f}" for line in range(1001)] + [f"{line / 100:.2f}" for line in range(10001)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 - 4", "3"),
        ("(1 + 2) * 3", "9"),
        ("-missed + 100", "3"),
        ("- -5", "5"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3 * 3", "0." + "9" * 50),
        ("charges - 0.50", "1000.00"),
        ("charges * 0.05", "50.0250"),
        ("charges / 10", "100.05"),
        ("charges / charges", "1"),
        ("round(2.675, 2)", "2.68"),
        ("round(-2.675, 2)", "-2.68"),
        ("round(1 / 3 * 3 / 2, 0)", "1"),
        ("min(3, 2, 5)", "2"),
        ("max(0, fee - charges)", "0"),
        ("abs(fee - charges)", "920.50"),
        ("days_between(started, ended)", "30"),
        ("days_between(date('2024-02-28'), date(\"2024-03-01\"))", "2"),
        ("days_between(ended, started)", "-30"),
        ("1 if late else 2", "1"),
        ("1 if closed else 2 if late else 3", "2"),
        ("größe * 2", "4"),
    ],
)
def test_arithmetic_is_exact(text, value):
    assert both(text) == Decimal(value)


def test_a_third_times_three_is_one_after_rounding():
    assert both("round(1 / 3 * 3, 20) == 1") is True


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("missed >= 97 and missed <= 97", True),
        ("0 < missed < 100", True),
        ("0 < missed < 97", False),
        ("1 < 2 > 1 != 2 == 2", True),
        ("not late or closed", False),
        ("true and True and not false", True),
        ("late == True", True),
        ("cqc_rating == 'Good'", True),
        ('cqc_rating != "Good"', False),
        ("note == 'as agreed'", True),
        ("note == ''", False),
        ("started < ended <= date('2026-05-01')", True),
        ("held == requires_improvement", True),
        ("held != good", True),
        ("is_at_least(held, requires_improvement)", True),
        ("is_at_least(held, good)", False),
        ("is_at_least(good, held)", True),
        ("is_worse_than(held, good)", True),
        ("is_worse_than(held, requires_improvement)", False),
        ("(late == closed) == false", True),
    ],
)
def test_conditions_hold_or_do_not(text, held):
    assert both(text) is held


@pytest.mark.parametrize("reference", [False, True])
def test_a_figure_on_the_line_is_on_the_line(reference):
    room = 38  # lines that one expression has nodes for
    names = {f"n{place}": Typed(Kind.NUMBER) for place in range(room)}
    vocabulary = Vocabulary(names, (), SCALE)

    for start in range(0, len(LINES), room):
        lines = dict(zip(names, LINES[start : start + room], strict=False))
        text = " and ".join(f"{line} >= {name} <= {line} == {name}" for name, line in lines.items())
        figures = {name: Decimal(line) for name, line in lines.items()}
        assert program(text, vocabulary, reference=reference).value(figures, NoHistory()) is True, lines


KLEENE = [
    (True, True, True, True),
    (True, False, False, True),
    (True, UNKNOWN, UNKNOWN, True),
    (False, True, False, True),
    (False, False, False, False),
    (False, UNKNOWN, False, UNKNOWN),
    (UNKNOWN, True, UNKNOWN, True),
    (UNKNOWN, False, False, UNKNOWN),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("left", "right", "conjunction", "disjunction"), KLEENE)
def test_and_and_or_are_three_valued(left, right, conjunction, disjunction):
    assert both("late and closed", late=left, closed=right) is conjunction
    assert both("late or closed", late=left, closed=right) is disjunction


@pytest.mark.parametrize("absence", Absence)
def test_whatever_is_absent_makes_what_needs_it_unknown(absence):
    assert both("not late", late=absence) is UNKNOWN
    assert both("late", late=absence) is UNKNOWN
    assert both("missed", missed=absence) is UNKNOWN
    assert both("missed > 1", missed=absence) is UNKNOWN
    assert both("missed == missed", missed=absence) is UNKNOWN
    assert both("missed + 1", missed=absence) is UNKNOWN
    assert both("-missed", missed=absence) is UNKNOWN
    assert both("max(0, missed)", missed=absence) is UNKNOWN
    assert both("round(missed, 1)", missed=absence) is UNKNOWN
    assert both("is_at_least(held, good)", held=absence) is UNKNOWN
    assert both("1 if late else 1", late=absence) is UNKNOWN
    assert both("missed if late else 1", missed=absence) is UNKNOWN
    assert both("missed / 0", missed=absence) is UNKNOWN


def test_a_branch_that_is_not_taken_may_be_absent():
    assert both("1 if late else missed", missed=Absence.MISSING) == 1


def test_a_chain_is_the_and_of_its_comparisons():
    assert both("1 < missed < 0", missed=Absence.MISSING) is UNKNOWN
    assert both("2 < 1 < missed", missed=Absence.MISSING) is False
    assert both("1 < 2 < missed", missed=Absence.MISSING) is UNKNOWN


@pytest.mark.parametrize("text", ["5 / planned", "missed / planned", "-1 / planned", "1 + 2 / planned"])
def test_something_divided_by_nothing_is_undecidable(text):
    with pytest.raises(Undecidable, match="a figure other than 0 is divided by 0 in `") as caught:
        both(text, planned=Decimal(0))

    assert not isinstance(caught.value, NoActivity)


def test_nothing_divided_by_nothing_is_no_activity():
    for reference in (False, True):
        with exactly(), pytest.raises(NoActivity, match=r"0 is divided by 0 in `100 \* missed / planned`"):
            program("100 * missed / planned", reference=reference).value(
                {"missed": Decimal(0), "planned": Decimal(0)}, NoHistory()
            )


def test_a_figure_that_grows_out_of_the_arithmetic_is_undecidable():
    with pytest.raises(Undecidable, match="too large"):
        both("round(missed * missed, 2)", missed=Decimal("9E+40"))
    with pytest.raises(Undecidable, match="too large"):
        both("missed * missed", missed=Decimal("9E+900000"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("late or round(1 / planned, 1) > 2", True),
        ("closed and round(1 / planned, 1) > 2", False),
        ("2 < 1 < round(1 / planned, 1)", False),
        ("2 < 1 < round(1 / planned, 1) < 3", False),
        ("1 if late else 1 / planned", 1),
    ],
)
def test_what_is_decided_already_is_not_divided(text, value):
    unrounded = text.replace("round(1 / planned, 1)", "1 / planned")

    assert both(text, planned=Decimal(0)) == value
    assert both(unrounded, vocabulary=KPI_VALUE, planned=Decimal(0)) == value


def test_what_is_decided_already_is_not_rounded():
    assert both("closed and round(missed * missed, 2) > 1", missed=Decimal("9E+40")) is False


@pytest.mark.parametrize(
    "text",
    [
        "round(1 / planned, 1) > 2 or late",
        "closed or round(1 / planned, 1) > 2",
        "missed > 1 and round(1 / planned, 1) > 2",
        "missed + 1 / planned",
    ],
)
def test_an_error_beside_an_unknown_is_the_error(text):
    with pytest.raises(Undecidable):
        both(text, planned=Decimal(0), missed=Absence.MISSING)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("missed + 1", Typed(Kind.NUMBER)),
        ("share + 1", Typed(Kind.NUMBER, "percent")),
        ("missed - share", Typed(Kind.NUMBER, "percent")),
        ("share * stay", Typed(Kind.NUMBER)),
        ("share / stay", Typed(Kind.NUMBER)),
        ("-share", Typed(Kind.NUMBER, "percent")),
        ("round(share, 1)", Typed(Kind.NUMBER, "percent")),
        ("max(0, share)", Typed(Kind.NUMBER, "percent")),
        ("charges + 5", Typed(Kind.MONEY)),
        ("5 - charges", Typed(Kind.MONEY)),
        ("charges + -(2 * 3)", Typed(Kind.MONEY)),
        ("max(0, charges, 10)", Typed(Kind.MONEY)),
        ("0 if late else charges", Typed(Kind.MONEY)),
        ("charges * missed / planned", Typed(Kind.MONEY)),
        ("missed * charges", Typed(Kind.MONEY)),
        ("charges / fee", Typed(Kind.NUMBER)),
        ("credits(last=3) / charges", Typed(Kind.NUMBER)),
        ("charges > 5", Typed(Kind.FLAG)),
        ("held", Typed(Kind.RATING)),
        ("good if late else held", Typed(Kind.RATING)),
        ("rating(complaints)", Typed(Kind.RATING)),
        ("started", Typed(Kind.DATE)),
        ("cqc_rating", Typed(Kind.TEXT, None, ("Outstanding", "Good", "Inadequate"))),
        ("'yes' if late else 'no'", Typed(Kind.TEXT, None, ("yes", "no"))),
        ("note if late else 'no'", Typed(Kind.TEXT)),
        ("rung(lot)", Typed(Kind.TEXT, None, ("steady", "watched"))),
    ],
)
def test_types_and_units_follow_from_the_parts(text, typed):
    assert program(text).type == typed


@pytest.mark.parametrize("text", ["share > 1", "share > missed", "share == share", "1 < share < missed"])
def test_numbers_without_unit_fit_any(text):
    assert faults(text) == []


@pytest.mark.parametrize("text", ["missed / planned > 1", "max(missed / planned, 1) == 1"])
def test_a_value_that_is_rounded_by_its_precision_may_compare_quotients(text):
    assert faults(text, KPI_VALUE) == []


@pytest.mark.parametrize("text", ["round(missed / planned, 1) > 1", "1 if late else missed / planned"])
def test_a_rounded_quotient_may_be_compared_and_any_may_be_the_value(text):
    assert faults(text) == []


def test_a_declared_name_hides_a_rating_and_a_function():
    with exactly():
        assert program("late if true else closed").value(VALUES, NoHistory()) is True
    assert both("held", held=GOOD) == GOOD
    assert both("held", held=IMPROVE) == IMPROVE


def test_a_date_is_read_when_the_expression_is():
    assert both("date('2026-04-01')") == date(2026, 4, 1)
