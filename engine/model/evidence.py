"""What is handed in to be decided: a submission, a non-submission, or a dated event (SEMANTICS 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from engine.model.figures import Figure
from engine.model.period import Period
from engine.model.rows import Row
from engine.model.sources import Sources


@dataclass(frozen=True, slots=True)
class Submission:
    """A provider's figures for one period, and rows by table, as `engine.evaluation.admission` admitted them.

    What came *after_non_submission* was recorded does not undo the failures that were deemed then (SEMANTICS 5, 31).
    *sources* are of those figures that say where they came from.
    """

    period: Period
    figures: Mapping[str, Figure]
    decided_on: date
    received_on: date
    revision: int = 1
    after_non_submission: bool = False
    records: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    sources: Sources = field(default_factory=dict)

    @property
    def without_rows(self) -> Submission:
        """The submission as a decision keeps it; its rows stay in the entry that recorded their arrival."""
        return replace(self, records={}) if self.records else self


@dataclass(frozen=True, slots=True)
class NonSubmission:
    """A period for which the provider had sent nothing *on* a day; *figures* are those the council itself holds."""

    period: Period
    decided_on: date
    on: date
    figures: Mapping[str, Figure] = field(default_factory=dict)
    sources: Sources = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, such as a regulator's breach; it rates no KPI and counts as no period.

    What has lapsed since, or is kept from its effect by a dispute, is *without_effect*: it moves nothing any more.
    """

    kind: str
    on: date
    decided_on: date
    without_effect: bool = False


Evidence: TypeAlias = Submission | NonSubmission | Event
