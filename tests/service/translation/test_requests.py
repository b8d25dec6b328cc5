"""Requests are read as the application takes them, and what does not fit is named with its path, all of it at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from google.api.field_behavior_pb2 import REQUIRED, field_behavior
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import event_service_pb2 as happened
from engine.api import rule_set_service_pb2 as rule_sets
from engine.application.requests import (
    DueQuery,
    EventQuery,
    EventRequest,
    NonSubmissionRequest,
    OpeningRequest,
    ParameterChange,
    Registration,
    StatedKpi,
    StatedPeriod,
    StatedRung,
    SubmissionRequest,
)
from engine.application.results import Refused
from engine.errors import Reason, SubmissionError
from engine.model.dated import Dated
from engine.model.events import Relief
from engine.model.figures import Absence
from engine.model.ledger import ContractQuery, DecisionQuery
from engine.model.naming import DecisionName
from engine.model.period import Period
from engine.service.translation import requests
from engine.service.translation.queries import Page
from engine.service.translation.rule_set_requests import VersionAsked
from tests.service.translation.asked import SOUND, changed, read, refusal, sound, the_violation, with_figure

APRIL = Period.parse("2026-04")
FIGURES = {
    "complaints": Absence.SUPPRESSED,
    "inspected_on": date(2026, 4, 30),
    "regulator": "Good",
    "reviewed": True,
    "visits_missed": "97",
}
PARAMETERS = {
    "exit_points": Dated.always("50"),
    "lead": Dated.stepped({date(2026, 4, 1): "North team"}),
    "rate": Dated.stepped({1: "21.50", 2: "22"}),
}
ANY = DecisionQuery()
RELIEF = Relief(APRIL, "missed_visits", excluded={"visits_missed": Decimal(12), "visits_planned": Decimal(20)})

MEANT = {
    decisions.SubmitRequest: SubmissionRequest("cedar", APRIL, FIGURES, date(2026, 5, 8), 3),
    decisions.PreviewRequest: SubmissionRequest("cedar", APRIL, FIGURES, None, 3),
    decisions.RecordNonSubmissionRequest: NonSubmissionRequest("cedar", APRIL, FIGURES, date(2026, 5, 20), 3),
    decisions.GetDecisionRequest: DecisionName("cedar", 12),
    decisions.ExplainDecisionRequest: DecisionName("cedar", 12),
    decisions.ListDecisionsRequest: (
        ANY._replace(contract="cedar", outcome="escalation", since=date(2026, 4, 1)),
        Page(20, ""),
    ),
    decisions.ListPublishableRequest: (ANY._replace(provider="Cedar Support", until=date(2026, 6, 30)), Page(20, "")),
    decisions.WatchDecisionsRequest: (ANY._replace(provider="Cedar Support"), 0),
    contracts.RegisterContractRequest: Registration(
        *("cedar", "Cedar Support", "homecare-north"),
        *(date(2026, 4, 1), date(2031, 3, 31), "Europe/Dublin", PARAMETERS),
    ),
    contracts.SetContractParametersRequest: ParameterChange("cedar", date(2026, 7, 1), {"exit_points": "40"}),
    contracts.StateOpeningRequest: OpeningRequest(
        "cedar",
        date(2026, 5, 11),
        "A. Officer",
        "taken over",
        "contract file 17",
        (
            StatedPeriod(
                Period.parse("2026-03"),
                {"visits_missed": StatedKpi("good", "0", "0.4")},
                {"service_credits": "40.00"},
                {"charges": "240000"},
            ),
        ),
        {"contract": StatedRung("plan", 2)},
        {"contract": date(2026, 2, 28)},
        "150.00",
        {"retention": {"2026-03": "500.00"}},
        {"periods.2026-03": "report of March", "ladders.contract": "letter of 2 March"},
    ),
    contracts.GetContractRequest: "cedar",
    contracts.GetStandingRequest: ("cedar", 12),
    contracts.ListContractsRequest: (ContractQuery(rule_set="homecare-north"), Page(50, "t")),
    contracts.ListDueRequest: (DueQuery(date(2026, 5, 20), "cedar"), Page(50, "")),
    happened.RecordEventRequest: EventRequest(
        *("cedar", date(2026, 5, 11), "A. Officer", "snow closed the roads"),
        *(RELIEF, "Schedule 4", ("minutes of 11 May",)),
        expected=3,
    ),
    happened.ListEventsRequest: (EventQuery("cedar", in_effect_only=True), Page(50, "")),
    rule_sets.GetRuleSetRequest: VersionAsked("homecare-north"),
    rule_sets.ListRuleSetsRequest: Page(50, ""),
    rule_sets.CheckRuleSetRequest: ({"rules.yaml": b"rule_set: a"}, {}),
}
REQUIRED_FIELDS = [
    pytest.param(kind, field.name, id=f"{kind.__name__}.{field.name}")
    for kind in SOUND
    for field in kind.DESCRIPTOR.fields
    if REQUIRED in field.GetOptions().Extensions[field_behavior]
]
REQUIRED_OF_CONTRACT = [
    field.name
    for field in contracts.RegisterContractRequest().contract.DESCRIPTOR.fields
    if REQUIRED in field.GetOptions().Extensions[field_behavior]
]


@pytest.mark.parametrize("kind", SOUND, ids=lambda kind: kind.__name__)
def test_a_sound_request_is_read_as_it_is_meant(kind):
    assert read(sound(kind)) == MEANT[kind]


@pytest.mark.parametrize("kind", SOUND, ids=lambda kind: kind.__name__)
def test_an_empty_request_is_read_or_refused_with_paths(kind):
    violations = violations_of(kind())

    assert all(one.path and one.message.startswith("expected ") for one in violations)


def violations_of(message):
    """What *message* is refused for, nothing where it is read; any other exception is a failure."""
    try:
        read(message)
    except SubmissionError as refused:
        return refused.violations
    return ()


@pytest.mark.parametrize(("kind", "field"), REQUIRED_FIELDS)
def test_a_required_field_that_is_left_out_is_named(kind, field):
    message = sound(kind)
    message.ClearField(field)

    violations = refusal(message).violations
    assert violations[0].path.split(".")[0] == field


@pytest.mark.parametrize("field", REQUIRED_OF_CONTRACT)
def test_a_required_field_of_a_contract_that_is_left_out_is_named(field):
    message = sound(contracts.RegisterContractRequest)
    message.contract.ClearField(field)

    assert the_violation(message).path == f"contract.{field}"


def test_everything_that_does_not_fit_is_named_at_once():
    message = changed(decisions.SubmitRequest, 'request_id: " " contract: "a#b" period { label: "April" }')
    message.figures["visits_missed"].number = "1e400"
    message.received_on.month = 13
    message.expected_version = -1

    assert [one.path for one in refusal(message).violations] == [
        "request_id",
        "contract",
        "period.label",
        "figures[visits_missed].number",
        "received_on",
        "expected_version",
    ]


@pytest.mark.parametrize(
    ("message", "path", "expected"),
    [
        pytest.param(
            changed(decisions.SubmitRequest, f'request_id: "{"r" * 65}"'),
            "request_id",
            "of 1 to 64 printable characters",
            id="a long request id",
        ),
        pytest.param(
            changed(decisions.SubmitRequest, 'request_id: "a\\tb"'),
            "request_id",
            "`a\\tb`",
            id="a request id with a tab",
        ),
        pytest.param(
            changed(decisions.SubmitRequest, f'contract: "{"c" * 121}"'),
            "contract",
            "1 to 120 characters, not 121",
            id="a long contract",
        ),
        pytest.param(
            changed(decisions.SubmitRequest, "received_on { year: 9999 month: 12 day: 31 }"),
            "received_on",
            "from 1900 to 2999",
            id="the last day there is",
        ),
        pytest.param(
            changed(decisions.RecordNonSubmissionRequest, "on { year: 2026 month: 2 day: 30 }"),
            "on",
            "expected a day that the calendar has",
            id="no such day",
        ),
        pytest.param(changed(decisions.GetDecisionRequest, 'id: "cedar"'), "id", "`cedar#12`", id="no version"),
        pytest.param(changed(decisions.GetDecisionRequest, 'id: "cedar#x"'), "id", "`cedar#12`", id="no number"),
        pytest.param(
            changed(decisions.ExplainDecisionRequest, f'id: "{"c" * 5000}#1"'), "id", "`cedar#12`", id="a long id"
        ),
        pytest.param(
            changed(decisions.ListDecisionsRequest, "outcome: 99"),
            "outcome",
            "expected one of DECISION_OUTCOME_NO_ACTION, ",
            id="no such outcome",
        ),
        pytest.param(
            changed(decisions.ListDecisionsRequest, "page_size: -1"),
            "page_size",
            "0 or more, not `-1`",
            id="a page below 0",
        ),
        pytest.param(
            changed(decisions.ListDecisionsRequest, f'page_token: "{"t" * 2001}"'),
            "page_token",
            "the token of the answer before",
            id="a long page token",
        ),
        pytest.param(
            changed(decisions.ListDecisionsRequest, f'provider: "{"p" * 201}"'),
            "provider",
            "1 to 200 printable characters",
            id="a long provider",
        ),
        pytest.param(
            changed(decisions.WatchDecisionsRequest, "after_position: -5"),
            "after_position",
            "0 or more, not `-5`",
            id="a position below 0",
        ),
        pytest.param(
            changed(contracts.GetStandingRequest, "periods: 601"), "periods", "0 to 600 periods", id="many periods"
        ),
        pytest.param(
            changed(contracts.GetStandingRequest, "periods: -1"), "periods", "not `-1`", id="fewer than no periods"
        ),
        pytest.param(
            changed(contracts.RegisterContractRequest, f'contract {{ time_zone: "{"z" * 65}" }}'),
            "contract.time_zone",
            "expected a time zone such as `Europe/London`",
            id="a long time zone",
        ),
        pytest.param(
            changed(contracts.RegisterContractRequest, "contract { end { year: 2026 month: 13 } }"),
            "contract.end",
            "expected a day that the calendar has",
            id="a contract without an end in the calendar",
        ),
        pytest.param(
            changed(
                contracts.SetContractParametersRequest, 'parameters { key: "a" value { absence: ABSENCE_MISSING } }'
            ),
            "parameters[a].absence",
            "a parameter is never absent",
            id="a parameter that is absent",
        ),
        pytest.param(
            changed(rule_sets.GetRuleSetRequest, f'digest: "{"F" * 64}"'),
            "digest",
            "in lower case",
            id="a digest in capitals",
        ),
        pytest.param(
            changed(rule_sets.CheckRuleSetRequest, 'files { name: "rules.yaml" }'),
            "files[1].name",
            "a name that no other file has, not `rules.yaml`",
            id="two files of one name",
        ),
        pytest.param(
            changed(rule_sets.CheckRuleSetRequest, 'frameworks { name: "rules.yaml" }'),
            "frameworks[0].name",
            "a name that no other file has, not `rules.yaml`",
            id="a framework of a file's name",
        ),
        pytest.param(
            changed(rule_sets.CheckRuleSetRequest, "files { }"),
            "files[1].name",
            "1 to 200 printable",
            id="a nameless file",
        ),
    ],
)
def test_what_does_not_fit_is_named(message, path, expected):
    violation = the_violation(message)

    assert violation.path == path
    assert expected in violation.message


def test_a_contract_without_a_time_zone_is_in_london():
    message = sound(contracts.RegisterContractRequest)
    message.contract.time_zone = ""

    assert read(message).time_zone == "Europe/London"


@pytest.mark.parametrize(
    ("year", "month", "day", "fits"),
    [
        pytest.param(1900, 1, 1, True, id="the first day within reach"),
        pytest.param(1899, 12, 31, False, id="the day before it"),
        pytest.param(2999, 12, 31, True, id="the last day within reach"),
        pytest.param(3000, 1, 1, False, id="the day after it"),
    ],
)
def test_days_are_from_1900_to_2999(year, month, day, fits):
    message = sound(contracts.ListDueRequest)
    message.by.year, message.by.month, message.by.day = year, month, day

    assert (violations_of(message) == ()) is fits


def test_a_page_has_no_more_than_500():
    assert read(changed(contracts.ListContractsRequest, "page_size: 9999"))[1].size == 500


def test_a_watch_without_a_position_begins_with_what_comes():
    message = sound(decisions.WatchDecisionsRequest)
    message.ClearField("after_position")

    assert read(message)[1] is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("on { year: 2026 month: 4 day: 1 }", VersionAsked("homecare-north", on=date(2026, 4, 1))),
        (f'digest: "{"a" * 64}"', VersionAsked("homecare-north", digest="a" * 64)),
    ],
)
def test_a_version_is_asked_for_by_day_or_by_digest(text, asked):
    assert read(changed(rule_sets.GetRuleSetRequest, text)) == asked


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_1_to_500_items(count):
    message = decisions.BatchPreviewRequest(requests=[decisions.PreviewRequest()] * count)

    with pytest.raises(SubmissionError, match="requests: expected 1 to 500 items") as refused:
        requests.previews(message)
    assert refused.value.reason is Reason.REQUEST_INVALID


def test_an_item_that_cannot_be_read_is_refused_by_itself():
    bad = with_figure('number: "x"')
    batch = requests.submissions(decisions.BatchSubmitRequest(requests=[sound(decisions.SubmitRequest), bad]))

    assert batch.asked == [("r-1", MEANT[decisions.SubmitRequest])]
    first, second = batch.answered(["decided"])
    assert first == "decided"
    assert isinstance(second, Refused)
    assert second.error.violations[0].path == "figures[visits_missed].number"


def test_answers_go_to_the_items_that_they_are_of():
    good, bad = sound(decisions.PreviewRequest), decisions.PreviewRequest()
    batch = requests.previews(decisions.BatchPreviewRequest(requests=[bad, good, bad, good]))

    answered = batch.answered(["first", "second"])

    assert [answer if isinstance(answer, str) else "refused" for answer in answered] == [
        *("refused", "first", "refused", "second")
    ]


@given(st.sampled_from([*SOUND]), st.binary(max_size=200))
def test_bytes_that_are_a_message_are_read_or_refused(kind, raw):
    message = kind()
    with suppress(DecodeError):
        message.MergeFromString(raw)

    assert all(one.path for one in violations_of(message))


@given(st.data())
def test_fields_of_any_content_are_read_or_refused(data):
    message = sound(data.draw(st.sampled_from([*SOUND])))
    for field in message.DESCRIPTOR.fields:
        if field.type == field.TYPE_STRING and not field.is_repeated and data.draw(st.booleans()):
            setattr(message, field.name, data.draw(st.text()))
        if field.message_type is not None and field.message_type.full_name == "google.type.Date":
            for part in ("year", "month", "day"):
                setattr(getattr(message, field.name), part, data.draw(st.integers(-(2**31), 2**31 - 1)))

    assert all(one.path for one in violations_of(message))
