"""Windows over history that reach further back than the contract's term lasts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.expression import Fault, Program, Window

_LAST = re.compile(r"\blast\s*=\s*(?:(?P<periods>\d+)|[\"'](?P<count>\d+) (?P<unit>month|year)s?[\"'])")


class Horizon(NamedTuple):
    """How many months the *term* has and, where reports are regular, each *period*; None where that is not said."""

    term: int | None
    period: int | None

    def faults(self, program: Program) -> Iterator[Fault]:
        """Yield each window of *program* that is longer than the term: it could never be filled."""
        for window in program.windows:
            message = self.beyond(window)
            if message:
                yield Fault(_offset(program.text, window), "window-too-long", message)

    def beyond(self, window: Window) -> str | None:
        """Return what to say of *window* where it is longer than the term."""
        reach = self._months(window)
        if self.term and reach and reach > self.term:
            return f"expected a window within the term of {self.term} months, not {reach} months"
        return None

    def _months(self, window: Window) -> int | None:
        if window.periods is not None:
            return window.periods * self.period if self.period else None
        return window.months


def _offset(text: str, window: Window) -> int:
    """Return where in *text* the words of *window* stand, which the checked program no longer says."""
    return next((found.start() for found in _LAST.finditer(text) if _window(found) == window), 0)


def _window(found: re.Match[str]) -> Window:
    if found["periods"]:
        return Window(periods=int(found["periods"]))
    return Window(months=int(found["count"]) * (12 if found["unit"] == "year" else 1))
