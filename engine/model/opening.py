"""How a contract stood when Plimsoll took it over: stated by people from its papers, and decided by nobody here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.model.escalation import ExitRight
from engine.model.payment import Memory
from engine.model.standing import LadderState, PeriodRecord, Standing


@dataclass(frozen=True, slots=True)
class Opening:
    """What is *stated*, on the day *on*, *by* whom and *why*.

    *records* are the latest periods before, one after the other; what is withheld is in *memory*, by payment entry;
    *sources* say which paper each figure is taken from, by the figure's path. Everything is called as in the rules in
    force from the day *named*; None where that was not said.
    """

    on: date
    by: str
    why: str
    records: tuple[PeriodRecord, ...]
    ladders: Mapping[str, LadderState] = field(default_factory=dict)
    rights: Mapping[str, ExitRight] = field(default_factory=dict)
    carried: Decimal = Decimal(0)
    memory: Mapping[str, Memory] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    named: date | None = None

    @property
    def held(self) -> Mapping[str, int]:
        """For how many of the stated periods each ladder had held its rung; 0 where it was entered in the last."""
        return {ladder: len(self.records) - 1 - state.entered for ladder, state in self.ladders.items()}

    def source_of(self, *path: str) -> str:
        """Return the paper that the figure at *path* is taken from; empty where none is recorded."""
        return self.sources.get(".".join(path), "")

    def standing(self) -> Standing:
        """Return the standing that decisions go on from."""
        return Standing(
            version=self.named,
            records=self.records,
            ladders=self.ladders,
            rights=self.rights,
            carried=self.carried,
            memory=self.memory,
            stated=len(self.records),
        )
