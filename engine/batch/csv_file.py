"""CSV files: a line of headings, then a row for each contract and period; commas, double quotes, UTF-8."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from engine.batch.cells import is_text
from engine.batch.rows import Header, Read, Row, Unreadable

# Figures repeat: a long file takes half the memory where equal cells are one text.
_SHARED = 20_000
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(content: bytes) -> Iterator[Read]:
    """Yield the headings, then the rows; cells lose the blanks round them, and lines without any text are skipped."""
    if content.startswith(_BOMS) or b"\0" in content:
        yield Unreadable(1, "expected UTF-8, found UTF-16 or a file that is not text: save it as CSV in UTF-8")
        return
    records = _records(content)
    names: tuple[str, ...] | None = None
    for line, record in records:
        if isinstance(record, str):
            yield Unreadable(line, record)
        elif names is None:
            names = record
            yield Header(names)
        else:
            yield _row(line, names, record)
    if names is None:
        yield Unreadable(1, "expected a line of column headings, found nothing")


def _records(content: bytes) -> Iterator[tuple[int, tuple[str, ...] | str]]:
    """Yield each record with the line that it starts on, or what is wrong with it."""
    # Bytes that are no UTF-8 become surrogates, so that only their own row is refused.
    text = TextIOWrapper(BytesIO(content), encoding="utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(text, strict=True)
    shared: dict[str, str] = {}
    while True:
        line = reader.line_num + 1
        try:
            cells = tuple([shared.setdefault(cell, cell) for cell in map(str.strip, next(reader))])
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"expected a line of CSV: {error}"
            continue
        if len(shared) > _SHARED:
            shared.clear()
        if cells and not is_text("".join(cells)):
            yield line, "expected UTF-8, found bytes of another encoding: save the file as CSV in UTF-8"
        elif any(cells):
            yield line, cells


def _row(line: int, names: tuple[str, ...], cells: tuple[str, ...]) -> Row | Unreadable:
    if len(cells) == len(names):
        return Row(line, names, cells)
    message = f"expected {len(names)} cells as in the headings, found {len(cells)}"
    if len(cells) > len(names):
        message += ": a cell with a comma in it stands in double quotes"
    return Unreadable(line, message, Row(line, names, (*cells, *[""] * len(names))[: len(names)]))
