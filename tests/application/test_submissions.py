"""What comes in is decided once, in order, and recorded whole or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from engine.application.requests import SubmissionRequest
from engine.application.results import Refused
from engine.errors import (
    ConflictError,
    DeadlineError,
    NotFoundError,
    PreconditionError,
    Reason,
    StaleStandingError,
    SubmissionError,
)
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import NonSubmission
from engine.model.figures import Absence
from engine.model.ledger import Append, Appended, EntryKind, Ledger
from engine.model.period import Period
from tests.application.builders import LADDER, Desk
from tests.evaluation.builders import kpi, rating, rule_file, rung

DUE = {"reporting": "{every: month, due: 10 working days}"}


@pytest.fixture
def desk():
    desk = Desk()
    desk.registers()
    return desk


def test_a_submission_is_recorded_with_its_decision(desk):
    made = desk.submits("2026-04", "75")

    kinds = [entry.kind for entry in desk.ledger.stream("cedar")]
    assert kinds == [EntryKind.REGISTERED, EntryKind.SUBMITTED, EntryKind.DECIDED]
    assert str(made.name) == "cedar#3"
    assert rating(made.decision) == "requires_improvement"


def test_what_was_recorded_is_the_decision_that_was_answered(desk):
    made = desk.submits("2026-04", "75")

    assert desk.application.decisions.one(made.name).decision == made.decision


def test_the_third_failure_is_seen_across_requests(desk):
    first, second = desk.submits_each(["75", "75"])

    assert (rung(first.decision), rung(second.decision)) == ("routine", "plan")


def test_a_new_process_goes_on_where_the_last_one_ended(desk):
    desk.submits("2026-04", "75")

    later = Desk(ledger=desk.ledger)

    assert rung(later.submits("2026-05", "75").decision) == "plan"


def test_decided_on_is_the_day_in_the_contracts_time_zone_semantics_2(desk):
    desk.clock.time = datetime(2026, 5, 11, 23, 30, tzinfo=UTC)

    made = desk.submits("2026-04", "75")

    assert made.decision.evidence.decided_on == date(2026, 5, 12)
    assert made.entry.recorded_at == datetime(2026, 5, 11, 23, 30, tzinfo=UTC)


def test_figures_without_a_day_of_receipt_came_today(desk):
    desk.clock.is_on(date(2026, 5, 20))

    assert desk.submits("2026-04", "75").decision.evidence.received_on == date(2026, 5, 20)


def test_a_report_after_the_due_day_is_a_failure_where_the_contract_says_so_semantics_5():
    reporting = "{every: month, due: 10 working days, late: failure}"
    desk = Desk(rule_file(reporting=reporting, kpis=kpi(missing="{failure: inadequate}")))
    desk.registers()
    desk.clock.is_on(date(2026, 6, 15))

    in_time = desk.submits("2026-04", "95", received_on=date(2026, 5, 15))
    late = desk.submits("2026-05", "95", received_on=date(2026, 6, 15))

    assert (rating(in_time.decision), rating(late.decision)) == ("good", "inadequate")


def test_a_month_means_that_part_of_it_which_the_contract_has_semantics_3():
    desk = Desk()
    desk.registers(start=date(2026, 4, 20))

    made = desk.submits("2026-04", "95")

    assert made.decision.period == Period.through(date(2026, 4, 20), date(2026, 4, 30))


def test_a_period_waits_for_the_one_before_which_is_named_semantics_6(desk):
    with pytest.raises(PreconditionError, match="the period 2026-04 is open") as caught:
        desk.submits("2026-05", "75")

    assert caught.value.reason is Reason.PERIOD_OPEN
    assert desk.ledger.version("cedar") == 1


def test_figures_for_a_decided_period_are_refused_unless_they_say_why(desk):
    desk.submits("2026-04", "75")

    with pytest.raises(
        PreconditionError, match=r"the period 2026-04 is decided already; figures that revise it, .* with a reason"
    ) as caught:
        desk.submits("2026-04", "95")

    assert caught.value.reason is Reason.PERIOD_DECIDED


def test_an_undecided_period_stays_open_and_may_be_submitted_again_semantics_6():
    desk = Desk(rule_file(kpis=kpi(value="figure / visits", precision="1 dp, half up")))
    desk.registers()

    first = desk.submits("2026-04", "95", visits="0")
    again = desk.submits("2026-04", "95", visits="1")

    assert first.decision.outcome is DecisionOutcome.UNDECIDED
    assert (again.decision.evidence.revision, rating(again.decision)) == (2, "good")


def test_what_does_not_fit_is_refused_with_every_reason_and_nothing_is_recorded(desk):
    with pytest.raises(SubmissionError) as caught:
        desk.submits("2026-04", "ninety", extra="1e400", figures="5")

    assert [one.path for one in caught.value.violations] == ["figures.figure", "figures.extra", "figures.figures"]
    assert desk.ledger.version("cedar") == 1


def test_a_period_that_the_contract_has_not_is_refused_naming_the_nearest(desk):
    with pytest.raises(SubmissionError, match="the nearest being `2026-05`"):
        desk.submits("2026-Q2", "75")


def test_an_unknown_contract_is_not_found(desk):
    with pytest.raises(NotFoundError, match="unknown contract `ceder`") as caught:
        desk.submits("2026-04", "75", contract="ceder")

    assert caught.value.reason is Reason.CONTRACT_UNKNOWN


def test_no_version_in_force_on_the_last_day_is_said_so_semantics_28():
    desk = Desk(rule_file(in_force="2026-05-01"))
    desk.registers()

    with pytest.raises(PreconditionError, match="in force on 2026-04-30, and there is none") as caught:
        desk.submits("2026-04", "75")

    assert caught.value.reason is Reason.RULES_NOT_IN_FORCE


def test_the_rules_in_force_on_the_last_day_decide_semantics_28():
    better = kpi(bands="{good: 95, approaching_target: 80, requires_improvement: 70}")
    desk = Desk(rule_file(), rule_file(in_force="2026-05-15", kpis=better))
    desk.registers()

    april, may = desk.submits_each(["92", "92"])

    assert [rating(one.decision) for one in (april, may)] == ["good", "approaching_target"]
    assert may.decision.rules.in_force == date(2026, 5, 15)


def test_the_same_request_gives_the_same_decision_marked_as_a_repeat(desk):
    first = desk.submits("2026-04", "75", request_id="r-1")

    again = desk.submits("2026-04", "75", request_id="r-1")

    assert (first.repeated, again.repeated) == (False, True)
    assert (again.entry, again.decision) == (first.entry, first.decision)


def test_the_same_request_id_with_other_content_is_refused(desk):
    desk.submits("2026-04", "75", request_id="r-1")

    with pytest.raises(ConflictError) as caught:
        desk.submits("2026-04", "76", request_id="r-1")

    assert caught.value.reason is Reason.REQUEST_ID_REUSED


def test_a_caller_that_expects_another_version_is_told_to_look_again(desk):
    with pytest.raises(StaleStandingError, match="expected the contract at version 5, which is at 1"):
        desk.submits("2026-04", "75", expected=5)


def test_a_caller_that_waits_no_longer_leaves_nothing_behind(desk):
    asked = SubmissionRequest("cedar", Period.parse("2026-04"), {"figure": "75"})

    with pytest.raises(DeadlineError):
        desk.application.submissions.submit(desk.call(wanted=lambda: False), asked)

    assert desk.ledger.version("cedar") == 1


def test_a_preview_says_what_would_be_decided_and_records_nothing(desk):
    asked = SubmissionRequest("cedar", Period.parse("2026-04"), {"figure": "75"})

    previewed = desk.application.submissions.preview(asked)

    assert desk.ledger.head() == 1
    assert previewed.decision == desk.submits("2026-04", "75").decision


def test_one_bad_item_of_a_batch_does_not_stop_its_neighbours(desk):
    asked = [
        (f"r-{number}", SubmissionRequest("cedar", Period.parse(period), {"figure": "75"}))
        for number, period in enumerate(["2026-04", "2026-07", "2026-05"])
    ]

    first, second, third = desk.application.submissions.submit_each(desk.call(), asked)

    assert isinstance(second, Refused)
    assert second.error.reason is Reason.PERIOD_OPEN
    assert [str(one.name) for one in (first, third)] == ["cedar#3", "cedar#5"]


def test_a_batch_decides_as_one_by_one():
    figures = ["75", "75", "95", "60"]
    one_by_one, batch = Desk(), Desk()
    for desk in (one_by_one, batch):
        desk.registers()

    made = one_by_one.submits_each(figures)
    asked = [
        (f"r-{number}", SubmissionRequest("cedar", one.decision.period, {"figure": figure}))
        for number, (one, figure) in enumerate(zip(made, figures, strict=True))
    ]
    results = batch.application.submissions.submit_each(batch.call(), asked)

    assert [one.decision for one in results] == [one.decision for one in made]


def test_a_period_without_a_report_is_evidence_once_the_due_day_has_passed():
    desk = Desk(rule_file(**DUE, kpis=kpi(missing="{failure: inadequate}")))
    desk.registers()

    desk.clock.is_on(date(2026, 5, 20))

    made = desk.hears_nothing("2026-04", on=date(2026, 5, 16))

    assert isinstance(made.decision.evidence, NonSubmission)
    assert (made.decision.evidence.on, made.decision.evidence.decided_on) == (date(2026, 5, 16), date(2026, 5, 20))
    assert rating(made.decision) == "inadequate"
    assert desk.ledger.stream("cedar")[1].kind is EntryKind.NOT_SUBMITTED


def test_a_report_that_may_still_come_is_not_recorded_as_missing():
    desk = Desk(rule_file(**DUE))
    desk.registers()
    desk.clock.is_on(date(2026, 5, 15))

    with pytest.raises(PreconditionError, match="expected a day after 2026-05-15") as caught:
        desk.hears_nothing("2026-04", on=date(2026, 5, 15))

    assert caught.value.reason is Reason.PERIOD_NOT_DUE


@pytest.mark.parametrize("period", [pytest.param("2026-04", id="to be decided"), pytest.param("2031-04", id="far off")])
def test_that_nothing_came_is_not_known_before_its_day(period):
    desk = Desk(rule_file(**DUE))
    desk.registers()

    with pytest.raises(SubmissionError, match="no later than today, 2026-05-11, not 2999-01-01") as caught:
        desk.hears_nothing(period, on=date(2999, 1, 1))

    assert [one.path for one in caught.value.violations] == ["on"]
    assert desk.ledger.head() == 1
    assert rating(desk.submits("2026-04", "95").decision) == "good"


def test_figures_have_not_come_before_their_day(desk):
    """The day is the contract's: 23:30 in summer is tomorrow in London."""
    desk.clock.time = datetime(2026, 5, 11, 23, 30, tzinfo=UTC)

    with pytest.raises(SubmissionError, match="no later than today, 2026-05-12, not 2026-05-13") as caught:
        desk.submits("2026-04", "75", received_on=date(2026, 5, 13))

    assert [one.path for one in caught.value.violations] == ["received_on"]
    assert desk.submits("2026-04", "75", received_on=date(2026, 5, 12)).decision.evidence.received_on.day == 12


def test_a_report_that_comes_after_its_period_was_recorded_as_missing_is_refused_semantics_5():
    desk = Desk(rule_file(**DUE))
    desk.registers()
    desk.clock.is_on(date(2026, 6, 1))
    desk.hears_nothing("2026-04")

    with pytest.raises(PreconditionError, match="decided already"):
        desk.submits("2026-04", "95")


def test_a_stated_absence_is_no_zero(desk):
    made = desk.submits("2026-04", figure=Absence.SUPPRESSED)

    assert rating(made.decision) is None


def test_writers_of_one_contract_come_one_after_the_other(desk):
    """Twenty requests for the same month: one is decided, the others are told that it is."""

    def try_to(number: int) -> str:
        try:
            desk.submits("2026-04", str(70 + number), request_id=f"r-{number}")
        except PreconditionError as error:
            return error.reason.name
        return "decided"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_to, range(20)))

    assert sorted(answers) == [*["PERIOD_DECIDED"] * 19, "decided"]


def test_a_request_sent_twice_at_once_is_decided_once(desk):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: desk.submits("2026-04", "75", request_id="r-1"), range(16)))

    assert len({one.entry.position for one in made}) == 1
    assert [one.repeated for one in made].count(False) == 1


class Overtaken:
    """A ledger in which another writer comes first, *times* times."""

    def __init__(self, ledger: Ledger, overtake: Callable[[], object], times: int = 1) -> None:
        self._ledger, self._overtake, self._times = ledger, overtake, times

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def append(self, wanted: Append) -> Appended:
        if self._times:
            self._times -= 1
            self._overtake()
        return self._ledger.append(wanted)


FLOOR = rule_file(parameters="{floor: {type: number, default: 1}}", escalation=LADDER)


def _overtaken(times: int = 1) -> Desk:
    """A desk whose next appends come after those of another, which sets a parameter of the same contract."""
    other = Desk(FLOOR)
    other.registers()
    days = (date(2027, month, 1) for month in range(1, 13))
    return Desk(FLOOR, ledger=Overtaken(other.ledger, lambda: other.sets(next(days), floor="2"), times))


def test_who_named_no_version_is_decided_upon_what_stands_once_another_came_first():
    made = _overtaken().submits("2026-04", "75")

    assert str(made.name) == "cedar#4"
    assert rating(made.decision) == "requires_improvement"


def test_parameters_are_set_beside_those_that_another_set_first():
    changed = _overtaken().sets(date(2026, 5, 1), floor="3")

    assert changed.version == 3
    assert [step.point for step in changed.contract.parameters["floor"].steps] == [date(2026, 5, 1), date(2027, 1, 1)]


def test_who_named_a_version_is_told_that_another_came_first():
    with pytest.raises(StaleStandingError):
        _overtaken().submits("2026-04", "75", expected=1)


def test_who_is_overtaken_five_times_is_told_so():
    with pytest.raises(StaleStandingError):
        _overtaken(times=5).submits("2026-04", "75")


def test_what_is_not_reached_of_a_batch_before_its_caller_stops_waiting_is_not_begun(desk):
    asked = [SubmissionRequest("cedar", Period.parse("2026-04"), {"figure": "75"})] * 3
    waits = iter([True, True, False])

    first, second, third = desk.application.submissions.preview_each(desk.call(wanted=lambda: next(waits)), asked)

    assert first.decision == second.decision
    assert isinstance(third.error, DeadlineError)
