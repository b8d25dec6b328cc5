"""An event on the wire says what was recorded, and is read as it was written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.api.decision_pb2 import Decision
from engine.api.event_service_pb2 import RecordEventRequest
from engine.application.requests import EventRequest
from engine.errors import Reason, SubmissionError, Violation
from engine.model.changes import Change
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Dispute,
    Effect,
    ExitChoice,
    ExitDecision,
    Form,
    Lapse,
    Matter,
    Progress,
    Relief,
    Reported,
    Review,
    Stage,
    Transfer,
    Waiver,
)
from engine.model.naming import HappeningName, number_of
from engine.service.translation import events
from engine.service.translation.naming import event_number
from tests.model.recording import strategies
from tests.model.strategies import periods
from tests.service.translation.asked import sound
from tests.service.translation.reading_back import day

# As requests may have them.
TEXTS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8).map(
    lambda drawn: drawn.encode("ascii", "ignore").decode() or "x"
)
COUNTS = st.builds(lambda units, places: Decimal(units).scaleb(-places), st.integers(1, 10**12), st.integers(0, 9))
EXCLUDED = st.dictionaries(strategies.names, COUNTS, max_size=3)
HAPPENINGS = (
    st.builds(Relief, periods, strategies.names, st.sampled_from(Effect), EXCLUDED)
    | st.builds(Waiver, periods, strategies.names)
    | st.builds(Confirmation, periods, strategies.names, st.sampled_from(["", "40", "Good"]))
    | st.builds(ExitDecision, strategies.names, st.sampled_from(ExitChoice), st.none() | strategies.days)
    | st.builds(Lapse, st.integers(1, 10**9))
    | st.builds(Reported, strategies.names, st.integers(0, 10**9))
    | st.builds(
        Change,
        TEXTS,
        TEXTS,
        st.none() | strategies.days,
        COUNTS,
        st.none() | strategies.days,
        st.none() | strategies.days,
        st.dictionaries(strategies.names, TEXTS, max_size=2),
        st.booleans(),
        st.booleans(),
    )
    | st.builds(Review)
    | st.builds(Transfer, st.integers(1, 99), st.integers(1, 999), st.booleans())
    | st.builds(Matter, st.just(Form.PLAN), strategies.names, st.none() | strategies.days)
    | st.builds(
        Matter,
        st.just(Form.NOTICE),
        strategies.names,
        st.none() | strategies.days,
        deemed_served=st.none() | strategies.days,
    )
    | st.builds(
        Matter,
        st.just(Form.WARNING),
        strategies.names,
        st.none() | strategies.days,
        st.lists(strategies.names, min_size=1, max_size=3, unique=True).map(tuple),
        TEXTS,
        TEXTS,
    )
    | st.builds(Dispute, st.booleans(), periods, strategies.names)
    | st.builds(lambda stands, event: Dispute(stands, event=event), st.booleans(), st.integers(1, 99))
    | st.builds(
        Progress,
        st.integers(1, 99),
        st.sampled_from(Stage),
        strategies.names,
        st.dictionaries(strategies.names, strategies.days, max_size=3),
        st.none() | strategies.days,
    )
)
EVENTS = st.builds(
    ContractEvent,
    st.integers(1, 10**9),
    strategies.days,
    TEXTS,
    TEXTS,
    HAPPENINGS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
)


@given(EVENTS)
def test_an_event_is_read_as_it_was_written(happened):
    request = RecordEventRequest(request_id="r-1", contract="cedar")
    events.write_event(request.event, "cedar", happened)

    asked = events.event(RecordEventRequest.FromString(request.SerializeToString()))

    assert asked == EventRequest(
        "cedar", happened.on, happened.by, happened.why, happened.what, happened.clause, happened.evidence
    )


@given(st.lists(strategies.contract_events, max_size=3))
def test_a_decision_names_its_excuses_in_order(excuses):
    to = Decision()

    events.write_events(to.excuses.add, "cedar", excuses)

    assert [(one.id, one.version, day(one.on), one.by, one.why, one.clause) for one in to.excuses] == [
        (f"cedar#{one.version}", one.version, one.on.isoformat(), one.by, one.why, one.clause) for one in excuses
    ]
    assert not any(one.HasField("recorded_at") or one.lapsed_by for one in to.excuses)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        pytest.param("kpi", "event.relief.kpi", id="a field of the kind"),
        pytest.param("excluded.visits missed", 'event.relief.excluded["visits missed"]', id="a value of a map"),
        pytest.param("on", "on", id="a field of any event"),
        pytest.param("ladder", "ladder", id="a field of another kind"),
    ],
)
def test_what_the_application_says_of_a_kind_of_event_is_said_of_its_field(path, field):
    with (
        pytest.raises(SubmissionError) as refused,
        events.placed_by_kind(sound(RecordEventRequest)),
    ):
        raise SubmissionError(Violation(path, "expected something else"))

    assert refused.value.violations == (Violation(field, "expected something else"),)
    assert refused.value.reason is Reason.SUBMISSION_INVALID


@pytest.mark.parametrize(
    ("given", "path", "message"),
    [
        pytest.param(
            {},
            "event.dispute",
            "expected what is disputed: `period` and `kpi`, what a KPI came to; or `event`, one that is recorded",
            id="nothing",
        ),
        pytest.param(
            {"kpi": "punctual", "event": "cedar#3"},
            "event.dispute",
            "expected `period` and `kpi`, or `event`, not both: a dispute is about one",
            id="both",
        ),
        pytest.param(
            {"kpi": "punctual"}, "event.dispute.period", "expected the period of `kpi`", id="a KPI of no period"
        ),
        pytest.param(
            {"period": {"label": "2026-04"}},
            "event.dispute.kpi",
            "expected the KPI that is disputed in `period`",
            id="no KPI of a period",
        ),
    ],
)
def test_a_dispute_that_is_not_about_one_thing_is_refused_once(given, path, message):
    asked = {"event": {"on": {"year": 2026, "month": 5, "day": 11}, "by": "A", "why": "b", "dispute": given}}

    with pytest.raises(SubmissionError) as refused:
        events.event(RecordEventRequest(request_id="one", contract="cedar", **asked))

    assert refused.value.violations == (Violation(path, message),)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        pytest.param("cedar#3", 3, id="an event"),
        pytest.param("cedar#3.1", number_of(3, 1), id="what a decision opened"),
        pytest.param("cedar#3.10", number_of(3, 10), id="the tenth of what it may open"),
    ],
)
def test_the_id_of_an_event_names_its_number(given, number):
    assert event_number("cedar", given) == number
    assert str(HappeningName("cedar", number)) == given


@pytest.mark.parametrize(
    "given",
    [
        "cedar#3.0",
        "cedar#3.",
        "cedar#3.1.1",
        "cedar#.1",
        "oak#3.1",
        "cedar#3.-1",
        "cedar#3.9999999999",
        "cedar#1000000003",
        "",
    ],
)
def test_what_is_no_id_of_an_event_is_refused(given):
    with pytest.raises(ValueError, match="expected the id of an event of the contract, such as `cedar#14`"):
        event_number("cedar", given)
