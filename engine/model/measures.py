"""Measures and parameters: what each may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from engine.diagnostics import did_you_mean
from engine.model.dated import Dated
from engine.model.decimals import is_whole, plain
from engine.model.figures import Value
from engine.model.sources import Required
from engine.model.terms import day, flag, is_number, number

# Returns a figure, text or a value, as a measure's own: of a contract that starts on one day, on another.
Admitting: TypeAlias = Callable[[object, date, date], Value]


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


NUMBERS = (MeasureType.COUNT, MeasureType.NUMBER, MeasureType.PERCENT, MeasureType.MONEY)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a submission carries; *council* figures are known even where the provider reports nothing.

    *required* is what the rules ask of where it comes from, if anything.
    """

    name: str
    type: MeasureType
    title: str
    unit: str | None
    of: tuple[str, ...]
    at_least: Dated[Decimal] | None
    at_most: Dated[Decimal] | None
    default: Dated[Value] | None
    council: bool = False
    required: Required | None = None

    def admitted(self, given: object, contract_start: date, day: date) -> Value:
        """Return *given*, text or a value, as this measure's figure; ValueError says what was expected.

        It must be within the bounds that are in force on *day* in a contract that starts on *contract_start*.
        """
        value = fitting(self.type, given, self.of)
        low, high = self.at_least, self.at_most
        if low is not None and isinstance(value, Decimal):
            least = low.at(contract_start, day)
            if least is not None and value < least:
                raise _too_low(value, least)
        if high is not None and isinstance(value, Decimal):
            most = high.at(contract_start, day)
            if most is not None and value > most:
                raise _too_high(value, most)
        return value

    def admitting(self) -> Admitting:
        """Return `admitted` for what is called a thousand times a second.

        Numbers that are written plainly, between bounds that never change, cost it a third.
        """
        is_plain, careful = _PLAIN.get(self.type), self.admitted
        if is_plain is None or not all(bound is None or bound.is_constant for bound in (self.at_least, self.at_most)):
            return careful
        least = None if self.at_least is None else self.at_least.constant
        most = None if self.at_most is None else self.at_most.constant

        def admitted(given: object, contract_start: date, day: date) -> Value:
            if isinstance(given, str) and is_plain(given):
                value = Decimal(given)
                if (least is None or value >= least) and (most is None or value <= most):
                    return value
            return careful(given, contract_start, day)

        return admitted

    def stand_in(self, contract_start: date, day: date) -> Value | None:
        """Return the default in force on *day*; None where there is none, or none yet."""
        return None if self.default is None else self.default.at(contract_start, day)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What each contract fills in; without a default it must."""

    name: str
    type: MeasureType
    title: str
    unit: str | None
    of: tuple[str, ...]
    default: Dated[Value] | None

    def stand_in(self, contract_start: date, day: date) -> Value | None:
        """Return the default in force on *day*; None where there is none, or none yet."""
        return None if self.default is None else self.default.at(contract_start, day)

    def lack(self, contract_start: date, day: date) -> str | None:
        """Return why a contract must set this for *day*: what it has no default for; None where one stands in."""
        if self.default is None:
            return "has no default"
        if self.stand_in(contract_start, day) is not None:
            return None
        return f"has no default before {self.default.steps[0].starts(contract_start)}"


def check_bounds(value: Decimal, low: Decimal | None, high: Decimal | None) -> None:
    """Raise ValueError where *value* is below *low* or above *high*; either may be absent."""
    if low is not None and value < low:
        raise _too_low(value, low)
    if high is not None and value > high:
        raise _too_high(value, high)


def _too_low(value: Decimal, least: Decimal) -> ValueError:
    return ValueError(f"expected {plain(least)} or more, not `{plain(value)}`")


def _too_high(value: Decimal, most: Decimal) -> ValueError:
    return ValueError(f"expected {plain(most)} or less, not `{plain(value)}`")


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
    # To Python an instant is a day, too.
    return given if isinstance(given, date) and not isinstance(given, datetime) else day(_text(given))


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
# How numbers are written that are of their type, whatever they are.
_PLAIN: Mapping[MeasureType, Callable[[str], object]] = {
    MeasureType.COUNT: is_whole,
    MeasureType.NUMBER: is_number,
    MeasureType.PERCENT: is_number,
    MeasureType.MONEY: is_number,
}
