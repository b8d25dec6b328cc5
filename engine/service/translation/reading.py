"""Reads fields of a request, noting everything that is not what it can be before refusing the request as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar, cast
from unicodedata import normalize

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from engine.errors import Reason, SubmissionError, Violation
from engine.model.naming import LONGEST_REQUEST_ID, contract_name
from engine.service.text import printable

LONGEST_NAME = 200
LONGEST_TEXT = 1000

_SHOWN = 60
# Wide enough for any contract, and far enough from the calendar's ends that nothing counted from a day runs over them.
_FIRST_DAY = date(1900, 1, 1)
_LAST_DAY = date(2999, 12, 31)

_NO_DAY = Date()

A = TypeVar("A")
T = TypeVar("T")


class Reading:
    """The violations of one request; what was read wrongly is never seen, as `check` raises first."""

    __slots__ = ("_violations",)

    def __init__(self) -> None:
        self._violations: list[Violation] = []

    def note(self, path: str, message: str) -> None:
        """Note that what stands at *path* is not what it can be."""
        self._violations.append(Violation(path, message))

    def attempt(self, path: str, parse: Callable[[A], T], given: A) -> T | None:
        """Return what *parse* makes of the field at *path*; where it raises ValueError, note what it says."""
        try:
            return parse(given)
        except ValueError as error:
            self.note(path, str(error))
        return None

    def read(self, path: str, parse: Callable[[A], T], given: A) -> T:
        """Return what *parse* makes of the field at *path*, as `attempt` does, for a caller that never looks inside."""
        return cast("T", self.attempt(path, parse, given))

    def check(self) -> None:
        """Raise SubmissionError with everything noted, if anything is."""
        if self._violations:
            raise SubmissionError(*self._violations, reason=Reason.REQUEST_INVALID)

    def request_id(self, given: str) -> str:
        """Return the caller's own name for its request."""
        return self.read("request_id", _request_id, given)

    def contract(self, path: str, given: str) -> str:
        """Return the id of a contract."""
        return self.read(path, contract_name, given)

    def name(self, path: str, given: str) -> str:
        """Return a name of at most 200 characters, in Unicode's composed form (NFC), required."""
        return self.read(path, _name, given)

    def text(self, path: str, given: str) -> str:
        """Return what somebody wrote, in at most 1,000 characters of NFC; it may be left out."""
        return self.read(path, _text, given)

    def words(self, path: str, given: str) -> str:
        """Return what somebody wrote, as `text` does, required."""
        return self.read(path, _words, given)

    def day(self, path: str, given: Date) -> date:
        """Return a day from 1900 to 2999, required."""
        return self.read(path, near_day, given)

    def day_in(self, request: Message, field: str) -> date | None:
        """Return the day in *field* of *request*, None where it is left out."""
        return self.day(field, getattr(request, field)) if request.HasField(field) else None


def instant(given: Timestamp) -> datetime:
    """Return the instant that *given* is, to the microsecond; ValueError where no calendar has it."""
    try:
        return given.ToDatetime(UTC)
    except (ValueError, OverflowError):
        written = f"{given.seconds} seconds and {given.nanos} billionths"
        raise ValueError(f"expected an instant of the years 1 to 9999, not {written}") from None


def shown(text: str) -> str:
    """Return *text* as a message quotes it: short, in one line."""
    return f"`{printable(text, _SHOWN)}`"


def whole_day(given: Date) -> date:
    """Return the day that *given* is; ValueError where it says none, or the calendar has none such."""
    if given == _NO_DAY:
        raise ValueError("expected a day: year, month and day")
    try:
        return date(given.year, given.month, given.day)
    except ValueError:
        written = f"{given.year}-{given.month}-{given.day}"
        raise ValueError(f"expected a day that the calendar has, year, month and day, not `{written}`") from None


def within_reach(day: date) -> date:
    """Return *day* if it is from 1900 to 2999."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"expected a day from 1900 to 2999, not `{day}`")
    return day


def near_day(given: Date) -> date:
    """Return the day that *given* is, from 1900 to 2999; ValueError says what was expected."""
    return within_reach(whole_day(given))


def _request_id(given: str) -> str:
    if 0 < len(given) <= LONGEST_REQUEST_ID and given.isprintable() and not given.isspace():
        return given
    raise ValueError(f"expected a request id of 1 to {LONGEST_REQUEST_ID} printable characters, not {shown(given)}")


def _text(given: str) -> str:
    if len(given) > LONGEST_TEXT:
        raise ValueError(f"expected at most {LONGEST_TEXT:,} characters, not {len(given):,}")
    return normalize("NFC", given).strip()


def _words(given: str) -> str:
    found = _text(given)
    if not found:
        raise ValueError(f"expected 1 to {LONGEST_TEXT:,} characters")
    return found


def _name(given: str) -> str:
    if 0 < len(given) <= LONGEST_NAME and given.isprintable() and not given.isspace():
        return normalize("NFC", given)
    raise ValueError(f"expected 1 to {LONGEST_NAME} printable characters, not {shown(given)}")
