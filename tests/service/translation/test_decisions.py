"""A decision on the wire says what the decision says, and all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.api.decision_pb2 import Decision
from engine.api.evidence_pb2 import EVIDENCE_KIND_EVENT
from engine.api.outcome_pb2 import COUNTS_NEITHER, KpiOutcome
from engine.model.decision import Decision as Decided
from engine.model.document import document
from engine.model.evidence import Event
from engine.model.figures import Absence
from engine.model.outcome import Counts, Held, Limit, Measured, NotRated, Rated, Undecided
from engine.model.scale import Rating
from engine.service.translation import replies
from engine.service.translation.decisions import write_decision, write_recalled, write_recorded
from engine.service.translation.outcomes import write_outcomes
from tests.evaluation.builders import MISSING, Provider, kpi, rules
from tests.model.recording import strategies
from tests.service.translation.decided import FOLDERS, decisions_of, grave, recorded
from tests.service.translation.reading_back import alike, decision_document, figure

GOOD = Rating("good", 0)


def on_the_wire(decision: Decided) -> Decision:
    """*decision* as it arrives at the other end."""
    message = Decision()
    write_decision(message, decision)
    return Decision.FromString(message.SerializeToString())


def outcome_on_the_wire(outcome) -> KpiOutcome:
    message = Decision()
    write_outcomes(message.kpis.add, [outcome])
    return message.kpis[0]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_decision_of_the_cases_and_packs_arrives_as_it_was_made(folder):
    made = [one.decision for one in decisions_of(folder)]

    assert made
    for decision in made:
        assert alike(decision_document(on_the_wire(decision))) == alike(document(decision, ""))


@given(strategies.decisions)
def test_any_decision_arrives_as_it_was_made(drawn):
    # Only a number can be rounded, and no two KPIs or ladders have one name.
    names = [outcome.kpi for outcome in drawn.outcomes], [move.ladder for move in drawn.moves]
    assume(all(len(each) == len(set(each)) for each in names))
    decision = replace(drawn, outcomes=tuple(map(rounding_numbers_only, drawn.outcomes)))
    expected = document(decision, "")
    # Where figures came from is told beside each of them.
    expected.pop("sources", None)

    assert alike(decision_document(on_the_wire(decision))) == alike(expected)


def rounding_numbers_only(outcome):
    match outcome:
        case Rated(value=value, unrounded=unrounded) | Measured(value=value, unrounded=unrounded):
            both = isinstance(value, Decimal) and isinstance(unrounded, Decimal)
            return outcome if both else outcome._replace(unrounded=value)
    return outcome


def test_a_recorded_decision_has_its_id_and_place():
    message = Decision()
    write_recorded(message, recorded(grave().decision, version=12))

    assert (message.id, message.version, message.position) == ("c#12", 12, 471)
    assert message.recorded_at.ToJsonString() == "2026-05-04T09:30:15.250001Z"
    assert (message.contract_start.year, message.contract_start.month, message.contract_start.day) == (2026, 4, 1)


def test_the_figures_that_later_caps_take_a_share_of_are_told():
    message = on_the_wire(replace(grave().decision, charges={"charges": Decimal("240000.50")}))

    assert [(one.name, one.number) for one in message.charges] == [("charges", "240000.5")]


def test_a_preview_has_no_id_and_no_place():
    message = on_the_wire(grave().decision)

    assert (message.id, message.version, message.position) == ("", 0, 0)
    assert not message.HasField("recorded_at")


def test_only_who_did_not_send_the_figures_is_told_them():
    decision, told, untold = grave().decision, Decision(), Decision()
    write_recorded(untold, recorded(decision))
    write_recalled(told, recorded(decision))

    assert list(untold.evidence.figures) == []
    assert [one.name for one in told.evidence.figures] == sorted(decision.evidence.figures)
    assert {one.name: figure(one) for one in told.evidence.figures}["charges"] == "240000"
    del told.evidence.figures[:]
    assert told == untold


def test_figures_that_were_said_to_be_absent_are_told_with_their_reason():
    decision = Provider(rules(kpis=kpi(missing="{failure: inadequate}"))).reports(figure=MISSING)
    message = Decision()
    write_recalled(message, recorded(decision))

    assert {one.name: figure(one) for one in message.evidence.figures}["figure"] == {"absent": "missing"}


def test_a_deemed_rating_has_no_value():
    decision = Provider(rules(kpis=kpi(missing="{failure: inadequate}"))).reports(figure=MISSING)
    deemed = on_the_wire(decision).kpis[0]

    assert deemed.rating == "inadequate"
    assert deemed.WhichOneof("value") is None
    assert not deemed.HasField("unrounded")


def test_a_value_that_rounding_left_alone_is_said_once():
    provider = Provider(rules(kpis=kpi(precision="1 dp, half up")))

    exact = on_the_wire(provider.reports(figure=Decimal("85.5"))).kpis[0]
    rounded = on_the_wire(provider.reports(figure=Decimal("85.55"))).kpis[0]

    assert (exact.number, exact.HasField("unrounded")) == ("85.5", False)
    assert (rounded.number, rounded.unrounded) == ("85.6", "85.55")


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(NotRated("k", Absence.SUPPRESSED, ("visits",), ()), id="one that is not rated"),
        pytest.param(Undecided("k", "the figure is unknown", ()), id="one that a person must judge"),
    ],
)
def test_what_has_no_rating_is_neither_failure_nor_pass(outcome):
    message = outcome_on_the_wire(outcome)

    assert (message.rating, message.counts, message.HasField("points")) == ("", COUNTS_NEITHER, False)
    assert list(message.because)


def test_a_kpi_between_two_measurements_is_not_due():
    assert outcome_on_the_wire(NotRated("k", Absence.NOT_APPLICABLE, (), (), due=False)).not_due
    assert not outcome_on_the_wire(NotRated("k", Absence.NOT_APPLICABLE, (), ())).not_due


@pytest.mark.parametrize(
    ("upper", "margin"),
    [
        pytest.param(True, "-999999999999999998.99999999999999999999", id="past a limit that may not be passed"),
        pytest.param(False, "999999999999999998.99999999999999999999", id="past a limit that must be reached"),
    ],
)
def test_margins_are_exact_whatever_the_threads_own_decimals_keep(upper, margin):
    value = Decimal("999999999999999999.99999999999999999999")
    held = Held((Limit(GOOD, Decimal(1), strict=False, upper=upper),))

    message = outcome_on_the_wire(Rated("k", GOOD, value, value, (), held, Counts.PASS, Decimal(0)))

    assert message.limits[0].margin == margin


def test_an_event_has_its_day_and_no_period():
    event = Event("regulation_breach", date(2026, 5, 6), date(2026, 5, 7))
    message = on_the_wire(replace(grave().decision, evidence=event))

    assert message.evidence.kind == EVIDENCE_KIND_EVENT
    assert (message.evidence.event, message.evidence.happened_on.day) == ("regulation_breach", 6)
    assert not message.evidence.HasField("period")


@pytest.mark.parametrize("repeated", [False, True])
def test_a_reply_says_whether_the_request_had_been_answered_before(repeated):
    reply = replies.submitted("r-1", recorded(grave().decision, repeated=repeated))

    assert (reply.request_id, reply.answered_before, reply.decision.id) == ("r-1", repeated, "c#12")


@given(st.lists(strategies.rated | strategies.unrated, max_size=3))
def test_what_was_written_before_leaves_no_trace_in_what_comes_next(outcomes):
    alone = [outcome_on_the_wire(one) for one in outcomes]

    message = Decision()
    write_outcomes(message.kpis.add, outcomes)

    assert list(message.kpis) == alone
