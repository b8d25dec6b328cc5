"""How a value that may change by contract year or from a date is written in a rule file."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.model.dated import Dated
from engine.model.terms import Amount, Percentage, Quantity, day, percent_text

_YEAR = r"year [1-9]\d?"
_FROM = r"from \d{4}-\d{2}-\d{2}"


def moment(text: str) -> int | date:
    """Return the contract year or the date that the key of a dated value writes."""
    if re.fullmatch(_YEAR, text):
        return int(text.removeprefix("year "))
    if re.fullmatch(_FROM, text):
        return day(text.removeprefix("from "))
    raise ValueError(f"expected `year 1` or `from 2026-04-01` as the key of a dated value, not `{text}`")


def moment_text(at: int | date) -> str:
    """Return *at* as the key of a dated value."""
    return f"year {at}" if isinstance(at, int) else f"from {at}"


class OrDated:
    """Tells pydantic that a value may stand alone, or as a mapping from contract years or dates to values."""

    def __init__(self, inner: object) -> None:
        self.inner = inner

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler.generate_schema(self.inner)
        keys = core_schema.no_info_plain_validator_function(moment)
        stepped = core_schema.no_info_after_validator_function(
            Dated.stepped, core_schema.dict_schema(keys, inner, min_length=1)
        )
        constant = core_schema.no_info_after_validator_function(Dated.always, inner)
        return core_schema.tagged_union_schema(
            {"<dated>": stepped, "<value>": constant},
            lambda given: "<dated>" if isinstance(given, dict) else "<value>",
            metadata={"inner": constant},  # not `inner`: a handler asks only what lies below for its own schema
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Only what is below a schema is described with its own type's words, so it is asked for as a list's items.
        inner = handler(core_schema.list_schema(schema["metadata"]["inner"]))["items"]
        dated = {
            "type": "object",
            "patternProperties": {f"^({_YEAR}|{_FROM})$": inner},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [inner, dated]}


def _written(value: Dated[Any]) -> object:
    return value.map(_leaf).constant if value.is_constant else {moment_text(at): _leaf(v) for at, v in value.steps}


def _leaf(value: object) -> str:
    return percent_text(value) if isinstance(value, Decimal) else str(value)


DatedQuantity: TypeAlias = Annotated[Dated[Quantity], OrDated(Quantity)]
DatedAmount: TypeAlias = Annotated[Dated[Amount], OrDated(Amount)]
DatedPercentage: TypeAlias = Annotated[Dated[Decimal], OrDated(Percentage)]
