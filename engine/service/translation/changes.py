"""Changes of a contract and people who go over to others: read from the wire, and written to it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from engine.api import event_pb2 as wire
from engine.api import event_service_pb2 as service
from engine.model.changes import Change
from engine.model.events import Transfer
from engine.model.naming import DecisionName
from engine.service.translation.days import write_day
from engine.service.translation.figures import number
from engine.service.translation.given import amount
from engine.service.translation.naming import version_of
from engine.service.translation.reading import Reading

_MOST = 100


def change(reading: Reading, request: service.RecordEventRequest) -> Change:
    """Return the change that *request* says was agreed."""
    given, path = request.event.change, "event.change"
    return Change(
        reading.words(f"{path}.old", given.old),
        reading.words(f"{path}.new", given.new),
        reading.day(f"{path}.effective", given.effective) if given.HasField("effective") else None,
        reading.read(f"{path}.value", amount, given.value) if given.value else Decimal(0),
        reading.day(f"{path}.ends", given.ends) if given.HasField("ends") else None,
        reading.day(f"{path}.rules", given.rules) if given.HasField("rules") else None,
        _parameters(reading, f"{path}.parameters", given.parameters),
        given.changes_scope,
        given.favours_provider,
    )


def transfer(reading: Reading, request: service.RecordEventRequest) -> Transfer:
    """Return who went over to others, as *request* says."""
    given = request.event.transfer
    version = reading.read("event.transfer.event", partial(version_of, request.contract), given.event)
    if given.people < 1:
        reading.note("event.transfer.people", f"expected 1 or more, not `{given.people}`")
    return Transfer(version, given.people, given.continuity_kept)


def write_change(to: wire.Change, what: Change) -> None:
    """Write an agreed change."""
    to.old, to.new, to.value = what.old, what.new, number(what.value) if what.value else ""
    for day, written in ((what.effective, to.effective), (what.ends, to.ends), (what.version, to.rules)):
        if day is not None:
            write_day(written, day)
    to.parameters.update(what.parameters)
    to.changes_scope, to.favours_provider = what.changes_scope, what.favours_provider


def write_transfer(to: wire.Transfer, contract: str, what: Transfer) -> None:
    """Write people of *contract* who went over to others."""
    to.event, to.people = str(DecisionName(contract, what.version)), what.people
    to.continuity_kept = what.continuity_kept


def _parameters(reading: Reading, path: str, given: Mapping[str, str]) -> dict[str, str]:
    if len(given) > _MOST:
        reading.note(path, f"expected at most {_MOST} parameters, not {len(given):,}")
        return {}
    return {reading.name(path, name): reading.words(f"{path}[{name}]", text) for name, text in sorted(given.items())}
