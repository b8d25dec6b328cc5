"""Reads what lies below the fields of recorded bodies, and says on which way down something else was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.model.document import Json
from engine.model.recording.fields import Fields
from engine.model.recording.misfits import below, misfit

T = TypeVar("T")


def inside(body: Fields, name: str, read: Callable[[Json], T]) -> T:
    """Return what *read* makes of the field *name*."""
    if name not in body:
        raise misfit(body, name, "something")
    try:
        return read(body[name])
    except ValueError as error:
        raise below(name, error) from None


def stated(body: Fields, name: str, read: Callable[[Json], T]) -> T | None:
    """Return what *read* makes of the field *name*, None where it says that there is nothing."""
    if name in body and body[name] is None:
        return None
    return inside(body, name, read)


def several(body: Fields, name: str, read: Callable[[Json], T]) -> tuple[T, ...]:
    """Return what *read* makes of each item of the list *name*."""
    found = body.get(name)
    if not isinstance(found, list):
        raise misfit(body, name, "a list")
    made: list[T] = []
    try:
        for one in found:
            made.append(read(one))
    except ValueError as error:
        raise below(f"{name}[{len(made)}]", error) from None
    return tuple(made)


def several_if_any(body: Fields, name: str, read: Callable[[Json], T]) -> tuple[T, ...]:
    """Return what *read* makes of each item of the list *name*; nothing where there is no such list."""
    return several(body, name, read) if name in body else ()


def by_name(body: Fields, name: str, read: Callable[[Json], T]) -> dict[str, T]:
    """Return what *read* makes of each of the fields below *name*."""
    found = body.get(name)
    if not isinstance(found, dict):
        raise misfit(body, name, "fields")
    made: dict[str, T] = {}
    key = ""
    try:
        for key, one in found.items():
            made[key] = read(one)
    except ValueError as error:
        raise below(f"{name}.{key}", error) from None
    return made
