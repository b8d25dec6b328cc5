"""What a test tells and expects something of: a period, or an event."""

from __future__ import annotations

from dataclasses import dataclass

from engine.compiler.nodes import Document, Path
from engine.compiler.nodes import Mapping as Written
from engine.diagnostics import Place
from engine.model.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class Expecting:
    """Something that a *document* tells under *path*, under the *rules* in force on its day."""

    rules: RuleSet
    document: Document
    path: Path

    @property
    def expect(self) -> Written | None:
        """What must come of it, as written; None where nothing is expected."""
        found = self.document.at((*self.path, "expect"))
        return found if isinstance(found, Written) else None

    def place(self, *below: str | int) -> Place:
        """Return where the value under *below* stands, or what is nearest to it."""
        node = self.document.nearest((*self.path, *below))
        return self.document.source.place(node.start) if node else Place(self.document.source.file, 1, 1)
