"""A checked expression that can be run, and what it reports about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from engine.expression.counting import Aggregate
from engine.expression.history import History, Window
from engine.expression.listing import Listing
from engine.expression.types import Typed
from engine.model.figures import Absence, Figure


class Examined(NamedTuple):
    """One comparison with its values and whether it held; a bare flag is compared with True by `is`."""

    text: str
    left: Figure
    operator: str
    right: Figure
    held: bool | Absence


Run: TypeAlias = Callable[[Mapping[str, Figure], History], Figure]
Examination: TypeAlias = Callable[[Mapping[str, Figure], History], tuple[bool | Absence, tuple[Examined, ...]]]

# Writes what computes the value from what stands at the places given by name, none of it absent; returns its place.
Inline: TypeAlias = Callable[[Listing, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Program:
    """An expression, ready to run; programs of equal text, type and words are equal.

    *reads* are the names whose values it takes, *kpis* those that it names inside functions, *calls* its functions
    and *windows* how far back these look, each once and in order of first appearance. Both callables take the values
    of the names and a history, assume that the caller has entered `exactly()`, and raise Undecidable. `value` returns
    Absence.UNKNOWN where something that it needs is absent. `examined`, for flags, also returns what was compared
    with what. `inline`, where programs are generated code, puts the value into a larger function.
    """

    text: str
    type: Typed
    reads: tuple[str, ...]
    kpis: tuple[str, ...]
    calls: tuple[str, ...]
    windows: tuple[Window, ...]
    divides: bool
    value: Run = field(compare=False, repr=False)
    examined: Examination = field(compare=False, repr=False)
    inline: Inline | None = field(compare=False, repr=False, default=None)
    aggregates: tuple[Aggregate, ...] = field(compare=False, repr=False, default=())
