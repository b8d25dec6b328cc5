"""What every event of a test is held against: the names that it may use, and the keys that its kind reads."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from engine.authoring.event_names import WORDS
from engine.authoring.event_shape import ALWAYS, EventShape
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.diagnostics import did_you_mean
from engine.model.events import Happening
from engine.model.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class Later:
    """What becomes of an earlier event, which a test *names* under *key*: its version is known once it is recorded."""

    key: str
    names: str
    of: Callable[[int], Happening]


@dataclass(frozen=True, slots=True)
class EventChecks:
    """One event, written under *at*, and the *rules* that it goes by; *ids* are those of the events before it."""

    rules: RuleSet
    findings: Findings
    at: Path
    ids: tuple[str, ...]

    def reads(self, shape: EventShape, kind: str, keys: Collection[str]) -> None:
        """Note each key of *shape* that is not among *keys*, those that one of its *kind* reads."""
        given = getattr(shape, kind) if kind else None
        beside = quoted(f"{kind}: {given}" if isinstance(given, str | int) else kind or "expect")
        known = f": it reads {', '.join(f'`{one}`' for one in keys)}" if keys else ""
        for key in sorted(shape.model_fields_set.difference(keys, ALWAYS, (kind,))):
            self.wrong(key, f"expected no `{key}` beside {beside}, which does not read it{known}")

    def earlier(self, key: str, name: str) -> bool:
        """Return whether *name*, under *key*, can be that of an earlier event; it is noted where it cannot."""
        return self.known((key,), name, (*self.rules.events, *WORDS, *self.ids), "event")

    def known(self, path: Path, name: str, known: Collection[str], what: str) -> bool:
        """Return whether *name*, that of *what* under *path*, is among those *known*; it is noted where it is not."""
        names = tuple(known)
        if name not in names:
            message = f"unknown {what} {quoted(name)}{did_you_mean(name, names)}"
            self.findings.error((*self.at, *path), "unknown-name", message)
        return name in names

    def wrong(self, key: str, message: str) -> None:
        """Note a mistake at *key*."""
        self.findings.key_error((*self.at, key), "event-kind", message)
