"""Contracts as they are registered, and their parameters as they are set from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from engine.model.contract import Contract, ParameterValue
from engine.model.dated import Dated, Step
from engine.model.document import Json
from engine.model.recording.fields import Fields, day, day_of, fields, text, whole
from engine.model.recording.nested import by_name, inside, several, stated
from engine.model.recording.values import figure_json, value_of
from engine.model.scale import Rating


class ParametersSet(NamedTuple):
    """The *values* that parameters of a contract have from the day *since* on."""

    since: date
    values: Mapping[str, ParameterValue]


def registered_body(contract: Contract) -> Fields:
    """Return the body of the entry that registers *contract*, whose name the entry carries."""
    return {
        "provider": contract.provider,
        "rule_set": contract.rule_set,
        "start": contract.start.isoformat(),
        "end": None if contract.end is None else contract.end.isoformat(),
        "time_zone": contract.time_zone,
        "parameters": {name: _dated_json(dated) for name, dated in contract.parameters.items()},
    }


def contract_of(name: str, body: Fields) -> Contract:
    """Return the contract called *name* that *body* registers."""
    return Contract(
        id=name,
        provider=text(body, "provider"),
        rule_set=text(body, "rule_set"),
        start=day(body, "start"),
        end=stated(body, "end", day_of),
        time_zone=text(body, "time_zone"),
        parameters=by_name(body, "parameters", _dated_of),
    )


def parameters_body(since: date, values: Mapping[str, ParameterValue]) -> Fields:
    """Return the body of the entry that sets parameters from the day *since* on."""
    return {"from": since.isoformat(), "values": {name: figure_json(value) for name, value in values.items()}}


def parameters_set_of(body: Fields) -> ParametersSet:
    """Return the parameters that *body* sets."""
    return ParametersSet(day(body, "from"), by_name(body, "values", _parameter_of))


def term_body(end: date | None) -> Fields:
    """Return the body of the entry that sets the last day of a contract."""
    return {"end": None if end is None else end.isoformat()}


def term_set_of(body: Fields) -> date | None:
    """Return the last day that *body* sets, None where there is none any more."""
    return stated(body, "end", day_of)


def _dated_json(dated: Dated[ParameterValue]) -> Json:
    if dated.steps:
        return {"steps": [_step_json(step) for step in dated.steps]}
    return {"always": figure_json(dated.constant)}


def _dated_of(json: Json) -> Dated[ParameterValue]:
    body = fields(json)
    if "steps" in body:
        return Dated(None, several(body, "steps", _step_of))
    return Dated(inside(body, "always", _parameter_of))


def _step_json(step: Step[ParameterValue]) -> Json:
    value = figure_json(step.value)
    if isinstance(step.point, date):
        return {"from": step.point.isoformat(), "value": value}
    return {"year": step.point, "value": value}


def _step_of(json: Json) -> Step[ParameterValue]:
    body = fields(json)
    return Step(day(body, "from") if "from" in body else whole(body, "year"), inside(body, "value", _parameter_of))


def _parameter_of(json: Json) -> ParameterValue:
    value = value_of(json)
    if isinstance(value, Rating):
        raise ValueError(f"expected the value of a parameter, which the rating `{value}` is not")
    return value
