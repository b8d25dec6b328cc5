"""Reads the fields of recorded bodies one by one, and says at which of them something else was expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeAlias, TypeVar

from engine.diagnostics import did_you_mean
from engine.model.document import Json
from engine.model.recording.misfits import MisfitError, below, kind_of, misfit

Fields: TypeAlias = "dict[str, Json]"
T = TypeVar("T")


def fields(json: Json) -> Fields:
    """Return *json* if it has fields."""
    if isinstance(json, dict):
        return json
    raise ValueError(f"expected fields, not {kind_of(json)}")


def text(body: Fields, name: str) -> str:
    """Return the text *name*."""
    found = body.get(name)
    if isinstance(found, str):
        return found
    raise misfit(body, name, "text")


def text_of(json: Json) -> str:
    """Return *json* if it is text."""
    if isinstance(json, str):
        return json
    raise ValueError(f"expected text, not {kind_of(json)}")


def flag(body: Fields, name: str) -> bool:
    """Return whether the flag *name* is set; one that is not there is not."""
    if name not in body:
        return False
    if body[name] is True:
        return True
    raise misfit(body, name, "true or no such field")


def flag_of(json: Json) -> bool:
    """Return *json* if it says that something is so, or is not."""
    if isinstance(json, bool):
        return json
    raise ValueError(f"expected true or false, not {kind_of(json)}")


def whole(body: Fields, name: str) -> int:
    """Return the whole number *name*."""
    found = body.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise misfit(body, name, "a whole number")


def number(body: Fields, name: str) -> Decimal:
    """Return the number *name*."""
    try:
        return number_of(body[name])
    except KeyError:
        raise misfit(body, name, _NUMBER) from None
    except ValueError as error:
        raise below(name, error) from None


def number_of(json: Json) -> Decimal:
    """Return the number that *json* writes as text."""
    if isinstance(json, str):
        return _known(json) if len(json) < _SHORT else _exact(json)
    raise ValueError(f"expected {_NUMBER}, not {kind_of(json)}")


def day(body: Fields, name: str) -> date:
    """Return the day *name*."""
    try:
        return day_of(body[name])
    except KeyError:
        raise misfit(body, name, _DAY) from None
    except ValueError as error:
        raise below(name, error) from None


def day_of(json: Json) -> date:
    """Return the day that *json* writes as year-month-day."""
    if isinstance(json, str):
        try:
            found = date.fromisoformat(json)
        except ValueError:
            raise ValueError(f"expected {_DAY}, not other text") from None
        # ISO 8601 has more ways to write a day; the record has one.
        if found.isoformat() == json:
            return found
    raise ValueError(f"expected {_DAY}, not {kind_of(json)}")


def word(body: Fields, name: str, meanings: Mapping[str, T]) -> T:
    """Return what the word *name* means."""
    found = text(body, name)
    try:
        return meanings[found]
    except KeyError:
        expected = ", ".join(f"`{one}`" for one in meanings)
        hint = did_you_mean(found, meanings)
        raise MisfitError(name, f"expected one of {expected}, not `{found}`{hint}") from None


def _exact(written: str) -> Decimal:
    try:
        found = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"expected {_NUMBER}, not other text") from None
    # A thread may have set its decimals not to trap what is no number.
    if found.is_finite():
        return found
    raise ValueError(f"expected {_NUMBER}, not other text")


# Points, shares, rounded values and figures that several KPIs read come again and again; long quotients do not. What
# is made once is quicker to find than to make, and takes its memory once in all standings.
_known = lru_cache(8192)(_exact)
_SHORT = 12

_NUMBER, _DAY = "a number as text, such as `12.5`", "a day such as `2026-04-01`"
