"""Lays rows of records beside the figures of their contract and period."""

from __future__ import annotations

from collections.abc import Iterable

from engine.batch.placing import Placed, Placement
from engine.batch.record_files import RecordFile
from engine.batch.results import Refused
from engine.errors import Violation

_ALONE = "expected a row of figures for this contract and period, which there is not, so that nothing counts these rows"


def lay_beside(placement: Placement, files: Iterable[RecordFile]) -> None:
    """Lay the rows of *files* beside the rows of *placement* that they belong to.

    Those of rows that are left out are left out with them; what belongs to none is refused.
    """
    for file in files:
        left = dict(file.tables)
        for contract, rows in placement.contracts.items():
            rows[:] = [_with(file, contract, row) for row in rows]
            for row in rows:
                left.pop((contract, row.period), None)
        for (contract, period), filed in left.items():
            if (contract, period) not in placement.unchosen:
                violation = Violation(f"records.{file.records}", _ALONE)
                placement.refused.append(Refused(filed.lines[0], contract, period, (violation,), filed.file))


def _with(file: RecordFile, contract: str, row: Placed) -> Placed:
    filed = file.tables.get((contract, row.period), file.nothing)
    return row if filed is None else row._replace(records={**row.records, file.records: filed})
