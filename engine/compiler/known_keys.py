"""Which keys a place in a file may have, looked up in the JSON Schema of its model."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from engine.compiler.model_schema import model_schema
from engine.compiler.nodes import Path


def known_keys(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the keys that *model* declares for the mapping under *path*."""
    schema = _schema(model)
    places = [schema]
    for step in path:
        places = [below for place in places for below in _below(schema, place, step)]
    return tuple(
        sorted({key for place in places for one in _resolved(schema, place) for key in one.get("properties", {})})
    )


@lru_cache(maxsize=64)
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model_schema(model)


def _resolved(root: dict[str, Any], place: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the alternatives that *place* stands for, references followed."""
    if "$ref" in place:
        return _resolved(root, root["$defs"][place["$ref"].rsplit("/", 1)[-1]])
    alternatives = place.get("anyOf", []) + place.get("oneOf", [])
    return [place] if not alternatives else [one for each in alternatives for one in _resolved(root, each)]


def _below(root: dict[str, Any], place: dict[str, Any], step: str | int) -> list[dict[str, Any]]:
    found = []
    for one in _resolved(root, place):
        if isinstance(step, int):
            found.append(one.get("items"))
            continue
        found.append(one.get("properties", {}).get(step))
        found.append(one.get("additionalProperties"))
        found += [below for pattern, below in one.get("patternProperties", {}).items() if re.search(pattern, step)]
    return [below for below in found if isinstance(below, dict)]
