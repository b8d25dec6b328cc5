"""What one KPI came to in one period, with everything that a reader needs to see why."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeAlias

from engine.expression.program import Examined
from engine.model.decimals import CONTEXT
from engine.model.figures import Absence, Figure, Value
from engine.model.scale import Rating

# Python 3.11 looks a member up through Python code; what runs for every KPI has it at hand.
_MISSING = Absence.MISSING
_UNKNOWN = Absence.UNKNOWN
Read: TypeAlias = tuple[tuple[str, Figure], ...]


class Counts(Enum):
    """What an outcome is to windows and runs (SEMANTICS 19, 20)."""

    FAILURE = "failure"
    PASS = "pass"  # noqa: S105  # no password
    NEITHER = "neither"


class Basis(Enum):
    """Where a rating comes from."""

    MEASURED = "measured"
    DEEMED = "deemed"
    CARRIED = "carried forward"


class Limit(NamedTuple):
    """A band's line as it stood on the period's last day; *strict* lines are missed by a figure upon them."""

    rating: Rating
    figure: Decimal
    strict: bool
    upper: bool = False

    def margin(self, value: Decimal) -> Decimal:
        """Return by how much *value* is on the right side of the line; negative on the wrong side."""
        # Readers have entered no context of ours, and the thread's own may have fewer digits.
        return CONTEXT.subtract(*((self.figure, value) if self.upper else (value, self.figure)))


class Held(NamedTuple):
    """What a value was held against: the lines of its bands, or the conditions that were examined, in order."""

    limits: tuple[Limit, ...] = ()
    examined: tuple[Examined, ...] = ()
    limited_by: tuple[str, ...] = ()


class Rated(NamedTuple):
    """A KPI with a rating; a deemed one has no value (SEMANTICS 12)."""

    kpi: str
    rating: Rating
    value: Value | None
    unrounded: Value | None
    read: Read
    held: Held
    counts: Counts
    points: Decimal
    repeat: bool = False
    basis: Basis = Basis.MEASURED
    doubtful: bool = False
    in_grace: bool = False
    carried: int = 0


class Measured(NamedTuple):
    """A KPI without bands: a figure for other KPIs and conditions, never a failure or a pass.

    It is *doubtful* where it is computed from what is (SEMANTICS 16).
    """

    kpi: str
    value: Value
    unrounded: Value
    read: Read
    doubtful: bool = False


class NotRated(NamedTuple):
    """A KPI that cannot be rated, and why; *due* is false between two measurements."""

    kpi: str
    absence: Absence
    because: tuple[str, ...]
    read: Read
    due: bool = True


class Undecided(NamedTuple):
    """A KPI that a person must judge: an error inside a rule, or an unknown where a rating hung on it."""

    kpi: str
    why: str
    read: Read


Outcome: TypeAlias = Rated | Measured | NotRated | Undecided


def came_to(outcome: Outcome) -> Figure:
    """Return the figure that *outcome* gives other KPIs and conditions; a deemed one has none (SEMANTICS 12)."""
    if isinstance(outcome, Rated):
        return _MISSING if outcome.value is None else outcome.value
    if isinstance(outcome, Measured):
        return outcome.value
    return outcome.absence if isinstance(outcome, NotRated) else _UNKNOWN


class KpiRecord(NamedTuple):
    """What later windows ask of one KPI in one period; *due* is false between two measurements.

    What is *relieved* keeps its rating, points and credit, and rungs may disregard it (SEMANTICS 17). *absence* is why
    it could not be rated, None where it was, or where nobody knows any more. What is *doubtful* stays so where it is
    carried forward (SEMANTICS 16). *publishable* is whether the rules that decided let it be published, None where they
    did not say.
    """

    rating: Rating | None
    counts: Counts
    points: Decimal
    value: Value | None
    due: bool = True
    carried: int = 0
    relieved: bool = False
    absence: Absence | None = None
    doubtful: bool = False
    publishable: bool | None = None


_NOT_RATED = KpiRecord(None, Counts.NEITHER, Decimal(0), None)
# A NamedTuple's own constructor is Python code and costs twice as much; this one is called for every KPI.
_record: Callable[[tuple[object, ...]], KpiRecord] = partial(tuple.__new__, KpiRecord)
_NOT_DUE = KpiRecord(None, Counts.NEITHER, Decimal(0), None, due=False)
# By the word and not by the member, whose hash Python 3.11 works out in Python code.
_ABSENT = {one.value: _NOT_RATED._replace(absence=one) for one in Absence}


def recorded(outcome: Outcome) -> KpiRecord:
    """Return what later windows ask of *outcome*."""
    if isinstance(outcome, Rated):
        _, rating, value, _, _, _, counts, points, _, _, doubtful, _, carried = outcome
        return _record((rating, counts, points, value, True, carried, False, None, doubtful, None))
    if isinstance(outcome, Measured):
        return _NOT_RATED._replace(value=outcome.value, doubtful=outcome.doubtful)
    if isinstance(outcome, NotRated):
        return _ABSENT[outcome.absence._value_] if outcome.due else _NOT_DUE
    return _NOT_RATED
