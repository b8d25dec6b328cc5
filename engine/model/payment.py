"""Payment lines, the caps that bound them, and the totals; amounts are in the rule set's currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from engine.model.dated import Dated
from engine.model.period import Period
from engine.model.terms import Amount, Quantity

_ZERO = Decimal(0)

# What a payment policy keeps in mind from period to period, by names of its own.
Memory: TypeAlias = Mapping[str, Decimal]
# What a period changes in a memory; None forgets.
MemoryChange: TypeAlias = Mapping[str, Decimal | None]

NOTHING_IN_MIND: Memory = MappingProxyType({})
NOTHING_REMEMBERED: Mapping[str, MemoryChange] = MappingProxyType({})


# What the core calls the lines that it draws itself: no entry of a rule file is called so.
CARRIED = "carried_forward"
ADJUSTED = "adjustment"

# What the lines of a period itself come to, signed, where benefits are measured by it.
PAYABLE = "payable"


class LineKind(Enum):
    """What a line is; the kind gives the direction of an amount that is never negative (SEMANTICS 10)."""

    FEE = "fee"
    INCENTIVE = "incentive"
    DEDUCTION = "deduction"
    WITHHELD = "withheld"
    RELEASED = "released"
    RETAINED = "retained"
    CLAWBACK = "clawback"
    INTEREST = "interest"
    ADJUSTMENT = "adjustment"

    # By identity, which members have: that of Enum hashes the name, in Python, and totals are kept by kind.
    __hash__ = object.__hash__

    def __init__(self, word: str) -> None:
        # Whether the line adds to what is payable to the provider, takes from it, or neither.
        self.sign = {"deduction": -1, "withheld": -1, "clawback": -1, "retained": 0}.get(word, 1)
        # What became of a sum withheld met its caps when it was withheld, and what is taken back when it was paid.
        # An adjustment books what met the caps of the period that it is of.
        self.is_capped = word not in {"released", "retained", "interest", "clawback", "adjustment"}
        # Whether what is applied is taken for good: what is withheld is, once it is retained.
        self.is_credit = word in {"deduction", "clawback", "retained"}


_TAKING = (LineKind.DEDUCTION, LineKind.WITHHELD)


class LineState(Enum):
    """Where a line stands; only what is applied is added up, uses caps and counts as credits."""

    DUE = "due"
    SUSPENDED = "suspended"
    APPLIED = "applied"
    WAIVED = "waived"


# What the factor of an index is called begins so, and goes on with the index and its months.
INDEXED = "index: "


class Factor(NamedTuple):
    """One number of a line's arithmetic and what it is: 8 `points`, 0.005 `share`, 12 *of* 30 `days`."""

    value: Decimal
    what: str
    of: Decimal | None = None


class Part(NamedTuple):
    """A product of *factors* that a line adds up, unrounded, and what it is for."""

    what: str
    factors: tuple[Factor, ...]
    amount: Decimal


class Draft(NamedTuple):
    """What a policy asks for; the core rounds it, caps it and makes it a line.

    It is rounded once, or each part by itself where the entry says `round: row` (SEMANTICS 10). One that is suspended
    or waived is rounded and shown, and meets no cap.
    """

    kind: LineKind
    parts: tuple[Part, ...]
    state: LineState = LineState.APPLIED

    @property
    def amount(self) -> Decimal:
        """The sum of the parts, unrounded."""
        return sum([part.amount for part in self.parts], _ZERO)


class Window(Enum):
    """Over which time the use of a cap is counted; by event each part of a line meets the cap by itself."""

    EVENT = "event"
    PERIOD = "period"
    TWELVE_MONTHS = "twelve months"
    CONTRACT = "contract"


class BasisTime(Enum):
    """Which charges a cap is a share of (SEMANTICS 24)."""

    PERIOD = "period"
    TWELVE_MONTHS = "twelve months"
    TWELVE_MONTHS_BEFORE = "twelve months before"


class Direction(Enum):
    """Which lines a cap binds where it binds not all: those that take from the provider, or those that pay."""

    DEDUCTIONS = "deductions"
    ADDITIONS = "additions"


class Cap(NamedTuple):
    """The most that lines may come to; lines that name one cap share it, in file order.

    *binds* is the direction of the lines that it is for; None where it is for all.
    """

    name: str
    limit: Dated[Amount]
    over: Window
    basis: BasisTime
    first_year: Dated[Quantity] | None
    clause: str
    binds: Direction | None = None

    def is_for(self, kind: LineKind) -> bool:
        """Return whether a line of *kind* meets the cap, in this direction."""
        return self.binds is None or (self.binds is Direction.DEDUCTIONS) is (kind.sign < 0)


class CapUse(NamedTuple):
    """What one cap left of one line; of one event, each part of the line in turn, where it caps by event."""

    cap: str
    limit: Decimal
    used_before: Decimal
    came: Decimal
    left: Decimal
    clause: str

    @property
    def bound(self) -> bool:
        """Whether the cap took anything off."""
        return self.left < self.came

    @property
    def reached(self) -> bool:
        """Whether what came, with what was used before, meets or exceeds the cap (SEMANTICS 21)."""
        return self.came + self.used_before >= self.limit and self.came + self.used_before > 0


class Line(NamedTuple):
    """One payment line: rounded once, then capped; *due* is *capped_off* plus *applied*.

    *adjusts* is the earlier period that was decided again and whose difference the line books (SEMANTICS 30).
    """

    entry: str
    policy: str
    kind: LineKind
    state: LineState
    unrounded: Decimal
    due: Decimal
    capped_off: Decimal
    applied: Decimal
    parts: tuple[Part, ...]
    caps: tuple[CapUse, ...]
    clause: str
    adjusts: Period | None = None

    @property
    def credit(self) -> Decimal:
        """What the line takes for good: nothing while it is suspended or waived, or only withheld."""
        return self.applied if self.kind.is_credit and self.state is LineState.APPLIED else _ZERO


def came_to(entry: str, lines: Iterable[Line]) -> Decimal:
    """Return what *entry* came to among *lines*, for shares of it, caps and charges: what is applied, never below zero.

    What was taken is taken off what was earned. Of an entry that only takes, such as service credits, it is what was
    taken; what is paid back is no such thing.
    """
    applied = [line for line in lines if line.entry == entry and line.state is LineState.APPLIED]
    moving = [line for line in applied if line.kind.sign]
    total = sum([line.kind.sign * line.applied for line in moving], _ZERO)
    only_takes = all(line.kind in _TAKING for line in moving)
    return -total if only_takes else max(total, _ZERO)


class Payment(NamedTuple):
    """The lines of one period and their sums by kind; *payable* is never below zero (SEMANTICS 26).

    What deductions exceed is carried forward; in a contract's last period, which has no next, it is a *debt* of the
    provider's. *remembered* is what the period changes in the memory of payment entries, by their names.
    """

    currency: str
    lines: tuple[Line, ...]
    due: Mapping[LineKind, Decimal]
    capped_off: Mapping[LineKind, Decimal]
    applied: Mapping[LineKind, Decimal]
    payable: Decimal
    carried_forward: Decimal
    remembered: Mapping[str, MemoryChange] = NOTHING_REMEMBERED
    debt: Decimal = _ZERO

    @property
    def owed(self) -> Decimal:
        """What deductions exceed, whether the next period takes it or none does."""
        return self.carried_forward + self.debt
