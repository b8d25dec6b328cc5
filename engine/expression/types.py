"""What a value can be: the kinds that are checked when a rule file is read."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """The closed list of kinds; the value is the word that authors see."""

    NUMBER = "number"
    MONEY = "money"
    RATING = "rating"
    FLAG = "flag"
    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    TIME = "time of day"


class Typed(NamedTuple):
    """A kind, the unit that a number is declared in, and the texts that a choice may take."""

    kind: Kind
    unit: str | None = None
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind.value} in {self.unit}" if self.unit else self.kind.value


NUMERIC = (Kind.NUMBER, Kind.MONEY)
ORDERED = (Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.INSTANT, Kind.TIME)
