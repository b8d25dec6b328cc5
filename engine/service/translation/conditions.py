"""What was compared with what, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.api import condition_pb2 as wire
from engine.expression.program import Examined
from engine.service.translation.figures import write_figure
from engine.service.translation.words import verdict


def write_comparisons(add: Callable[[], wire.Comparison], examined: Iterable[Examined]) -> None:
    """Write each comparison, with its values and whether it held, to what *add* adds."""
    for one in examined:
        to = add()
        to.text, to.operator = one.text, one.operator
        write_figure(to.left, one.left)
        write_figure(to.right, one.right)
        to.verdict = verdict(one.held)
