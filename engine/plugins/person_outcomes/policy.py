"""Person outcomes: a share up front, the balance when the person confirms, each outcome of a person once."""

from __future__ import annotations

from decimal import Decimal

from engine.model.figures import Absence
from engine.model.parts_paid import paid_of_parts
from engine.model.payment import Draft, Line, LineKind, LineState, MemoryChange
from engine.model.policy import AbsentFigureError, View
from engine.plugins.hookspecs import hookimpl
from engine.plugins.person_outcomes.earning import Piece, came, paid_name, waits_name
from engine.plugins.person_outcomes.parameters import PersonOutcomesParameters

_EARNED = (LineKind.FEE, LineKind.INCENTIVE)
_ORDER = (*_EARNED, LineKind.DEDUCTION, LineKind.CLAWBACK)


class PersonOutcomes:
    """A line each for fees, early bonuses, penalties and what is taken back; every sum is rounded for its person.

    It remembers by pseudonym and outcome what was agreed, what became of it, what was paid and what waits.
    """

    name = "person_outcomes"
    version = "1"
    parameters = PersonOutcomesParameters

    def drafts(self, parameters: PersonOutcomesParameters, view: View) -> tuple[Draft, ...]:
        """Return what the period's reports earn, cost and take back; what is unsafe waits, or is lost."""
        is_safe = _is_safe(parameters, view)
        pieces = [piece for one in came(parameters, view, is_safe=is_safe) for piece in one.pieces]
        drafts = []
        for kind in _ORDER:
            parts = tuple([piece.part for piece in pieces if piece.kind is kind])
            state = LineState.APPLIED if is_safe or kind not in _EARNED else _unsafe(parameters)
            drafts += [Draft(kind, parts, state, by_row=True)] if parts else []
        return tuple(drafts)

    def remembers(self, parameters: PersonOutcomesParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what became of each outcome, and what was paid for it after caps."""
        change: dict[str, Decimal | None] = {}
        earned = {line.kind: (line.state, iter(paid_of_parts(line))) for line in lines if line.kind in _EARNED}
        for one in came(parameters, view, is_safe=_is_safe(parameters, view)):
            change |= one.facts
            for piece in one.pieces:
                if piece.kind in _EARNED:
                    state, paid = earned[piece.kind]
                    change |= _money(piece, state, next(paid))
        return change


def _money(piece: Piece, state: LineState, paid: Decimal) -> dict[str, Decimal]:
    """Return what was *paid* of *piece*, or waits, by its name."""
    if not piece.part.amount or state is LineState.WAIVED:
        return {}
    return {waits_name(piece): piece.part.amount} if state is LineState.SUSPENDED else {paid_name(piece): paid}


def _is_safe(parameters: PersonOutcomesParameters, view: View) -> bool:
    if parameters.gate is None:
        return True
    holds = view.verdict(parameters.gate.safe).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(parameters.gate.safe.text, holds)
    return holds


def _unsafe(parameters: PersonOutcomesParameters) -> LineState:
    is_lost = parameters.gate is not None and parameters.gate.otherwise == "lost"
    return LineState.WAIVED if is_lost else LineState.SUSPENDED


@hookimpl
def plimsoll_payment_policies() -> list[PersonOutcomes]:
    """Return person outcomes."""
    return [PersonOutcomes()]
