"""JSON lines: one object a line, its figures flat or under `figures`, its numbers exact."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.batch.cells import row
from engine.batch.rows import Read, Unreadable

_LARGEST = 40  # digits before or behind the point that are worth writing out


def read_json_lines(content: bytes) -> Iterator[Read]:
    """Yield a row for each line; blank lines are skipped."""
    # Only line feeds end a line: other breaks that Python knows may stand inside a text.
    for line, text in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if text.strip():
            yield _read(line, text)


def _read(line: int, text: bytes) -> Read:
    try:
        given = _DECODER.decode(text.decode())
    except UnicodeDecodeError:
        return Unreadable(line, "expected UTF-8, found bytes of another encoding")
    except json.JSONDecodeError as error:
        return Unreadable(line, f"expected a JSON object: {error.msg.lower()} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return Unreadable(line, f"expected a JSON object: {error}")
    if not isinstance(given, dict):
        return Unreadable(line, "expected one JSON object a line, found something else")
    try:
        return row(line, given)
    except ValueError as error:
        return Unreadable(line, str(error))


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("found a number of no use") from None
    exponent = value.as_tuple().exponent
    if value.adjusted() > _LARGEST or not isinstance(exponent, int) or exponent < -_LARGEST:
        raise ValueError(f"found a number out of all proportion, `{text[:_LARGEST]}`")
    return value


def _refused(text: str) -> Decimal:
    raise ValueError(f"found `{text}`, which is no number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"found the key `{twice}` twice")
    return found


_DECODER = json.JSONDecoder(
    parse_float=_number, parse_int=_number, parse_constant=_refused, object_pairs_hook=_each_once
)
