"""How a value that may change by contract year or from a date is written in a rule file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.model.dated import Dated
from engine.model.terms import Amount, FromText, Number, Percentage, Quantity, day, percent_text, percentage

YEAR = r"year [1-9]\d?"
_FROM = r"from \d{4}-\d{2}-\d{2}"


def written_year(text: str) -> int | None:
    """Return the contract year that *text* writes, from `year 1` to `year 99`; None where it writes none."""
    return int(text.removeprefix("year ")) if re.fullmatch(YEAR, text, re.ASCII) else None


def moment(text: str) -> int | date:
    """Return the contract year or the date that the key of a dated value writes."""
    year = written_year(text)
    if year is not None:
        return year
    if re.fullmatch(_FROM, text):
        return day(text.removeprefix("from "))
    raise ValueError(f"expected `year 1` or `from 2026-04-01` as the key of a dated value, not `{text}`")


def moment_text(at: int | date) -> str:
    """Return *at* as the key of a dated value."""
    return f"year {at}" if isinstance(at, int) else f"from {at}"


def share(text: str) -> Decimal:
    """Return the part of a whole that *text* writes, from 0% to 100%."""
    part = percentage(text)
    if not 0 <= part <= 1:
        raise ValueError(f"expected a percentage from 0% to 100%, not `{text}`")
    return part


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
            serialization=core_schema.plain_serializer_function_ser_schema(
                partial(dated_text, write=_writing(self.inner))
            ),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Only what is below a schema is described with its own type's words, so it is asked for as a list's items.
        inner = handler(core_schema.list_schema(schema["metadata"]["inner"]))["items"]
        dated = {
            "type": "object",
            "patternProperties": {f"^({YEAR}|{_FROM})$": inner},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [inner, dated]}


def dated_text(dated: Dated[Any], write: Callable[[Any], str]) -> str | dict[str, str]:
    """Return *dated* as a rule file writes it, each of its values by *write*."""
    if dated.is_constant:
        return write(dated.constant)
    return {moment_text(at): write(value) for at, value in dated.steps}


def _writing(inner: object) -> Callable[[Any], str]:
    """Return what writes a value of the type *inner*; what is no text of ours says itself how it is written."""
    marks = (mark for mark in getattr(inner, "__metadata__", ()) if isinstance(mark, FromText))
    return next((mark.write for mark in marks), str)


DatedNumber: TypeAlias = Annotated[Dated[Decimal], OrDated(Number)]
DatedQuantity: TypeAlias = Annotated[Dated[Quantity], OrDated(Quantity)]
DatedAmount: TypeAlias = Annotated[Dated[Amount], OrDated(Amount)]
DatedPercentage: TypeAlias = Annotated[Dated[Decimal], OrDated(Percentage)]
Share = Annotated[Decimal, FromText(share, percent_text, {"type": "string", "description": "from 0% to 100%"})]
DatedShare: TypeAlias = Annotated[Dated[Decimal], OrDated(Share)]
