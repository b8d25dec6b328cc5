from decimal import Decimal

import pytest

from engine.expression import Examined, History, NoHistory, Window
from engine.model.decimals import exactly
from engine.model.figures import Absence
from tests.expression.builders import GOOD, IMPROVE, INADEQUATE, VALUES, TableHistory, both, program

UNKNOWN = Absence.UNKNOWN


def examined(text, history=None, **names):
    """What both evaluators say was compared with what."""
    with exactly():
        found, meant = (
            program(text, reference=reference).examined({**VALUES, **names}, history or TableHistory())
            for reference in (False, True)
        )
    assert found == meant
    return found


def test_a_program_says_what_it_mentions_once_and_in_order():
    text = "planned > missed + planned and failures(complaints, missed_visits) > 1 or rating(complaints) == good"

    mentioned = program(text)

    assert mentioned.text == text
    assert mentioned.reads == ("planned", "missed")
    assert mentioned.kpis == ("complaints", "missed_visits")
    assert mentioned.calls == ("failures", "rating")


def test_a_program_knows_its_windows():
    mentioned = program("points(last=3) > 1 or failures(last=3) > 1 or points(within='calendar year') + points() > 9")

    assert mentioned.windows == (Window(periods=3), Window(year="calendar year"), Window())


@pytest.mark.parametrize(
    ("text", "divides"),
    [("missed * planned", False), ("missed / planned", True), ("round(1 / 2, 0) > 1 or late", True)],
)
def test_a_program_knows_whether_it_divides(text, divides):
    assert program(text).divides is divides


def test_programs_of_the_same_text_are_equal():
    assert program("missed > 1") == program("missed > 1")
    assert program("missed > 1") != program("missed > 2")
    assert len({program("missed > 1"), program("missed > 1", reference=True)}) == 1


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("failures()", ("failures", (), Window())),
        ("failures(complaints, last=3)", ("failures", ("complaints",), Window(periods=3))),
        ('points(last="6 months")', ("points", (), Window(months=6))),
        ("points(last='1 month')", ("points", (), Window(months=1))),
        ("points(last='2 years')", ("points", (), Window(months=24))),
        ("consecutive_failures(within='calendar year')", ("consecutive_failures", (), Window(year="calendar year"))),
        ("consecutive_passes(within='contract year')", ("consecutive_passes", (), Window(year="contract year"))),
        ("rated(inadequate, complaints, last=3)", ("rated", INADEQUATE, ("complaints",), Window(periods=3))),
        ("rated(good, within='financial year')", ("rated", GOOD, (), Window(year="financial year"))),
        ("on_rung()", ("on_rung", "contract")),
        ("on_rung(lot)", ("on_rung", "lot")),
        ("credits(incentives, last=2)", ("credits", ("incentives",), Window(periods=2))),
        ("credits()", ("credits", (), Window())),
    ],
)
def test_history_is_asked_what_the_expression_says(text, question):
    history = TableHistory(counts={str(question[0]): Decimal(7)})

    assert both(text, history) == 7
    assert history.asked == [question, question]


def test_a_cap_is_asked_for_by_the_names_of_payments():
    history = TableHistory(capped=True)

    assert both("cap_reached(service_credits, incentives)", history) is True
    assert history.asked[0] == ("cap_reached", ("service_credits", "incentives"))
    assert both("cap_reached(service_credits, incentives, yearly, monthly)", history) is True
    assert history.asked[-1] == ("cap_reached", ("service_credits", "incentives"), ("yearly", "monthly"))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("cap_reached(incentives)", UNKNOWN),
        ("not cap_reached(incentives, yearly)", UNKNOWN),
        ("cap_reached(incentives) or 2 > 1", True),
        ("cap_reached(incentives) and 1 > 2", False),
        ("cap_reached(incentives, yearly) and 2 > 1", UNKNOWN),
    ],
)
def test_whether_a_cap_is_reached_may_be_unknown(text, held):
    assert both(text, TableHistory(capped=UNKNOWN)) is held


def test_ratings_now_and_before_may_be_unknown():
    history = TableHistory(ratings={"complaints": IMPROVE, "previous complaints": GOOD})

    assert both("is_worse_than(rating(complaints), previous(complaints))", history) is True
    assert both("previous(missed_visits) == good", history) is UNKNOWN
    assert both("previous(missed_visits, good) == good", history) is True
    assert both("previous(complaints, inadequate) == good", history) is True
    assert both("rating(missed_visits) == good", history) is UNKNOWN
    assert both("rating(missed_visits) == good or rating(complaints) != good", history) is True


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(), "since the start"),
        (Window(periods=1), "in the last period"),
        (Window(periods=3), "in the last 3 periods"),
        (Window(months=6), "in the last 6 months"),
        (Window(year="contract year"), "in the contract year"),
    ],
)
def test_a_window_is_said_in_words(window, words):
    assert str(window) == words


def test_a_condition_shows_both_sides_of_every_comparison():
    history = TableHistory(counts={"failures": Decimal(3), "points": Decimal(4)})

    held, rows = examined("failures(complaints, last=3) >= 2 or points( last=3 ) >= stay", history)

    assert held is True
    assert rows == (
        Examined("failures(complaints, last=3) >= 2", Decimal(3), ">=", Decimal(2), held=True),
        Examined("points( last=3 ) >= stay", Decimal(4), ">=", Decimal(12), held=False),
    )


def test_a_bare_flag_is_shown_as_compared_with_true():
    _, rows = examined("not late and closed and rung(lot) == 'steady'", late=Absence.SUPPRESSED)

    assert rows == (
        Examined("late", Absence.SUPPRESSED, "is", True, UNKNOWN),
        Examined("closed", False, "is", True, held=False),
        Examined("rung(lot) == 'steady'", "steady", "==", "steady", held=True),
    )


def test_ratings_compared_in_words_are_shown_with_both_ratings():
    _, rows = examined("is_at_least(held, good)")

    assert rows == (Examined("is_at_least(held, good)", IMPROVE, "is_at_least", GOOD, held=False),)


def test_a_chain_is_shown_pair_by_pair():
    _, rows = examined("(1 +  1) < missed<=  planned")

    assert [(row.text, row.held) for row in rows] == [("1 +  1 < missed", True), ("missed <= planned", True)]


def test_what_was_not_divided_is_not_shown():
    _, rows = examined("closed and round(missed / planned, 1) > 1 and late", planned=Decimal(0))

    assert [row.text for row in rows] == ["closed", "late"]


def test_only_the_branch_that_was_taken_is_shown():
    _, rows = examined("missed > 1 if late else planned > 1")

    assert [row.text for row in rows] == ["late", "missed > 1"]


def test_no_history_refuses_to_be_asked():
    silent: History = NoHistory()

    for ask in (silent.rating, silent.rung, silent.on_rung, silent.cap_reached):
        with pytest.raises(RuntimeError, match="no history"):
            ask("complaints")
