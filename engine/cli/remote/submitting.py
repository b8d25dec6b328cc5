"""The rows of a file, submitted to a server: each contract's in the order of its periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from google.rpc.status_pb2 import Status
from grpc import StatusCode

from engine.api.decision_pb2 import Decision
from engine.api.decision_service_pb2 import (
    BatchSubmitRequest,
    RecordNonSubmissionRequest,
    RecordNonSubmissionResponse,
    SubmitRequest,
    SubmitResponse,
)
from engine.batch.columns import Columns
from engine.batch.evidence import Reported, explained, located, reported
from engine.batch.placing import Placed, Placement
from engine.batch.record_files import FiledTable
from engine.batch.request import Request
from engine.batch.results import Refused
from engine.batch.rows import MismatchError
from engine.cli.remote.connection import RefusedError, Server, violations
from engine.cli.remote.parting import fields_message, messages, rows_written
from engine.cli.remote.writing import (
    content_id,
    day_message,
    figures_message,
    period_message,
    request_id,
    sources_message,
)
from engine.diagnostics import did_you_mean
from engine.errors import SubmissionError, Violation
from engine.model.rule_book import RuleBook

_AT_ONCE = 100
# What is not said of a row: the next one would be answered no better.
_NO_ANSWER = {
    StatusCode.CANCELLED,
    StatusCode.DEADLINE_EXCEEDED,
    StatusCode.RESOURCE_EXHAUSTED,
    StatusCode.UNAVAILABLE,
    StatusCode.UNIMPLEMENTED,
}
# No server takes longer for a row of records than this allows for.
_ROWS_A_SECOND = 1000

Asked: TypeAlias = SubmitRequest | RecordNonSubmissionRequest


class Answered(NamedTuple):
    """What the server decided on a row, now or when the same row was submitted before.

    *also* are the ids of the decisions that supersede those on later days by it.
    """

    line: int
    decision: Decision
    before: bool
    also: tuple[str, ...] = ()


Result: TypeAlias = Answered | Refused


class Row(NamedTuple):
    """A row and what it asks of the server."""

    placed: Placed
    contract: str
    said: Reported
    asked: Asked

    @property
    def alone(self) -> bool:
        """Whether it is recorded by itself, in its turn: rows of records, and what nothing came for."""
        return isinstance(self.asked, RecordNonSubmissionRequest) or bool(self.placed.records)


def check_columns(placement: Placement, columns: Columns, aside: Iterable[str]) -> None:
    """Raise MismatchError where the file has a column that is neither read nor left *aside*."""
    for name in placement.ignored:
        if name not in aside:
            hint = did_you_mean(name, columns.measures)
            raise MismatchError(f"expected columns of measures, found `{name}`{hint}; `--aside` leaves one unread")


class Submitting(NamedTuple):
    """How rows are submitted to *server*; *anew* decides again what the same rows left undecided before."""

    server: Server
    book: RuleBook
    request: Request
    anew: bool
    reason: str = ""

    def results(self, placement: Placement) -> Iterator[Result]:
        """Yield what becomes of every row of *placement*; one that is refused does not stop the others."""
        yield from placement.refused
        for contract, rows in placement.contracts.items():
            waiting: list[Row] = []
            for placed in rows:
                try:
                    row = self._row(contract, placed)
                except SubmissionError as error:
                    yield Refused(placed.row.line, contract, placed.period, error.violations)
                    continue
                if not row.alone and len(waiting) < _AT_ONCE:
                    waiting.append(row)
                    continue
                yield from self._submitted(waiting)
                waiting = [] if row.alone else [row]
                if row.alone:
                    yield self._recorded(row)
            yield from self._submitted(waiting)

    def said(self, placed: Placed) -> Reported:
        """Return what *placed* says under the rules of its period; SubmissionError where it cannot be read."""
        return reported(self.book.on(placed.period.last_day) or self.book.latest, placed, self.request)

    def _row(self, contract: str, placed: Placed) -> Row:
        said = self.said(placed)
        period = period_message(placed.period)
        asked: Asked
        if said.not_submitted:
            asked = RecordNonSubmissionRequest(
                contract=contract,
                period=period,
                figures=figures_message(said.held),
                sources=sources_message(said.held_sources),
            )
        else:
            asked = SubmitRequest(
                contract=contract,
                period=period,
                figures=figures_message(said.figures),
                received_on=day_message(said.received),
                reason=self.reason,
                records=fields_message(placed.records),
                sources=sources_message(said.sources),
            )
        asked.request_id = request_id() if self._is_new(asked) else self._content_id(asked, placed)
        return Row(placed, contract, said, asked)

    def _content_id(self, asked: Asked, placed: Placed) -> str:
        parted = isinstance(asked, SubmitRequest) and placed.records
        return content_id(asked, rows_written(placed.records) if parted else ())

    def _is_new(self, asked: Asked) -> bool:
        """Return whether *asked* is decided on though the same was asked before."""
        # Figures may be revised back to earlier ones; where they stand already, the server records nothing.
        return self.anew or (isinstance(asked, SubmitRequest) and bool(asked.reason))

    def _refused(self, row: Row, why: Iterable[Violation]) -> Refused:
        why = tuple(located(explained(why, row.said.figures, self.request), row.placed))
        return Refused(row.placed.row.line, row.contract, row.placed.period, why)

    def _submitted(self, rows: list[Row]) -> Iterator[Result]:
        if not rows:
            return
        asked = [row.asked for row in rows if isinstance(row.asked, SubmitRequest)]
        answer = self.server.ask(self.server.decisions.BatchSubmit, BatchSubmitRequest(requests=asked))
        for row, result in zip(rows, answer.results, strict=True):
            if result.HasField("error"):
                yield self._refused(row, _why(result.error))
            else:
                yield _answered(row, result.response)

    def _recorded(self, row: Row) -> Result:
        try:
            answer = self._answer(row.asked, row.placed.records)
        except RefusedError as error:
            if error.code in _NO_ANSWER:
                raise
            return self._refused(row, error.violations or (Violation("", str(error)),))
        return _answered(row, answer)

    def _answer(self, asked: Asked, records: Mapping[str, FiledTable]) -> SubmitResponse | RecordNonSubmissionResponse:
        decisions = self.server.decisions
        if isinstance(asked, RecordNonSubmissionRequest):
            return self.server.ask(decisions.RecordNonSubmission, asked)
        rows = sum(len(filed.table.rows) for filed in records.values())
        return self.server.tell(decisions.StreamSubmit, messages(asked, records), rows / _ROWS_A_SECOND).response


def _answered(row: Row, answer: SubmitResponse | RecordNonSubmissionResponse) -> Answered:
    return Answered(row.placed.row.line, answer.decision, answer.answered_before, tuple(answer.also_decided))


def _why(status: Status) -> tuple[Violation, ...]:
    return tuple(violations(status)) or (Violation("", status.message),)
