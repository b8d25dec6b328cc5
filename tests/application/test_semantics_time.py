"""SEMANTICS 1 to 7, clause by clause, where the service knows the day and keeps the record."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.application.requests import EventRequest, ParameterChange, SubmissionRequest
from engine.errors import PreconditionError
from engine.model.changes import Change
from engine.model.escalation import DecisionOutcome
from engine.model.events import Reported
from engine.model.evidence import NonSubmission
from engine.model.ledger import DecisionQuery
from engine.model.outcome import Basis
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, ladder, rating, rule_file, rung

REPORTED = "{exception_report: {}}"
TERM = {"line": "70"}
CHARGED = "{figure: {type: number}, charges: {type: money}}"
DUE = "{every: month, due: 10 working days, late: %s}"
# The first minute after the last day for April's report, in London: 15 May 2026 is the tenth working day after it.
LAST_MINUTE, FIRST_LATE_MINUTE = (
    datetime(2026, 5, 15, 22, 59, 59, tzinfo=UTC),
    datetime(2026, 5, 15, 23, 0, tzinfo=UTC),
)


def reported(desk, on):
    """The decision on an event of a day, recorded on the day that the clock shows."""
    asked = EventRequest("cedar", on, "A. Officer", "published", Reported("exception_report"))
    [name] = desk.application.events.record(desk.call(), asked).decided
    return desk.application.decisions.one(name).decision


def desk_under(*texts, **stated):
    desk = Desk(*texts)
    desk.registers(**stated)
    return desk


@pytest.mark.parametrize(
    ("on", "entered"),
    [
        pytest.param(date(2026, 5, 31), "r", id="the last day of the earlier version"),
        pytest.param(date(2026, 6, 1), "routine", id="the first day of the later"),
    ],
)
def test_semantics_1_an_event_moves_ladders_under_the_rules_in_force_on_its_day(on, entered):
    earlier, later = (
        rule_file(kpis=kpi(), events=REPORTED, escalation=ladder(f"events(exception_report) >= {often}"))
        for often in (1, 2)
    )
    desk = desk_under(earlier, later.replace("in_force: 2020-01-01", "in_force: 2026-06-01"))
    desk.clock.is_on(date(2026, 7, 10))

    assert rung(reported(desk, on)) == entered


def test_semantics_2_an_event_carries_the_day_on_which_it_is_recorded_and_days_count_from_it():
    actions = "[{do: Answer, by: provider, within: 5 working days}]"
    text = rule_file(kpis=kpi(), events=REPORTED, escalation=ladder("events(exception_report) >= 1", actions=actions))
    desk = desk_under(text)
    desk.clock.time = datetime(2026, 5, 17, 23, 30, tzinfo=UTC)  # the 18th in London

    decision = reported(desk, date(2026, 5, 11))

    assert (decision.evidence.on, decision.evidence.decided_on) == (date(2026, 5, 11), date(2026, 5, 18))
    assert [action.due for action in decision.moves[0].actions] == [date(2026, 5, 26)]  # the 25th is a bank holiday


def test_semantics_2_so_does_a_non_submission():
    desk = desk_under(rule_file())
    desk.clock.time = datetime(2026, 5, 17, 23, 30, tzinfo=UTC)

    evidence = desk.hears_nothing("2026-04", on=date(2026, 5, 11)).decision.evidence

    assert isinstance(evidence, NonSubmission)
    assert (evidence.on, evidence.decided_on) == (date(2026, 5, 11), date(2026, 5, 18))


@pytest.mark.parametrize(
    ("came", "zone", "expected"),
    [
        pytest.param(LAST_MINUTE, "Europe/London", "good", id="the last minute of the day"),
        pytest.param(FIRST_LATE_MINUTE, "Europe/London", "inadequate", id="midnight"),
        pytest.param(FIRST_LATE_MINUTE, "UTC", "good", id="an hour before midnight elsewhere"),
    ],
)
def test_semantics_2_the_due_day_of_a_report_ends_at_midnight_in_the_contracts_time_zone(came, zone, expected):
    text = rule_file(reporting=DUE % "failure", kpis=kpi(missing="{failure: inadequate}"))
    desk = desk_under(text, time_zone=zone)
    desk.clock.time = came

    assert rating(desk.submits("2026-04", "95").decision) == expected


@pytest.mark.parametrize("late", ["accept", "failure"])
def test_semantics_5_what_comes_after_a_recorded_non_submission_is_late_whatever_late_says(late):
    desk = desk_under(rule_file(reporting=DUE % late, kpis=kpi(missing="{failure: inadequate}")))
    desk.clock.is_on(date(2026, 5, 18))
    desk.hears_nothing("2026-04")

    (outcome,) = desk.submits("2026-04", "95", reason="it had been mislaid").decision.outcomes

    assert (outcome.basis, outcome.rating.name) == (Basis.DEEMED, "inadequate")


def test_semantics_5_so_is_what_comes_after_one_that_could_not_be_decided_upon():
    fee = "- {policy: fixed_fee, amount: charges, short_periods: whole}"
    text = rule_file(measures=CHARGED, payment=fee, reporting=DUE % "accept", kpis=kpi(missing="{failure: inadequate}"))
    desk = desk_under(text)
    desk.clock.is_on(date(2026, 5, 18))
    waits = desk.hears_nothing("2026-04")
    still = desk.submits("2026-04", "95")

    april, may = desk.submits("2026-04", "95", charges="1000.00"), desk.submits("2026-05", "95", charges="1000.00")

    assert [one.decision.outcome for one in (waits, still)] == [DecisionOutcome.UNDECIDED] * 2
    assert [one.decision.outcomes[0].basis for one in (april, may)] == [Basis.DEEMED, Basis.MEASURED]
    assert april.decision.payment.payable == 1000


def test_semantics_5_late_figures_are_accepted_where_no_non_submission_is_recorded():
    desk = desk_under(rule_file(reporting=DUE % "accept", kpis=kpi(missing="{failure: inadequate}")))
    desk.clock.is_on(date(2026, 9, 1))

    assert rating(desk.submits("2026-04", "95").decision) == "good"


def test_semantics_6_an_undecided_period_keeps_the_next_one_waiting_and_is_named():
    desk = desk_under(rule_file(kpis=kpi(value="figure / visits", precision="1 dp, half up")))
    first = desk.submits("2026-04", "95", visits="0").decision

    with pytest.raises(PreconditionError, match="the period 2026-04 is open"):
        desk.submits("2026-05", "95", visits="1")

    assert (first.outcome, first.payment, first.moves) == (DecisionOutcome.UNDECIDED, None, ())
    assert desk.application.contracts.standing("cedar").standing.records == ()


def test_semantics_6_a_preview_waits_for_the_period_before_too():
    desk = desk_under(rule_file())

    with pytest.raises(PreconditionError, match="the period 2026-04 is open"):
        desk.application.submissions.preview(SubmissionRequest("cedar", Period.parse("2026-05"), {"figure": "95"}))


def test_semantics_7_a_period_that_is_decided_again_keeps_the_value_of_its_own_last_day():
    text = rule_file(parameters="line: {type: number}", kpis=kpi(bands="{good: line}"))
    desk = desk_under(text, parameters={"line": "80"})
    desk.submits("2026-04", "85")
    desk.sets(date(2026, 5, 31), line="90")
    desk.submits("2026-05", "85")

    again = desk.submits("2026-04", "84", reason="misread")

    found = [rating(desk.application.decisions.one(name).decision) for name in (again.name, *again.later)]
    assert found == ["good", "inadequate"]
    assert rating(desk.submits("2026-06", "85").decision) == "inadequate"


OFTEN = {
    "parameters": "often: {type: number, default: 1}",
    "events": REPORTED,
    "escalation": ladder("events(exception_report) >= often"),
}


def sets(desk, since):
    """Set the parameter on 20 May, as a term of the contract."""
    desk.sets(since, often="2")


def agrees(desk, since):
    """Set the parameter on 20 May, by a change that is agreed."""
    change = Change("one report", "two reports", parameters={"often": "2"}, effective=since)
    asked = EventRequest("cedar", date(2026, 5, 20), "A. Officer", "agreed at the review", change)
    desk.application.events.record(desk.call(), asked)


@pytest.mark.parametrize("by", [sets, agrees])
@pytest.mark.parametrize(
    ("since", "stands"),
    [
        pytest.param(date(2026, 5, 12), "routine", id="from the day of the event"),
        pytest.param(date(2026, 5, 13), "r", id="from the day after it"),
    ],
)
def test_semantics_7_a_parameter_that_is_set_from_a_day_holds_for_events_decided_since(by, since, stands):
    desk = desk_under(rule_file(kpis=kpi(), **OFTEN))
    desk.clock.is_on(date(2026, 5, 12))
    desk.submits("2026-04", "95")
    assert rung(reported(desk, date(2026, 5, 12))) == "r"
    desk.clock.is_on(date(2026, 5, 20))

    by(desk, since)

    assert desk.application.contracts.standing("cedar").standing.ladders["ladder"].rung == stands


def test_semantics_7_who_sets_a_parameter_is_told_what_was_decided_again():
    desk = desk_under(rule_file(kpis=kpi(), **OFTEN))
    desk.clock.is_on(date(2026, 5, 20))
    reported(desk, date(2026, 5, 12))
    asked = ParameterChange("cedar", date(2026, 5, 1), {"often": "2"})

    first, again = (desk.application.contracts.set_parameters(desk.call("set"), asked) for _ in range(2))

    [decision] = first.decided
    assert rung(desk.application.decisions.one(decision).decision) == "routine"
    assert (again.repeated, again.decided) == (True, first.decided)


@pytest.mark.parametrize("by", [sets, agrees])
def test_semantics_7_and_it_comes_to_the_same_whichever_was_known_first(by):
    desks = [desk_under(rule_file(kpis=kpi(), **OFTEN)) for _ in range(2)]
    for desk in desks:
        desk.submits("2026-04", "95")
        desk.clock.is_on(date(2026, 5, 20))
    before, after = desks

    by(before, date(2026, 5, 1))
    for desk in desks:
        reported(desk, date(2026, 5, 12))
    by(after, date(2026, 5, 1))

    rungs = [desk.application.contracts.standing("cedar").standing.ladders["ladder"].rung for desk in desks]
    assert rungs == ["routine", "routine"]
    [*_, last] = after.application.decisions.some(DecisionQuery(contract="cedar"), 0, 100)
    assert last.decision.supersedes.why in {"`often` was set from 2026-05-01", "agreed at the review"}


@pytest.mark.parametrize("since", [date(2026, 4, 1), date(2026, 5, 1)], ids=["the first day", "a later day"])
def test_semantics_7_of_two_values_from_one_day_the_one_set_last_holds(since):
    desk = desk_under(rule_file(parameters="line: {type: number}", kpis=kpi(bands="{good: line}")), parameters=TERM)

    desk.sets(since, line="90")
    desk.sets(since, line="80")

    desk.submits("2026-04", "70")
    assert rating(desk.submits("2026-05", "85").decision) == "good"
