"""Names that outsiders give and are given: of contracts, and of decisions."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

LONGEST_CONTRACT = 120
LONGEST_REQUEST_ID = 64

_BETWEEN = "#"


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
