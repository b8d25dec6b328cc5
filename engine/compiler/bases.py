"""Rule files that others may extend, found by the name and the date of the version that each is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from engine.compiler.nodes import Document, Scalar
from engine.compiler.nodes import Mapping as Tree
from engine.compiler.reader import read
from engine.diagnostics import Place

_REFERENCE = re.compile(r"(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)@(?P<in_force>\d{4}-\d{2}-\d{2})", re.ASCII)

Tier = Callable[[], Iterable[Document]]


class Reference(NamedTuple):
    """A version of a rule set, as `extends` names it: the day is in the form 2026-04-01."""

    name: str
    in_force: str

    @classmethod
    def parse(cls, text: str) -> Reference | None:
        """Return what `homecare-framework@2026-04-01` names; None where *text* has another form."""
        found = _REFERENCE.fullmatch(text)
        return cls(found["name"], found["in_force"]) if found else None

    def __str__(self) -> str:
        return f"{self.name}@{self.in_force}"


@dataclass(frozen=True, slots=True)
class Bases:
    """Where rule files are looked for that others extend: in *tiers*, the nearest first, each only when needed."""

    tiers: tuple[Tier, ...] = ()

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Bases:
        """Return the rule files in *files*, which are called by their names."""
        return cls((_tier(files),))

    def beside(self, files: Mapping[str, bytes]) -> Bases:
        """Return these with *files* nearest of all."""
        return Bases((_tier(files), *self.tiers))

    def versions(self, reference: Reference) -> tuple[Document, ...]:
        """Return the nearest files that are the version that *reference* names: none, one, or too many."""
        for tier in self.tiers:
            found = tuple(one for one in tier() if reference_of(one) == reference)
            if found:
                return found
        return ()

    def known(self) -> frozenset[Reference]:
        """Return every version that there is."""
        references = (reference_of(one) for tier in self.tiers for one in tier())
        return frozenset(one for one in references if one)

    def unreadable(self) -> tuple[Place, ...]:
        """Return where reading ended in the files of which nobody knows what they are."""
        broken = (one for tier in self.tiers for one in tier() if one.root is None)
        return tuple(sorted({one.place for document in broken for one in document.diagnostics[-1:]}))


NO_BASES = Bases()


def reference_of(document: Document) -> Reference | None:
    """Return which version of which rule set *document* is; None where it does not say."""
    match document.root:
        case Tree() as root:
            match root.get("rule_set"), root.get("in_force"):
                case Scalar(text=name), Scalar(text=in_force):
                    return Reference.parse(f"{name}@{in_force}")
    return None


def _tier(files: Mapping[str, bytes]) -> Tier:
    @cache
    def documents() -> tuple[Document, ...]:
        return tuple(read(file, content) for file, content in files.items())

    return documents
