"""What a rule file may leave out that extends another: its mappings merge by key, so that each may be a part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Schema = dict[str, Any]

_WHOLE = ("required", "minProperties")  # what only a whole mapping has to have
_REFERENCE = "#/$defs/"
_PART = ".part"


def with_lots(whole: Schema, definitions: Schema, own: Iterable[str]) -> Schema:
    """Return the schema *whole* of a rule file for those that extend another, too, which must say *own* themselves.

    *definitions* get those of the parts of mappings besides; lists replace, and so stay as they are.
    """
    changed = _changed(definitions)
    parts = {key: _part(below, changed) for key, below in whole["properties"].items()}
    strict = {key: below for key, below in whole["properties"].items() if parts[key] != below}
    named = {f"{name}{_PART}": _part(definitions[name], changed) for name in sorted(changed)}
    definitions |= {name: named[name] for name in sorted(_used(parts, named))}
    own = [*own]
    return whole | {
        "properties": whole["properties"] | {key: _description(below) for key, below in strict.items()},
        "required": own,
        "if": {"required": ["extends"]},
        "then": {"properties": {key: parts[key] for key in strict}},
        "else": {"properties": strict, "required": [key for key in whole["required"] if key not in own]},
    }


def _description(schema: Schema) -> Schema:
    return {key: below for key, below in schema.items() if key == "description"}


def _changed(definitions: Schema) -> frozenset[str]:
    """Return the names of the definitions of which a part is less than the whole."""
    changed: frozenset[str] = frozenset()
    while more := {name for name, one in definitions.items() if name not in changed and _part(one, changed) != one}:
        changed |= more
    return changed


def _used(schema: Any, definitions: Schema) -> frozenset[str]:  # noqa: ANN401  # whatever JSON can say
    """Return the names of those *definitions* that *schema* refers to, by others too; none refers to itself."""
    if isinstance(schema, dict) and isinstance(name := schema.get("$ref"), str):
        name = name.removeprefix(_REFERENCE)
        return frozenset({name}) | _used(definitions[name], definitions) if name in definitions else frozenset()
    below = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return frozenset().union(*(_used(one, definitions) for one in below))


def _part(schema: Any, changed: frozenset[str]) -> Any:  # noqa: ANN401  # whatever JSON can say
    """Return *schema* for a part of a mapping; the definitions *changed* have one for parts beside them."""
    if isinstance(schema, list):
        return [_part(one, changed) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return dict(_keys(schema, changed))


def _keys(schema: Schema, changed: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for key, below in schema.items():
        if key == "items":
            yield key, below
        elif key == "$ref":
            yield key, below + _PART if below.removeprefix(_REFERENCE) in changed else below
        elif key == "oneOf":
            yield "anyOf", _part(below, changed)  # a part may be one of several
        elif key == "properties":
            yield key, {name: _part(one, changed) for name, one in below.items()}
        elif key not in _WHOLE:
            yield key, _part(below, changed)
