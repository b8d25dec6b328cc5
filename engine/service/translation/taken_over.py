"""What was stated of a contract when it was taken over, written to the wire with its sources."""

from __future__ import annotations

from engine.api import opening_pb2 as wire
from engine.model.opening import Opening
from engine.service.translation.days import write_day
from engine.service.translation.figures import number


def write_opening(to: wire.Opening, opening: Opening) -> None:
    """Write who stated what, when and why; the periods are written with the others of the standing."""
    write_day(to.on, opening.on)
    to.by, to.why = opening.by, opening.why
    _write_ladders(to, opening)
    if opening.carried:
        to.carried_forward, to.carried_forward_source = number(opening.carried), opening.source_of("carried_forward")
    for entry, memory in opening.memory.items():
        sums = to.withheld[entry]
        sums.source = opening.source_of("withheld", entry)
        sums.sums.update({name: number(one) for name, one in memory.items()})


def _write_ladders(to: wire.Opening, opening: Opening) -> None:
    held = opening.held
    for ladder, state in opening.ladders.items():
        rung = to.ladders[ladder]
        rung.rung, rung.held, rung.source = state.rung, held[ladder], opening.source_of("ladders", ladder)
    for ladder, arisen in opening.rights.items():
        right = to.rights[ladder]
        write_day(right.arisen, arisen.arisen)
        right.source = opening.source_of("rights", ladder)
