"""What a measure or a KPI can be: a value, or an absence with its reason; never a 0 that means "nothing came"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from engine.model.scale import Rating


class Absence(Enum):
    """Why there is no value; of several reasons the first in this order wins (SEMANTICS 11)."""

    NOT_APPLICABLE = "not applicable"
    SUPPRESSED = "suppressed"
    MISSING = "missing"
    NO_ACTIVITY = "no activity"
    SAMPLE_TOO_SMALL = "sample too small"
    RELIEVED = "relieved"
    UNKNOWN = "unknown"

    def __init__(self, _words: str) -> None:
        # The place of this reason among the others; a lower one wins.
        self.order = len(type(self).__members__)


# What a submission may state in place of a figure.
STATED = (Absence.NOT_APPLICABLE, Absence.SUPPRESSED, Absence.MISSING)

Value: TypeAlias = Decimal | str | bool | date | Rating
Figure: TypeAlias = Value | Absence
