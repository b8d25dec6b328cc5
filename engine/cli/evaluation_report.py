"""Shows what became of a file of figures: decisions on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from engine.batch.document import decided_document, refused_document
from engine.batch.placing import Placement
from engine.batch.results import Decided, Refused, Result
from engine.cli import output
from engine.cli.decision_rows import DecisionRow, decision_row, rated_kpis
from engine.cli.decision_table import print_decisions
from engine.cli.output import Format
from engine.cli.publishable_rows import PublishableRow, print_publishable, publishable_rows, write_lines
from engine.model.document import Json
from engine.model.escalation import DecisionOutcome
from engine.model.rule_book import RuleBook

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_LONG = 2_000  # rows from which somebody at a terminal waits long enough to want a bar


class Report:
    """Takes results as they come and shows them as *format*, in *file* where one is named; or what is *publishable*."""

    def __init__(
        self,
        book: RuleBook,
        source: Path,
        format: Format,  # noqa: A002  # the option's name
        file: Path | None,
        *,
        publishable: bool = False,
    ) -> None:
        self.book, self.source, self.format, self.file = book, source, format, file
        self.errors = output.console(error=True)
        self.kpis = tuple(rated_kpis(book))
        self.publishable = publishable
        self.rows: list[DecisionRow] = []
        self.published: list[PublishableRow] = []
        self.outcomes: Counter[DecisionOutcome] = Counter()
        self.decided = self.refused = self.recorded = 0

    def notes(self, placement: Placement, known: Collection[str] | None) -> None:
        """Say what of the file is not looked at, and which contracts have no row."""
        if placement.ignored:
            listed: list[Json] = list(placement.ignored)
            self._note(f"columns that are no measure, left aside: {', '.join(placement.ignored)}", columns=listed)
        if placement.none_chosen:
            sentence = f"expected rows that --only takes, found none: {output.count(placement.rows, 'row')} left out"
            self._note(sentence, left_out=placement.left_out)
        elif placement.left_out:
            self._note(f"{output.count(placement.left_out, 'row')} left out by --only", left_out=placement.left_out)
        silent: list[Json] = [name for name in known or () if name not in placement.contracts]
        if silent:
            self._note(f"contracts without a row: {', '.join(map(str, silent))}", contracts=silent)

    def results(self, results: Iterable[Result], expected: int) -> bool:
        """Show *results*, about *expected* of them, and how many there were; return whether any was refused."""
        with ExitStack() as opened:
            stream = opened.enter_context(self.file.open("w", encoding="utf-8")) if self.file else sys.stdout
            for result in self._watched(results, expected, stream):
                self._take(result, stream)
            if self.publishable:
                print_publishable(output.screen(stream), self.published)
            elif self.format is Format.TABLE:
                print_decisions(output.screen(stream), self.rows, self.kpis, self.book)
        self._totals()
        return self.refused > 0

    def _totals(self) -> None:
        outcomes = {outcome.value: count for outcome, count in self.outcomes.items()}
        words = [f"{count} {name.replace('_', ' ')}" for name, count in outcomes.items()]
        parts = [f"{output.count(self.decided, 'row')} decided", f"{self.refused} refused" * (self.refused > 0)]
        parts.append(f"{output.count(self.recorded, 'period')} recorded as not submitted" * (self.recorded > 0))
        sentence = ", ".join(filter(None, parts)) + (f": {', '.join(words)}" if words else "")
        counts: dict[str, Json] = {"decided": self.decided, "refused": self.refused, "recorded": self.recorded}
        self._note(sentence, **counts, outcomes=dict(outcomes))

    def _take(self, result: Result, stream: TextIO) -> None:
        match result:
            case Decided():
                self.decided += result.line > 0
                self.recorded += result.line == 0
                self.outcomes[result.decision.outcome] += 1
                self._show(result, stream)
            case Refused():
                self.refused += 1
                self._print_refused(result)

    def _show(self, decided: Decided, stream: TextIO) -> None:
        match self.publishable, self.format:
            case True, Format.JSON:
                write_lines(publishable_rows(decided), stream)
            case True, Format.TABLE:
                self.published += publishable_rows(decided)
            case False, Format.JSON:
                _write(decided_document(decided), stream)
            case False, Format.TABLE:
                self.rows.append(decision_row(decided, self.kpis))

    def _print_refused(self, refused: Refused) -> None:
        if self.format is Format.JSON:
            _write(refused_document(refused, str(self.source)), sys.stderr)
            return
        self._print(refused.at(self.source), "red")

    def _note(self, sentence: str, **details: Json) -> None:
        if self.format is Format.JSON:
            _write({"note": sentence, **details}, sys.stderr)
        else:
            self._print(sentence, "dim")

    def _print(self, text: str, style: str) -> None:
        self.errors.print(Text(text, style=style), soft_wrap=True)

    def _watched(self, results: Iterable[Result], expected: int, stream: TextIO) -> Iterator[Result]:
        """Yield *results* behind a bar, where somebody watches and nothing else moves on the screen."""
        quiet = expected < _LONG or not sys.stderr.isatty() or (self.format is Format.JSON and stream.isatty())
        bar = Progress(
            TextColumn("deciding"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.errors,
            transient=True,
            disable=quiet,
            redirect_stdout=False,
        )
        with bar:
            yield from bar.track(results, total=expected)


def _write(document: Mapping[str, Json], stream: TextIO) -> None:
    stream.write(_ENCODER.encode(document) + "\n")
