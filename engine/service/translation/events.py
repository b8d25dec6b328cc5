"""What happens to contracts: asked on the wire, and answered there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from engine.api import event_pb2 as wire
from engine.api import event_service_pb2 as service
from engine.application.requests import EventQuery, EventRequest
from engine.application.results import EventRecorded, Happened
from engine.errors import SubmissionError, Violation
from engine.model.events import ContractEvent
from engine.model.naming import DecisionName, HappeningName, version_in
from engine.service.translation.days import write_day, write_instant
from engine.service.translation.given import expected_version
from engine.service.translation.happenings import happening, write_happening
from engine.service.translation.paths import within
from engine.service.translation.queries import Page, page_of
from engine.service.translation.reading import Reading, instant

_MOST_PAPERS = 20


def event(message: service.RecordEventRequest) -> EventRequest:
    """Return the event that *message* records; its request id is checked and stays with the call."""
    reading, given = Reading(), message.event
    reading.request_id(message.request_id)
    asked = EventRequest(
        reading.contract("contract", message.contract),
        _on(reading, given),
        reading.text("event.by", given.by),
        reading.text("event.why", given.why),
        happening(reading, message),
        reading.text("event.clause", given.clause),
        _papers(reading, given.evidence),
        at=reading.read("event.at", instant, given.at) if given.HasField("at") and not given.HasField("on") else None,
        expected=expected_version(reading, message),
    )
    reading.check()
    return asked


@contextmanager
def placed_by_kind(message: service.RecordEventRequest) -> Iterator[None]:
    """Have what the application says of fields of the kind of event said of those of *message*."""
    try:
        yield
    except SubmissionError as error:
        kind = str(message.event.WhichOneof("what"))
        described = getattr(message.event, kind).DESCRIPTOR
        placed = (
            Violation(within(f"event.{kind}.", described, one.path) or one.path, one.message)
            for one in error.violations
        )
        raise SubmissionError(*placed, reason=error.reason) from error


def listed_events(message: service.ListEventsRequest) -> tuple[EventQuery, Page]:
    """Return which events are asked for, and which page of them."""
    reading = Reading()
    query = EventQuery(reading.contract("contract", message.contract), message.in_effect_only)
    page = page_of(reading, message)
    reading.check()
    return query, page


def event_recorded(request_id: str, recorded: EventRecorded) -> service.RecordEventResponse:
    """Return an event that is recorded, and the decisions that it brought."""
    to = service.RecordEventResponse(request_id=request_id, answered_before=recorded.repeated)
    _write_happened(to.event, Happened(recorded.entry, recorded.event, within_stated=recorded.within_stated))
    to.decided.extend(map(str, recorded.decided))
    return to


def events_listed(found: Sequence[Happened], next_page_token: str) -> service.ListEventsResponse:
    """Return a page of what has happened to a contract."""
    to = service.ListEventsResponse(next_page_token=next_page_token)
    for one in found:
        _write_happened(to.events.add(), one)
    return to


def write_event(to: wire.ContractEvent, contract: str, event: ContractEvent) -> None:
    """Write *event* of *contract* as decisions and rights to exit name it."""
    to.id, to.version = str(HappeningName(contract, event.version)), version_in(event.version)
    to.by, to.why, to.clause = event.by, event.why, event.clause
    to.evidence.extend(event.evidence)
    write_day(to.on, event.on)
    write_happening(to, contract, event.what)


def write_events(add: Callable[[], wire.ContractEvent], contract: str, events: Iterable[ContractEvent]) -> None:
    """Write the *events* that a decision on *contract* names to what *add* adds."""
    for one in events:
        write_event(add(), contract, one)


def _write_happened(to: wire.ContractEvent, happened: Happened) -> None:
    write_event(to, happened.entry.contract, happened.event)
    to.within_stated = happened.within_stated
    write_instant(to.recorded_at, happened.entry.recorded_at)
    if happened.corrected_by:
        to.corrected_by = str(DecisionName(happened.entry.contract, happened.corrected_by))
    if happened.lapsed_by:
        to.lapsed_by = str(DecisionName(happened.entry.contract, happened.lapsed_by))


def _on(reading: Reading, given: wire.ContractEvent) -> date | None:
    """Return the day that *given* states, None where it states the moment."""
    if not given.HasField("at"):
        return reading.day("event.on", given.on)
    if given.HasField("on"):
        reading.note("event.at", "expected `on` or `at`, not both")
    return None


def _papers(reading: Reading, given: Sequence[str]) -> tuple[str, ...]:
    if len(given) > _MOST_PAPERS:
        reading.note("event.evidence", f"expected at most {_MOST_PAPERS} papers, not {len(given):,}")
        return ()
    return tuple(reading.name(f"event.evidence[{place}]", one) for place, one in enumerate(given))
