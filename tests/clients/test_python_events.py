from datetime import date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from plimsoll_client import (
    Change,
    Confirmation,
    Dispute,
    Effect,
    Event,
    ExitChoice,
    ExitDecision,
    Lapse,
    Notice,
    Plan,
    Progress,
    ProviderWarning,
    Relief,
    Reported,
    Review,
    Stage,
    Transfer,
    Waiver,
)
from plimsoll_client.happenings import What, record_event_request
from plimsoll_client.v1 import event_pb2
from plimsoll_client.v1.period_pb2 import Period

APRIL = Period(label="2026-04")


@pytest.mark.parametrize(
    ("what", "kind", "wire"),
    [
        pytest.param(
            Relief("2026-04", "kpi", Effect.DISREGARDED_FOR_EXIT, {"missed": 12}),
            "relief",
            event_pb2.Relief(
                period=APRIL,
                kpi="kpi",
                effect=event_pb2.RELIEF_EFFECT_DISREGARDED_FOR_EXIT,
                excluded={"missed": "12"},
            ),
            id="a relief",
        ),
        pytest.param(
            Confirmation("2026-04", "kpi"),
            "confirmation",
            event_pb2.Confirmation(period=APRIL, kpi="kpi"),
            id="a confirmation",
        ),
        pytest.param(Waiver("2026-04", "kpi"), "waiver", event_pb2.Waiver(period=APRIL, kpi="kpi"), id="a waiver"),
        pytest.param(
            ExitDecision("ladder", ExitChoice.DEFERRED, date(2026, 6, 30)),
            "exit_decision",
            event_pb2.ExitDecision(
                ladder="ladder",
                choice=event_pb2.EXIT_CHOICE_DEFERRED,
                until={"year": 2026, "month": 6, "day": 30},
            ),
            id="a decision on exit",
        ),
        pytest.param(Lapse("cedar#4"), "lapse", event_pb2.Lapse(event="cedar#4"), id="a lapse"),
        pytest.param(
            Plan("rectification_plan", date(2026, 6, 30)),
            "plan",
            event_pb2.Plan(kind="rectification_plan", due={"year": 2026, "month": 6, "day": 30}),
            id="a plan",
        ),
        pytest.param(Notice("breach"), "notice", event_pb2.Notice(kind="breach"), id="a notice"),
        pytest.param(
            Notice("breach", deemed_served=date(2026, 5, 13)),
            "notice",
            event_pb2.Notice(kind="breach", deemed_served={"year": 2026, "month": 5, "day": 13}),
            id="a notice that is deemed to be served",
        ),
        pytest.param(
            ProviderWarning("duty_to_warn", ["kpi"], "stays take longer", "a second team"),
            "warning",
            event_pb2.ProviderWarning(
                kind="duty_to_warn", kpis=["kpi"], consequence="stays take longer", workaround="a second team"
            ),
            id="a warning",
        ),
        pytest.param(
            Dispute(True, "2026-04", "kpi"),
            "dispute",
            event_pb2.Dispute(stands=True, period=APRIL, kpi="kpi"),
            id="a dispute",
        ),
        pytest.param(
            Progress("cedar#4", Stage.ACCEPTED, milestones={"recruited": date(2026, 6, 30)}),
            "progress",
            event_pb2.Progress(
                event="cedar#4",
                stage=event_pb2.STAGE_ACCEPTED,
                milestones=[event_pb2.Milestone(name="recruited", due={"year": 2026, "month": 6, "day": 30})],
            ),
            id="how it went on",
        ),
        pytest.param(
            Change(
                "20.00",
                "25.10",
                date(2026, 10, 1),
                Decimal("-0.50"),
                parameters={"price": "25.10"},
                changes_scope=True,
                favours_provider=True,
            ),
            "change",
            event_pb2.Change(
                old="20.00",
                new="25.10",
                effective={"year": 2026, "month": 10, "day": 1},
                value="-0.50",
                parameters={"price": "25.10"},
                changes_scope=True,
                favours_provider=True,
            ),
            id="a change",
        ),
        pytest.param(Review(), "review", event_pb2.Review(), id="a review"),
        pytest.param(
            Transfer("cedar#4", 12, True),
            "transfer",
            event_pb2.Transfer(event="cedar#4", people=12, continuity_kept=True),
            id="people who went over",
        ),
        pytest.param(Reported("plan_closed"), "reported", event_pb2.Reported(kind="plan_closed"), id="a report"),
        pytest.param(
            Reported("exception_report", "cedar#4"),
            "reported",
            event_pb2.Reported(kind="exception_report", event="cedar#4"),
            id="a report about a plan",
        ),
    ],
)
def test_what_happened_goes_out_as_its_kind(what, kind, wire):
    event = record_event_request(Event("cedar", what, date(2026, 5, 11), "A. Officer", "snow")).event

    assert event.WhichOneof("what") == kind
    assert getattr(event, kind) == wire


def test_every_kind_of_event_has_a_value():
    (union,) = event_pb2.ContractEvent.DESCRIPTOR.oneofs

    assert {field.message_type.name for field in union.fields} == {one.__name__ for one in get_args(What)}


def test_an_event_may_be_meant_for_one_version_of_its_contract():
    event = Event("cedar", Waiver("2026-04", "kpi"), date(2026, 5, 11), "A. Officer", "snow", expected_version=0)

    assert record_event_request(event).expected_version == 0
    assert record_event_request(event).HasField("expected_version")


def test_a_moment_without_a_zone_is_refused_before_it_is_sent():
    with pytest.raises(ValueError, match="expected an instant with a time zone"):
        record_event_request(Event("cedar", Review(), datetime(2026, 7, 1, 0, 30), "A. Officer", "held"))  # noqa: DTZ001
