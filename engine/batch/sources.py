"""Where the figures of a row came from: two columns beside a figure's own, both of which may be left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.batch.columns import SourcePlaces
from engine.batch.request import Request
from engine.batch.rows import Cell, Row
from engine.errors import SubmissionError, Violation
from engine.model.figures import Absence
from engine.model.sources import NO_SOURCES, Source, Sources
from engine.model.terms import flag


def sources_in(row: Row, places: Collection[SourcePlaces], request: Request) -> Sources:
    """Return where the figures of *row* came from, by measure; SubmissionError where a cell cannot be read."""
    return dict(_sources(row, places, request)) if places else NO_SOURCES


def _sources(row: Row, places: Collection[SourcePlaces], request: Request) -> Iterator[tuple[str, Source]]:
    for measure, source, verified in places:
        name, word = (Absence.MISSING if at is None else request.meant(row.cells[at]) for at in (source, verified))
        is_verified = _flag(measure, word)
        if not isinstance(name, Absence):
            yield measure, Source(name, is_verified)
        elif is_verified:
            raise SubmissionError(Violation(f"{measure}.source", "expected a source beside what is verified"))


def _flag(measure: str, cell: Cell) -> bool:
    if isinstance(cell, Absence):
        return False
    try:
        return flag(cell.lower())
    except ValueError as error:
        raise SubmissionError(Violation(f"{measure}.verified", str(error))) from None
