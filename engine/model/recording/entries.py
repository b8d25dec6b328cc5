"""Reads what entries of the ledger record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from engine.errors import BrokenEntryError
from engine.model.contract import Contract
from engine.model.decision import Decision
from engine.model.events import ContractEvent
from engine.model.evidence import NonSubmission, Submission
from engine.model.ledger import Entry, EntryKind
from engine.model.opening import Opening
from engine.model.recording.canonical import parsed
from engine.model.recording.contracts import ParametersSet, contract_of, parameters_set_of, term_set_of
from engine.model.recording.decisions import decision_of as decision_in
from engine.model.recording.events import event_in
from engine.model.recording.evidence import non_submission_of, submission_of
from engine.model.recording.fields import Fields, fields
from engine.model.recording.openings import opening_in

T = TypeVar("T")

# The version of the bodies that this code writes and reads.
KIND_VERSION = 1


def registered_of(entry: Entry) -> Contract:
    """Return the contract as *entry* registered it; BrokenEntryError where it cannot be read."""
    return _read(entry, lambda body: contract_of(entry.contract, body), EntryKind.REGISTERED)


def parameters_of(entry: Entry) -> ParametersSet:
    """Return the parameters that *entry* set; BrokenEntryError where it cannot be read."""
    return _read(entry, parameters_set_of, EntryKind.PARAMETERS_SET)


def term_of(entry: Entry) -> date | None:
    """Return the last day that *entry* set for the contract; BrokenEntryError where it cannot be read."""
    return _read(entry, term_set_of, EntryKind.TERM_SET)


def evidence_of(entry: Entry) -> Submission | NonSubmission:
    """Return what *entry* says was submitted, or that nothing was; BrokenEntryError where it cannot be read."""
    if entry.kind is EntryKind.SUBMITTED:
        return _read(entry, submission_of, EntryKind.SUBMITTED)
    return _read(entry, non_submission_of, EntryKind.NOT_SUBMITTED)


def event_of(entry: Entry) -> ContractEvent:
    """Return what *entry* says happened; BrokenEntryError where it cannot be read."""
    return _read(entry, lambda body: event_in(entry.version, body), EntryKind.EVENT_RECORDED)


def opening_of(entry: Entry) -> Opening:
    """Return how *entry* says that the contract stood; BrokenEntryError where it cannot be read."""
    return _read(entry, opening_in, EntryKind.OPENED)


def decision_of(entry: Entry) -> Decision:
    """Return the decision that *entry* recorded; BrokenEntryError where it cannot be read."""
    return _read(entry, lambda body: decision_in(entry.contract, body), EntryKind.DECIDED)


def _read(entry: Entry, read: Callable[[Fields], T], kind: EntryKind) -> T:
    """Return what *read* makes of the body of *entry*, which must be of *kind*."""
    try:
        _check_kind(entry, kind)
        return read(fields(parsed(entry.body)))
    except ValueError as error:
        place = f"entry {entry.version} of the contract `{entry.contract}`"
        raise BrokenEntryError(f"{place}, `{entry.kind.value}`, cannot be read: {error}") from error


def _check_kind(entry: Entry, kind: EntryKind) -> None:
    if entry.kind is not kind:
        raise ValueError(f"expected an entry of the kind `{kind.value}`")
    if entry.kind_version != KIND_VERSION:
        raise ValueError(
            f"expected version {KIND_VERSION} of its kind, not {entry.kind_version}, which a later Plimsoll wrote"
        )
