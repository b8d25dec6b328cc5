"""Names that outsiders give and are given: of contracts, of decisions, and of what happened."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

LONGEST_CONTRACT = 120
LONGEST_REQUEST_ID = 64

_BETWEEN, _PLACE = "#", "."
# Versions of decisions have at most nine digits; the place of what a decision opened stands above them.
_PLACES = 10**9


def contract_name(text: str) -> str:
    """Return *text* as the name of a contract; ValueError says what was expected.

    1 to 120 printable characters in Unicode's composed form (NFC), without `#` and without white space at the ends.
    """
    if not text or len(text) > LONGEST_CONTRACT:
        raise ValueError(f"expected a contract's name of 1 to {LONGEST_CONTRACT} characters, not {len(text)}")
    if not text.isprintable() or text != text.strip() or _BETWEEN in text:
        raise ValueError(f"expected a contract's name in print, without `#` or white space at the ends, not `{text!r}`")
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError(f"expected a contract's name in Unicode's composed form (NFC), not `{text!r}`")
    return text


class DecisionName(NamedTuple):
    """The name of a decision: its contract, and its version in what is recorded of that: `cedar#12`."""

    contract: str
    version: int

    @classmethod
    def parse(cls, text: str) -> DecisionName:
        """Return the name that *text* writes; ValueError says what was expected."""
        contract, between, version = text.rpartition(_BETWEEN)
        if not between or not (version.isascii() and version.isdigit()) or len(version) > 9 or not contract:
            raise ValueError(f"expected a decision's name such as `cedar#12`, not `{text}`")
        return cls(contract, int(version))

    def __str__(self) -> str:
        return f"{self.contract}{_BETWEEN}{self.version}"


def number_of(version: int, place: int) -> int:
    """Return the number of what the decision under *version* opened at that *place*, from 1, among what it may open.

    No version of what is recorded is as high.
    """
    return place * _PLACES + version


def unrecorded(place: int) -> int:
    """Return the version that stands for the one of the decision at that *place* of what is not recorded yet."""
    return _PLACES - 1 - place


def version_in(number: int) -> int:
    """Return the version of the entry that *number* is of: that of an event, or of the decision that opened it."""
    return number % _PLACES


def place_in(number: int) -> int:
    """Return the place of what a decision opened, 0 where *number* is that of a recorded event."""
    return number // _PLACES


def entry_name(number: int) -> str:
    """Return how messages call the entry of *number*: `14`, or `14.1` for what the decision under 14 opened."""
    place = place_in(number)
    return f"{version_in(number)}{_PLACE}{place}" if place else str(number)


class HappeningName(NamedTuple):
    """The name of what happened to a contract, by its number: `cedar#12`; `cedar#12.1` where a decision opened it."""

    contract: str
    number: int

    @classmethod
    def parse(cls, text: str) -> HappeningName:
        """Return the name that *text* writes; ValueError says what was expected."""
        contract, between, rest = text.rpartition(_BETWEEN)
        version, dot, place = rest.partition(_PLACE)
        digits = [version, place] if dot else [version]
        if not between or not contract or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in digits):
            raise ValueError(f"expected an event's name such as `cedar#14` or `cedar#14.1`, not `{text}`")
        return cls(contract, number_of(int(version), int(place or 0)))

    def __str__(self) -> str:
        return f"{self.contract}{_BETWEEN}{entry_name(self.number)}"
