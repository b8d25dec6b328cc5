"""Terms of contracts as requests give them: values that may change by contract year, or from a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from engine.api import figure_pb2 as wire
from engine.application.requests import GivenTerm
from engine.model.dated import Dated, Point, Step
from engine.service.translation.given import MOST_PARAMETERS, below, check_key, term
from engine.service.translation.paths import at_key
from engine.service.translation.reading import Reading, near_day

_MOST_STEPS = 100


def terms(reading: Reading, path: str, given: Mapping[str, wire.DatedValue]) -> dict[str, Dated[GivenTerm]]:
    """Return the parameters of a contract by their names."""
    if len(given) > MOST_PARAMETERS:
        reading.note(path, f"expected at most {MOST_PARAMETERS} parameters, not {len(given):,}")
        return {}
    for name in given:
        reading.attempt(at_key(path, name), check_key, name)
    return {name: _dated(reading, at_key(path, name), given[name]) for name in sorted(given)}


def _dated(reading: Reading, path: str, given: wire.DatedValue) -> Dated[GivenTerm]:
    found: Dated[GivenTerm] | None = None
    if given.HasField("value") == bool(given.steps):
        reading.note(path, "expected either a value or steps, not both or neither")
    elif given.steps:
        found = _stepped(reading, f"{path}.steps", given.steps)
    else:
        value = _value(reading, f"{path}.value", given.value)
        found = None if value is None else Dated.always(value)
    return cast("Dated[GivenTerm]", found)


def _stepped(reading: Reading, path: str, given: Sequence[wire.DatedStep]) -> Dated[GivenTerm] | None:
    if len(given) > _MOST_STEPS:
        reading.note(path, f"expected at most {_MOST_STEPS} steps, not {len(given):,}")
        return None
    steps = [_step(reading, f"{path}[{place}]", one) for place, one in enumerate(given)]
    sound = tuple(step for step in steps if step is not None)
    return reading.attempt(path, partial(Dated, None), sound) if len(sound) == len(steps) else None


def _step(reading: Reading, path: str, given: wire.DatedStep) -> Step[GivenTerm] | None:
    point, value = _point(reading, path, given), _value(reading, f"{path}.value", given.value)
    return None if point is None or value is None else Step(point, value)


def _point(reading: Reading, path: str, given: wire.DatedStep) -> Point | None:
    match given.WhichOneof("start"):
        case "contract_year":
            return reading.attempt(f"{path}.contract_year", _year, given.contract_year)
        case "since":
            return reading.attempt(f"{path}.since", near_day, given.since)
    reading.note(path, "expected a contract year or a day from which the value holds")
    return None


def _year(number: int) -> int:
    if not 1 <= number <= 99:
        raise ValueError(f"expected a contract year from 1 to 99, not `{number}`")
    return number


def _value(reading: Reading, path: str, given: wire.Figure) -> GivenTerm | None:
    return reading.attempt(below(path, given), term, given)
