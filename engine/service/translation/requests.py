"""What is asked of decisions, read from the wire; SubmissionError carries everything in a request that does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from engine.api import decision_service_pb2 as wire
from engine.application.requests import NonSubmissionRequest, SubmissionRequest
from engine.application.results import Refused
from engine.errors import Reason, SubmissionError, Violation
from engine.model.naming import DecisionName
from engine.service.translation.given import expected_version, figures, sources
from engine.service.translation.periods import period
from engine.service.translation.reading import LONGEST_NAME, Reading, shown
from engine.service.translation.records import records

MOST_ITEMS = 500

A = TypeVar("A")
B = TypeVar("B")


class Batch(Generic[A]):
    """The items of a batch in order, each what it asks or why it cannot be asked."""

    def __init__(self, items: Iterable[A | Refused]) -> None:
        self._items = tuple(items)

    @property
    def asked(self) -> list[A]:
        """What the readable items ask, in order."""
        return [item for item in self._items if not isinstance(item, Refused)]

    def answered(self, answers: Iterable[B]) -> list[B | Refused]:
        """Return an answer for every item in order, where *answers* are those of the readable ones."""
        each = iter(answers)
        return [item if isinstance(item, Refused) else next(each) for item in self._items]


def submission(message: wire.SubmitRequest) -> SubmissionRequest:
    """Return the submission that *message* is; its request id is checked and stays with the call."""
    reading = Reading()
    reading.request_id(message.request_id)
    return _submission(reading, message)


def preview(message: wire.PreviewRequest) -> SubmissionRequest:
    """Return the submission that *message* asks about."""
    return _submission(Reading(), message)


def submissions(message: wire.BatchSubmitRequest) -> Batch[tuple[str, SubmissionRequest]]:
    """Return each submission with its request id; what cannot be read is refused by itself."""
    _check_size(len(message.requests))
    return Batch(_named(one) for one in message.requests)


def previews(message: wire.BatchPreviewRequest) -> Batch[SubmissionRequest]:
    """Return each submission that is asked about; what cannot be read is refused by itself."""
    _check_size(len(message.requests))
    return Batch(_previewed(one) for one in message.requests)


def non_submission(message: wire.RecordNonSubmissionRequest) -> NonSubmissionRequest:
    """Return the non-submission that *message* records; its request id is checked and stays with the call."""
    reading = Reading()
    reading.request_id(message.request_id)
    asked = NonSubmissionRequest(
        reading.contract("contract", message.contract),
        period(reading, message.period),
        figures(reading, message.figures),
        reading.day_in(message, "on"),
        expected_version(reading, message),
        sources(reading, message.sources),
    )
    reading.check()
    return asked


def decision_name(message: wire.GetDecisionRequest | wire.ExplainDecisionRequest) -> DecisionName:
    """Return the name of the decision that is asked for."""
    reading = Reading()
    name = reading.read("id", _decision_name, message.id)
    reading.check()
    return name


def _submission(reading: Reading, message: wire.SubmitRequest | wire.PreviewRequest) -> SubmissionRequest:
    asked = SubmissionRequest(
        reading.contract("contract", message.contract),
        period(reading, message.period),
        figures(reading, message.figures),
        reading.day_in(message, "received_on"),
        expected_version(reading, message),
        reading.text("reason", message.reason),
        records(reading, message.records),
        sources(reading, message.sources),
    )
    reading.check()
    return asked


def _named(message: wire.SubmitRequest) -> tuple[str, SubmissionRequest] | Refused:
    try:
        return message.request_id, submission(message)
    except SubmissionError as error:
        return Refused(error)


def _previewed(message: wire.PreviewRequest) -> SubmissionRequest | Refused:
    try:
        return preview(message)
    except SubmissionError as error:
        return Refused(error)


def _decision_name(given: str) -> DecisionName:
    if len(given) > LONGEST_NAME:
        raise ValueError(f"expected a decision's id such as `cedar#12`, not {shown(given)}")
    return DecisionName.parse(given)


def _check_size(items: int) -> None:
    if not 1 <= items <= MOST_ITEMS:
        expected = Violation("requests", f"expected 1 to {MOST_ITEMS} items, not {items:,}")
        raise SubmissionError(expected, reason=Reason.REQUEST_INVALID)
