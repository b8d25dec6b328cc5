"""What is reported of a contract between its periods moves its ladders at once, and is asked about by conditions."""

from datetime import date

import pytest

from engine.application.requests import EventRequest
from engine.errors import SubmissionError
from engine.evaluation.explanation import explained
from engine.model.document import document
from engine.model.events import ExitChoice, ExitDecision, Lapse, Reported
from engine.model.ledger import DecisionQuery, EntryKind
from tests.application.builders import Desk
from tests.evaluation.builders import errors, kpi, ladder, rule_file, rung

EVENTS = """
regulator_inadequate: {title: The regulator rates the service inadequate, clause: Schedule 4}
regulator_good: {title: The regulator rates the service good}
plan_closed: {}
exception_report: {}
"""
SUSPENSION = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: failures(last=2) >= 2, leave: consecutive_passes() >= 1},
   {rung: suspension, decision: escalation, enter: 'events(regulator_inadequate, last="1 month") >= 1',
    leave_to: routine, leave: "happened_since(regulator_good, regulator_inadequate)
      and happened_since(plan_closed, regulator_inadequate)"}]}
"""
REPORTS = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: notice, decision: escalation, enter: 'events(exception_report, last="6 months") >= 2'}]}
"""

FAILED = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: notice, decision: escalation, enter: failures(last=1) >= 1, leave: failures(last=1) < 1}]}
"""


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=SUSPENSION))
    desk.registers()
    return desk


def happens(desk, kind, on, **stated):
    """Report what happened on a day, on that day."""
    desk.clock.is_on(max(on, desk.clock.now().date()))
    given = {"by": "A. Officer", "why": "published by the regulator"} | stated
    what = kind if isinstance(kind, Lapse) else Reported(kind)
    return desk.application.events.record(desk.call(), EventRequest("cedar", on, what=what, **given))


def stands_on(desk):
    """Return the rung that the contract stands on."""
    return desk.application.contracts.standing("cedar").standing.ladders["ladder"].rung


def test_ac_68_a_regulators_rating_moves_the_ladder_at_once_whatever_the_kpis_say(desk):
    desk.submits("2026-04", "95")

    recorded = happens(desk, "regulator_inadequate", date(2026, 5, 20))

    (name,) = recorded.decided
    decision = desk.application.decisions.one(name).decision
    assert (rung(decision), decision.period, decision.payment) == ("suspension", None, None)
    assert decision.evidence.kind == "regulator_inadequate"
    assert stands_on(desk) == "suspension"


def test_ac_68_back_at_good_the_suspension_ends_only_after_the_plan_is_closed(desk):
    desk.submits("2026-04", "95")
    happens(desk, "regulator_inadequate", date(2026, 5, 20))

    happens(desk, "regulator_good", date(2026, 9, 1))
    assert stands_on(desk) == "suspension"
    happens(desk, "plan_closed", date(2026, 9, 15))

    assert stands_on(desk) == "routine"


def test_an_event_counts_in_windows_of_the_periods_that_follow():
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=REPORTS))
    desk.registers()
    happens(desk, "exception_report", date(2026, 5, 11))
    desk.submits("2026-04", "95")

    happens(desk, "exception_report", date(2026, 11, 20))
    assert stands_on(desk) == "routine"
    happens(desk, "exception_report", date(2026, 11, 21))

    assert stands_on(desk) == "notice"


def test_an_event_that_has_lapsed_counts_no_more():
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=REPORTS))
    desk.registers()
    first = happens(desk, "exception_report", date(2026, 5, 11))
    happens(desk, Lapse(first.event.version), date(2026, 5, 11))

    happens(desk, "exception_report", date(2026, 5, 12))

    assert stands_on(desk) == "routine"


def test_an_event_earns_no_points_and_counts_as_no_period_semantics_1(desk):
    happens(desk, "regulator_inadequate", date(2026, 5, 11))

    standing = desk.application.contracts.standing("cedar")
    assert (standing.standing.records, standing.open.label) == ((), "2026-04")


def test_an_event_that_rules_do_not_name_is_refused(desk):
    with pytest.raises(SubmissionError, match="did you mean `regulator_good`"):
        happens(desk, "regulator_god", date(2026, 5, 11))


def test_what_was_decided_on_an_event_is_decided_again_with_a_period_before_it(desk):
    desk.clock.is_on(date(2026, 6, 10))
    desk.submits_each(["75", "75"])
    happens(desk, "regulator_good", date(2026, 6, 10))

    revised = desk.submits("2026-05", "95", reason="misread")

    assert [str(name) for name in revised.later] == ["cedar#10"]
    assert stands_on(desk) == "routine"
    kinds = [entry.kind for entry in desk.ledger.stream("cedar", 5)]
    assert kinds[:2] == [EntryKind.EVENT_RECORDED, EntryKind.DECIDED]
    found = desk.application.decisions.some(DecisionQuery(contract="cedar"), 0, 100)
    assert found[-1].decision.supersedes.version == 7


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        pytest.param("events(regulator) >= 1", "unknown-event", id="an event that is not declared"),
        pytest.param("events() >= 1", "argument-count", id="no event"),
        pytest.param("happened_since(plan_closed)", "argument-count", id="since what"),
    ],
)
def test_a_condition_about_an_unknown_event_is_a_mistake(condition, code):
    assert code in errors(kpis=kpi(), events=EVENTS, escalation=ladder(condition))


def test_what_a_report_moved_is_moved_back_when_it_lapses(desk):
    desk.clock.is_on(date(2026, 6, 10))
    desk.submits("2026-04", "95")
    reported = happens(desk, "regulator_inadequate", date(2026, 6, 10))
    desk.submits("2026-05", "95")
    assert stands_on(desk) == "suspension"

    lapsed = happens(desk, Lapse(reported.event.version), date(2026, 6, 12), why="it was another provider's")

    assert stands_on(desk) == "routine"
    [name] = lapsed.decided
    again = desk.application.decisions.one(name).decision
    assert (again.evidence.kind, again.evidence.without_effect) == ("regulator_inadequate", True)
    assert document(again, "cedar#10")["without_effect"] is True
    [rules] = desk.application.shelf.books["test"].versions
    said = [one.text for section in explained(again, rules).sections for one in section.sentences]
    assert any("has no effect any more" in one for one in said)


def test_what_others_of_its_day_moved_by_it_is_moved_back_too(desk):
    happens(desk, "exception_report", date(2026, 5, 20))
    desk.clock.is_on(date(2026, 7, 10))
    desk.submits_each(["95", "95"])
    late = happens(desk, "regulator_inadequate", date(2026, 5, 20))
    assert stands_on(desk) == "suspension"

    happens(desk, Lapse(late.event.version), date(2026, 7, 12))

    assert stands_on(desk) == "routine"


def test_an_event_that_lapsed_is_no_occasion_to_look_at_a_ladder():
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=FAILED))
    desk.registers()
    desk.clock.is_on(date(2026, 7, 10))
    desk.submits("2026-04", "75")
    reported = happens(desk, "exception_report", date(2026, 5, 11))
    assert stands_on(desk) == "notice"

    lapsed = happens(desk, Lapse(reported.event.version), date(2026, 7, 12))

    (move,) = desk.application.decisions.one(lapsed.decided[0]).decision.moves
    assert (move.kind.value, move.checks) == ("held", ())


def test_an_event_is_no_attempt_at_the_open_period_and_forgets_none():
    text = rule_file(kpis=kpi(value="figure / visits", precision="1 dp, half up"), events=EVENTS, escalation=REPORTS)
    desk = Desk(text)
    desk.registers()
    desk.submits("2026-04", "950", visits="0")

    happens(desk, "exception_report", date(2026, 5, 11))

    assert desk.application.contracts.standing("cedar").attempts == 1
    assert desk.submits("2026-04", "950", visits="10").decision.evidence.revision == 2


def test_an_event_of_a_day_under_earlier_rules_leaves_the_contract_under_the_later_ones():
    earlier = rule_file(kpis=kpi(), events=EVENTS, escalation=REPORTS)
    later = rule_file(kpis=kpi("timely"), events=EVENTS, escalation=REPORTS, was="{kpis: {kpi: timely}}")
    desk = Desk(earlier, later.replace("in_force: 2020-01-01", "in_force: 2026-04-15"))
    desk.registers()
    desk.submits("2026-04", "95")

    happens(desk, "exception_report", date(2026, 4, 2))

    assert desk.application.contracts.standing("cedar").standing.version == date(2026, 4, 15)


RATED = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: suspension, decision: escalation, enter: 'happened_since(regulator_inadequate, regulator_good)',
    leave: "consecutive_passes() >= 1 or happened_since(plan_closed, regulator_inadequate)"}]}
"""


@pytest.fixture
def rated():
    """A desk under rules that leave a suspension as soon as a period passes, or the plan is closed."""
    desk = Desk(rule_file(kpis=kpi(), events=EVENTS, escalation=RATED))
    desk.registers()
    return desk


def reports(desk, period, figure="95"):
    """Report a period and return the move."""
    (move,) = desk.submits(period, figure).decision.moves
    return move.after


def test_a_rung_that_an_event_enters_is_not_left_in_the_report_of_that_period_semantics_22(rated):
    reports(rated, "2026-04")
    happens(rated, "regulator_inadequate", date(2026, 5, 20))
    rated.clock.is_on(date(2026, 7, 10))

    may = rated.submits("2026-05", "95").decision

    (move,) = may.moves
    assert (move.after, move.kind.value) == ("suspension", "held")
    assert [(one.way, one.verdict.holds) for one in move.checks] == [("enter", True), ("leave", True), ("stay", False)]
    assert reports(rated, "2026-06") == "routine"


def test_nor_in_one_of_that_period_which_comes_later_and_one_of_before_knows_nothing_of_it(rated):
    happens(rated, "regulator_inadequate", date(2026, 5, 20))
    rated.clock.is_on(date(2026, 7, 10))

    assert [reports(rated, period) for period in ("2026-04", "2026-05", "2026-06")] == [
        *("routine", "suspension"),
        "routine",
    ]


def test_a_report_that_comes_after_an_event_of_a_later_day_is_decided_before_it(desk):
    happens(desk, "regulator_inadequate", date(2026, 5, 20))

    april = desk.submits("2026-04", "75")

    (move,) = april.decision.moves
    [later] = april.later
    again = desk.application.decisions.one(later).decision
    assert (move.after, stands_on(desk)) == ("routine", "suspension")
    assert again.supersedes == (3, "the report on 2026-04 had not come yet")


def test_an_event_that_is_recorded_late_moves_on_its_day_by_what_had_been_reported_by_then(desk):
    desk.submits_each(["95", "95"])
    happens(desk, "regulator_inadequate", date(2026, 5, 10))
    desk.clock.is_on(date(2026, 9, 1))
    desk.submits_each(["95", "75", "75"], first="2026-06")

    recorded = happens(desk, "regulator_good", date(2026, 5, 12))
    closed = happens(desk, "plan_closed", date(2026, 5, 14))

    moved = desk.application.decisions.one(recorded.decided[-1]).decision
    left = desk.application.decisions.one(closed.decided[-1]).decision
    assert (rung(moved), rung(left), stands_on(desk)) == ("suspension", "suspension", "plan")
    [leave] = [one for one in left.moves[0].checks if one.way == "leave"]
    assert leave.verdict.holds is True


@pytest.mark.parametrize(
    ("closed", "rung"),
    [
        pytest.param(date(2026, 5, 31), "suspension", id="on the last day of the same month"),
        pytest.param(date(2026, 6, 1), "routine", id="a day later"),
    ],
)
def test_an_event_leaves_no_rung_in_the_period_in_which_another_entered_it(rated, closed, rung):
    reports(rated, "2026-04")
    happens(rated, "regulator_inadequate", date(2026, 5, 20))

    happens(rated, "plan_closed", closed)

    assert stands_on(rated) == rung


def test_semantics_19_on_rung_is_0_in_the_period_in_which_an_event_entered_it(rated):
    rated.texts = [
        (rule_file(kpis=kpi(), events=EVENTS, escalation=RATED.replace(" leave:", " stay: 2 periods, leave:")),)
    ]
    rated.application.shelf.reload()
    happens(rated, "regulator_inadequate", date(2026, 5, 20))
    rated.clock.is_on(date(2026, 8, 10))

    held = [reports(rated, period) for period in ("2026-04", "2026-05", "2026-06", "2026-07")]

    assert held == ["routine", "suspension", "suspension", "routine"]


@pytest.mark.parametrize(
    ("leave", "held"),
    [
        pytest.param("not cap_reached(credits_taken)", True, id="no amount is due for an event, and that is unknown"),
        pytest.param("failures(last=1) >= 1", False, id="what earlier periods came to is known"),
    ],
)
def test_semantics_21_whether_a_cap_is_reached_is_unknown_when_an_event_is_decided(leave, held):
    ladder = f"""
    - {{policy: ladder, name: ladder, climb: jump, rungs: [{{rung: routine}},
       {{rung: capped, decision: escalation, enter: cap_reached(credits_taken), leave: {leave}}}]}}
    """
    pays = "- {policy: service_credits, name: credits_taken, clause: s, by_rating: {inadequate: 60}, cap: 50}"
    desk = Desk(rule_file(events=EVENTS, escalation=ladder, payment=pays))
    desk.registers()
    desk.submits("2026-04", "0")
    assert stands_on(desk) == "capped"

    happens(desk, "exception_report", date(2026, 5, 20))

    assert (stands_on(desk) == "capped") is held


def climbing(climb):
    """Return a ladder each of whose rungs a failure leads to, and the gravest a regulator."""
    failed = "failures(last=2) >= 1"
    return f"""
    - {{policy: ladder, name: ladder, climb: {climb}, rungs: [{{rung: routine}},
       {{rung: plan, decision: remediation, enter: {failed}, leave: consecutive_passes() >= 2}},
       {{rung: notice, decision: escalation, enter: {failed}, leave: consecutive_passes() >= 2}},
       {{rung: last_notice, decision: escalation, enter: {failed}}},
       {{rung: suspension, decision: escalation, enter: events(regulator_inadequate) >= 1}}]}}
    """


@pytest.mark.parametrize(
    ("climb", "rungs"),
    [
        pytest.param(
            "step", ["plan", "notice", "notice", "notice", "last_notice"], id="a step a month, whatever comes"
        ),
        pytest.param(
            "jump",
            ["last_notice", "last_notice", "suspension", "suspension", "suspension"],
            id="a jump whenever it is due",
        ),
    ],
)
def test_semantics_22_events_and_the_report_of_one_period_are_one_move_on_a_ladder_that_steps(climb, rungs):
    desk = Desk(rule_file(events=EVENTS, escalation=climbing(climb)))
    desk.registers()
    stood = []

    desk.submits("2026-04", "0")
    stood.append(stands_on(desk))
    for kind, on in [("exception_report", date(2026, 5, 5)), ("regulator_inadequate", date(2026, 5, 6))]:
        happens(desk, kind, on)
        stood.append(stands_on(desk))
    for month in ("2026-05", "2026-06"):
        desk.submits(month, "0")
        stood.append(stands_on(desk))

    assert stood == rungs


def test_a_step_that_the_period_has_taken_already_is_among_the_reasons():
    desk = Desk(rule_file(events=EVENTS, escalation=climbing("step")))
    desk.registers()
    desk.submits("2026-04", "0")
    happens(desk, "exception_report", date(2026, 5, 5))

    may = desk.submits("2026-05", "0").decision

    texts = [one.text for section in explained(may, desk.versions()[0].rules).sections for one in section.sentences]
    assert "Last notice could have been entered too, but one move is made in a period" in texts


EXIT = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: exit, decision: exit_trigger, enter: failures(last=2) >= 1 or events(regulator_inadequate) >= 1}]}
"""
AFTERWARDS = [
    pytest.param("exception_report", False, id="what nobody asks for"),
    pytest.param("regulator_inadequate", True, id="what the way in asks for"),
]


@pytest.mark.parametrize(("kind", "counts"), AFTERWARDS)
def test_semantics_23_a_right_gathers_what_its_way_in_asks_for_and_no_other_event(kind, counts):
    desk = Desk(rule_file(events=EVENTS, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "0")

    happens(desk, kind, date(2026, 5, 5))

    right = desk.application.contracts.standing("cedar").standing.rights["ladder"]
    assert right.evidence == (date(2026, 4, 30), date(2026, 5, 5))[: 1 + counts]


@pytest.mark.parametrize(("kind", "counts"), AFTERWARDS)
def test_semantics_23_a_right_that_was_waived_arises_again_by_what_its_way_in_asks_for_alone(kind, counts):
    desk = Desk(rule_file(events=EVENTS, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "0")
    waived = ExitDecision("ladder", ExitChoice.WAIVED)
    desk.application.events.record(desk.call(), EventRequest("cedar", date(2026, 5, 4), "A. Officer", "mended", waived))

    happens(desk, kind, date(2026, 5, 5))

    assert (stands_on(desk) == "exit") is counts
