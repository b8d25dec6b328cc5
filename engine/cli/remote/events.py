"""What happened to a contract, as a server records it: sent, listed, and shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import typer
from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from rich.text import Text

from engine.api.decision_service_pb2 import GetDecisionRequest
from engine.api.event_pb2 import ContractEvent, Dispute, Milestone, Transfer
from engine.api.event_service_pb2 import ListEventsRequest, RecordEventRequest, RecordEventResponse
from engine.api.period_pb2 import Period
from engine.cli import output
from engine.cli.event_options import Circumstances
from engine.cli.output import Format
from engine.cli.remote.connection import Server
from engine.cli.remote.pages import pages
from engine.cli.remote.reading import day, json_of
from engine.cli.remote.results import print_recorded
from engine.cli.remote.vantages import NOW, Vantage
from engine.cli.remote.writing import content_id, day_message, day_option, moment_option

_KINDS = ContractEvent.DESCRIPTOR.oneofs_by_name["what"].fields


def event_message(what: Message, circumstances: Circumstances) -> ContractEvent:
    """Return the event that is *what*, a message of one of the kinds of the wire."""
    on, by, why, clause, papers = circumstances
    event = ContractEvent(by=by, why=why, clause=clause, evidence=papers or ())
    moment = moment_option("--on", on)
    if moment is None:
        event.on.MergeFrom(day_message(day_option("--on", on)) or Date())
    else:
        event.at.FromDatetime(moment)
    kind = next(field for field in _KINDS if field.message_type == what.DESCRIPTOR)
    getattr(event, kind.name).MergeFrom(what)
    return event


def recorded(server: Server, contract: str, event: ContractEvent) -> RecordEventResponse:
    """Record *event* of *contract*; the same again is answered as it was, unless it has lapsed since."""
    asked, lapse = RecordEventRequest(contract=contract, event=event), ""
    while True:
        # What is said again after a lapse is another event, and the same one however often it is then said.
        asked.request_id = lapse
        asked.request_id = content_id(asked)
        answer = server.ask(server.events.RecordEvent, asked)
        lapse = _lapse_of(server, contract, answer.event) if answer.answered_before else ""
        if not lapse:
            return answer


def _lapse_of(server: Server, contract: str, event: ContractEvent) -> str:
    """Return the id of the event by which *event* has lapsed, empty where it has effect."""
    listed = events_of(server, contract, in_effect_only=False)
    return next((one.lapsed_by for one in listed if one.id == event.id), "")


def events_of(server: Server, contract: str, *, in_effect_only: bool, seen: Vantage = NOW) -> Iterator[ContractEvent]:
    """Yield what has happened to *contract*, as it is *seen*, in the order of recording."""
    of, known = seen
    asked = ListEventsRequest(contract=contract, in_effect_only=in_effect_only, as_of=of, as_known_at=known)
    return (event for page in pages(server, server.events.ListEvents, asked) for event in page.events)


def print_recorded_event(server: Server, answer: RecordEventResponse, format: Format) -> bool:  # noqa: A002
    """Print the event that *answer* records and what was decided upon it; return whether a person must judge any."""
    asked = (GetDecisionRequest(id=name) for name in answer.decided)
    decided = [server.ask(server.decisions.GetDecision, one).decision for one in asked]
    if format is Format.JSON:
        output.print_json(json_of(answer))
    else:
        typer.echo(f"{answer.event.id}: recorded{' before' if answer.answered_before else ''}")
        output.print_note(
            f"{output.count(print_recorded(decided, format), 'decision')} made upon it{_moves(answer.event)}"
        )
    undecided = [one for one in decided if one.undecided]
    for one in undecided:
        output.print_failure(f"{one.id}: undecided, for a person to judge: {'; '.join(one.undecided)}")
    return bool(undecided)


def print_events(events: Iterable[ContractEvent], format: Format) -> None:  # noqa: A002  # the option's name
    """Print *events*."""
    found = list(events)
    if format is Format.JSON:
        output.print_json([json_of(one) for one in found])
        return
    rows = output.table("event", "on", "kind", "what", "by", "why", "lapsed by")
    for one in found:
        cells = (
            one.id,
            str(day(one.on)),
            kind(one),
            said(one) + _moves(one) + asks(one),
            one.by,
            one.why,
            one.lapsed_by,
        )
        rows.add_row(*map(Text, cells))
    if found:
        output.console().print(rows)
    output.print_note(output.count(len(found), "event"))


def kind(event: ContractEvent) -> str:
    """Return what kind of event it is, in words."""
    return str(event.WhichOneof("what")).replace("_", " ")


def said(event: ContractEvent) -> str:
    """Return what *event* says of its kind, field by field in the order of the wire, whatever the kind."""
    what: Message = getattr(event, str(event.WhichOneof("what")))
    words = [_shown(field, value) for field, value in what.ListFields()]
    if isinstance(what, Dispute) and not what.stands:
        words.append("suspended until it is settled")
    if isinstance(what, Transfer) and not what.continuity_kept:
        words.append("continuity broken")
    return ", ".join(words)


def _moves(event: ContractEvent) -> str:
    """Return that *event* moved nothing, where how the contract stood after it was stated."""
    return "; within what was stated: moves nothing, and is counted" if event.within_stated else ""


def asks(event: ContractEvent) -> str:
    """Return that a person must judge *event*, where the figures that it was made on were corrected since."""
    by = event.corrected_by
    return f"; MADE ON FIGURES SINCE CORRECTED by {by}, for a person to judge" if by else ""


def word_of(words: EnumDescriptor, number: int) -> str:
    """Return what *number* means among *words* of the wire: `milestone met`."""
    return _word(words.values_by_number[number].name, words.values_by_number[0].name)


def excused(event: ContractEvent) -> Period | None:
    """Return the period in which *event* excuses a KPI, or confirms its figure, None where it does neither."""
    match event.WhichOneof("what"):
        case "relief":
            return event.relief.period
        case "waiver":
            return event.waiver.period
        case "confirmation":
            return event.confirmation.period
        case "dispute" if event.dispute.HasField("period"):
            return event.dispute.period
    return None


def _shown(field: FieldDescriptor, value: Any) -> str:  # noqa: ANN401  # whatever the field holds
    name = field.name.replace("_", " ")
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return f"{name} {', '.join(f'{key}={value[key]}' for key in sorted(value))}"
    if field.is_repeated:
        return f"{name} {', '.join(map(_plain, value))}"
    if field.enum_type is not None:
        return word_of(field.enum_type, value)
    if isinstance(value, bool):
        return name
    if isinstance(value, int):
        return f"{name} {value}"
    return f"{name} {day(value)}" if isinstance(value, Date) else _plain(value)


def _plain(value: str | Period | Milestone) -> str:
    match value:
        case Period():
            return value.label
        case Milestone():
            return f"{value.name} due {day(value.due)}"
    return value


def _word(name: str, unspecified: str) -> str:
    """Return the name of an enum's value without the enum's own name: `no consequence`."""
    return name.removeprefix(unspecified.removesuffix("UNSPECIFIED")).lower().replace("_", " ")
