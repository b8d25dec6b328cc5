"""What a caller says about itself beside its request, in the metadata of the call.

`x-request-id` names a request whose message has no id of its own, `x-caller` who asks, and `traceparent` (W3C Trace
Context) the trace that the request is part of. What cannot be one of these is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from engine.model.naming import LONGEST_REQUEST_ID

REQUEST_ID = "x-request-id"
CALLER = "x-caller"
TRACE = "traceparent"

LONGEST_CALLER = 120

_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*", re.ASCII | re.DOTALL)
_NO_TRACE = "0" * 32


class Caller(NamedTuple):
    """Who asks, under which id, in which trace; empty where the call does not say."""

    request_id: str = ""
    name: str = ""
    trace_id: str = ""


def caller_of(metadata: Iterable[tuple[str, str | bytes]]) -> Caller:
    """Return what *metadata* says of its caller."""
    given = {key: value for key, value in metadata if isinstance(value, str)}
    return Caller(
        _in_print(given.get(REQUEST_ID, ""), LONGEST_REQUEST_ID),
        _in_print(given.get(CALLER, ""), LONGEST_CALLER),
        _trace(given.get(TRACE, "")),
    )


def _in_print(text: str, longest: int) -> str:
    return text if len(text) <= longest and text.isprintable() else ""


def _trace(text: str) -> str:
    found = _TRACE.fullmatch(text)
    return found[1] if found and found[1] != _NO_TRACE else ""
