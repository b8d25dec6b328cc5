"""What a decision says and what the naive evaluator says, in one plain form."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.model.decision import Decision, folded
from engine.model.outcome import Measured, NotRated, Outcome, Rated
from engine.model.payment import Line
from engine.model.scale import Rating
from engine.model.standing import Standing
from tests.naive.case import Decided
from tests.naive.case import Line as NaiveLine
from tests.naive.figures import Grade
from tests.naive.ladders import GRAVITY


def decided(decision: Decision, standing: Standing) -> dict[str, Any]:
    """What *decision*, made on *standing*, came to."""
    payment = decision.payment
    assert payment
    return {
        "outcome": decision.outcome.value,
        "kpis": {one.kpi: _outcome(one) for one in decision.outcomes},
        "lines": [_line(line) for line in payment.lines],
        "payable": Fraction(payment.payable),
        "carried_forward": Fraction(payment.owed),
        "moves": {
            move.ladder: (
                move.before,
                move.after,
                move.kind.value,
                [(action.do, action.by, action.due) for action in move.actions],
            )
            for move in decision.moves
        },
        "rights": {
            name: (right.rung, right.arisen, list(right.evidence))
            for name, right in folded(standing, decision).rights.items()
        },
    }


def naively_decided(found: Decided) -> dict[str, Any]:
    """The same of the naive evaluator's."""
    gravest = max((move["decision"] for move in found.moves), key=GRAVITY.index, default="no_action")
    return {
        "outcome": gravest,
        "kpis": {name: _naive_outcome(one) for name, one in found.outcomes.items()},
        "lines": [_naive_line(line) for line in found.lines],
        "payable": found.payable,
        "carried_forward": found.carried_forward,
        "moves": {
            move["ladder"]: (move["before"], move["after"], move["kind"], move["actions"]) for move in found.moves
        },
        "rights": found.rights,
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    match one:
        case Rated():
            return _stated(one.rating.name, one.value, one.basis.value) | {
                "counts": one.counts.value,
                "points": Fraction(one.points),
                "repeat": one.repeat,
                "doubtful": one.doubtful,
                "in_grace": one.in_grace,
            }
        case Measured():
            return _stated(None, one.value, "no bands")
        case NotRated():
            return _stated(None, None, one.absence.value)
    raise AssertionError("undecided")


def _stated(rating: str | None, value: Any, reason: str) -> dict[str, Any]:
    return {"rating": rating, "value": _value(value), "reason": reason}


def _value(value: Any) -> Any:
    match value:
        case Decimal():
            return Fraction(value)
        case Rating() | Grade():
            return ("rating", value.rank)
    return value


def _naive_outcome(one: Any) -> dict[str, Any]:
    stated = _stated(one.rating, one.value, one.reason)
    if one.rating is None:
        return stated
    return stated | {
        "counts": one.counts,
        "points": one.points,
        "repeat": one.repeat,
        "doubtful": one.doubtful,
        "in_grace": one.in_grace,
    }


def _line(line: Line) -> tuple[Any, ...]:
    caps = [
        (use.cap, Fraction(use.limit), Fraction(use.used_before), Fraction(use.came), Fraction(use.left), use.bound)
        for use in line.caps
    ]
    assert line.due == line.applied + line.capped_off
    return line.entry, line.kind.value, Fraction(line.due), Fraction(line.applied), _in_any_order(caps)


def _naive_line(line: NaiveLine) -> tuple[Any, ...]:
    caps = [(*use, use[4] < use[3]) for use in line.caps]
    return line.entry, line.kind, line.due, line.applied, _in_any_order(caps)


def _in_any_order(caps: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The uses of *caps* in the order of these, of one by event in no order of the KPIs that it caps."""
    return [use for _, uses in groupby(caps, key=itemgetter(0)) for use in sorted(uses)]
