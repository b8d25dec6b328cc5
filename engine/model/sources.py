"""Where figures come from, whether they were verified, and what a rule set asks of that."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

# Those that every rule set has; it may name others.
SOURCES = ("provider", "call_monitoring", "regulator", "council")


class Source(NamedTuple):
    """Who or what a figure came from, by a name that the rule set has, and whether somebody *verified* it."""

    name: str
    verified: bool = False


Sources: TypeAlias = Mapping[str, Source]

NO_SOURCES: Sources = MappingProxyType({})


class Otherwise(Enum):
    """What becomes of a figure that comes from elsewhere, was not verified, or does not say."""

    REFUSE = "refuse"
    DOUBTFUL = "doubtful"
    MISSING = "missing"

    # By identity, which members have: that of Enum hashes the name, in Python.
    __hash__ = object.__hash__


class Required(NamedTuple):
    """What is asked of a figure: to come from one of *of*, from any where that is empty, and perhaps to be verified."""

    of: tuple[str, ...]
    verified: bool
    otherwise: Otherwise

    def met_by(self, source: Source | None) -> bool:
        """Return whether a figure that came from *source* is one that is asked for; one that does not say is not."""
        if source is None or (self.verified and not source.verified):
            return False
        return not self.of or source.name in self.of
