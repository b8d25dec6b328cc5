"""Records: tables of rows about people and visits that a submission carries, and what each field may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from enum import Enum
from functools import partial
from unicodedata import normalize
from zoneinfo import ZoneInfo

from engine.model.instants import instant, time_of_day
from engine.model.measures import MeasureType, check_bounds, fitting
from engine.model.rows import Cell, Row, only

# What a submission may hold: more rows belong in several periods, and longer text in no figure.
MOST_ROWS = 200_000
LONGEST_TEXT = 200
MOST_FIELDS = 50
MOST_TABLES = 20

_PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}", re.ASCII)
_NATIONAL_INSURANCE = re.compile(r"[A-Z]{2}\d{6}[A-D]", re.ASCII | re.IGNORECASE)
_NHS_WEIGHTS = range(10, 1, -1)


class FieldType(Enum):
    """What a field holds: what a measure may hold, and besides instants, times of day and pseudonyms."""

    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    FLAG = "flag"
    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"
    INSTANT = "instant"
    TIME_OF_DAY = "time of day"
    PERSON = "person"

    # By identity, which members have: that of Enum hashes the name, in Python, for every cell that is read.
    __hash__ = object.__hash__


_NUMBERS = frozenset((FieldType.COUNT, FieldType.NUMBER, FieldType.PERCENT, FieldType.MONEY))


@dataclass(frozen=True, slots=True)
class Field:
    """One named cell of each row; a *personal* one is seen by expressions and the ledger only."""

    name: str
    type: FieldType
    title: str
    unit: str | None = None
    of: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    optional: bool = False
    personal: bool = False

    def reader(self, zone: ZoneInfo, places: int | None = None) -> Callable[[object], Cell]:
        """Return what reads cells of this field, text or values, as the clocks of *zone* show them.

        Numbers may have at most so many *places*, if any are given. It raises ValueError that says what was expected;
        what came is said of no field that is about a person.
        """
        read = self._read_by(zone)
        if places is not None and self.type in _NUMBERS:
            read = partial(_short, read, places)
        return partial(_unseen, read, self.type.value) if self.personal or self.type is FieldType.PERSON else read

    def _read_by(self, zone: ZoneInfo) -> Callable[[object], Cell]:
        match self.type:
            case FieldType.INSTANT:
                return partial(_instant, zone)
            case FieldType.TIME_OF_DAY:
                return _time_of_day
            case FieldType.PERSON:
                return _pseudonym
            case FieldType.TEXT:
                return _text
        return partial(_bounded, MeasureType(self.type.value), self.of, (self.at_least, self.at_most))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of rows; no two rows of one submission have the same cells in the fields of the *key*."""

    name: str
    title: str
    fields: Mapping[str, Field]
    key: tuple[str, ...]

    def seen(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Return *rows* as policies see them: without the cells that are personal."""
        return rows if len(self.shown) == len(self.fields) else only(rows, self.shown)

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields that policies may see."""
        return tuple(field.name for field in self.fields.values() if not field.personal)


def looks_like_a_person(text: str) -> bool:
    """Return whether *text* has the form of a national insurance number, or that of an NHS number with its check."""
    return bool(_NATIONAL_INSURANCE.fullmatch(text)) or _is_nhs_number(text.replace("-", ""))


def _is_nhs_number(text: str) -> bool:
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    check = 11 - sum(weight * int(digit) for weight, digit in zip(_NHS_WEIGHTS, text, strict=False)) % 11
    return int(text[-1]) == check % 11


def _bounded(
    kind: MeasureType, of: tuple[str, ...], bounds: tuple[Decimal | None, Decimal | None], given: object
) -> Cell:
    value = fitting(kind, given, of)
    if isinstance(value, Decimal):
        check_bounds(value, *bounds)
    return value


def _short(read: Callable[[object], Cell], places: int, given: object) -> Cell:
    value = read(given)
    if isinstance(given, str) and len(given.partition(".")[2]) > places:
        raise ValueError(f"expected a number of at most {places} digits after its point, not `{given}`")
    return value


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError("expected text")
    if len(given) > LONGEST_TEXT:
        raise ValueError(f"expected at most {LONGEST_TEXT} characters, not {len(given):,}")
    # Texts that look alike are one, so that none counts or is paid twice.
    text = normalize("NFC", " ".join(given.split()))
    if not text.isprintable():
        raise ValueError("expected printable characters only")
    return text


def _pseudonym(given: object) -> str:
    if not isinstance(given, str) or not _PSEUDONYM.fullmatch(given):
        raise ValueError("no pseudonym")
    if looks_like_a_person(given):
        raise ValueError("no pseudonym")
    return given


def _time_of_day(given: object) -> time:
    if isinstance(given, time):
        return given
    if not isinstance(given, str):
        raise ValueError("expected a time of day such as `08:30`")  # the caller has one error for what does not fit
    return time_of_day(given)


def _instant(zone: ZoneInfo, given: object) -> datetime:
    if isinstance(given, datetime) and given.tzinfo is not None:
        return given.astimezone(UTC)
    if not isinstance(given, str):
        raise ValueError("expected an instant such as `2026-04-01T08:30`")  # as above
    return instant(given, zone)


def _unseen(read: Callable[[object], Cell], what: str, given: object) -> Cell:
    """Return what *read* makes of *given*; what came, and what it may have meant, stays out of the message."""
    try:
        return read(given)
    except ValueError:
        raise ValueError(_EXPECTED.get(what, f"expected {_article(what)}")) from None


def _article(what: str) -> str:
    return what if what in {"text", "money"} else f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


_EXPECTED = {
    "person": "expected a pseudonym of letters, digits and `. _ : / -` such as `P-0173`, "
    "and no NHS or national insurance number",
}
