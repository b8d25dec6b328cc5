"""Dated terms as far as a decision and its rules tell: a value by contract year needs the contract's start."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from engine.evaluation.explanation.topic import Topic
from engine.model.dated import Dated
from engine.model.terms import Quantity

T = TypeVar("T")


def in_force(dated: Dated[T], day: date) -> T | None:
    """Return the value of *dated* on *day*; None where it goes by contract year, or has not begun."""
    if dated.is_constant or isinstance(dated.points()[0], date):
        return dated.at(day, day)
    return None


def number(topic: Topic, dated: Dated[Quantity] | None) -> Decimal | None:
    """Return the number in force; None where it cannot be told, or where a contract fills it in."""
    quantity = in_force(dated, topic.decision.rules.on) if dated else None
    return quantity.figure if quantity and isinstance(quantity.figure, Decimal) else None
