"""Answers as plain Python: what the messages of the wire hold, exactly."""

from __future__ import annotations

import datetime
from decimal import Decimal

from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from plimsoll_client.v1 import escalation_pb2, figure_pb2, outcome_pb2

# A KPI's value has the same names for the same things as a figure.
Valued = figure_pb2.Figure | figure_pb2.NamedFigure | outcome_pb2.KpiOutcome

_PREFIX = "DECISION_OUTCOME_"
_NANOS = 1_000_000_000


def amount(money: Money) -> Decimal:
    """Return the sum that *money* is, with two decimal places or as many more as it needs."""
    nanos = money.units * _NANOS + money.nanos
    whole, part = divmod(abs(nanos), _NANOS)
    # From text a Decimal is exact, whatever the caller's decimal context.
    places = f"{part:09d}".rstrip("0").ljust(2, "0")
    return Decimal(f"{'-' if nanos < 0 else ''}{whole}.{places}")


def day(date: Date) -> datetime.date:
    """Return the day that *date* is; ValueError for one that is left out."""
    return datetime.date(date.year, date.month, date.day)


def value(figure: Valued) -> Decimal | str | bool | datetime.date | None:
    """Return the number, text, flag or day of *figure*, None where it has none."""
    match _held(figure):
        case "number":
            return Decimal(figure.number)
        case "text":
            return figure.text
        case "flag":
            return figure.flag
        case "date":
            return day(figure.date)
    return None


def _held(figure: Valued) -> str | None:
    if isinstance(figure, outcome_pb2.KpiOutcome):
        return figure.WhichOneof("value")
    return figure.WhichOneof("figure")


def outcome(number: escalation_pb2.DecisionOutcome.ValueType) -> str:
    """Return the word for what a decision comes to, such as `exit_trigger`."""
    return escalation_pb2.DecisionOutcome.Name(number).removeprefix(_PREFIX).lower()


def outcome_called(word: str) -> escalation_pb2.DecisionOutcome.ValueType:
    """Return the outcome that *word* says, none for no word; ValueError lists the words."""
    names = {outcome(number): number for number in escalation_pb2.DecisionOutcome.values() if number}
    if word and word not in names:
        raise ValueError(f"expected {', '.join(f'`{name}`' for name in names)}, not `{word}`")
    return names.get(word, escalation_pb2.DECISION_OUTCOME_UNSPECIFIED)
