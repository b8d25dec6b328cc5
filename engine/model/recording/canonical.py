"""The canonical form of JSON: what is hashed, and what two who record the same must both write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeAlias, TypeVar
from unicodedata import is_normalized, normalize

import orjson

from engine.model.document import Json
from engine.model.recording.fields import Fields

# How many items of a long list are written at once.
_AT_ONCE = 500


class Items(NamedTuple):
    """A list that is too long to be held as JSON: its items, which are written as they come."""

    each: Iterable[Json]


Long: TypeAlias = "Json | Items | Mapping[str, Long]"

T = TypeVar("T")


def canonical(json: Json) -> str:
    """Return *json* with its keys sorted, without white space, its text in Unicode's composed form (NFC).

    Keys sort by their characters' numbers. Json has no floats, so neither has this. Half of a surrogate pair, which
    no UTF-8 holds, is written as `?`. ValueError where two keys of one object are one in the composed form.
    """
    try:
        written = orjson.dumps(json, option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:
        return _dumped(_composed(json))
    # Escapes end in letters that a mark after them would seem to compose with; then the slow way changes nothing.
    return written if written.isascii() or is_normalized("NFC", written) else _dumped(_composed(json))


def pieces(long: Long) -> Iterator[str]:
    """Yield, piece by piece, what `canonical` would return of *long* were its items lists."""
    match long:
        case Items(each):
            yield from _list_pieces(each)
        case Mapping():
            yield from _object_pieces(_named(long))
        case _:
            yield canonical(long)


def parsed(written: str) -> Json:
    """Return the JSON values that *written* writes; ValueError where it is no JSON."""
    try:
        found: Json = orjson.loads(written)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"expected JSON: {error}") from None
    return found


def _object_pieces(named: Mapping[str, Long]) -> Iterator[str]:
    yield "{"
    for place, name in enumerate(sorted(named)):
        yield f"{',' if place else ''}{canonical(name)}:"
        yield from pieces(named[name])
    yield "}"


def _list_pieces(each: Iterable[Json]) -> Iterator[str]:
    yield "["
    waiting, begin = iter(each), ""
    while some := list(islice(waiting, _AT_ONCE)):
        yield f"{begin}{canonical(some)[1:-1]}"
        begin = ","
    yield "]"


def _dumped(json: Json) -> str:
    return orjson.dumps(json, option=orjson.OPT_SORT_KEYS).decode()


def _composed(json: Json) -> Json:
    if isinstance(json, str):
        return _composed_text(json)
    if isinstance(json, list):
        return [_composed(one) for one in json]
    return _composed_names(json) if isinstance(json, dict) else json


def _composed_names(json: Fields) -> Fields:
    return {name: _composed(one) for name, one in _named(json).items()}


def _named(json: Mapping[str, T]) -> dict[str, T]:
    made = {_composed_text(name): one for name, one in json.items()}
    if len(made) < len(json):
        raise ValueError("expected no two names that are one in Unicode's composed form (NFC)")
    return made


def _composed_text(text: str) -> str:
    return normalize("NFC", text.encode("utf-8", "replace").decode())
