"""What becomes of a row: decided, or refused with every reason."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias

from engine.errors import Violation
from engine.model.decision import Decision
from engine.model.period import Period
from engine.model.rule_set import RuleSet


class Decided(NamedTuple):
    """The decision of one period and the version of the rules that made it; *line* is 0 where no row came for it."""

    line: int
    decision: Decision
    rules: RuleSet


class Refused(NamedTuple):
    """A row that nothing was decided on; what could not be read of it is None.

    It stands in the file of figures, unless in another *file*.
    """

    line: int
    contract: str | None
    period: Period | None
    violations: tuple[Violation, ...]
    file: str | None = None

    @property
    def message(self) -> str:
        """Every reason in one line."""
        return "; ".join(f"{path}: {message}" if path else message for path, message in self.violations)

    def at(self, source: Path) -> str:
        """Return where the row stands, in *source* as a rule, whose it is as far as that is known, and why."""
        whose = " ".join(filter(None, (self.contract, self.period.label if self.period else None)))
        return ": ".join(filter(None, (f"{self.file or source}:{self.line}", whose, self.message)))


Result: TypeAlias = Decided | Refused
