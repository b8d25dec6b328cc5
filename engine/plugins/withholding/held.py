"""Sums that are withheld, as they are remembered from period to period, and what may become of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

_REMEMBERED = re.compile(r"(withheld|retained) (\d{4}-\d\d-\d\d)(?: plan (\d+))?", re.ASCII)


class Ending(Enum):
    """What becomes of a sum that is withheld."""

    REPAID = "repaid"
    RELEASED = "released"
    RETAINED = "retained"


class Fate(NamedTuple):
    """How a sum ends, and *why* that is so, to be said after the day on which it was withheld."""

    ending: Ending
    why: str = ""


class Held(NamedTuple):
    """A sum that is withheld, the day since when it is, and the plan for which, by its version; 0 for none.

    One that is *retained* is kept in mind where it may yet be found to be withheld without reason.
    """

    day: date
    plan: int
    amount: Decimal
    retained: bool = False

    @property
    def name(self) -> str:
        """The name by which it is remembered."""
        return f"{'retained' if self.retained else 'withheld'} {self.day}{f' plan {self.plan}' if self.plan else ''}"


def held(memory: Mapping[str, Decimal]) -> list[Held]:
    """Return what was withheld before and has not ended, or is retained and kept in mind, the oldest first."""
    return sorted(_held(name, amount) for name, amount in memory.items())


def _held(name: str, amount: Decimal) -> Held:
    found = _REMEMBERED.fullmatch(name)
    if found is None:
        raise ValueError(f"expected a sum remembered as `withheld 2026-04-30`, not as `{name}`")
    return Held(date.fromisoformat(found[2]), int(found[3] or 0), amount, found[1] == "retained")
