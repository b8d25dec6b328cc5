"""Figures and exact numbers, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias, TypeVar, assert_never

from google.type.money_pb2 import Money

from engine.api import figure_pb2 as wire
from engine.api import outcome_pb2, publishable_pb2
from engine.model.dated import Dated, Step
from engine.model.decimals import CONTEXT, plain, settled
from engine.model.figures import Absence, Figure, Value
from engine.model.scale import Rating
from engine.service.translation.days import write_day
from engine.service.translation.words import ABSENCES

Holder: TypeAlias = wire.Figure | wire.NamedFigure | outcome_pb2.KpiOutcome | publishable_pb2.PublishableOutcome

V = TypeVar("V", bound=Value)

# A point, a sign, one digit before the point and 20 after it.
_SHORT = 23
_NANOS = 1_000_000_000


def number(value: Decimal) -> str:
    """Return *value* in plain digits, rounded half even to 20 decimal places (SEMANTICS 8)."""
    text = str(value)
    if text.isdigit():
        return text
    if len(text) > _SHORT or "E" in text:
        value = settled(value)
        text = str(value)
        if "E" in text:
            return plain(value)
    if not value:
        return "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_money(to: Money, amount: Decimal, currency: str) -> None:
    """Write *amount*, exact to nine decimal places and of at most 18 digits before the point."""
    to.currency_code = currency
    to.units, to.nanos = _parted(amount)


@lru_cache(1 << 10)  # a line's amount is its total's as well, and nothing is what most caps take off
def _parted(amount: Decimal) -> tuple[int, int]:
    """Return the whole units of *amount* and the billionths beside them, both with its sign."""
    units = int(amount)
    return units, int(amount.scaleb(9, CONTEXT)) - units * _NANOS


def write_figure(to: Holder, figure: Figure) -> None:
    """Write a value, or why there is none; a rating goes as its name."""
    match figure:
        case Decimal():
            to.number = number(figure)
        case bool():
            to.flag = figure
        case str():
            to.text = figure
        case Rating():
            to.text = figure.name
        case Absence():
            to.absence = ABSENCES[figure.value]
        case date():
            write_day(to.date, figure)
        case _:
            assert_never(figure)


def write_named(add: Callable[[], wire.NamedFigure], figures: Iterable[tuple[str, Figure]]) -> None:
    """Write figures with their names to what *add* adds."""
    for name, figure in figures:
        to = add()
        to.name = name
        if figure.__class__ is Decimal:  # as most are
            to.number = number(figure)
        else:
            write_figure(to, figure)


def write_sums(add: Callable[[], wire.NamedFigure], sums: Mapping[str, Decimal]) -> None:
    """Write sums with their names to what *add* adds."""
    write_named(add, sums.items())


def write_dated(to: wire.DatedValue, dated: Dated[V]) -> None:
    """Write a value that may change in the life of a contract."""
    if dated.constant is not None:
        write_figure(to.value, dated.constant)
    for step in dated.steps:
        _write_step(to.steps.add(), step)


def _write_step(to: wire.DatedStep, step: Step[V]) -> None:
    if isinstance(step.point, date):
        write_day(to.since, step.point)
    else:
        to.contract_year = step.point
    write_figure(to.value, step.value)
