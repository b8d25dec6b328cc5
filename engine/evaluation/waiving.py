"""What a waiver gave up: deductions that would be due but for it, shown beside what is due and what is applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from engine.model.events import ContractEvent, Waiver
from engine.model.payment import Factor, Line, LineKind, LineState, Part, Payment

_ZERO = Decimal(0)
Taken: TypeAlias = Mapping[tuple[str, LineKind], Sequence[Line]]


def is_waived(excuses: Iterable[ContractEvent]) -> bool:
    """Return whether any of *excuses* is a waiver."""
    return any(isinstance(one.what, Waiver) for one in excuses)


def without_waivers(excuses: Iterable[ContractEvent]) -> tuple[ContractEvent, ...]:
    """Return those of *excuses* that are not the council's sole discretion."""
    return tuple(one for one in excuses if not isinstance(one.what, Waiver))


def with_waived(paid: Payment, unwaived: Payment) -> Payment:
    """Return *paid* with a waived line for each deduction that is more in *unwaived*, what is paid without the waivers.

    It moves no money, uses no cap and is no credit.
    """
    return paid._replace(lines=(*paid.lines, *_waived(_taken(paid), _taken(unwaived))))


def _waived(taken: Taken, unwaived: Taken) -> Iterator[Line]:
    for key, lines in unwaived.items():
        if key in taken:
            yield from _more(taken[key], lines)
        else:
            yield from (line._replace(state=LineState.WAIVED) for line in lines)


def _more(taken: Sequence[Line], unwaived: Sequence[Line]) -> Iterator[Line]:
    """Yield what *unwaived* lines of one entry and kind take beyond those *taken*, in one line."""
    due = _sum(line.due for line in unwaived) - _sum(line.due for line in taken)
    applied = _sum(line.applied for line in unwaived) - _sum(line.applied for line in taken)
    if due > 0:
        off = max(due - max(applied, _ZERO), _ZERO)
        parts = (Part("what was waived", (Factor(due, "sum"),), due),)
        some = unwaived[0]._replace(state=LineState.WAIVED, unrounded=due, due=due, parts=parts, caps=())
        yield some._replace(capped_off=off, applied=due - off)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _ZERO)


def _taken(payment: Payment) -> Taken:
    """Return the lines by which policies take something, by entry and kind."""
    found: dict[tuple[str, LineKind], list[Line]] = {}
    for line in payment.lines:
        if line.policy and line.state is LineState.APPLIED and line.kind.sign < 0 and line.due:
            found.setdefault((line.entry, line.kind), []).append(line)
    return found
