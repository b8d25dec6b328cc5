"""A warning, or its answer, that is told late flags the decisions that it would have flagged in time, and no others."""

from datetime import date

import pytest

from engine.application.requests import EventRequest
from engine.model.events import Dispute, Form, Lapse, Matter, Progress, Stage
from engine.model.ledger import DecisionQuery
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, ladder, rule_file

EVENTS = "{duty_to_warn: {is: warning, answer: 20 working days}}"
WARNING = Matter(Form.WARNING, "duty_to_warn", kpis=("kpi",), consequence="stays take a week longer")
IN_TIME = date(2026, 4, 1)
DECIDED = {"2026-04": date(2026, 5, 11), "2026-05": date(2026, 6, 11), "2026-06": date(2026, 7, 13)}
TOLD = date(2026, 8, 3)


@pytest.fixture
def desk():
    desk = Desk(
        rule_file(
            kpis=kpi(),
            events=EVENTS,
            escalation=ladder("failures(last=1) >= 1", leave="consecutive_passes() >= 1"),
            calendar="england",
        )
    )
    desk.registers()
    return desk


def submits_all(desk, figure="75"):
    for period, day in DECIDED.items():
        desk.clock.is_on(max(day, desk.clock.now().date()))
        desk.submits(period, figure)


def happens(desk, what, on, told=TOLD):
    desk.clock.is_on(max(told, desk.clock.now().date()))
    asked = EventRequest("cedar", on, "A. Provider", "two posts are vacant", what)
    return desk.application.events.record(desk.call(), asked)


def flagged(desk):
    """Return the periods whose decisions that stand name a warning as unanswered."""
    decided = [one.decision for one in desk.application.decisions.some(DecisionQuery(contract="cedar"), 0, 1000)]
    stands = {one.period.label: one for one in decided if one.period}
    return [label for label, one in stands.items() if one.unanswered]


def superseded(desk, recorded):
    made = [desk.application.decisions.one(name).decision for name in recorded.decided]
    return [one.period.label for one in made if one.supersedes]


def test_a_warning_told_late_flags_what_was_decided_after_its_last_day_and_changes_no_rating(desk):
    submits_all(desk)
    before = desk.application.contracts.standing("cedar").standing
    told = happens(desk, WARNING, IN_TIME)

    assert superseded(desk, told) == flagged(desk) == ["2026-04", "2026-05", "2026-06"]
    after = desk.application.contracts.standing("cedar").standing
    assert (after.records, after.ladders, after.pending) == (before.records, before.ladders, ())
    [why] = {desk.application.decisions.one(name).decision.supersedes.why for name in told.decided[:-1]}
    assert why == "it was not known yet that `duty_to_warn` on 2026-04-01: two posts are vacant"


@pytest.mark.parametrize(
    ("on", "touched"),
    [
        pytest.param(date(2026, 4, 8), ["2026-04", "2026-05", "2026-06"], id="to be answered by 7 May"),
        pytest.param(date(2026, 4, 14), ["2026-05", "2026-06"], id="by 13 May, two days after April was decided"),
        pytest.param(date(2026, 6, 1), ["2026-06"], id="by 29 June, given after all that is untouched had ended"),
        pytest.param(date(2026, 7, 1), [], id="by 29 July, after all was decided"),
    ],
)
def test_what_was_decided_by_its_last_day_stands_as_it_was(desk, on, touched):
    submits_all(desk)

    assert superseded(desk, happens(desk, WARNING, on)) == flagged(desk) == touched


def test_one_given_after_a_period_flags_it_where_that_was_decided_later_than_it_was_to_be_answered(desk):
    desk.clock.is_on(date(2026, 7, 20))
    desk.submits("2026-04", "75")
    told = happens(desk, WARNING, date(2026, 5, 5))

    assert superseded(desk, told) == flagged(desk) == ["2026-04"]


def test_one_that_was_told_in_time_flags_each_decision_as_it_is_made(desk):
    happens(desk, WARNING, IN_TIME, told=IN_TIME)
    submits_all(desk)

    assert flagged(desk) == ["2026-04", "2026-05", "2026-06"]
    entries = desk.application.decisions.some(DecisionQuery(contract="cedar"), 0, 100)
    assert not any(one.decision.supersedes for one in entries)


@pytest.mark.parametrize("warned", [IN_TIME, TOLD], ids=["a warning told in time", "a warning told late"])
def test_an_answer_told_late_takes_the_flags_off_what_was_decided_since(desk, warned):
    desk.clock.is_on(IN_TIME)
    version = happens(desk, WARNING, IN_TIME, told=warned).event.version if warned == IN_TIME else 0
    submits_all(desk)
    version = version or happens(desk, WARNING, IN_TIME).event.version

    answered = happens(desk, Progress(version, Stage.ANSWERED), date(2026, 5, 20))

    assert superseded(desk, answered)[-2:] == ["2026-05", "2026-06"]
    assert flagged(desk) == ["2026-04"] if warned == IN_TIME else flagged(desk) == []


def test_a_warning_that_lapses_or_is_suspended_takes_its_flags_back_and_an_answer_that_lapses_brings_them(desk):
    submits_all(desk)
    version = happens(desk, WARNING, IN_TIME).event.version
    answer = happens(desk, Progress(version, Stage.ANSWERED), date(2026, 4, 20))
    assert flagged(desk) == []

    happens(desk, Lapse(answer.event.version), TOLD)
    assert flagged(desk) == ["2026-04", "2026-05", "2026-06"]

    dispute = happens(desk, Dispute(stands=False, event=version), TOLD).event.version
    assert flagged(desk) == []
    happens(desk, Progress(dispute, Stage.REJECTED), TOLD)
    assert flagged(desk) == ["2026-04", "2026-05", "2026-06"]

    happens(desk, Lapse(version), TOLD)
    assert flagged(desk) == []
