"""How far a log has been written, and what cannot be gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import orjson

from engine.decision_log.line import KIND
from engine.errors import PlimsollError
from engine.model.ledger import Entry, EntryKind, Ledger


class LogMismatchError(PlimsollError):
    """What is in the place of the log is none, or is not of this ledger; a person must look before it is written."""


class LogPlaceError(PlimsollError):
    """The log cannot be opened where it is said to be; a person must see to the place before a server starts."""


class Written(NamedTuple):
    """The decision that was written last: its position in the ledger, and its hash in hex."""

    position: int
    hash: str


def last_of(entries: Sequence[Entry]) -> Written:
    """Return what is written once *entries*, at least one, are."""
    return Written(entries[-1].position, entries[-1].hash.hex())


def written_by(line: bytes) -> Written | None:
    """Return which decision *line* says, None where it is no line of a decision log."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        return None
    position, digest = found.get("position"), found.get("hash")
    if type(position) is not int or position < 1 or not isinstance(digest, str):
        return None
    return Written(position, digest)


def check_recorded(written: Written, ledger: Ledger, where: str) -> None:
    """Raise LogMismatchError unless *ledger* holds the decision that was *written* last to *where*."""
    found = ledger.entries(written.position - 1, 1, EntryKind.DECIDED)
    if found and found[0].position == written.position and found[0].hash.hex() == written.hash:
        return
    head = ledger.head()
    beyond = f"the ledger ends at position {head}" if written.position > head else "the ledger has another there"
    raise LogMismatchError(
        f"expected in the ledger the decision at position {written.position}, the last of {where}: {beyond}. "
        "Either it was restored from an older backup or this is the log of another ledger; move the log away, "
        "with the file beside it that ends in `.position`, and the log of this ledger is written from the start"
    )
