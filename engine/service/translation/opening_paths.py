"""Where in a stated opening something is wrong: paths by labels and names, as those of the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from engine.api import contract_service_pb2 as wire
from engine.application.requests import OpeningRequest
from engine.errors import SubmissionError, Violation
from engine.service.translation.paths import at_key

_SOURCES = "sources."


@contextmanager
def placed_in(message: wire.StateOpeningRequest, asked: OpeningRequest) -> Iterator[None]:
    """Have what the application says of *asked* said of the fields of *message*."""
    try:
        yield
    except SubmissionError as error:
        placed = (Violation(_placed(message, asked, one.path), one.message) for one in error.violations)
        raise SubmissionError(*placed, reason=error.reason) from error


def _placed(message: wire.StateOpeningRequest, asked: OpeningRequest, path: str) -> str:
    """Return *path* as one of the request: `periods.2026-03.kpis.falls` is `periods[0].kpis[falls]`."""
    if path.startswith(_SOURCES):
        stated = _placed(message, asked, path.removeprefix(_SOURCES))
        return "source" if stated == "carried_forward" else f"{stated}.source"
    field, _, rest = path.partition(".")
    match field:
        case "periods" if rest:
            return _in_period(message, asked, rest)
        case "ladders" | "rights":
            return _keyed(field, rest, getattr(message, field))
        case "withheld":
            entry = _begins(rest, message.withheld)
            place, name = at_key(field, entry), rest[len(entry) + 1 :]
            return at_key(f"{place}.sums", name) if name else place
    return path


def _in_period(message: wire.StateOpeningRequest, asked: OpeningRequest, rest: str) -> str:
    labels = [one.period.label for one in asked.periods]
    label = _begins(rest, labels)
    place, stated = f"periods[{labels.index(label)}]", message.periods[labels.index(label)]
    field, _, below = rest[len(label) + 1 :].partition(".")
    return f"{place}.{_keyed(field, below, getattr(stated, field))}" if field else place


def _keyed(field: str, rest: str, given: Mapping[str, object]) -> str:
    key = _begins(rest, given)
    return at_key(field, key) + rest[len(key) :]


def _begins(path: str, names: Iterable[str]) -> str:
    """Return which of *names*, any of which may have a full stop in it, *path* begins with."""
    return max((name for name in names if path == name or path.startswith(f"{name}.")), key=len)
