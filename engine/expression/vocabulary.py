"""What an expression may speak of, which differs from place to place in a rule file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from engine.expression.types import Typed
from engine.model.scale import Scale


class Columns(NamedTuple):
    """The fields of the rows of one table, and which of them are *personal*."""

    types: Mapping[str, Typed]
    personal: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that one expression may use.

    *names* are usable as values (measures, parameters, earlier KPIs) and hide ratings of the same name; *kpis*,
    *payments* and the keys of *ladders* are references, understood inside functions only, and so are *caps*, the names
    of the shared caps that each payment has. *ladder* is the ladder that a condition belongs to. *history* opens the
    functions over history, which only conditions of ladders and payments may call. *quotients_rounded* demands
    `round(x, dp)` before a quotient is compared; it is off where a declared precision does the rounding (SEMANTICS 8).
    *events* are the kinds of what may happen to a contract. *records* are the tables that may be counted over, and
    *columns* those of the row that a part of such a call is about.
    """

    names: Mapping[str, Typed]
    kpis: Collection[str]
    scale: Scale
    payments: tuple[str, ...] = ()
    caps: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    ladders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    ladder: str | None = None
    history: bool = False
    quotients_rounded: bool = True
    records: Mapping[str, Columns] = field(default_factory=lambda: MappingProxyType({}))
    columns: Columns | None = None
    events: tuple[str, ...] = ()
