"""What to say of a mistake that pydantic found: what was expected before what came, and what was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from typing import Any, NamedTuple, cast

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from engine.compiler.known_keys import known_keys
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.diagnostics import closest, did_you_mean

_KINDS = ((dict, "a mapping"), (list, "a list"), (str, "one value"))
_EXPECTED = {
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "string_type": "one value",
}


_BOUNDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


class Worded(NamedTuple):
    """The code and the message of a mistake, the word that was probably meant, and one that could stand there."""

    code: str
    message: str
    meant: str | None = None
    possible: str | None = None


class Stumble(NamedTuple):
    """One error of pydantic's: its *details*, and the *path* of the value or key that it is about."""

    model: type[BaseModel]
    details: ErrorDetails
    path: Path
    siblings: frozenset[str]

    @property
    def context(self) -> Mapping[str, Any]:
        """What pydantic says of the error besides."""
        return self.details.get("ctx", {})

    @property
    def given(self) -> object:
        """What the file holds there."""
        return self.details["input"]


def worded(stumble: Stumble) -> Worded:
    """Return what to say of *stumble*."""
    return _WORDS.get(stumble.details["type"], _shape)(stumble)


def _unknown_key(stumble: Stumble) -> Worded:
    key = str(stumble.path[-1])
    # A key that stands there already was hardly meant.
    known = set(known_keys(stumble.model, stumble.path[:-1])) - stumble.siblings
    return Worded("unknown-key", f"unknown key {quoted(key)}{did_you_mean(key, known)}", closest(key, known))


def _missing_key(stumble: Stumble) -> Worded:
    return Worded("missing-key", f"expected the key `{stumble.details['loc'][-1]}` here")


def _other_word(stumble: Stumble) -> Worded:
    given = str(stumble.given)
    expected = str(stumble.context["expected"]).replace("'", "`")
    words = [word for word in expected.split("`")[1::2] if word]
    meant = closest(given, words) if isinstance(stumble.given, str) else None
    suggestion = f"; did you mean `{meant}`?" if meant else ""
    came = quoted(given) if isinstance(stumble.given, str) else _kind(stumble.given)
    return Worded(
        "unexpected-value", f"expected {expected}, not {came}{suggestion}", meant, words[0] if words else None
    )


def _mistake(stumble: Stumble) -> Worded:
    return Worded("unexpected-value", stumble.details["msg"])


def _value(stumble: Stumble) -> Worded:
    return Worded("unexpected-value", str(stumble.context["error"]))


def _too_few(stumble: Stumble) -> Worded:
    least, came = stumble.context["min_length"], stumble.context["actual_length"]
    where = f"in `{stumble.path[-1]}`" if stumble.path else "here"
    return Worded("too-few", f"expected at least {least} {where}, got {came}")


def _too_many(stumble: Stumble) -> Worded:
    # pydantic counts no further than one past the most.
    most, came = stumble.context["max_length"], len(cast("Sized", stumble.given))
    where = f"in `{stumble.path[-1]}`" if stumble.path else "here"
    return Worded("too-many", f"expected at most {most:,} {where}, got {came:,}")


def _out_of_bounds(stumble: Stumble) -> Worded:
    bound, limit = next(iter(stumble.context.items()))
    return Worded("unexpected-value", f"expected {_BOUNDS[bound]} {limit}, not {quoted(str(stumble.given))}")


def _short_text(_: Stumble) -> Worded:
    return Worded("unexpected-value", "expected some text here")


def _long_text(stumble: Stumble) -> Worded:
    most = f"{stumble.context['max_length']:,}"
    return Worded("unexpected-value", f"expected text of at most {most} characters, got {len(str(stumble.given)):,}")


def _shape(stumble: Stumble) -> Worded:
    expected = _EXPECTED.get(stumble.details["type"])
    if expected:
        return Worded("unexpected-shape", f"expected {expected} here, got {_kind(stumble.given)}")
    message = stumble.details["msg"]
    return Worded("unexpected-shape", message[:1].lower() + message[1:])


def _kind(given: object) -> str:
    return next((words for kind, words in _KINDS if isinstance(given, kind)), "something else")


_WORDS: dict[str, Callable[[Stumble], Worded]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "literal_error": _other_word,
    "enum": _other_word,
    "mistake": _mistake,
    "value_error": _value,
    "too_short": _too_few,
    "too_long": _too_many,
    "greater_than": _out_of_bounds,
    "greater_than_equal": _out_of_bounds,
    "less_than": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
    "string_too_short": _short_text,
    "string_too_long": _long_text,
}
