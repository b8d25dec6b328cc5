"""Which column of a file says what: measures by their names or as mapped, and the contract, period and dates beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.batch.cells import NESTED, SOURCE, VERIFIED
from engine.batch.rows import MismatchError
from engine.diagnostics import did_you_mean

RECEIVED, DECIDED, NOT_SUBMITTED = "received", "decided_on", "not_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The headings that are read: of each measure, of what stands beside, and of the *filters* that rows are chosen by.

    *period* is None where all rows have one period, *received* where no column says when a row came.
    """

    measures: Mapping[str, str]
    contract: str = "contract"
    period: str | None = "period"
    received: str | None = None
    filters: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()

    def check(self, names: Iterable[str]) -> None:
        """Raise MismatchError where a column that is asked for is not among *names*, all those that the file has."""
        plain = [name.removeprefix(NESTED) for name in names]
        for name in self._needed():
            if name not in plain:
                hint = "; without one, give `--period` for all rows" if name == self.period else ""
                raise MismatchError(f"expected a column `{name}`, which there is not{did_you_mean(name, plain)}{hint}")

    def ignored(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of *names* that nothing reads, in their order."""
        read = {*self.measures.values(), *self._needed(), self.received, *self._dates()}
        read |= {f"{heading}{mark}" for heading in self.measures.values() for mark in (SOURCE, VERIFIED)}
        return tuple(dict.fromkeys(name for name in names if name.removeprefix(NESTED) not in read))

    def layout(self, names: tuple[str, ...]) -> Layout:
        """Return where the rows that have *names* hold what is read."""
        places = {name: place for place, name in reversed(list(enumerate(names)))}
        figures = dict(_figures(self.measures, places))
        sources = tuple(_sources(self.measures, places))
        read = {*figures.values(), *(place for one in sources for place in one[1:])}
        for place, name in enumerate(names):
            if name.startswith(NESTED) and place not in read:
                figures.setdefault(name.removeprefix(NESTED), place)
        received, decided, not_submitted = (None if name is None else places.get(name) for name in self._dates())
        return Layout(
            contract=places.get(self.contract),
            period=None if self.period is None else places.get(self.period),
            received=places.get(self.received) if self.received else received,
            decided=decided,
            not_submitted=not_submitted,
            filters=tuple(places.get(name) for name in self.filters),
            figures=tuple(figures.items()),
            twice=self._twice(names),
            sources=sources,
        )

    def _needed(self) -> Iterator[str]:
        yield self.contract
        yield from filter(None, (self.period, self.received))
        yield from (*self.filters, *self.mapped)

    def _twice(self, names: tuple[str, ...]) -> str | None:
        """Return the figure that stands both beside `figures` and under it, so that nobody knows which is meant."""
        meant = {self.contract, self.period, self.received, *self.filters, *self._dates()}
        return next((name for name in names if f"{NESTED}{name}" in names and name not in meant), None)

    def _dates(self) -> tuple[str | None, ...]:
        """Return the columns that have a meaning by their name, unless a measure has that name."""
        return tuple(None if name in self.measures else name for name in (RECEIVED, DECIDED, NOT_SUBMITTED))


class SourcePlaces(NamedTuple):
    """Where in a row stands where the figure of *measure* came from, and whether that was verified."""

    measure: str
    source: int | None
    verified: int | None


class Layout(NamedTuple):
    """Where in a row stands what, by position; a figure that no measure is called after is there to be refused."""

    contract: int | None
    period: int | None
    received: int | None
    decided: int | None
    not_submitted: int | None
    filters: tuple[int | None, ...]
    figures: tuple[tuple[str, int], ...]
    twice: str | None
    sources: tuple[SourcePlaces, ...] = ()


def _figures(measures: Mapping[str, str], places: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for measure, heading in measures.items():
        place = places.get(f"{NESTED}{heading}", places.get(heading))
        if place is not None:
            yield measure, place


def _sources(measures: Mapping[str, str], places: Mapping[str, int]) -> Iterator[SourcePlaces]:
    for measure, heading in measures.items():
        source, verified = (
            places.get(f"{NESTED}{heading}{mark}", places.get(f"{heading}{mark}")) for mark in (SOURCE, VERIFIED)
        )
        if source is not None or verified is not None:
            yield SourcePlaces(measure, source, verified)
