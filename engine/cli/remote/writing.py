"""What is typed or read from files, as messages to a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from uuid import uuid4

import typer
from google.protobuf.message import Message
from google.type.date_pb2 import Date

from engine.api.figure_pb2 import Absence as AbsenceMessage
from engine.api.figure_pb2 import DatedStep, DatedValue, Figure, FigureSource
from engine.api.period_pb2 import Period as PeriodMessage
from engine.model.dated import Dated
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.sources import Sources
from engine.model.terms import day


def request_id() -> str:
    """Return a name for a request that no other has."""
    return str(uuid4())


def content_id(asked: Message, more: Iterable[bytes] = ()) -> str:
    """Return a name for the request *asked* that the same content has each time, so that it is recorded once.

    *more* is what the request says beside the message.
    """
    digest = sha256(asked.SerializeToString(deterministic=True))
    for said in more:
        digest.update(said)
    return digest.hexdigest()[:40]


def day_message(given: date | None) -> Date | None:
    """Return *given* as a message."""
    return None if given is None else Date(year=given.year, month=given.month, day=given.day)


def day_option(name: str, text: str | None) -> date | None:
    """Return the day that *text*, given after the option *name*, writes; BadParameter says what was expected."""
    if text is None:
        return None
    try:
        return day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=name) from None


def moment_option(name: str, text: str) -> datetime | None:
    """Return the moment that *text*, given after the option *name*, writes; None where it is a day.

    BadParameter where it does not say how far it is from UTC.
    """
    if "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = f"expected a moment such as `2026-04-30T23:59+01:00`, with its distance from UTC, not `{text}`"
        raise typer.BadParameter(message, param_hint=name)
    return moment


def assigned(option: str, expected: str, texts: Iterable[str]) -> dict[str, str]:
    """Return what stands after the `=` in each of *texts*, given as *option*, by what stands before it.

    BadParameter where one is not what is *expected*, or a name comes twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"expected {expected}, not `{text}`", param_hint=option)
        if name in found:
            raise typer.BadParameter(f"expected `{name}` once, not twice", param_hint=option)
        found[name] = value
    return found


def period_message(period: Period) -> PeriodMessage:
    """Return both days of *period* as a message."""
    return PeriodMessage(first=day_message(period.start), last=day_message(period.last_day))


def figures_message(figures: Mapping[str, str | Absence]) -> dict[str, Figure]:
    """Return *figures* as messages; the server reads each text by its measure."""
    return {name: _figure(figure) for name, figure in figures.items()}


def sources_message(sources: Sources) -> dict[str, FigureSource]:
    """Return *sources* as messages."""
    return {name: FigureSource(name=source.name, verified=source.verified) for name, source in sources.items()}


def dated_message(dated: Dated[str]) -> DatedValue:
    """Return *dated* as a message; the server reads each text by its parameter."""
    if dated.constant is not None:
        return DatedValue(value=Figure(text=dated.constant))
    return DatedValue(steps=[_step(step.point, step.value) for step in dated.steps])


def _step(point: int | date, text: str) -> DatedStep:
    if isinstance(point, date):
        return DatedStep(since=day_message(point), value=Figure(text=text))
    return DatedStep(contract_year=point, value=Figure(text=text))


def _figure(figure: str | Absence) -> Figure:
    if isinstance(figure, Absence):
        return Figure(absence=AbsenceMessage.Value(f"ABSENCE_{figure.name}"))
    return Figure(text=figure)
