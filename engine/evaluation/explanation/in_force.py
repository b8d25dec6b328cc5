"""Terms as they were in force, and what put them there: the contract year, a date, or a parameter of the contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from engine.evaluation.explanation.figures import day
from engine.evaluation.explanation.sentence import words
from engine.model.dated import Dated
from engine.model.days import contract_year
from engine.model.decision import Decision
from engine.model.terms import Quantity

T = TypeVar("T")


class InForce(NamedTuple):
    """The *number* in force and its *source*, ready to stand after it: ` in contract year 2`, or nothing."""

    number: Decimal
    source: str


def in_force(dated: Dated[T], decision: Decision) -> T | None:
    """Return the value of *dated* that decided; None where it had not begun."""
    return dated.at(decision.contract_start, decision.rules.on)


def year(decision: Decision) -> int:
    """Return the contract year that was decided, from 1."""
    return contract_year(decision.contract_start, decision.rules.on)


def number(dated: Dated[Quantity] | None, decision: Decision) -> InForce | None:
    """Return the number in force; None where there is none."""
    quantity = dated.constant or in_force(dated, decision) if dated else None
    if dated is None or quantity is None:
        return None
    return quantified(quantity, since(dated, decision) if dated.steps else "", decision)


def quantified(quantity: Quantity, since: str, decision: Decision) -> InForce | None:
    """Return what *quantity* is, or what the contract sets for it; None where it sets no number."""
    figure = quantity.figure
    if isinstance(figure, Decimal):
        return InForce(figure, since)
    value = decision.parameters.get(figure)
    return InForce(value, f"{since} ({parameter(figure)})") if isinstance(value, Decimal) else None


def since(dated: Dated[Any], decision: Decision) -> str:
    """Return from when on it is this value of *dated*: ` in contract year 2`, ` since 1 October 2026`, or nothing."""
    begun = [one.point for one in dated.steps if one.starts(decision.contract_start) <= decision.rules.on]
    if not begun:
        return ""
    latest = begun[-1]
    return f" since {day(latest)}" if isinstance(latest, date) else f" in contract year {year(decision)}"


def parameter(name: str) -> str:
    """Return the parameter *name* as a phrase: `the contract's exit points`."""
    return f"the contract's {words(name)}"
