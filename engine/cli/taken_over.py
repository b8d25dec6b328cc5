"""What was stated of a contract when it was taken over, in lines of `plimsoll standing`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.cli import output

if TYPE_CHECKING:
    from engine.api.opening_pb2 import Opening
    from engine.api.standing_pb2 import Standing


def stated_lines(found: Standing) -> Iterator[tuple[str, str]]:
    """Yield who stated how the contract of *found* stood, and each figure with its paper; nothing if nobody did."""
    from engine.cli.remote.reading import day

    if not found.HasField("opening"):
        return
    opening = found.opening
    yield "taken over", f"stated on {day(opening.on)} by {opening.by}: {opening.why}"
    for name, text, source in (*_figures(opening), *_periods(found)):
        yield f"stated {name}", f"{text}; stated, not decided: {source}"


def _figures(opening: Opening) -> Iterator[tuple[str, str, str]]:
    """Yield what each figure is of, what it says, and its paper, in the order of names: a map of the wire has none."""
    from engine.cli.remote.reading import day, grouped

    for ladder, rung in sorted(opening.ladders.items()):
        held = f"held {output.count(rung.held, 'period')}" if rung.held else "entered in the last period"
        yield f"ladder {ladder}", f"{rung.rung}, {held}", rung.source
    for ladder, right in sorted(opening.rights.items()):
        yield f"right of {ladder}", f"arisen on {day(right.arisen)}", right.source
    if opening.carried_forward:
        yield "carried forward", grouped(opening.carried_forward), opening.carried_forward_source
    for entry, sums in sorted(opening.withheld.items()):
        for name, amount in sorted(sums.sums.items()):
            yield entry, f"{name}: {amount}", sums.source


def _periods(found: Standing) -> Iterator[tuple[str, str, str]]:
    from engine.cli.remote.reading import grouped

    for one in found.periods:
        if one.stated:
            taken = "".join(f", {grouped(entry.credits)} taken by {entry.entry}" for entry in one.entries)
            counted = f"{output.count(one.failures, 'failure')}, {one.points} points{taken}"
            yield one.period.label, counted, one.source
