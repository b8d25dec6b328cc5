"""Figures as requests give them: numbers stay text, which the rules give a meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias, TypeVar
from unicodedata import is_normalized, normalize

from engine.api import decision_service_pb2 as decisions
from engine.api import event_service_pb2
from engine.api import figure_pb2 as wire
from engine.application.requests import Given, GivenTerm
from engine.model.decimals import is_whole
from engine.model.figures import STATED, Absence
from engine.model.sources import NO_SOURCES, Source, Sources
from engine.service.translation.paths import at_key
from engine.service.translation.reading import LONGEST_NAME, Reading, shown, whole_day
from engine.service.translation.words import ABSENCES

MOST_PARAMETERS = 200
# How many digits a figure may have after its point (SEMANTICS 8).
MOST_PLACES = 9
_MOST_FIGURES = 1000
_MOST_COUNTS = 100
_LONGEST_TEXT = 1000

# What is recorded while the contract is at one version.
Versioned: TypeAlias = (
    decisions.SubmitRequest
    | decisions.PreviewRequest
    | decisions.RecordNonSubmissionRequest
    | event_service_pb2.RecordEventRequest
)

_NUMBER = re.compile(rf"-?[0-9]{{1,18}}(?:\.[0-9]{{1,{MOST_PLACES}}})?")
T = TypeVar("T")

_STATED = {ABSENCES[one.value]: one for one in STATED}


def figures(reading: Reading, given: Mapping[str, wire.Figure]) -> dict[str, Given]:
    """Return figures by the names of their measures, in the order of the names."""
    if len(given) > _MOST_FIGURES:
        reading.note("figures", f"expected at most {_MOST_FIGURES:,} figures, not {len(given):,}")
        return {}
    return _named(reading, "figures", given, figure)


def expected_version(reading: Reading, message: Versioned) -> int | None:
    """Return the version that the contract must be at, None where any will do."""
    if not message.HasField("expected_version"):
        return None
    if message.expected_version < 0:
        reading.note("expected_version", f"expected a version of 0 or more, not `{message.expected_version}`")
    return message.expected_version


def sources(reading: Reading, given: Mapping[str, wire.FigureSource]) -> Sources:
    """Return where figures came from by the names of their measures, in the order of the names."""
    if not given:  # as most have none
        return NO_SOURCES
    if len(given) > _MOST_FIGURES:
        reading.note("sources", f"expected at most {_MOST_FIGURES:,} sources, not {len(given):,}")
        return NO_SOURCES
    found = {}
    for name in sorted(given):
        path = at_key("sources", name)
        reading.attempt(path, check_key, name)
        found[name] = Source(reading.name(f"{path}.name", given[name].name), given[name].verified)
    return found


def values(reading: Reading, given: Mapping[str, wire.Figure]) -> dict[str, GivenTerm]:
    """Return the values of parameters, at least one, by their names; none of them is absent."""
    if not 1 <= len(given) <= MOST_PARAMETERS:
        reading.note("parameters", f"expected 1 to {MOST_PARAMETERS} parameters, not {len(given):,}")
        return {}
    return _named(reading, "parameters", given, term)


def counts(reading: Reading, path: str, given: Mapping[str, str]) -> dict[str, Decimal]:
    """Return plain numbers by the names of their measures, in the order of the names."""
    if len(given) > _MOST_COUNTS:
        reading.note(path, f"expected at most {_MOST_COUNTS} counts, not {len(given):,}")
        return {}
    for name in given:
        reading.attempt(at_key(path, name), check_key, name)
    return {name: reading.read(at_key(path, name), _count, given[name]) for name in sorted(given)}


def _named(
    reading: Reading, path: str, given: Mapping[str, wire.Figure], parse: Callable[[wire.Figure], T]
) -> dict[str, T]:
    """Return what *parse* makes of each figure, in the order of their names: a map of the wire has none."""
    found = {}
    for name in sorted(given):
        message = given[name]
        try:
            check_key(name)
            found[name] = parse(message)
        except ValueError as error:
            reading.note(below(at_key(path, name), message), str(error))
    return found


def check_key(name: str) -> None:
    """Raise ValueError where *name* is longer than any name that rules declare, or written as none of them is."""
    if len(name) > LONGEST_NAME:
        raise ValueError(f"expected a name of at most {LONGEST_NAME} characters, not {len(name):,}")
    if not is_normalized("NFC", name):
        # Recorded, it would be one with the same name in the composed form.
        raise ValueError(f"expected a name in Unicode's composed form (NFC), not {shown(name)}")


def figure(given: wire.Figure) -> Given:
    """Return a figure as it came; ValueError says what was expected."""
    number = given.number
    if number:  # as most have
        return _number(number)
    match given.WhichOneof("figure"):
        case "number":
            return _number(given.number)
        case "text":
            return _text(given.text)
        case "flag":
            return given.flag
        case "date":
            return whole_day(given.date)
        case "absence":
            return _absence(given.absence)
    raise ValueError("expected a number, a text, a flag, a date, or an absence")


def term(given: wire.Figure) -> GivenTerm:
    """Return the value of a parameter as it came; ValueError says what was expected."""
    value = figure(given)
    if isinstance(value, Absence):
        raise ValueError("expected a value: a parameter is never absent")
    return value


def below(path: str, given: wire.Figure) -> str:
    """Return the path of what the figure at *path* says."""
    kind = given.WhichOneof("figure")
    return f"{path}.{kind}" if kind else path


def amount(text: str) -> Decimal:
    """Return the number that *text* writes, of either sign; ValueError says what was expected."""
    return Decimal(_number(text))


def digits(text: str) -> str:
    """Return *text*, which writes a number, or nothing where none is stated; ValueError says what was expected."""
    return _number(text) if text else text


def _number(text: str) -> str:
    if not is_whole(text) and _NUMBER.fullmatch(text) is None:
        form = f"a number such as `97` or `0.5` of at most 18 digits before its point and {MOST_PLACES} after it"
        raise ValueError(f"expected {form}, not {shown(text)}")
    return text


def _count(text: str) -> Decimal:
    return Decimal(_number(text))


def _text(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"expected a text of at most {_LONGEST_TEXT:,} characters, not {len(text):,}")
    return normalize("NFC", text)


def _absence(number: wire.Absence.ValueType) -> Absence:
    if number not in _STATED:
        known = ", ".join(wire.Absence.Name(one) for one in _STATED)
        came = wire.Absence.Name(number) if number in wire.Absence.values() else str(number)
        raise ValueError(f"expected one of {known}, not `{came}`")
    return _STATED[number]
