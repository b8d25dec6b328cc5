"""Rungs and KPIs that a version renames are known whatever comes first: an event under it, or a period before it."""

from datetime import date

import pytest

from engine.application.past import Vantage
from engine.application.requests import EventRequest
from engine.model.events import Reported
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file

LADDER = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: ROUTINE},
   {rung: PLAN, decision: remediation, enter: "failures(KPI) >= 2 or events(breach) >= 1",
    leave: consecutive_passes(KPI) >= 1},
   {rung: EXIT, decision: exit_trigger, enter: "failures(KPI) >= 2 and events(breach) >= 2"}]}
"""
FIRST = {"KPI": "a", "ROUTINE": "routine", "PLAN": "plan", "EXIT": "exit"}
SECOND = {"KPI": "b", "ROUTINE": "calm", "PLAN": "exit", "EXIT": "plan"}
WAS = "{kpis: {a: b, b: a}, rungs: {ladder: {routine: calm, plan: exit, exit: plan}}}"


def version(in_force, names, **more):
    ladder = LADDER
    for word, name in names.items():
        ladder = ladder.replace(word, name)
    other = "a" if names["KPI"] == "b" else "b"
    kpis = kpi(names["KPI"]) + kpi(other, value="extra")
    return rule_file(in_force=in_force, kpis=kpis, escalation=ladder, events="{breach: {}}", **more)


def desk_of(names, **more):
    desk = Desk(version("2020-01-01", FIRST), version("2026-05-01", names, **more))
    desk.registers()
    desk.clock.is_on(date(2026, 7, 20))
    return desk


def comes(desk, what):
    """Record a breach of a day, or the figure of a month; return the rungs before and after, where it moved one."""
    if isinstance(what, date):
        asked = EventRequest("cedar", what, "A. Officer", "a breach", Reported("breach"))
        name = desk.application.events.record(desk.call(), asked).decided[-1]
        decision = desk.application.decisions.one(name).decision
    else:
        decision = desk.submits(what[0], what[1], extra="95").decision
    assert decision.undecided == ()
    [move] = decision.moves
    return move.before, move.after, decision.outcome


def stands(desk, **vantage):
    stood = desk.application.at(Vantage(**vantage)).contracts.standing("cedar")
    state = stood.standing.ladders.get("ladder")
    right = stood.standing.rights.get("ladder")
    moved = {ladder: one.decision for ladder, one in stood.moved.items()}
    return state and (state.rung, state.entered, state.on), right and right.rung, moved


APRIL, MAY, JUNE = ("2026-04", "75"), ("2026-05", "75"), ("2026-06", "95")
BEFORE, AFTER = date(2026, 4, 20), date(2026, 5, 5)


@pytest.mark.parametrize(
    "course",
    [
        pytest.param([AFTER, APRIL, MAY, JUNE], id="an event under the new version before the last period of the old"),
        pytest.param([APRIL, MAY, BEFORE, JUNE], id="an event under the old version after periods of the new"),
        pytest.param([APRIL, AFTER, MAY, BEFORE, JUNE], id="one of each"),
        pytest.param([AFTER, BEFORE, APRIL, MAY, JUNE], id="both before any period"),
        pytest.param([AFTER, APRIL, BEFORE, MAY, ("2026-06", "75")], id="both round the last period of the old"),
        pytest.param([APRIL, MAY, JUNE], id="no event"),
    ],
)
def test_a_contract_stands_where_it_would_had_nothing_been_renamed(course):
    plain, renamed = desk_of(FIRST), desk_of(SECOND, was=WAS)
    back = {new: old for old, new in zip(FIRST.values(), SECOND.values(), strict=True)}

    moved = [[comes(desk, what) for what in course] for desk in (plain, renamed)]

    assert [outcome for *_, outcome in moved[0]] == [outcome for *_, outcome in moved[1]]
    (state, right, by), (same, theirs, same_by) = stands(plain), stands(renamed)
    assert state == (back[same[0]], *same[1:])
    assert (right, by) == (theirs and back[theirs], same_by)
    records = [desk.application.contracts.standing("cedar").standing.records for desk in (plain, renamed)]
    assert [one.kpis["a"] for one in records[0]] == [one.kpis["b"] for one in records[1]]
    again = Desk(version("2020-01-01", FIRST), version("2026-05-01", SECOND, was=WAS), ledger=renamed.ledger)
    assert stands(again) == stands(renamed)
    assert stands(plain, as_of=date(2026, 5, 31))[2] == stands(renamed, as_of=date(2026, 5, 31))[2]
