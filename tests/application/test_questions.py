"""Questions as of a day, and as known at a moment: asked later, they are answered as they were, or as they had been."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.application.past import NOW, PastLedger, Vantage, position_at
from engine.application.requests import (
    DueQuery,
    EventQuery,
    EventRequest,
    OpeningRequest,
    ParameterChange,
    StatedKpi,
    StatedPeriod,
)
from engine.errors import NotFoundError, PlimsollError, SubmissionError
from engine.ledger.memory import MemoryLedger
from engine.model.changes import Change
from engine.model.events import Lapse, Relief, Reported, Waiver
from engine.model.ledger import ContractQuery, DecisionQuery, EntryKind
from engine.model.naming import DecisionName
from engine.model.period import Period
from tests.application.builders import LADDER, Desk
from tests.evaluation.builders import kpi, rule_file

ESCALATION = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: failures(last=2) >= 2, leave: consecutive_passes() >= 1},
   {rung: exit, decision: exit_trigger, enter: 'events(breach, last="1 months") >= 1'}]}
"""
PAYMENT = """
- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}
- {policy: service_credits, clause: s2, per_point: 10% of charges}
"""
RULES = rule_file(
    measures="{figure: {type: number}, charges: {type: money, default: 1000.00, held_by: council}}",
    kpis=kpi(points="{requires_improvement: 2, inadequate: 12}", missing="{failure: inadequate}"),
    escalation=ESCALATION,
    payment=PAYMENT,
    events="{breach: {clause: s3}}",
    reporting="{every: month, due: 10 days}",
)
WHY = "the monitoring was misread"
APRIL, MAY, JUNE = (Period.parse(f"2026-{month:02}") for month in (4, 5, 6))
MONTHS = ("2026-04", "2026-05", "2026-06", "2026-07")
BEGINNING = datetime(2026, 8, 3, 9, tzinfo=UTC)
DAYS = [date(2026, 3, 31), *(date(2026, month, day) for month in (4, 5, 6, 7) for day in (15, 30))]


def desk_of(ledger=None):
    desk = Desk(RULES, ledger=ledger)
    desk.clock.time = BEGINNING
    desk.registers()
    return desk


@pytest.fixture
def desk():
    return desk_of()


def later(desk, hours=1):
    """Let time pass, and return the moment that has passed."""
    before = desk.clock.time
    desk.clock.time += timedelta(hours=hours)
    return before


def happens(desk, what, on):
    asked = EventRequest("cedar", on, "A. Officer", "snow closed the roads", what)
    return desk.application.events.record(desk.call(), asked)


def standing(desk, vantage=NOW):
    return desk.application.at(vantage).contracts.standing("cedar").standing


def ratings(desk, **vantage):
    records = standing(desk, Vantage(**vantage)).records
    return [record.kpis["kpi"].rating and record.kpis["kpi"].rating.name for record in records]


def rung(desk, **vantage):
    return standing(desk, Vantage(**vantage)).ladders["ladder"].rung


def names(desk, **vantage):
    """The decisions that are listed, by their versions."""
    found = desk.application.at(Vantage(**vantage)).decisions.some(DecisionQuery("cedar"), 0, 100)
    return [one.entry.version for one in found]


def due(desk, by, **vantage):
    found = desk.application.at(Vantage(**vantage)).reports.due(DueQuery(by), None, 100)
    return [one.period.label for one in found]


def test_what_was_not_yet_recorded_is_not_known(desk):
    desk.submits("2026-04", "75")
    moment = later(desk)
    desk.submits("2026-05", "75")
    desk.submits("2026-04", "95", reason=WHY)

    assert (ratings(desk), rung(desk)) == (["good", "requires_improvement"], "routine")
    assert ratings(desk, as_known_at=moment) == ["requires_improvement"]
    assert names(desk, as_known_at=moment) == [3]


def test_a_correction_is_not_known_before_it_came(desk):
    desk.submits_each(["75", "75"])
    moment = later(desk)
    desk.submits("2026-04", "95", reason=WHY)

    assert (rung(desk), rung(desk, as_known_at=moment)) == ("routine", "plan")


def test_a_contract_is_unknown_before_it_was_registered(desk):
    with pytest.raises(NotFoundError, match="unknown contract `cedar`"):
        standing(desk, Vantage(as_known_at=BEGINNING - timedelta(microseconds=1)))
    assert standing(desk, Vantage(as_known_at=BEGINNING)).records == ()


def test_a_decision_is_unknown_before_it_was_made(desk):
    before = later(desk)
    made = desk.submits("2026-04", "75").name

    assert desk.application.at(Vantage(as_known_at=desk.clock.time)).decisions.one(made).name == made
    with pytest.raises(NotFoundError, match="unknown decision `cedar#3`"):
        desk.application.at(Vantage(as_known_at=before)).decisions.explained(made)


def test_contracts_and_their_terms_are_as_they_were_known(desk):
    moment = later(desk)
    desk.registers("oak")

    at = desk.application.at(Vantage(as_known_at=moment)).contracts
    assert [one.contract.id for one in at.some(ContractQuery(), "", 10)] == ["cedar"]
    assert [one.contract.id for one in desk.application.contracts.some(ContractQuery(), "", 10)] == ["cedar", "oak"]
    assert at.one("cedar").version == 1


def test_as_of_a_day_only_periods_that_had_ended_count(desk):
    desk.submits_each(["75", "75", "95"])

    assert [len(ratings(desk, as_of=day)) for day in (date(2026, 4, 29), date(2026, 4, 30), date(2026, 6, 29))] == [
        0,
        1,
        2,
    ]
    assert rung(desk, as_of=date(2026, 5, 31)) == "plan"
    assert names(desk, as_of=date(2026, 5, 31)) == [3, 5]


def test_as_of_a_day_a_correction_that_came_later_is_known(desk):
    desk.submits_each(["75", "75"])
    later(desk)
    desk.submits("2026-04", "95", reason=WHY)

    assert ratings(desk, as_of=date(2026, 4, 30)) == ["good"]
    assert ratings(desk, as_of=date(2026, 4, 30), as_known_at=BEGINNING) == ["requires_improvement"]


def test_as_of_a_day_the_money_of_a_correction_is_still_to_be_booked(desk):
    desk.submits_each(["75", "95"])
    desk.submits("2026-04", "95", reason=WHY)
    desk.submits("2026-06", "95")

    [pending] = standing(desk, Vantage(as_of=date(2026, 5, 31))).pending
    assert (pending.period, pending.should, pending.booked) == (APRIL, Decimal(1000), Decimal(800))
    assert standing(desk).pending == ()


def test_as_of_a_day_relief_that_was_agreed_later_excuses_nothing(desk):
    desk.submits_each(["75", "75"])
    happens(desk, Relief(APRIL, "kpi"), date(2026, 6, 10))

    assert (rung(desk), rung(desk, as_of=date(2026, 6, 10))) == ("routine", "routine")
    assert (rung(desk, as_of=date(2026, 6, 9)), ratings(desk, as_of=date(2026, 6, 9))) == (
        "plan",
        ["requires_improvement", "requires_improvement"],
    )
    assert names(desk, as_of=date(2026, 6, 9)) == [3, 5]


def test_as_of_a_day_relief_that_lapsed_later_excuses_still(desk):
    desk.submits_each(["75", "75"])
    relief = happens(desk, Relief(APRIL, "kpi"), date(2026, 6, 10))
    happens(desk, Lapse(relief.event.version), date(2026, 7, 1))

    assert (rung(desk), rung(desk, as_of=date(2026, 6, 30))) == ("plan", "routine")
    assert ratings(desk, as_of=date(2026, 6, 30)) == [None, "requires_improvement"]


def test_as_of_a_day_figures_revised_after_a_later_relief_count_without_it(desk):
    desk.submits_each(["75", "75"])
    happens(desk, Relief(APRIL, "kpi"), date(2026, 6, 10))
    desk.submits("2026-05", "60", reason=WHY)

    assert ratings(desk, as_of=date(2026, 6, 9)) == ["requires_improvement", "inadequate"]


def test_as_of_a_day_what_was_reported_later_moves_no_ladder(desk):
    desk.submits("2026-04", "95")
    happens(desk, Reported("breach"), date(2026, 5, 20))

    assert (rung(desk), rung(desk, as_of=date(2026, 5, 20)), rung(desk, as_of=date(2026, 5, 19))) == (
        "exit",
        "exit",
        "routine",
    )
    assert standing(desk, Vantage(as_of=date(2026, 5, 19))).rights == {}


def test_events_of_later_days_and_their_lapses_are_left_out(desk):
    relief = happens(desk, Relief(APRIL, "kpi"), date(2026, 5, 11))
    happens(desk, Lapse(relief.event.version), date(2026, 6, 1))

    at = desk.application.at(Vantage(as_of=date(2026, 5, 31)))
    assert [(one.event.what, one.lapsed_by) for one in at.events.some(EventQuery("cedar"), 0, 10)] == [
        (Relief(APRIL, "kpi"), 0)
    ]
    assert desk.application.events.some(EventQuery("cedar", in_effect_only=True), 0, 10) == []


def test_a_report_had_not_come_before_the_day_of_its_receipt(desk):
    desk.submits("2026-04", "95", received_on=date(2026, 5, 20))
    desk.submits("2026-05", "95", received_on=date(2026, 6, 5))

    assert due(desk, date(2026, 7, 15)) == ["2026-06"]
    assert due(desk, date(2026, 7, 15), as_of=date(2026, 5, 20)) == ["2026-05", "2026-06"]
    assert due(desk, date(2026, 7, 15), as_of=date(2026, 5, 19)) == ["2026-04", "2026-05", "2026-06"]


def test_a_report_that_was_recorded_as_missing_is_due_no_more(desk):
    desk.hears_nothing("2026-04", on=date(2026, 5, 25), charges="1000")

    assert due(desk, date(2026, 5, 30), as_of=date(2026, 5, 25)) == []
    assert due(desk, date(2026, 5, 30), as_of=date(2026, 5, 24)) == ["2026-04"]


def test_a_report_was_due_as_known_before_it_was_submitted(desk):
    moment = later(desk)
    desk.submits("2026-04", "95")

    assert due(desk, date(2026, 5, 30), as_known_at=moment) == ["2026-04"]
    assert due(desk, date(2026, 5, 30)) == []


def test_how_a_contract_stood_before_it_was_taken_over_is_not_known(desk):
    stated = StatedPeriod(APRIL, {"kpi": StatedKpi("good")}, {}, {})
    opening = OpeningRequest("cedar", date(2026, 6, 1), "A. Officer", "it has run since 2024", "file 17", (stated,))
    desk.application.contracts.open(desk.call(), opening)
    desk.submits("2026-05", "75")

    assert ratings(desk, as_of=date(2026, 4, 30)) == ["good"]
    with pytest.raises(
        SubmissionError, match="as_of: expected a day no earlier than 2026-04-30, as which the contract"
    ):
        standing(desk, Vantage(as_of=date(2026, 4, 29)))


@pytest.mark.parametrize(
    ("vantage", "message"),
    [
        pytest.param(
            Vantage(as_known_at=BEGINNING + timedelta(seconds=1)),
            "as_known_at: expected an instant no later than now, 2026-08-03T09:00:00Z, not 2026-08-03T09:00:01Z",
            id="a moment that has not come",
        ),
        pytest.param(
            Vantage(as_of=date(2026, 8, 4)), "as_of: expected a day that has come, not 2026-08-04", id="tomorrow"
        ),
    ],
)
def test_nobody_asks_from_the_future(desk, vantage, message):
    with pytest.raises(SubmissionError, match=message):
        desk.application.at(vantage)


def test_as_of_a_day_a_change_that_was_agreed_later_has_not_ended_the_contract(desk):
    desk.submits("2026-04", "95")
    happens(desk, Change("no end", "it ends", ends=date(2026, 5, 31)), date(2026, 6, 10))

    before, after = (
        desk.application.at(Vantage(as_of=day)).contracts.standing("cedar")
        for day in (date(2026, 6, 9), date(2026, 6, 10))
    )
    assert (before.contract.end, after.contract.end) == (None, date(2026, 5, 31))
    assert (before.changes is None, after.changes is None) == (True, False)
    assert due(desk, date(2026, 7, 20), as_of=date(2026, 6, 9)) == ["2026-04", "2026-05", "2026-06"]
    assert due(desk, date(2026, 7, 20), as_of=date(2026, 8, 3)) == ["2026-05"]


def test_as_of_a_day_and_as_known_at_a_moment_clocks_show_that_day(desk):
    assert desk.application.contracts.standing("cedar").today == date(2026, 8, 3)
    later(desk, hours=24 * 10)

    assert [
        desk.application.at(one).contracts.standing("cedar").today
        for one in (
            NOW,
            Vantage(as_known_at=BEGINNING),
            Vantage(date(2026, 5, 1)),
            Vantage(date(2026, 5, 1), BEGINNING),
        )
    ] == [date(2026, 8, 13), date(2026, 8, 3), date(2026, 5, 1), date(2026, 5, 1)]


def test_the_version_is_the_one_that_was_known_whatever_the_day(desk):
    desk.submits_each(["75", "75"])

    stood = desk.application.at(Vantage(as_of=date(2026, 4, 30))).contracts.standing("cedar")

    assert (stood.version, str(stood.latest), stood.open) == (5, "cedar#3", MAY)


def test_nothing_is_recorded_in_the_past(desk):
    at = desk.application.at(Vantage(as_known_at=BEGINNING))

    with pytest.raises(TypeError, match="in which nothing is recorded"):
        at.contracts.set_parameters(desk.call(), ParameterChange("cedar", date(2026, 5, 1), {}))


class Doing(NamedTuple):
    """Something that people do to a contract, on no day or on one."""

    do: Callable
    on: date | None = None


def submits(period, figure):
    return Doing(lambda desk, _: desk.submits(period, figure, reason=WHY))


def hears_nothing(period):
    return Doing(lambda desk, _: desk.hears_nothing(period, charges="1000"))


def event(what, on):
    return Doing(lambda desk, _: happens(desk, what, on), on)


def lapse(place, on):
    """The lapse of one of the events so far, whichever there is at *place*."""

    def lapses(desk, events):
        lapsed = events[place % len(events)] if events else None
        return happens(desk, Lapse(lapsed.event.version), on) if lapsed else None

    return Doing(lapses, on)


DATES = st.sampled_from([date(2026, 5, 11), date(2026, 6, 11), date(2026, 7, 11)])
PERIODS = st.sampled_from([APRIL, MAY, JUNE])
DOINGS = st.one_of(
    st.builds(submits, st.sampled_from(MONTHS), st.sampled_from(["95", "75", "60"])),
    st.builds(hears_nothing, st.sampled_from(MONTHS)),
    st.builds(
        lambda kind, period, on: event(kind(period, "kpi"), on), st.sampled_from([Relief, Waiver]), PERIODS, DATES
    ),
    st.builds(lambda on: event(Reported("breach"), on), DATES),
    st.builds(lapse, st.integers(0, 5), DATES),
)
LIVES = st.lists(DOINGS, min_size=1, max_size=12)


def lived(life, accepted=None):
    """A desk where *life* went by, after each step; what is refused is left out, and noted by False in *accepted*."""
    desk, events, accepted = desk_of(), [], [] if accepted is None else accepted
    for doing in life:
        made = None
        with suppress(PlimsollError):
            made = doing.do(desk, events)
        accepted.append(made is not None)
        if doing.on is not None:
            events.append(made)
        yield desk
        later(desk)


NOTHING = Doing(lambda _, __: None, date.max)


def answers(desk, vantage):
    """Everything that may be asked, from *vantage*."""
    at = desk.application.at(vantage)
    stood = at.contracts.standing("cedar")
    return (
        stood,
        at.contracts.one("cedar"),
        at.decisions.some(DecisionQuery(), 0, 100),
        at.events.some(EventQuery("cedar"), 0, 100),
        at.events.some(EventQuery("cedar", in_effect_only=True), 0, 100),
        at.reports.due(DueQuery(date(2026, 8, 1)), None, 100),
        [at.decisions.explained(one.name) for one in at.decisions.some(DecisionQuery("cedar"), 0, 100)],
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(LIVES)
def test_as_known_at_a_moment_everything_is_answered_as_it_was_then(life):
    then = [(desk, desk.clock.time, answers(desk, NOW)) for desk in lived(life)]

    for desk, moment, found in then:
        assert answers(desk, Vantage(as_known_at=moment)) == found
        assert answers(desk, Vantage(as_known_at=moment + timedelta(minutes=59))) == found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(LIVES, st.sampled_from(DAYS))
def test_as_of_a_day_a_contract_stands_as_one_that_nothing_happened_to_since(life, day):
    """What is known of the periods up to a day decides, whenever it came; and no event of a later day does."""
    accepted = []
    *_, desk = lived(life, accepted)

    found = standing(desk, Vantage(as_of=day))

    kept = [
        doing if was_accepted and (doing.on is None or doing.on <= day) else NOTHING._replace(on=doing.on)
        for doing, was_accepted in zip(life, accepted, strict=True)
    ]
    [*_, other] = lived(kept)
    expected = standing(other, Vantage(as_of=day))
    assert (found.records, found.ladders) == (expected.records, expected.ladders)
    assert found.rights.keys() == expected.rights.keys()
    assert all(record.period.last_day <= day for record in found.records)
    assert all(one.on <= day for one in found.events)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_the_past_of_a_ledger_is_the_ledger_that_it_was(pauses):
    ledger = MemoryLedger()
    desk = Desk(RULES, ledger=ledger)
    desk.clock.time = BEGINNING
    cuts = []
    for number, pause in enumerate(pauses):
        desk.registers(f"c-{number % 3}-{number}")
        cuts.append((desk.clock.time, ledger.head(), tuple(ledger.contracts(ContractQuery(), "", 100))))
        later(desk, pause)
    last = {moment: (head, found) for moment, head, found in cuts}

    for moment, (head, found) in last.items():
        past = PastLedger(ledger, position_at(ledger, moment))
        assert (past.head(), tuple(past.contracts(ContractQuery(), "", 100))) == (head, found)
        assert len(past.entries(0, 100, EntryKind.REGISTERED)) == len(found)
        assert tuple(past.contracts(ContractQuery(), found[0], 1)) == found[1:2]


def test_a_decisions_name_is_of_its_contract_alone(desk):
    with pytest.raises(NotFoundError):
        desk.application.at(Vantage(as_known_at=BEGINNING)).decisions.one(DecisionName("cedar", 1))


class TestBeforeALaterEvent:
    """What is asked about as of a day knows of no event of a later one, whatever was decided in the light of it."""

    @pytest.fixture
    def desk(self):
        bought = """
        fee_paid: {title: Paid, value: payable, over_the_year: added_up, better: lower, planned: 12000}
        """
        fee = "- {policy: fixed_fee, name: fee, amount: 1000, short_periods: whole}\n"
        taken = "- {policy: service_credits, per_failure: 100}\n"
        desk = Desk(rule_file(kpis=kpi(), escalation=LADDER, payment=fee + taken, benefits=bought))
        desk.registers()
        desk.clock.is_on(date(2026, 6, 10))
        desk.submits_each(["75", "75"])
        relief = Relief(Period.parse("2026-04"), "kpi")
        asked = EventRequest("cedar", date(2026, 6, 10), "A. Officer", "snow", relief)
        desk.application.events.record(desk.call(), asked)
        return desk

    def test_a_rung_stands_for_what_had_brought_it_by_then(self, desk):
        now = desk.application.contracts.standing("cedar")
        then = desk.application.at(Vantage(as_of=date(2026, 5, 31))).contracts.standing("cedar")

        assert (now.standing.ladders["ladder"].rung, now.moved) == ("routine", {})
        assert then.standing.ladders["ladder"].rung == "plan"
        assert "plan is entered" in then.moved["ladder"].why

    def test_a_benefit_is_what_it_had_come_to_by_then(self, desk):
        now = desk.application.benefits.of("cedar")
        then = desk.application.at(Vantage(as_of=date(2026, 5, 31))).benefits.of("cedar")

        assert [found.benefits[0].years[0].so_far for found in (now, then)] == [1900, 1800]
