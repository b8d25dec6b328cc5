"""Measures and parameters: what each may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from engine.diagnostics import did_you_mean
from engine.model.decimals import plain
from engine.model.figures import Value
from engine.model.terms import day, flag, number


class MeasureType(Enum):
    """What a measure or a parameter holds."""

    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    FLAG = "flag"
    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a submission carries; *council* figures are known even where the provider reports nothing."""

    name: str
    type: MeasureType
    title: str
    unit: str | None
    of: tuple[str, ...]
    at_least: Decimal | None
    at_most: Decimal | None
    default: Value | None
    council: bool = False

    def admitted(self, given: object) -> Value:
        """Return *given*, text or a value, as this measure's figure; ValueError says what was expected."""
        value = fitting(self.type, given, self.of)
        if isinstance(value, Decimal):
            if self.at_least is not None and value < self.at_least:
                raise ValueError(f"expected {plain(self.at_least)} or more, not `{plain(value)}`")
            if self.at_most is not None and value > self.at_most:
                raise ValueError(f"expected {plain(self.at_most)} or less, not `{plain(value)}`")
        return value


@dataclass(frozen=True, slots=True)
class Parameter:
    """What each contract fills in; without a default it must."""

    name: str
    type: MeasureType
    title: str
    unit: str | None
    of: tuple[str, ...]
    default: Value | None


def fitting(kind: MeasureType, given: object, of: tuple[str, ...]) -> Value:
    """Return *given*, text or a value, as a figure of *kind*; ValueError says what was expected."""
    match kind:
        case MeasureType.FLAG:
            return given if isinstance(given, bool) else flag(_text(given))
        case MeasureType.DATE:
            return given if isinstance(given, date) else day(_text(given))
        case MeasureType.TEXT:
            return _text(given)
        case MeasureType.CHOICE:
            return _choice(_text(given), of)
    return _number(kind, given)


def _number(kind: MeasureType, given: object) -> Decimal:
    value = given if isinstance(given, Decimal) else number(_text(given))
    if not value.is_finite():
        raise ValueError(f"expected a number, not `{value}`")
    if kind is MeasureType.COUNT and (value != value.to_integral_value() or value < 0):
        raise ValueError(f"expected a whole number of 0 or more, not `{plain(value)}`")
    return value


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError(f"expected text, not `{given}`")  # the caller has one error for what does not fit
    return given


def _choice(text: str, of: tuple[str, ...]) -> str:
    if text not in of:
        raise ValueError(f"expected one of the choices, not `{text}`{did_you_mean(text, of)}")
    return text
