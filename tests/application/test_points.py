"""What reliefs and decisions on exit mean where points lead to a right to exit."""

from __future__ import annotations

from datetime import date

import pytest

from engine.application.requests import EventRequest
from engine.model.events import Effect, ExitChoice, ExitDecision, Relief
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file, rung

POINTED = kpi(points="{approaching_target: 12, requires_improvement: 6, inadequate: 32}")
POINTS = """
    - policy: points
      name: ladder
      climb: jump
      sums: {service: {over: 3 periods}}
      rungs:
        - rung: routine
        - {rung: warned, decision: escalation, enter_at: {service: 6}, leave_below: {service: 6}}
        - {rung: exit, decision: exit_trigger, enter_at: {service: 19}, disregard: relieved}
"""


def desk(escalation: str = POINTS) -> Desk:
    """Return a desk with one contract under points."""
    found = Desk(rule_file(kpis=POINTED, escalation=escalation))
    found.registers()
    return found


def happens(at: Desk, what: object) -> None:
    """Record *what*."""
    request = EventRequest("cedar", date(2026, 5, 11), what=what, by="A. Officer", why="snow closed the roads")
    at.application.events.record(at.call(None), request)


@pytest.mark.parametrize(
    ("relieved", "stood_on", "towards_exit"),
    [
        pytest.param(True, "warned", 18, id="32 points under relief stand, and do not count towards exit"),
        pytest.param(False, "exit", 50, id="without the relief they do"),
    ],
)
def test_ac_29_semantics_17_points_under_relief_are_disregarded_for_exit(relieved, stood_on, towards_exit):
    at = desk()
    if relieved:
        happens(at, Relief(Period.parse("2026-06"), "kpi", Effect.DISREGARDED_FOR_EXIT))

    *_, june = at.submits_each(["85", "75", "60"])

    (check,) = [one for one in june.decision.moves[0].checks if one.rung == "exit"]
    assert june.decision.outcomes[0].points == 32
    assert rung(june.decision) == stood_on
    assert check.verdict.examined[0].left == towards_exit


def test_who_waives_a_right_to_exit_takes_the_contract_off_its_rung_and_its_time_there_begins():
    kept = POINTS.replace("leave_below: {service: 6}}", "leave_below: {service: 6}, stay: 2 periods}").replace(
        "over: 3 periods", "over: 1 period"
    )
    at = desk(kept)
    at.submits_each(["60", "95", "95"])

    happens(at, ExitDecision("ladder", ExitChoice.WAIVED))
    found = at.submits_each(["95", "95", "95"], first="2026-07")

    assert [rung(one.decision) for one in found] == ["warned", "warned", "routine"]


def test_points_that_come_after_a_waiver_count_towards_a_new_right():
    at = desk(POINTS.replace("      rungs:", "      resets: {each_move: true}\n      rungs:"))
    at.submits("2026-04", "60")

    happens(at, ExitDecision("ladder", ExitChoice.WAIVED))
    may = at.submits("2026-05", "60")

    assert may.decision.rights["ladder"].evidence == (date(2026, 5, 31),)
    (check,) = [one for one in may.decision.moves[0].checks if (one.rung, one.way) == ("exit", "enter")]
    assert check.verdict.examined[0].left == 32
