"""Payment: policies draft; the core rounds, caps and adds up, so that lines always add up (SEMANTICS 24 to 26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from engine.evaluation import answers
from engine.evaluation.asking import asked
from engine.evaluation.caps import Till, capped, is_by_event
from engine.evaluation.case import Case
from engine.evaluation.view import CaseView, PaymentCaseView, Seen
from engine.expression import Undecidable
from engine.model.decimals import Precision
from engine.model.figures import Absence
from engine.model.payment import (
    ADJUSTED,
    CARRIED,
    NOTHING_IN_MIND,
    NOTHING_REMEMBERED,
    Cap,
    Draft,
    Factor,
    Line,
    LineKind,
    LineState,
    MemoryChange,
    Part,
    Payment,
)
from engine.model.rule_set import PaymentEntry
from engine.model.standing import Pending

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_APPLIED = LineState.APPLIED
_ADJUSTMENT = LineKind.ADJUSTMENT
_ZERO = Decimal(0)
# A NamedTuple's own constructor is Python code and costs twice as much.
_line: Callable[[tuple[object, ...]], Line] = partial(tuple.__new__, Line)
_payment: Callable[[tuple[object, ...]], Payment] = partial(tuple.__new__, Payment)


def pay(seen: Seen) -> Payment:
    """Return this period's lines, which history then knows, and their totals; they see the rungs it began with."""
    seen = seen._replace(history=seen.history.as_the_period_began())
    rules, lines = seen.case.rules, seen.history.lines
    remembered: dict[str, MemoryChange] = {}
    if rules.money is not None:
        memory = seen.case.standing.memory
        for entry in rules.payments:
            if not _applies(seen, entry):
                continue
            view = PaymentCaseView(seen, entry, memory.get(entry.name, NOTHING_IN_MIND))
            drawn = _drawn(seen, entry, rules.money, view)
            lines += drawn
            change = _remembered(entry, view, drawn)
            if change:
                remembered[entry.name] = change
    return _totalled(seen.case, lines, remembered or NOTHING_REMEMBERED)


def _remembered(entry: PaymentEntry, view: PaymentCaseView, drawn: list[Line]) -> MemoryChange:
    """Return what the policy of *entry* keeps in mind of this period, if it is one that does."""
    remembers = getattr(entry.policy, "remembers", None)
    if remembers is None:
        return NOTHING_IN_MIND
    return asked(entry.policy, lambda: remembers(entry.parameters, view, tuple(drawn)), answers.memory)


def _drawn(seen: Seen, entry: PaymentEntry, money: Precision, view: PaymentCaseView) -> list[Line]:
    """Return the lines of *entry*, drawn beside those before."""
    # One that yields its drafts does so here, within its own decimal context.
    drafts = asked(entry.policy, lambda: tuple(entry.policy.drafts(entry.parameters, view)), answers.drafts)
    till = Till(seen.case, view, money, [*seen.history.lines])
    before = len(till.lines)
    for draft, amount in drafts:
        till.lines.append(_due(till, entry, draft, amount))
    return till.lines[before:]


def _due(till: Till, entry: PaymentEntry, draft: Draft, unrounded: Decimal) -> Line:
    # What is suspended uses a cap when it is upheld, if ever (SEMANTICS 27).
    caps = _met(entry.caps, draft.kind) if entry.caps and draft.state is _APPLIED else ()
    # What is capped by itself is rounded by itself, as rows are (SEMANTICS 24).
    by_event = is_by_event(caps)
    each = _rounded(till.money, draft) if entry.by_row or by_event else [till.money.rounded(unrounded)]
    due = sum(each, till.money.nothing)
    uses, applied = capped(till, caps, each if by_event else [due]) if caps else ((), due)
    off, name, policy, clause = due - applied, entry.name, entry.policy.name, entry.clause
    return _line((name, policy, draft.kind, draft.state, unrounded, due, off, applied, draft.parts, uses, clause, None))


def _met(caps: tuple[Cap, ...], kind: LineKind) -> tuple[Cap, ...]:
    """Return those of *caps* that a line of *kind* meets."""
    return tuple([cap for cap in caps if cap.is_for(kind)]) if kind.is_capped else ()


def _rounded(money: Precision, draft: Draft) -> list[Decimal]:
    return [money.rounded(part.amount) for part in draft.parts]


def _applies(seen: Seen, entry: PaymentEntry) -> bool:
    if entry.when is None:
        return True
    holds = CaseView(seen, entry.programs).examined(entry.when).holds
    if isinstance(holds, Absence):
        raise Undecidable(f"whether `{entry.when.text}` holds for the payment `{entry.name}` is unknown")
    return holds


def _totalled(case: Case, lines: list[Line], remembered: Mapping[str, MemoryChange]) -> Payment:
    nothing = case.rules.money.nothing if case.rules.money else _ZERO
    if case.standing.carried:
        lines = [_carried_line(case.standing.carried, nothing), *lines]
    if case.standing.pending:
        lines = [*(_adjustment_line(one, nothing) for one in case.standing.pending), *lines]
    due: dict[LineKind, Decimal] = {}
    capped_off: dict[LineKind, Decimal] = {}
    applied: dict[LineKind, Decimal] = {}
    total = nothing
    for line in lines:
        if line.state is not _APPLIED:
            continue
        kind = line.kind
        due[kind] = due.get(kind, nothing) + line.due
        capped_off[kind] = capped_off.get(kind, nothing) + line.capped_off
        applied[kind] = applied.get(kind, nothing) + line.applied
        total += kind.sign * line.applied
    _check_sums(due)
    payable, owed = (total, nothing) if total >= 0 else (nothing, -total)
    carried, debt = (nothing, owed) if case.contract.ends_in(case.period) else (owed, nothing)
    return _payment((case.rules.currency, tuple(lines), due, capped_off, applied, payable, carried, remembered, debt))


def _check_sums(due: dict[LineKind, Decimal]) -> None:
    for amount in due.values():
        if not -answers.TOO_MUCH < amount < answers.TOO_MUCH:
            raise Undecidable("expected sums of at most 18 digits before the point")


def _carried_line(carried: Decimal, nothing: Decimal) -> Line:
    """Return the line that takes what the period before could not (SEMANTICS 26)."""
    taken = -carried
    part = Part("deductions that the period before could not bear", (Factor(taken, "sum"),), taken)
    return _line((CARRIED, "", _ADJUSTMENT, _APPLIED, taken, taken, nothing, taken, (part,), (), "", None))


def _adjustment_line(pending: Pending, nothing: Decimal) -> Line:
    """Return the line that books what a period decided again should have come to (SEMANTICS 30)."""
    difference = pending.should - pending.booked
    parts = (
        Part("as it should have been", (Factor(pending.should, "sum"),), pending.should),
        Part("as it was booked", (Factor(-pending.booked, "sum"),), -pending.booked),
    )
    made = (ADJUSTED, "", _ADJUSTMENT, _APPLIED, difference, difference, nothing, difference, parts, (), "")
    return _line((*made, pending.period))
