"""Finds what a parameters model would read otherwise than the rule file wrote it.

Rule files hand text over, and pydantic's own readers take more than an author means: `1_000` for an int, `yes` for a
bool, a number of seconds for a date, and a float in place of an exact decimal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from engine.model.dated_terms import OrDated
from engine.model.policy import Parameters
from engine.model.terms import FromText, Term

_INSTEAD: dict[object, str] = {
    float: "Number",
    Decimal: "Number",
    int: "Whole",
    bool: "Flag",
    date: "Day",
    datetime: "Day",
}


def unfit(model: type[BaseModel]) -> Iterator[str]:
    """Yield what is wrong with the fields of *model* and of the models inside it, in words."""
    strictness = model.model_config
    if not issubclass(model, Parameters) or strictness.get("extra") != "forbid" or not strictness.get("frozen"):
        yield f"expected `{model.__name__}` to be a subclass of `Parameters` that forbids unknown keys and is frozen"
        return
    for name, field in model.model_fields.items():
        for complaint in _leaves(field.annotation, tuple(field.metadata)):
            yield f"{complaint} for `{model.__name__}.{name}`"


def _leaves(annotation: Any, marks: tuple[object, ...] = ()) -> Iterator[str]:  # noqa: ANN401  # any type there is
    if any(isinstance(mark, OrDated) for mark in marks) or _is(annotation, Term):
        # A bound would be held against the term, not against the number in it.
        if any(hasattr(mark, bound) for mark in marks for bound in ("ge", "gt", "le", "lt")):
            yield "expected a model validator rather than bounds"
    elif _is(annotation, BaseModel):
        yield from unfit(annotation)
    elif get_origin(annotation) is Literal:
        if not all(isinstance(word, str) for word in get_args(annotation)):
            yield "expected words of text in `Literal`"
    elif annotation not in {str, NoneType} and not any(isinstance(mark, FromText) for mark in marks):
        yield from _inside(annotation, marks)


def _inside(annotation: Any, marks: tuple[object, ...]) -> Iterator[str]:  # noqa: ANN401  # any type there is
    origin = get_origin(annotation)
    inner = [one for one in get_args(annotation) if one is not ...]
    if origin is Annotated:
        yield from _leaves(inner[0], (*marks, *inner[1:]))
    elif origin in {Union, UnionType}:
        for one in inner:
            yield from _leaves(one, marks)
    elif origin in {list, tuple, dict}:
        for one in inner:
            yield from _leaves(one)
    else:
        yield f"expected {_instead(annotation)} rather than `{getattr(annotation, '__name__', annotation)}`"


def _is(annotation: object, kind: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, kind)


def _instead(annotation: object) -> str:
    leaf = _INSTEAD.get(annotation) if isinstance(annotation, type) else None
    return f"`{leaf}` of `engine.model.terms`" if leaf else "a leaf, list or mapping that rule files know"
