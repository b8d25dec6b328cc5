"""The words that the leaves of a rule file can be: numbers, shares, formulas, names, each read from its text.

Rule files and policies' parameter models use these types as they stand; pydantic reads them through `Term`.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.model.deadline import Deadline
from engine.model.decimals import Precision, Rounding, is_whole, plain

_NUMBER = r"-?\d{1,18}(?:\.\d{1,20})?"
_NAME = r"[a-z][a-z0-9_]*"
_BOUNDED = (Decimal, int, date)
# Every figure of every submission is held against this one.
_IS_NUMBER = re.compile(_NUMBER, re.ASCII).fullmatch
_IS_LONG_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII).fullmatch
_MOST_DIGITS = 18


class FromText:
    """Tells pydantic how a type that is not ours is read from text, written back, and described to editors."""

    def __init__(self, parse: Callable[[str], Any], write: Callable[[Any], str], schema: dict[str, Any]) -> None:
        self.parse, self.write, self.schema = parse, write, schema

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = _text_schema(self.parse, self.write)
        if source not in _BOUNDED:
            return schema
        # `days: Whole = Field(ge=1)` puts its bound on the type inside, which would otherwise never be asked.
        return core_schema.chain_schema([schema, handler(source)], serialization=schema["serialization"])

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


class Term:
    """A frozen value that is written as one piece of text in a rule file."""

    __slots__ = ()

    schema: ClassVar[dict[str, Any]] = {"type": "string"}

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """Return the value that *text* means; ValueError says in words what was expected."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _text_schema(cls.parse, str)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(cls.schema)


def _text_schema(parse: Callable[[str], Any], write: Callable[[Any], str]) -> CoreSchema:
    def read(given: object) -> object:
        if isinstance(given, str):
            return parse(given)
        if isinstance(given, dict | list):
            raise ValueError("expected one value here, not a list or a mapping")
        return given

    return core_schema.no_info_plain_validator_function(
        read, serialization=core_schema.plain_serializer_function_ser_schema(write)
    )


def is_number(text: str) -> bool:
    """Return whether *text* writes a number, without exponent or underscore."""
    return is_whole(text) or _IS_NUMBER(text) is not None


def number(text: str) -> Decimal:
    """Return the exact decimal that *text* writes, without exponent, underscore or leading zero."""
    if not is_number(text):
        raise ValueError(f"expected a number {_how_written(text)}, not `{text}`")
    return Decimal(text)


def _how_written(text: str) -> str:
    if not _IS_LONG_NUMBER(text):
        return "such as `12` or `0.5`"
    before, _, _ = text.lstrip("-").partition(".")
    return f"of at most {'18 digits before' if len(before) > _MOST_DIGITS else '20 digits after'} its point"


def flag(text: str) -> bool:
    """Return what `true` or `false` says."""
    if text not in {"true", "false"}:
        raise ValueError(f"expected `true` or `false`, not `{text}`")
    return text == "true"


def day(text: str) -> date:
    """Return the date that *text* writes as year-month-day."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"expected a day that the calendar has, not `{text}`") from None
    raise ValueError(f"expected a date such as `2026-04-01`, not `{text}`")


def whole_number(text: str) -> int:
    """Return the whole number that *text* writes."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise ValueError(f"expected a whole number such as `3`, not `{text}`")
    return int(text)


def percentage(text: str) -> Decimal:
    """Return the part of one that *text* writes: `10%` is a tenth (SEMANTICS 8)."""
    match = re.fullmatch(rf"({_NUMBER})\s*%", text, re.ASCII)
    if not match:
        raise ValueError(f"expected a percentage such as `10%`, not `{text}`")
    return Decimal(match[1]).scaleb(-2)


def percent_text(share: Decimal) -> str:
    """Return *share* of one as a percentage: a tenth is `10%`."""
    return f"{plain(share.scaleb(2))}%"


def precision(text: str) -> Precision:
    """Return the precision that `1 dp, half up` declares."""
    match = re.fullmatch(r"(\d{1,2}) dp, (half up|half even|down|up)", text, re.ASCII)
    if not match or int(match[1]) > 9:
        raise ValueError(f"expected a precision such as `1 dp, half up` (half up, half even, down, up), not `{text}`")
    return Precision(int(match[1]), rounding(match[2]))


def places(text: str) -> int:
    """Return the number of decimal places that `2 dp` declares."""
    match = re.fullmatch(r"(\d) dp", text, re.ASCII)
    if not match:
        raise ValueError(f"expected decimal places such as `2 dp`, not `{text}`")
    return int(match[1])


def rounding(text: str) -> Rounding:
    """Return the rounding mode that rule files call *text*."""
    found = next((mode for mode in Rounding if mode.words == text), None)
    if found is None:
        raise ValueError(f"expected `half up`, `half even`, `down` or `up`, not `{text}`")
    return found


def name(text: str) -> str:
    """Return *text* if it can name a thing in expressions: lower case, digits and `_`, a letter first."""
    if not re.fullmatch(_NAME, text):
        raise ValueError(f"expected a name of lower-case letters, digits and `_` such as `missed_visits`, not `{text}`")
    return text


def described(kind: str | list[str], description: str, pattern: str | None = None) -> dict[str, Any]:
    """Return what editors are told of a term of *kind*, text or number, that fits *pattern*."""
    schema: dict[str, Any] = {"type": kind, "description": description}
    return schema | ({"pattern": f"^{pattern}$"} if pattern else {})


Number = Annotated[Decimal, FromText(number, plain, described(["number", "string"], "an exact decimal", _NUMBER))]
Flag = Annotated[bool, FromText(flag, lambda on: "true" if on else "false", {"type": "boolean"})]
Day = Annotated[date, FromText(day, str, described("string", "a date, year-month-day", r"\d{4}-\d{2}-\d{2}"))]
Whole = Annotated[int, FromText(whole_number, str, described(["integer", "string"], "a whole number", r"\d{1,9}"))]
Percentage = Annotated[
    Decimal, FromText(percentage, percent_text, described("string", "a percentage", rf"{_NUMBER}\s*%"))
]
PrecisionText = Annotated[
    Precision,
    FromText(precision, str, described("string", "places and rounding", r"\d dp, (half up|half even|down|up)")),
]
Places = Annotated[int, FromText(places, lambda count: f"{count} dp", described("string", "places", r"\d dp"))]
RoundingText = Annotated[
    Rounding,
    FromText(rounding, lambda mode: mode.words, {"enum": [mode.words for mode in Rounding]}),
]
Within = Annotated[
    Deadline,
    FromText(
        Deadline.parse,
        str,
        described(
            "string",
            "a time such as `10 working days`, `20 days`, `2 months`, `30 days beginning with`",
            r"\d{1,9} (working day|day|week|month)s?( beginning with)?",
        ),
    ),
]
Name = Annotated[str, FromText(name, str, described("string", "a name", _NAME))]


@dataclass(frozen=True, slots=True)
class Formula(Term):
    """An expression that gives a number or a sum of money."""

    text: str

    schema: ClassVar[dict[str, Any]] = {"type": ["string", "number"], "description": "an expression"}

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the formula as written; the compiler checks it against the names of its place."""
        # YAML ends a block of text with a line break that its author did not mean.
        return cls(text.rstrip("\n"))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Condition(Formula):
    """An expression that holds, does not hold, or cannot be known."""

    schema: ClassVar[dict[str, Any]] = {"type": ["string", "boolean"], "description": "a condition"}


@dataclass(frozen=True, slots=True)
class Reference(Term):
    """The name of something that the rule set declares; the compiler checks that it does."""

    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the reference to what is called *text*."""
        return cls(name(text))

    def __str__(self) -> str:
        return self.name


class KpiName(Reference):
    """The name of a KPI."""

    __slots__ = ()


class RatingName(Reference):
    """The name of a rating of the scale."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Amount(Term):
    """A sum of money, the name of one, or a share of a named one: `250.00`, `charges`, `0.5% of charges`."""

    share: Decimal
    of: str | None

    schema: ClassVar[dict[str, Any]] = described(
        ["number", "string"], "a sum, the name of one, or a percentage of a named one"
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the amount that *text* writes."""
        match = re.fullmatch(rf"({_NUMBER})\s*% of ({_NAME})", text, re.ASCII)
        if match:
            return cls(Decimal(match[1]).scaleb(-2), match[2])
        if re.fullmatch(_NAME, text):
            return cls(Decimal(1), text)
        if re.fullmatch(_NUMBER, text, re.ASCII):
            return cls(Decimal(text), None)
        raise ValueError(f"expected a sum such as `250.00`, a name, or `0.5% of charges`, not `{text}`")

    def __str__(self) -> str:
        if self.of is None:
            return plain(self.share)
        return self.of if self.share == 1 else f"{percent_text(self.share)} of {self.of}"


@dataclass(frozen=True, slots=True)
class Quantity(Term):
    """A number, or the name of a parameter that holds one."""

    figure: Decimal | str

    schema: ClassVar[dict[str, Any]] = described(["number", "string"], "a number or the name of a parameter")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quantity that *text* writes; a percent sign after the number is the KPI's unit."""
        if re.fullmatch(_NAME, text):
            return cls(text)
        return cls(number(text.removesuffix("%").rstrip()))

    def __str__(self) -> str:
        return self.figure if isinstance(self.figure, str) else plain(self.figure)
