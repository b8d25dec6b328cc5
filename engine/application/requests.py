"""What is asked of the application: plain values, as a transport or a command hands them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from engine.model.dated import Dated
from engine.model.events import Happening
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.rows import GivenTable
from engine.model.sources import NO_SOURCES, Sources

# A figure as it came: numbers and choices as their text, which the rules give a meaning.
Given: TypeAlias = str | bool | date | Absence
GivenTerm: TypeAlias = str | bool | date


def _always() -> bool:
    return True


def _unmeasured() -> int:
    return 0


class Call(NamedTuple):
    """Who asks, under which id, and whether it still waits; *elapsed_us* are the microseconds since it asked."""

    request_id: str
    caller: str = ""
    trace_id: str = ""
    wanted: Callable[[], bool] = _always
    elapsed_us: Callable[[], int] = _unmeasured


class SubmissionRequest(NamedTuple):
    """A provider's figures for one period of a contract, and rows by the table that they belong to.

    *received_on* is the day on which they came, today unless it is given, and at the latest. With *expected* they are
    decided only while the contract is at that version. *reason* says why figures come for a period that is decided;
    without one they are refused. *sources* say where figures came from, by measure.
    """

    contract: str
    period: Period
    figures: Mapping[str, Given]
    received_on: date | None = None
    expected: int | None = None
    reason: str = ""
    records: Mapping[str, GivenTable] = MappingProxyType({})
    sources: Sources = NO_SOURCES


class NonSubmissionRequest(NamedTuple):
    """The record that nothing came for a period; *figures* are those that the council itself holds.

    *on* is the day on which nothing had come, today unless it is given: a day later than the report was due, and today
    at the latest.
    """

    contract: str
    period: Period
    figures: Mapping[str, Given]
    on: date | None = None
    expected: int | None = None
    sources: Sources = NO_SOURCES


class Registration(NamedTuple):
    """A contract to be registered; *end* is its last day, None while none is agreed."""

    contract: str
    provider: str
    rule_set: str
    start: date
    end: date | None
    time_zone: str
    parameters: Mapping[str, Dated[GivenTerm]]


class ParameterChange(NamedTuple):
    """Parameters of a contract that take new values from the day *since* on."""

    contract: str
    since: date
    values: Mapping[str, GivenTerm]


class EventRequest(NamedTuple):
    """Something that happened to a contract *on* a day, or *at* a moment, by whom and why; *evidence* names papers.

    With *expected* it is recorded only while the contract is at that version.
    """

    contract: str
    on: date | None
    by: str
    why: str
    what: Happening
    clause: str = ""
    evidence: tuple[str, ...] = ()
    at: datetime | None = None
    expected: int | None = None


class StatedKpi(NamedTuple):
    """What a KPI came to before Plimsoll: its rating, its points after doubling, and its value where that is known."""

    rating: str
    points: str = ""
    value: str | None = None


class StatedPeriod(NamedTuple):
    """A period before Plimsoll: KPIs by name, what payment entries took, and the charges that caps take a share of."""

    period: Period
    kpis: Mapping[str, StatedKpi]
    credits: Mapping[str, str]
    charges: Mapping[str, str]


class StatedRung(NamedTuple):
    """Where a ladder stands, and for how many of the latest periods it has; 0 where it was entered in the last."""

    rung: str
    held: int = 0


class OpeningRequest(NamedTuple):
    """How a contract stands that was running before Plimsoll: stated on a day, by whom, why, and from which papers.

    *source* is the paper that everything is taken from which *sources* names none for, by its path. *withheld* are sums
    by payment entry, under the names that its policy remembers them by.
    """

    contract: str
    on: date
    by: str
    why: str
    source: str
    periods: tuple[StatedPeriod, ...] = ()
    ladders: Mapping[str, StatedRung] = MappingProxyType({})
    rights: Mapping[str, date] = MappingProxyType({})
    carried: str = ""
    withheld: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    sources: Mapping[str, str] = MappingProxyType({})


class AlternativeRules(NamedTuple):
    """Rules that a contract's evidence is priced under: those in use called *rule_set*, or *files* of one rule set.

    *parameters* are what they leave to the contract, beside those that it has already.
    """

    name: str
    rule_set: str = ""
    files: Mapping[str, bytes] = MappingProxyType({})
    frameworks: Mapping[str, bytes] = MappingProxyType({})
    parameters: Mapping[str, Dated[GivenTerm]] = MappingProxyType({})


class PricingRequest(NamedTuple):
    """Under which rules the evidence of a contract is priced; periods that end *since* and *until* days are shown."""

    contract: str
    alternatives: tuple[AlternativeRules, ...]
    since: date | None = None
    until: date | None = None


class EventQuery(NamedTuple):
    """What is asked of the events of a contract: all of them, or those *in_effect_only*."""

    contract: str
    in_effect_only: bool = False


class DueQuery(NamedTuple):
    """What is asked for that is due: by a last day in time of *by* or earlier; None asks for any contract."""

    by: date
    contract: str | None = None
    provider: str | None = None
    rule_set: str | None = None
