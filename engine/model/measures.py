"""Measures and parameters: what each may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    # By identity, which members have: that of Enum hashes the name, in Python, for every figure that is read.
    __hash__ = object.__hash__


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
        if self.at_least is not None and isinstance(value, Decimal) and value < self.at_least:
            raise ValueError(f"expected {plain(self.at_least)} or more, not `{plain(value)}`")
        if self.at_most is not None and isinstance(value, Decimal) and value > self.at_most:
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
    return _choice(_text(given), of) if kind is _CHOICE else _READERS[kind](given)


def _number(given: object) -> Decimal:
    value = given if isinstance(given, Decimal) else number(_text(given))
    if not value.is_finite():
        raise ValueError(f"expected a number, not `{value}`")
    return value


def _count(given: object) -> Decimal:
    value = _number(given)
    if value < 0 or value != value.to_integral_value():
        raise ValueError(f"expected a whole number of 0 or more, not `{plain(value)}`")
    return value


def _flag(given: object) -> bool:
    return given if isinstance(given, bool) else flag(_text(given))


def _date(given: object) -> date:
    return given if isinstance(given, date) else day(_text(given))


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError(f"expected text, not `{given}`")  # the caller has one error for what does not fit
    return given


def _choice(text: str, of: tuple[str, ...]) -> str:
    if text not in of:
        raise ValueError(f"expected one of the choices, not `{text}`{did_you_mean(text, of)}")
    return text


# Python 3.11 looks a member up through Python code; what runs for every figure has it at hand.
_CHOICE = MeasureType.CHOICE
_READERS: Mapping[MeasureType, Callable[[object], Value]] = {
    MeasureType.COUNT: _count,
    MeasureType.NUMBER: _number,
    MeasureType.PERCENT: _number,
    MeasureType.MONEY: _number,
    MeasureType.FLAG: _flag,
    MeasureType.DATE: _date,
    MeasureType.TEXT: _text,
}
