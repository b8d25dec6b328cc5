"""What is asked of the server: plain values, and the messages that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from google.type.date_pb2 import Date

from plimsoll_client.figures import Dated, Period, Submitted, date_of, dated_of, period_of, sources_of, submitted_of
from plimsoll_client.records import Row, records_of
from plimsoll_client.v1 import contract_pb2, contract_service_pb2, decision_service_pb2


def new_request_id() -> str:
    """Return a request id that nobody has used."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Contract:
    """A provider's agreement under a rule set; *end* is its last day, None while none is agreed.

    *parameters* are the terms that the rule set leaves to it, each one value, or several by contract year or by day.
    """

    id: str
    provider: str
    rule_set: str
    start: date
    end: date | None = None
    time_zone: str = ""
    parameters: Mapping[str, Dated] = field(default_factory=dict)
    request_id: str = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class Submission:
    """A provider's figures for one period of a contract, and rows about people and visits by their table.

    *received_on* is the day on which they came, today where it is left out. With *expected_version* they are decided
    only while the contract is at that version. *reason* says why figures come for a period that is decided: revised, or
    late. Sent again under its *request_id*, it is answered as before.
    """

    contract: str
    period: Period
    figures: Mapping[str, Submitted]
    received_on: date | None = None
    expected_version: int | None = None
    request_id: str = field(default_factory=new_request_id)
    reason: str = ""
    records: Mapping[str, Iterable[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NonSubmission:
    """The record that nothing came for a period; *figures* are those that the council itself holds.

    *on* is a day on which the report was overdue, today where it is left out.
    """

    contract: str
    period: Period
    figures: Mapping[str, Submitted] = field(default_factory=dict)
    on: date | None = None
    expected_version: int | None = None
    request_id: str = field(default_factory=new_request_id)


def register_request(contract: Contract) -> contract_service_pb2.RegisterContractRequest:
    """Return the message that registers *contract*."""
    message = contract_pb2.Contract(
        id=contract.id,
        provider=contract.provider,
        rule_set=contract.rule_set,
        start=date_of(contract.start),
        end=_day(contract.end),
        time_zone=contract.time_zone,
        parameters=dated_of(contract.parameters),
    )
    return contract_service_pb2.RegisterContractRequest(request_id=contract.request_id, contract=message)


def submit_request(submission: Submission) -> decision_service_pb2.SubmitRequest:
    """Return the message that submits *submission*."""
    return decision_service_pb2.SubmitRequest(
        request_id=submission.request_id,
        contract=submission.contract,
        period=period_of(submission.period),
        figures=submitted_of(submission.figures),
        sources=sources_of(submission.figures),
        received_on=_day(submission.received_on),
        expected_version=submission.expected_version,
        reason=submission.reason,
        records=records_of(submission.records),
    )


def preview_request(submission: Submission) -> decision_service_pb2.PreviewRequest:
    """Return the message that previews *submission*, which needs no request id."""
    return decision_service_pb2.PreviewRequest(
        contract=submission.contract,
        period=period_of(submission.period),
        figures=submitted_of(submission.figures),
        sources=sources_of(submission.figures),
        received_on=_day(submission.received_on),
        expected_version=submission.expected_version,
        reason=submission.reason,
        records=records_of(submission.records),
    )


def non_submission_request(nothing: NonSubmission) -> decision_service_pb2.RecordNonSubmissionRequest:
    """Return the message that records *nothing*."""
    return decision_service_pb2.RecordNonSubmissionRequest(
        request_id=nothing.request_id,
        contract=nothing.contract,
        period=period_of(nothing.period),
        figures=submitted_of(nothing.figures),
        sources=sources_of(nothing.figures),
        on=_day(nothing.on),
        expected_version=nothing.expected_version,
    )


def _day(day: date | None) -> Date | None:
    return None if day is None else date_of(day)
