"""The dated versions of one rule set, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.model.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every version of the rule set called *name*, the earliest first; *files* are those that they were read from.

    *frameworks* are the names of the rule sets that a version extends, the nearest first, by the day from which it is
    in force.
    """

    name: str
    versions: tuple[RuleSet, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    frameworks: Mapping[date, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def on(self, day: date) -> RuleSet | None:
        """Return the version in force on *day*, the period's last (SEMANTICS 28); None where there is none."""
        latest = next((version for version in reversed(self.versions) if version.in_force <= day), None)
        return None if latest and latest.until and latest.until < day else latest

    def is_under(self, framework: str, day: date) -> bool:
        """Return whether the version in force on *day* is one of the rule set *framework*, or extends one."""
        version = self.on(day)
        return version is not None and framework in (self.name, *self.frameworks.get(version.in_force, ()))

    @property
    def latest(self) -> RuleSet:
        """The version that came into force last."""
        return self.versions[-1]
