"""The figures of one case, those counted over its rows among them: counted when first read, and then kept."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from engine.evaluation.case import Case
from engine.expression import Aggregate, LocalTime
from engine.model.evidence import Submission
from engine.model.figures import Absence, Figure


class CountedFigures(dict[str, Figure]):
    """Figures by name; what is counted over rows is read by how it is written.

    Reading one raises Undecidable where an error is in a row. What is counted may depend on KPIs, which by then must
    have been worked out.
    """

    __slots__ = ("_aggregates", "_case")

    def __init__(self, figures: Mapping[str, Figure], case: Case, aggregates: Mapping[str, Aggregate]) -> None:
        super().__init__(figures)
        self._case, self._aggregates = case, aggregates

    def __missing__(self, name: str) -> Figure:
        figure = self[name] = self._counted(self._aggregates[name])
        return figure

    def _counted(self, aggregate: Aggregate) -> Figure:
        evidence = self._case.evidence
        rows = evidence.records.get(aggregate.table) if isinstance(evidence, Submission) else None
        if rows is None:
            return Absence.MISSING
        return aggregate.over(rows, self, LocalTime(ZoneInfo(self._case.contract.time_zone)))
