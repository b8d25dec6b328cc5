"""The body of an entry that records a decision, read for the log: as it stands, at a third of what a decision costs.

The words of the record are kept for good; `engine.model.recording` says which fields may be left out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from engine.decision_log.fields import Line
from engine.model.document import Json
from engine.model.ledger import Entry, EntryKind
from engine.model.period import Period
from engine.model.recording import KIND_VERSION, parsed


def body_of(entry: Entry) -> Line:
    """Return the body of *entry*; ValueError where it records no decision, or one of a later Plimsoll."""
    if entry.kind is not EntryKind.DECIDED:
        raise ValueError(f"expected an entry of the kind `decided`, not `{entry.kind.value}`")
    if entry.kind_version != KIND_VERSION:
        raise ValueError(f"expected version {KIND_VERSION} of its kind, not {entry.kind_version} of a later Plimsoll")
    return below(parsed(entry.body))


def below(json: Json) -> Line:
    """Return *json* if it has fields."""
    if isinstance(json, dict):
        return json
    raise ValueError(f"expected fields, not `{type(json).__name__}`")


def label(json: Json) -> str:
    """Return the label of the period that *json* writes."""
    period = below(json)
    return _label(str(period["first"]), str(period["last"]))


@lru_cache(1024)
def _label(first: str, last: str) -> str:
    return Period.through(date.fromisoformat(first), date.fromisoformat(last)).label


def each(json: Json) -> Iterator[Line]:
    """Yield the items of the list *json*, each of which has fields."""
    if not isinstance(json, list):
        raise ValueError(f"expected a list, not `{type(json).__name__}`")  # the reader has one error
    for one in json:
        yield below(one)
