"""The canonical form of JSON: what is hashed, and what two who record the same must both write."""

from __future__ import annotations

from unicodedata import is_normalized, normalize

import orjson

from engine.model.document import Json
from engine.model.recording.fields import Fields


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


def parsed(written: str) -> Json:
    """Return the JSON values that *written* writes; ValueError where it is no JSON."""
    try:
        found: Json = orjson.loads(written)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"expected JSON: {error}") from None
    return found


def _dumped(json: Json) -> str:
    return orjson.dumps(json, option=orjson.OPT_SORT_KEYS).decode()


def _composed(json: Json) -> Json:
    if isinstance(json, str):
        return _composed_text(json)
    if isinstance(json, list):
        return [_composed(one) for one in json]
    return _composed_names(json) if isinstance(json, dict) else json


def _composed_names(json: Fields) -> Fields:
    made = {_composed_text(name): _composed(one) for name, one in json.items()}
    if len(made) < len(json):
        raise ValueError("expected no two names that are one in Unicode's composed form (NFC)")
    return made


def _composed_text(text: str) -> str:
    return normalize("NFC", text.encode("utf-8", "replace").decode())
