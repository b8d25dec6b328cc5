"""Everything that parameters of a policy hold, each with the path that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from engine.compiler.nodes import Path


def walked(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    """Yield *value*, which was read from *path*, and everything in it; terms and dated values are whole."""
    yield path, value
    for key, below in _parts(value):
        yield from walked((*path, key), below)


def _parts(value: object) -> Iterable[tuple[str | int, object]]:
    match value:
        case BaseModel():
            fields = type(value).model_fields.items()
            return ((field.alias or name, getattr(value, name)) for name, field in fields)
        case Mapping():
            return ((str(key), below) for key, below in value.items())
        case list() | tuple() if not hasattr(value, "_fields"):
            return enumerate(value)
        case _:
            return ()
