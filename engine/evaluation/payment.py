"""Payment: policies draft; the core rounds, caps and adds up, so that lines always add up (SEMANTICS 24 to 26)."""

from __future__ import annotations

from decimal import Decimal

from engine.evaluation import answers
from engine.evaluation.asking import asked
from engine.evaluation.caps import Till, capped
from engine.evaluation.case import Case
from engine.evaluation.history import CaseHistory
from engine.evaluation.view import CaseView
from engine.expression import Undecidable
from engine.model.decimals import Precision
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, Line, LineKind, LineState, Part, Payment
from engine.model.rule_set import PaymentEntry

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_APPLIED = LineState.APPLIED
_ADJUSTMENT = LineKind.ADJUSTMENT
_ZERO = Decimal(0)
CARRIED = "carried_forward"


def pay(case: Case, history: CaseHistory, view: CaseView) -> Payment:
    """Return this period's lines and their totals."""
    paying = _Paying(case, view)
    if case.rules.money is not None:
        for entry in case.rules.payments:
            drawn = paying.lines_of(entry, case.rules.money)
            history.paid(drawn)
            view.paid(drawn)
    return _totalled(case, paying.lines)


class _Paying:
    """The lines of one period, as they come."""

    __slots__ = ("case", "lines", "view")

    def __init__(self, case: Case, view: CaseView) -> None:
        self.case, self.view = case, view
        self.lines: list[Line] = []

    def lines_of(self, entry: PaymentEntry, money: Precision) -> list[Line]:
        """Return the lines of *entry*, drawn beside those before."""
        before = len(self.lines)
        view = self.view.opened(entry.programs)
        if _applies(entry, view):
            # One that yields its drafts does so here, within its own decimal context.
            drafts = asked(entry.policy, lambda: tuple(entry.policy.drafts(entry.parameters, view)), answers.drafts)
            for draft in drafts:
                self.lines.append(self._line(entry, draft, money))
        return self.lines[before:]

    def _line(self, entry: PaymentEntry, draft: Draft, money: Precision) -> Line:
        unrounded = draft.amount
        due = money.rounded(unrounded)
        uses = capped(Till(self.case, self.view, self.lines), entry.caps, due) if entry.caps else ()
        applied = uses[-1].left if uses else due
        return Line(
            entry.name,
            entry.policy.name,
            draft.kind,
            draft.state,
            unrounded,
            due,
            due - applied,
            applied,
            draft.parts,
            uses,
            entry.clause,
        )


def _applies(entry: PaymentEntry, view: CaseView) -> bool:
    if entry.when is None:
        return True
    holds = view.examined(entry.when).holds
    if isinstance(holds, Absence):
        raise Undecidable(f"whether `{entry.when.text}` holds for the payment `{entry.name}` is unknown")
    return holds


def _totalled(case: Case, lines: list[Line]) -> Payment:
    if case.standing.carried:
        lines = [_carried_line(case.standing.carried), *lines]
    nothing = case.rules.money.rounded(_ZERO) if case.rules.money else _ZERO
    due: dict[LineKind, Decimal] = {}
    capped_off: dict[LineKind, Decimal] = {}
    applied: dict[LineKind, Decimal] = {}
    total = nothing
    for line in lines:
        kind = line.kind
        due[kind] = due.get(kind, nothing) + line.due
        capped_off[kind] = capped_off.get(kind, nothing) + line.capped_off
        applied[kind] = applied.get(kind, nothing) + line.applied
        if line.state is _APPLIED:
            total += kind.sign * line.applied
    payable, carried = (total, nothing) if total >= 0 else (nothing, -total)
    return Payment(case.rules.currency, tuple(lines), due, capped_off, applied, payable, carried)


def _carried_line(carried: Decimal) -> Line:
    """Return the line that takes what the period before could not (SEMANTICS 26)."""
    part = Part("deductions that the period before could not bear", (Factor(-carried, "sum"),), -carried)
    return Line(CARRIED, "", _ADJUSTMENT, _APPLIED, -carried, -carried, _ZERO, -carried, (part,), (), "")
