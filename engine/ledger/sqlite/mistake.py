"""What a walk through a ledger file may find."""

from __future__ import annotations

import re
from typing import NamedTuple

_SEAL = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


class Seal(NamedTuple):
    """A SHA-256, in hex, over the hashes of every entry up to *position*.

    Noted where nobody who can write the ledger can write, it shows later whether the ledger was cut or written anew.
    """

    position: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> Seal:
        """Return the seal that *text* writes, as `str` wrote it; ValueError where it is none."""
        found = _SEAL.fullmatch(text)
        if found is None:
            raise ValueError(f"expected a seal, a position and a SHA-256 in hex with a colon between, not `{text}`")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"


class Mistake(NamedTuple):
    """The first thing that is wrong; *position*, *contract* and *version* say where, as far as that is known."""

    message: str
    position: int = 0
    contract: str = ""
    version: int = 0

    def __str__(self) -> str:
        position = f"position {self.position}: " if self.position else ""
        contract = f"contract `{self.contract}`: " if self.contract else ""
        version = f"version {self.version}: " if self.version else ""
        return f"{position}{contract}{version}{self.message}"
