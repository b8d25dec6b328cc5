"""Person outcomes: a share up front, the balance when the person confirms, each outcome of a person once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.model.figures import Absence
from engine.model.parts_paid import paid_of_parts
from engine.model.payment import Draft, Line, LineKind, LineState, Memory, MemoryChange
from engine.model.policy import AbsentFigureError, PaymentView, View
from engine.plugins.hookspecs import hookimpl
from engine.plugins.person_outcomes.earning import Came, Piece, came, check, forms, paid_name, waits_name
from engine.plugins.person_outcomes.parameters import PersonOutcomesParameters

_EARNED = (LineKind.FEE, LineKind.INCENTIVE)
_ORDER = (*_EARNED, LineKind.DEDUCTION, LineKind.CLAWBACK)


class PersonOutcomes:
    """A line each for fees, early bonuses, penalties and what is taken back, with a part for each person's outcome.

    It remembers by pseudonym and outcome what was agreed, what became of it, what was paid and what waits.
    """

    name = "person_outcomes"
    version = "1"
    parameters = PersonOutcomesParameters

    def drafts(self, parameters: PersonOutcomesParameters, view: View) -> tuple[Draft, ...]:
        """Return what the period's reports earn, cost and take back; what is unsafe waits, or is lost."""
        is_safe = _is_safe(parameters, view)
        pieces = [piece for one in _came(parameters, view) for piece in one.pieces]
        drafts = []
        for kind in _ORDER:
            parts = tuple([piece.part for piece in pieces if piece.kind is kind])
            state = LineState.APPLIED if is_safe or kind not in _EARNED else _unsafe(parameters, view)
            drafts += [Draft(kind, parts, state)] if parts else []
        return tuple(drafts)

    def pays_per_row(self, parameters: PersonOutcomesParameters) -> bool:  # noqa: ARG002  # whatever they say
        """Return that each person's outcome is a part of its own."""
        return True

    def remembers(
        self, parameters: PersonOutcomesParameters, view: PaymentView, lines: tuple[Line, ...]
    ) -> MemoryChange:
        """Return what became of each outcome, and what was paid for it after caps."""
        change: dict[str, Decimal | None] = {}
        by_row = view.rounds_rows
        earned = {
            line.kind: (line.state, iter(paid_of_parts(line, by_row=by_row))) for line in lines if line.kind in _EARNED
        }
        for one in _came(parameters, view):
            change |= one.facts
            for piece in one.pieces:
                if piece.kind in _EARNED:
                    state, paid = earned[piece.kind]
                    change |= _money(piece, state, next(paid))
        return change

    def may_be_stated(self, parameters: PersonOutcomesParameters) -> tuple[str, ...]:  # noqa: ARG002  # whatever they say
        """Return the names of what was agreed, of what became of it, and of what was paid or waits."""
        return forms()

    def check_stated(self, parameters: PersonOutcomesParameters, memory: Memory) -> None:  # noqa: ARG002  # as above
        """Raise ValueError where what is stated of an outcome does not go together, or would be paid again."""
        check(memory)


def _money(piece: Piece, state: LineState, paid: Decimal) -> dict[str, Decimal]:
    """Return what was *paid* of *piece*, or waits, by its name."""
    if not piece.part.amount or state is LineState.WAIVED:
        return {}
    return {waits_name(piece): piece.part.amount} if state is LineState.SUSPENDED else {paid_name(piece): paid}


def _came(parameters: PersonOutcomesParameters, view: View) -> Iterator[Came]:
    # When the contract ends, what waited is paid or lost.
    return came(parameters, view, is_over=view.ends_contract or _is_safe(parameters, view))


def _is_safe(parameters: PersonOutcomesParameters, view: View) -> bool:
    """Return whether what is earned is paid, as it may be without safety when the contract ends."""
    if parameters.gate is None:
        return True
    holds = view.verdict(parameters.gate.safe).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(parameters.gate.safe.text, holds)
    return holds or (view.ends_contract and parameters.gate.at_end == "paid")


def _unsafe(parameters: PersonOutcomesParameters, view: View) -> LineState:
    is_lost = parameters.gate is not None and parameters.gate.otherwise == "lost"
    return LineState.WAIVED if is_lost or view.ends_contract else LineState.SUSPENDED


@hookimpl
def plimsoll_payment_policies() -> list[PersonOutcomes]:
    """Return person outcomes."""
    return [PersonOutcomes()]
