"""Payment sees the rung held when its period began (SEMANTICS 21), whatever moved ladders since, and whenever."""

from datetime import date

import pytest

from engine.application.requests import EventRequest
from engine.model.events import ExitChoice, ExitDecision, Reported
from engine.model.ledger import DecisionQuery
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file

LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: stopped, decision: escalation, enter: 'events(breach, last="1 month") >= 1', leave: events(mended) >= 1},
   {rung: exit, decision: exit_trigger, clause: '9', enter: failures(last=2) >= 2}]}
"""
FEE = "- {policy: fixed_fee, amount: 1000, short_periods: whole, when: rung(ladder) == '%s'}"


APRIL, MAY, JUNE = ("2026-04", "95"), ("2026-05", "95"), ("2026-06", "95")
BREACH = date(2026, 5, 20), Reported("breach")


def paid(rung, *course):
    """Return for which months the fee is due that asks for *rung*, after everything in *course* has come."""
    events, fee = "{breach: {}, mended: {}}", FEE % rung
    desk = Desk(rule_file(kpis=kpi(), events=events, escalation=LADDER, payment=fee))
    desk.registers()
    desk.clock.is_on(date(2026, 9, 10))
    for one, what in course:
        if isinstance(one, date):
            desk.application.events.record(desk.call(), EventRequest("cedar", one, "A. Officer", "as found", what))
        else:
            desk.submits(one, what)
    found = [one.decision for one in desk.application.decisions.some(DecisionQuery(contract="cedar"), 0, 100)]
    latest = {one.period.label: one for one in found if one.period}
    return [month for month, one in sorted(latest.items()) if any(line.policy for line in one.payment.lines)]


@pytest.mark.parametrize(
    "course",
    [
        pytest.param([APRIL, BREACH, MAY, JUNE], id="reported before the month's figures"),
        pytest.param([APRIL, MAY, BREACH, JUNE], id="reported after them"),
        pytest.param([APRIL, MAY, JUNE, BREACH], id="reported after those of the next month"),
        pytest.param([BREACH, APRIL, MAY, JUNE], id="reported first of all"),
    ],
)
def test_what_moved_a_ladder_in_may_is_seen_by_the_payment_of_june(course):
    assert paid("routine", *course) == ["2026-04", "2026-05"]


def test_what_moved_it_on_the_first_day_of_a_month_is_not_seen_in_that_month():
    assert paid("routine", APRIL, (date(2026, 5, 1), Reported("breach")), MAY) == ["2026-04", "2026-05"]
    assert paid("routine", APRIL, (date(2026, 4, 30), Reported("breach")), MAY) == ["2026-04"]


def test_a_rung_that_was_left_in_the_course_of_a_month_is_seen_in_it_still():
    mended = date(2026, 6, 15), Reported("mended")

    assert paid("stopped", APRIL, BREACH, MAY, mended, JUNE, ("2026-07", "95")) == ["2026-06"]


def test_what_entered_and_left_a_rung_between_two_reports_is_seen_by_none():
    mended = date(2026, 6, 1), Reported("mended")

    assert paid("routine", APRIL, BREACH, mended, MAY, JUNE) == ["2026-04", "2026-05"]
    assert paid("stopped", APRIL, BREACH, mended, MAY, JUNE) == ["2026-06"]


def test_a_right_that_was_waived_in_the_course_of_a_month_is_off_its_rung_from_the_next_month_on():
    failed = [("2026-04", "0"), ("2026-05", "0")]
    waived = date(2026, 6, 10), ExitDecision("ladder", ExitChoice.WAIVED)

    assert paid("exit", *failed, waived, JUNE, ("2026-07", "95")) == ["2026-06"]


def test_a_rung_that_is_called_otherwise_since_is_seen_by_its_new_name():
    rules = rule_file(kpis=kpi(), events="{breach: {}, mended: {}}", escalation=LADDER, payment=FEE % "routine")
    renamed = rules.replace("in_force: 2020-01-01", "in_force: 2026-05-01").replace("routine", "ordinary")
    desk = Desk(rules, renamed + "was: {rungs: {ladder: {routine: ordinary}}}\n")
    desk.registers()
    desk.clock.is_on(date(2026, 9, 10))
    desk.submits(*APRIL)
    desk.application.events.record(desk.call(), EventRequest("cedar", BREACH[0], "A. Officer", "found", BREACH[1]))

    assert [line.applied for line in desk.submits(*MAY).decision.payment.lines] == [1000]
    assert desk.submits(*JUNE).decision.payment.lines == ()
