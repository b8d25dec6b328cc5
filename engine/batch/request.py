"""What is asked of a file of submissions beside its columns: markers, filters, dates, and what a gap means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.batch.choices import Gaps
from engine.batch.columns import Columns
from engine.batch.elsewhere import NOTHING, Elsewhere
from engine.batch.rows import Cell
from engine.model.figures import Absence
from engine.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How the rows of a file are read as evidence.

    *only* holds what must match the whole cell of each of the columns' filters. *period* is that of all rows, where no
    column says it; *decided_on* is the day of all decisions, else each is decided on the day after its period. What
    other rule sets know that the file is read for too stands *elsewhere*.
    """

    columns: Columns
    markers: Mapping[str, Absence] = field(default_factory=dict)
    only: tuple[re.Pattern[str], ...] = ()
    period: Period | None = None
    decided_on: date | None = None
    gaps: Gaps = Gaps.REFUSE
    elsewhere: Elsewhere = NOTHING

    def meant(self, cell: Cell) -> Cell:
        """Return the absence that *cell* marks, else *cell*; an empty one is missing unless it marks another."""
        if isinstance(cell, Absence):
            return cell
        return self.markers.get(cell, cell or Absence.MISSING)
