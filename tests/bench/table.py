"""A table of measurements on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple

from rich.console import Console
from rich.table import Table


class Row(NamedTuple):
    """What was measured, how much it came to, and what that is beside the row it is held against."""

    what: str
    figure: str
    beside: str


def printed(title: str, rows: list[Row]) -> None:
    """Print *rows* under *title*."""
    table = Table("what", "figure", "beside", title=title, title_justify="left", min_width=80)
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


def interleaved(works: Mapping[str, Callable[[], object]], repeats: int = 41, calls: int = 50) -> dict[str, float]:
    """Return the median seconds of one call of each of *works*, run turn by turn so that drift meets all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = perf_counter()
            for _ in range(calls):
                work()
            seconds[name].append((perf_counter() - start) / calls)
    return {name: median(times) for name, times in seconds.items()}
