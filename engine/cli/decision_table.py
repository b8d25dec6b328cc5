"""Prints decisions as a table, with a key to its codes below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.text import Text

from engine.cli.decision_layout import SUMMARY, Column, Layout, Sheet
from engine.cli.decision_rows import FAILED, FAIR, GOOD, MEANINGS, UNRATED, DecisionRow, code
from engine.cli.short_names import initials, words
from engine.model.rule_book import RuleBook

_PAGE = 10_000  # pieces of lines printed at a time: what is not yet printed costs memory, and a long file has many
_BOLD = Style(bold=True)
_STYLES = {name: Style.parse(name) for name in ("", FAIR, FAILED, GOOD, UNRATED)}


def print_decisions(console: Console, rows: Sequence[DecisionRow], kpis: tuple[str, ...], book: RuleBook) -> None:
    """Print *rows*, whose ratings are those of *kpis*, as wide as *console* is."""
    if not rows:
        return
    ratings = initials(name for version in book.versions for name in version.scale.names)
    rungs = initials(rung.name for version in book.versions for ladder in version.ladders for rung in ladder.rungs)
    sheet = Sheet(rows, kpis, ratings, rungs, pays=any(version.payments for version in book.versions))
    layout = sheet.layout(console.width)
    # Where nothing fits, lines run over: a sum of money is never cut.
    console.print(Segments(_headings(layout.columns)), end="", crop=False)
    several = len({row.contract for row in rows}) < len(rows)
    remaining = _body(layout.columns, rows, ruled=several)
    while page := list(islice(remaining, _PAGE)):
        console.print(Segments(page), end="", crop=False)
    for line in _key(sheet, layout):
        console.print(Text(line, style="dim"))


def _headings(columns: tuple[Column, ...]) -> Iterator[Segment]:
    stacks = [column.heading.split("\n") for column in columns]
    height = max(map(len, stacks))
    for level in range(height):
        # Short headings stand on the last line, next to their cells.
        words = [stack[level - height] if height - level <= len(stack) else "" for stack in stacks]
        yield from _line(columns, [(word, _BOLD) for word in words])


def _body(columns: tuple[Column, ...], rows: Sequence[DecisionRow], *, ruled: bool) -> Iterator[Segment]:
    contract = rows[0].contract
    for row in rows:
        if ruled and row.contract != contract:
            yield Segment.line()
        contract = row.contract
        cells = [column.cell(row) for column in columns]
        stacks = [
            wrap(text, column.width) if column.wraps else [text]
            for column, (text, _) in zip(columns, cells, strict=True)
        ]
        for level in range(max(1, *map(len, stacks))):
            texts = [stack[level] if level < len(stack) else "" for stack in stacks]
            yield from _line(columns, [(text, _STYLES[style]) for text, (_, style) in zip(texts, cells, strict=True)])


def _line(columns: tuple[Column, ...], cells: Sequence[tuple[str, Style]]) -> Iterator[Segment]:
    for place, (column, (text, style)) in enumerate(zip(columns, cells, strict=True)):
        yield Segment(f"{' ' if place else ''}{_fitted(text, column)}", style)
    yield Segment.line()


def _fitted(text: str, column: Column) -> str:
    cells = cell_len(text)
    if cells > column.width:
        return set_cell_size(text, column.width - 1) + "…"
    blank = " " * (column.width - cells)
    return blank + text if column.right else text + blank


def _key(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """Yield what the cut headings and the codes of *layout* mean, as far as they are used."""
    headings = {column.heading for column in layout.columns}
    if any(name.replace("_", "\n") not in headings for name in sheet.kpis) and SUMMARY not in headings:
        yield f"KPIs in order: {', '.join(sheet.kpis)}"
    if not layout.ratings_coded:
        return
    shown = {one for row in sheet.rows for one in row.kpis}
    meanings = [f"{letters} {words(name)}" for name, letters in sheet.ratings.items()]
    meanings += sorted({f"{code(one, sheet.ratings)} {one.reason}" for one in shown if one.reason})
    marks = "".join({one.mark for one in shown})
    meanings += [f"{mark} {meaning}" for mark, meaning in MEANINGS.items() if mark in marks]
    yield ", ".join(meanings)
    if layout.rungs_coded and "rung" in headings:
        rungs = ", ".join(f"{letters} {words(name)}" for name, letters in sheet.rungs.items())
        yield f"{rungs}; ▲ entered, = held, ▼ left"
