"""Figures that are revised, or come late: what was decided on them, and on all that followed, is decided again."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.application.requests import EventRequest, SubmissionRequest
from engine.errors import SubmissionError
from engine.model.changes import Change
from engine.model.course import own_sum
from engine.model.escalation import DecisionOutcome
from engine.model.events import Reported
from engine.model.ledger import DecisionQuery, EntryKind
from engine.model.outcome import Basis
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.model.rows import given_table
from tests.application.builders import LADDER, Desk, months_from
from tests.evaluation.builders import kpi, rating, rule_file, rung

PAYMENT = """
- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}
- {policy: service_credits, clause: s2, per_point: 1% of charges, cap: yearly}
"""
CAPS = "yearly: {limit: 90, over: twelve months, clause: s3}"
POINTED = kpi(points="{requires_improvement: 2, inadequate: 4}", repeat="double", missing="{failure: inadequate}")
MEASURES = "{figure: {type: number}, charges: {type: money, default: 1000.00, held_by: council}}"
RULES = rule_file(
    measures=MEASURES,
    kpis=POINTED,
    escalation=LADDER,
    payment=PAYMENT,
    caps=CAPS,
    reporting="{every: month, due: 10 days}",
)
WHY = "the call monitoring was misread"


@pytest.fixture
def desk():
    desk = Desk(RULES)
    desk.registers()
    return desk


def standing(desk, contract="cedar"):
    """Return how a contract stands."""
    return desk.application.contracts.standing(contract).standing


def ratings(desk, contract="cedar"):
    """Return the rating of each period as it stands."""
    return [record.kpis["kpi"].rating.name for record in standing(desk, contract).records]


def adjustments(recorded):
    """Return the lines that book differences: of which period, and how much."""
    lines = recorded.decision.payment.lines
    return [(line.adjusts.label, str(line.applied)) for line in lines if line.adjusts]


def test_a_revision_supersedes_the_decision_on_its_period_and_every_later_one(desk):
    desk.submits_each(["95", "75", "75", "95"])

    revised = desk.submits("2026-05", "95", reason=WHY)

    assert (str(revised.name), [str(name) for name in revised.later]) == ("cedar#11", ["cedar#12", "cedar#13"])
    assert revised.decision.supersedes == (5, f"the figures of 2026-05 were revised: {WHY}")
    assert revised.decision.evidence.revision == 2
    assert ratings(desk) == ["good", "good", "requires_improvement", "good"]


def test_a_revision_that_mends_a_failure_takes_the_contract_off_its_rung(desk):
    *_, third = desk.submits_each(["95", "75", "75"])
    assert rung(third.decision) == "plan"

    desk.submits("2026-05", "95", reason=WHY)

    assert standing(desk).ladders["ladder"].rung == "routine"


def test_semantics_30_the_difference_is_booked_once_in_the_next_decision(desk):
    desk.submits_each(["75", "75"])  # 1,000 less 2% and less 4%, the repeat
    desk.submits("2026-04", "95", reason=WHY)  # now 0% and 2%

    june, july = desk.submits_each(["95", "95"], first="2026-06")

    assert adjustments(june) == [("2026-04", "20.00"), ("2026-05", "20.00")]
    assert (june.decision.payment.payable, july.decision.payment.payable) == (1040, 1000)
    assert adjustments(july) == []


def test_semantics_30_totals_count_what_was_corrected_once(desk):
    desk.submits_each(["75", "75"])  # 980 and 960
    desk.submits("2026-04", "95", reason=WHY)
    before = desk.application.contracts.standing("cedar").payable

    june = desk.submits("2026-06", "95")

    payment = june.decision.payment
    assert payment.applied[LineKind.ADJUSTMENT] == 40
    assert (before, desk.application.contracts.standing("cedar").payable) == (1940, 1940 + 1040)


def test_semantics_30_what_is_only_suspended_is_no_difference():
    pays = "- {policy: suspended_credits, clause: s, per_failure: 100, not_rated: wait, at_end: avoided}"
    desk = Desk(rule_file(kpis=POINTED, payment=pays))
    desk.registers()
    desk.submits("2026-04", "60")

    desk.submits("2026-04", "95", reason=WHY)

    assert standing(desk).pending == ()
    assert adjustments(desk.submits("2026-05", "95")) == []


def test_semantics_30_nor_do_periods_that_an_event_told_late_has_decided_again():
    rules = RULES.replace("failures(last=2) >= 2", "events(breach) >= 1")
    desk = Desk(rules + "events: {breach: {}}\n")
    desk.registers()
    desk.clock.is_on(date(2026, 8, 3))
    desk.submits_each(["95", "95", "95"])
    desk.submits("2026-04", "75", reason=WHY)

    asked = EventRequest("cedar", date(2026, 5, 10), "A. Officer", "told late", Reported("breach"))
    decided = desk.application.events.record(desk.call(), asked).decided

    again = [desk.application.decisions.one(name) for name in decided]
    assert [one.decision.period.label for one in again[:-1]] == ["2026-05", "2026-06"]
    assert [adjustments(one) for one in again[:-1]] == [[], []]
    assert adjustments(desk.submits("2026-07", "95")) == [("2026-04", "-20.00")]


def test_semantics_30_an_event_books_nothing_and_the_next_period_does():
    desk = Desk(RULES + "events: {inspected: {}}\n")
    desk.registers()
    desk.submits("2026-04", "75")
    desk.submits("2026-04", "95", reason=WHY)
    asked = EventRequest("cedar", date(2026, 5, 10), "A. Officer", "announced", Reported("inspected"))

    recorded = desk.application.events.record(desk.call(), asked)

    assert [desk.application.decisions.one(name).decision.payment for name in recorded.decided] == [None]
    assert adjustments(desk.submits("2026-05", "95")) == [("2026-04", "20.00")]


PRICED = "- {policy: service_credits, name: credits, clause: s2, per_point: RATE% of price, cap: yearly}"


def test_semantics_30_a_period_is_decided_again_under_its_own_rules_parameters_and_standing():
    versions = [
        rule_file(
            in_force=since,
            kpis=POINTED,
            parameters="price: {type: money}",
            payment=PRICED.replace("RATE", rate),
            caps="yearly: {limit: 100, over: contract, clause: s3}",
        )
        for since, rate in [("2026-01-01", "1"), ("2026-06-01", "5")]
    ]
    desk = Desk(*versions)
    desk.registers(parameters={"price": "1000.00"})
    desk.submits_each(["75", "95"])  # two points of 10
    desk.sets(date(2026, 6, 1), price="4000.00")
    desk.submits_each(["95", "75"], first="2026-06")  # two points of 200, of which 20 of the cap are used

    revised = desk.submits("2026-04", "60", reason=WHY)

    decisions = [revised.decision, *(desk.application.decisions.one(name).decision for name in revised.later)]
    assert [(one.rules.in_force.month, own_sum(one.payment)) for one in decisions] == [
        *((1, -40), (1, 0)),
        *((6, 0), (6, -60)),
    ]


def test_what_was_adjusted_and_is_revised_again_is_booked_to_the_last_figure(desk):
    desk.submits("2026-04", "75")
    desk.submits("2026-04", "95", reason=WHY)
    desk.submits("2026-05", "95")
    desk.submits("2026-04", "60", reason="it was right that it was wrong")  # inadequate: 4%

    june = desk.submits("2026-06", "95")

    assert adjustments(june) == [("2026-04", "-40.00")]


def test_caps_are_replayed(desk):
    desk.submits_each(["60", "60", "60"])  # 40, then 50 of 80 and nothing: the cap is 90
    desk.submits("2026-04", "95", reason=WHY)  # now 0, 40, 50

    july = desk.submits("2026-07", "95")

    assert adjustments(july) == [("2026-04", "40.00"), ("2026-05", "10.00"), ("2026-06", "-50.00")]


def test_a_superseding_decision_books_nothing_itself(desk):
    desk.submits_each(["75", "75"])
    revised = desk.submits("2026-04", "95", reason=WHY)

    assert [line.entry for line in revised.decision.payment.lines] == ["fee"]
    assert [(one.period.label, one.should, one.booked) for one in standing(desk).pending] == [
        ("2026-04", 1000, 980),
        ("2026-05", 980, 960),
    ]


def test_what_a_deduction_could_not_take_is_carried_as_it_was_booked():
    desk = Desk(rule_file(kpis=POINTED, payment="- {policy: service_credits, clause: s, per_point: 10}"))
    desk.registers()
    desk.submits("2026-04", "75")
    desk.submits("2026-04", "95", reason=WHY)
    assert standing(desk).carried == 20

    may = desk.submits("2026-05", "95")

    assert (may.decision.payment.payable, may.decision.payment.carried_forward) == (0, 0)


def test_semantics_26_what_a_correction_takes_beyond_what_is_earned_is_carried():
    pays = """
    - {policy: fixed_fee, name: fee, clause: s1, amount: 100, short_periods: whole}
    - {policy: service_credits, clause: s2, per_point: 60}
    """
    desk = Desk(rule_file(kpis=POINTED, payment=pays))
    desk.registers(end=date(2026, 6, 30))
    desk.submits("2026-04", "95")
    desk.submits("2026-04", "60", reason=WHY)  # four points of 60

    may, june = desk.submits_each(["95", "60"], first="2026-05")

    assert [(one.kind.value, one.applied) for one in may.decision.payment.lines] == [("adjustment", -240), ("fee", 100)]
    assert (may.decision.payment.payable, may.decision.payment.carried_forward) == (0, 140)
    assert (june.decision.payment.payable, june.decision.payment.debt) == (0, 280)


def test_semantics_26_a_debt_is_taken_by_the_next_period_where_the_contract_goes_on_after_all():
    desk = Desk(rule_file(kpis=POINTED, payment="- {policy: service_credits, clause: s, per_point: 60}"))
    desk.registers(end=date(2026, 4, 30))
    april = desk.submits("2026-04", "60")
    longer = Change("to the end of April", "to the end of May", ends=date(2026, 5, 31))
    desk.application.events.record(desk.call(), EventRequest("cedar", date(2026, 5, 4), "A. Officer", "agreed", longer))

    may = desk.submits("2026-05", "95")

    assert (april.decision.payment.carried_forward, april.decision.payment.debt) == (0, 240)
    assert [(one.entry, one.applied) for one in may.decision.payment.lines] == [("carried_forward", -240)]
    assert may.decision.payment.debt == 240


def test_late_figures_after_a_non_submission_do_not_undo_the_failures_that_lateness_caused_semantics_31(desk):
    desk.hears_nothing("2026-04", on=date(2026, 5, 11), charges="1000.00")

    late = desk.submits("2026-04", "95", charges="1200.00", reason="they came late")

    (outcome,) = late.decision.outcomes
    assert (outcome.basis, outcome.rating.name) == (Basis.DEEMED, "inadequate")
    assert late.decision.evidence.revision == 1
    assert own_sum(late.decision.payment) == 1200 - 48


def test_semantics_12_what_the_council_holds_stays_rated_where_the_figures_of_the_provider_come_late():
    held = MEASURES.replace("{figure", "{extra: {type: number, held_by: council}, figure")
    known = kpi("of_ours", value="extra", missing="{failure: inadequate}")
    desk = Desk(rule_file(measures=held, kpis=POINTED + known))
    desk.registers()
    desk.hears_nothing("2026-04", on=date(2026, 5, 11), extra="95")

    late = desk.submits("2026-04", "95", extra="95", reason="they came late")

    found = {one.kpi: (one.basis, one.rating.name) for one in late.decision.outcomes}
    assert found == {"kpi": (Basis.DEEMED, "inadequate"), "of_ours": (Basis.MEASURED, "good")}


def test_late_figures_that_are_revised_stay_late(desk):
    desk.hears_nothing("2026-04", on=date(2026, 5, 11), charges="1000.00")
    desk.submits("2026-04", "95", reason="they came late")

    again = desk.submits("2026-04", "96", reason=WHY)

    assert again.decision.outcomes[0].basis is Basis.DEEMED


def test_a_clock_that_runs_is_not_started_again_and_a_new_one_starts_today(desk):
    desk.clock.is_on(date(2026, 7, 6))
    *_, june = desk.submits_each(["95", "75", "75"])
    (plan,) = june.decision.moves[0].actions
    desk.clock.is_on(date(2026, 9, 1))

    desk.submits("2026-05", "70", reason=WHY)
    stands = [one for one in superseding(desk) if one.decision.period.label == "2026-06"][-1]
    assert stands.decision.moves[0].actions == (plan,)

    desk.submits("2026-04", "75", reason=WHY)
    may = [one for one in superseding(desk) if one.decision.period.label == "2026-05"][-1]
    assert may.decision.moves[0].actions[0].due > date(2026, 9, 1)


def superseding(desk):
    """Return the decisions that supersede others, in order."""
    return [one for one in recorded(desk) if one.decision.supersedes]


def recorded(desk, contract="cedar"):
    """Return every recorded decision of a contract."""
    return desk.application.decisions.some(DecisionQuery(contract=contract), 0, 1000)


def test_a_revision_that_cannot_be_decided_changes_nothing_and_asks_for_a_person():
    text = rule_file(kpis=kpi(value="figure / visits", precision="1 dp, half up"), escalation=LADDER)
    desk = Desk(text)
    desk.registers()
    desk.submits("2026-04", "950", visits="10")

    failed = desk.submits("2026-04", "950", visits="0", reason=WHY)
    may = desk.submits("2026-05", "950", visits="10")

    assert (failed.decision.outcome, failed.decision.supersedes) == (DecisionOutcome.UNDECIDED, None)
    assert ratings(desk) == ["good", "good"]
    assert may.decision.evidence.revision == 1


def test_a_revision_that_does_not_fit_is_refused_and_nothing_is_recorded(desk):
    desk.submits("2026-04", "75")

    with pytest.raises(SubmissionError, match="unknown measure"):
        desk.submits("2026-04", "75", figures="3", reason=WHY)

    assert desk.ledger.version("cedar") == 3


def test_the_same_revision_again_is_answered_as_before(desk):
    desk.submits_each(["75", "75"])
    first = desk.submits("2026-04", "95", reason=WHY, request_id="revision")

    again = desk.submits("2026-04", "95", reason=WHY, request_id="revision")

    assert (again.name, again.decision, again.later, again.repeated) == (first.name, first.decision, first.later, True)
    assert desk.ledger.version("cedar") == 8


def test_figures_that_were_decided_on_before_change_nothing(desk):
    first = desk.submits("2026-04", "75")

    again = desk.submits("2026-04", "75.0", reason=WHY)

    assert (again.name, again.repeated, desk.ledger.version("cedar")) == (first.name, True, 3)


def test_a_preview_of_a_revision_records_nothing(desk):
    desk.submits("2026-04", "75")

    asked = SubmissionRequest("cedar", Period.parse("2026-04"), {"figure": "95"}, reason=WHY)
    would_be = desk.application.submissions.preview(asked)

    assert rating(would_be.decision) == "good"
    assert desk.ledger.version("cedar") == 3


def test_a_later_server_finds_the_contract_as_it_was_corrected(desk):
    desk.submits_each(["75", "75", "95"])
    desk.submits("2026-04", "95", reason=WHY)

    later = Desk(RULES, ledger=desk.ledger)

    assert standing(later) == standing(desk)


def test_another_process_that_knew_the_contract_before_reads_it_again(desk):
    desk.submits_each(["75", "75"])
    other = Desk(RULES, ledger=desk.ledger)
    standing(other)

    desk.submits("2026-04", "95", reason=WHY)

    assert standing(other) == standing(desk)


def test_the_record_keeps_every_revision_and_every_decision(desk):
    desk.submits_each(["75", "75"])
    desk.submits("2026-04", "95", reason=WHY)

    kinds = [entry.kind for entry in desk.ledger.stream("cedar", 5)]

    assert kinds == [EntryKind.SUBMITTED, EntryKind.DECIDED, EntryKind.DECIDED]


FIGURES = st.sampled_from(["95", "85", "75", "60"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    right=st.lists(FIGURES, min_size=1, max_size=8),
    wrong=st.lists(st.tuples(st.integers(0, 7), FIGURES), max_size=5),
    data=st.data(),
)
def test_semantics_31_corrections_converge_to_what_the_right_figures_in_order_would_have_given(right, wrong, data):
    """Ratings, rungs, rights and the money to date, however often and whenever a period was wrong (SEMANTICS 31)."""
    desk = Desk(RULES)
    desk.registers("right")
    desk.registers("cedar")
    months = list(zip(months_from("2026-04"), right, strict=False))
    for month, figure in months:
        desk.submits(month, figure, contract="right")
    known: dict[str, str] = {}
    for place, (month, _) in enumerate(months):
        at_first = data.draw(FIGURES)
        desk.submits(month, at_first)
        known[month] = at_first
        for which, other in wrong:
            if which <= place and data.draw(st.booleans()):
                revised = months[which][0]
                desk.submits(revised, other, reason=WHY)
                known[revised] = other
    for month, figure in data.draw(st.permutations(months)):
        if known[month] != figure:
            desk.submits(month, figure, reason=WHY)
    last = next(month for place, month in enumerate(months_from("2026-04")) if place == len(months))
    desk.submits(last, "95", contract="right")
    desk.submits(last, "95")

    ours, theirs = standing(desk), standing(desk, "right")

    assert ratings(desk) == ratings(desk, "right")
    assert ours.ladders == theirs.ladders
    assert ours.rights == theirs.rights
    assert [record.points for record in ours.records] == [record.points for record in theirs.records]
    assert [record.entries for record in ours.records] == [record.entries for record in theirs.records]
    assert money_to_date(desk, "cedar") == money_to_date(desk, "right")
    assert ours.pending == ()


def money_to_date(desk, contract):
    """Return what was payable so far, less what is carried: the sum that the provider has a right to."""
    payments = [one.decision.payment for one in recorded(desk, contract) if not one.decision.supersedes]
    return sum((payment.payable for payment in payments), Decimal(0)) - standing(desk, contract).carried


CALLS = """
calls: {key: visit, fields: {visit: {type: text}, minutes: {type: count}}}
"""


def test_rows_that_came_are_decided_on_again_when_an_earlier_period_is_revised():
    desk = Desk(rule_file(records=CALLS, kpis=kpi(value="sum(calls, minutes)"), escalation=LADDER))
    desk.registers()
    rows = {"calls": given_table([{"visit": "v1", "minutes": "60"}, {"visit": "v2", "minutes": "35"}])}
    desk.submits("2026-04", records=rows)
    desk.submits("2026-05", records=rows)

    revised = desk.submits("2026-04", records={"calls": given_table([])}, reason=WHY)

    may = desk.application.decisions.one(revised.later[0]).decision
    assert (str(revised.decision.outcomes[0].value), str(may.outcomes[0].value)) == ("0", "95")
    assert desk.submits("2026-05", records=rows, reason=WHY).repeated


LATE = rule_file(measures=MEASURES, kpis=POINTED, reporting="{every: month, due: 10 days, late: failure}")


def test_figures_that_came_in_time_are_not_late_for_being_revised():
    desk = Desk(LATE)
    desk.registers()
    desk.submits("2026-04", "75", received_on=date(2026, 5, 8))
    desk.clock.is_on(date(2026, 9, 1))

    revised = desk.submits("2026-04", "95", reason=WHY)

    (outcome,) = revised.decision.outcomes
    assert (outcome.basis, outcome.rating.name) == (Basis.MEASURED, "good")
    assert revised.decision.evidence.received_on == date(2026, 5, 8)


def test_a_day_of_receipt_may_be_revised_alone():
    desk = Desk(LATE)
    desk.registers()
    desk.clock.is_on(date(2026, 5, 20))
    late = desk.submits("2026-04", "95")
    assert late.decision.outcomes[0].basis is Basis.DEEMED

    revised = desk.submits("2026-04", "95", received_on=date(2026, 5, 8), reason="the post room had it in time")

    assert revised.decision.outcomes[0].basis is Basis.MEASURED


def test_a_period_whose_decision_was_mended_once_is_mended_again_from_the_last_figures(desk):
    desk.submits_each(["75", "75"])
    desk.submits("2026-04", "95", reason=WHY)

    desk.submits("2026-05", "95", reason=WHY)

    assert ratings(desk) == ["good", "good"]
