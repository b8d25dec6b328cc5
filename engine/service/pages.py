"""Page tokens: where a list goes on, good for the query that they were given for and no other."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

from engine.errors import Reason, SubmissionError, Violation

_MARK = 12  # bytes

T = TypeVar("T")


def token(query: object, after: str) -> str:
    """Return the token of what comes after *after* among the answers to *query*, a value that shows what it asks."""
    return urlsafe_b64encode(_mark(query, after) + after.encode()).decode().rstrip("=")


def after(query: object, given: str, parse: Callable[[str], T], start: T) -> T:
    """Return where the token *given* goes on, as *parse* reads it; *start* where it is empty.

    SubmissionError where it is no token, or one that was given for another query.
    """
    if not given:
        return start
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
        mark, place = raw[:_MARK], raw[_MARK:].decode()
        if mark == _mark(query, place):
            return parse(place)
    except (Error, ValueError):
        pass
    expected = "expected the token of the answer before, to the same request but for its page size"
    raise SubmissionError(Violation("page_token", expected), reason=Reason.PAGE_TOKEN_INVALID)


def paged(found: Sequence[T], size: int, query: object, place: Callable[[T], str]) -> tuple[Sequence[T], str]:
    """Return the first *size* of *found*, and the token of the others; it is empty where there are none."""
    shown = found[:size]
    return shown, token(query, place(shown[-1])) if len(found) > size else ""


def _mark(query: object, place: str) -> bytes:
    return sha256(repr((query, place)).encode()).digest()[:_MARK]
