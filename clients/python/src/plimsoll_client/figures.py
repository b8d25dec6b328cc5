"""Figures, periods and days: from plain Python to the messages of the wire."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from plimsoll_client.v1 import figure_pb2, period_pb2


class Absence(Enum):
    """Why a figure is not there; never a 0 that means "nothing came"."""

    MISSING = figure_pb2.ABSENCE_MISSING
    SUPPRESSED = figure_pb2.ABSENCE_SUPPRESSED
    NOT_APPLICABLE = figure_pb2.ABSENCE_NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Sourced:
    """A figure that says where it came from, and whether somebody verified it.

    *source* is `provider`, `call_monitoring`, `regulator`, `council`, or another that the rule set names.
    """

    figure: Decimal | int | str | bool | datetime.date | Absence
    source: str
    verified: bool = False


# A number, a choice or text, yes or no, a day; or why there is none.
Term: TypeAlias = Decimal | int | str | bool | datetime.date
Given: TypeAlias = Term | Absence
# A figure of a submission, with where it came from if that is to be said.
Submitted: TypeAlias = Given | Sourced

# A term that changes: by contract year from 1, or by the day from which each value holds.
Dated: TypeAlias = Term | Mapping[int, Term] | Mapping[datetime.date, Term]

# A label such as `2026-04`, or the first and the last day.
Period: TypeAlias = str | tuple[datetime.date, datetime.date]

_EXPECTED = "expected Decimal, int, str, bool, date or an Absence"


def figures_of(given: Mapping[str, Given]) -> dict[str, figure_pb2.Figure]:
    """Return *given* as figures of the wire; TypeError or ValueError names the first that is none."""
    return {name: _named(name, one) for name, one in given.items()}


def submitted_of(given: Mapping[str, Submitted]) -> dict[str, figure_pb2.Figure]:
    """Return *given* as figures of the wire, without where they came from; as `figures_of`."""
    return {name: _named(name, one.figure if isinstance(one, Sourced) else one) for name, one in given.items()}


def sources_of(given: Mapping[str, Submitted]) -> dict[str, figure_pb2.FigureSource]:
    """Return where those of *given* came from that say so, for the wire."""
    sourced = ((name, one) for name, one in given.items() if isinstance(one, Sourced))
    return {name: figure_pb2.FigureSource(name=one.source, verified=one.verified) for name, one in sourced}


def dated_of(given: Mapping[str, Dated]) -> dict[str, figure_pb2.DatedValue]:
    """Return the terms of a contract for the wire; TypeError or ValueError names the first that is none."""
    return {name: _dated(name, one) for name, one in given.items()}


def figure(given: Given) -> figure_pb2.Figure:
    """Return *given* as a figure of the wire; TypeError for what is no figure, ValueError for one too long."""
    match given:
        case bool():
            return figure_pb2.Figure(flag=given)
        case int() | Decimal():
            return figure_pb2.Figure(number=plain(given))
        case str():
            return figure_pb2.Figure(text=given)
        case datetime.date() if not isinstance(given, datetime.datetime):
            return figure_pb2.Figure(date=date_of(given))
        case Absence():
            return figure_pb2.Figure(absence=given.value)
    raise TypeError(_refused(given))


def date_of(day: datetime.date) -> Date:
    """Return *day* for the wire."""
    return Date(year=day.year, month=day.month, day=day.day)


def day_of(day: datetime.date | None) -> Date | None:
    """Return *day* for the wire, if there is one."""
    return None if day is None else date_of(day)


def known(instant: datetime.datetime | None) -> Timestamp | None:
    """Return the instant for the wire up to which something was known, if one is named."""
    return None if instant is None else instant_of(instant)


def instant_of(instant: datetime.datetime) -> Timestamp:
    """Return *instant* for the wire; ValueError where nobody knows whose clock shows it."""
    if instant.utcoffset() is None:
        raise ValueError(f"expected an instant with a time zone, not `{instant}`")
    found = Timestamp()
    found.FromDatetime(instant.astimezone(datetime.UTC))
    return found


def period_of(period: Period) -> period_pb2.Period:
    """Return *period* for the wire."""
    match period:
        case str():
            return period_pb2.Period(label=period)
        case (first, last):
            return period_pb2.Period(first=date_of(first), last=date_of(last))
    raise TypeError(f"expected a label such as `2026-04`, or a first and a last day, not `{period!r}`")


def _named(name: str, given: Given) -> figure_pb2.Figure:
    try:
        return figure(given)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from None


def _dated(name: str, given: Dated) -> figure_pb2.DatedValue:
    if not isinstance(given, Mapping):
        return figure_pb2.DatedValue(value=_named(name, given))
    steps: list[tuple[int | datetime.date, Term]] = [*given.items()]
    steps.sort(key=lambda step: step[0] if isinstance(step[0], int) else step[0].toordinal())
    return figure_pb2.DatedValue(steps=[_step(name, point, one) for point, one in steps])


def _step(name: str, point: int | datetime.date, given: Term) -> figure_pb2.DatedStep:
    if isinstance(point, int):
        return figure_pb2.DatedStep(contract_year=point, value=_named(name, given))
    return figure_pb2.DatedStep(since=date_of(point), value=_named(name, given))


def plain(number: int | Decimal) -> str:
    """Return *number* in the digits of the wire; TypeError for what is no exact number, ValueError for one too long."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise TypeError(_refused(number))
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"expected a number, or the Absence that says why there is none, not `{number}`")
    # Held before anything is written out, for Decimal("1E+999999") has a million digits.
    if not _fits(number):
        raise ValueError(
            f"expected at most 18 digits before the decimal point and 9 after it, not `{Decimal(number):.20g}`"
        )
    return format(number, "f") if isinstance(number, Decimal) else str(int(number))


def _fits(number: int | Decimal) -> bool:
    if isinstance(number, int):
        return abs(number) < 10**18
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -9 and number.adjusted() < 18


def _refused(given: object) -> str:
    if isinstance(given, float):
        return f'{_EXPECTED}, not the float `{given}`, which is not exact; write Decimal("{given}")'
    return f"{_EXPECTED}, not {type(given).__name__} `{given!r}`"
