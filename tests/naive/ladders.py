"""One move a period on each ladder, what must then be done by when, and rights to exit (SEMANTICS 2, 21 to 23)."""

from __future__ import annotations

from typing import Any

from tests.naive.case import Case
from tests.naive.expressions import holds
from tests.naive.figures import due_day
from tests.naive.history import ladder_name, rung_held
from tests.naive.outcomes import Words

GRAVITY = ("no_action", "remediation", "escalation", "exit_trigger")


class _LadderWords(Words):
    """The words of one ladder's conditions: `on_rung()` is about its own rung."""

    def __init__(self, case: Case, ladder: str) -> None:
        super().__init__(case)
        self.ladder = ladder

    def answer(self, function: str, asked: list[str], window: Any) -> Any:
        return super().answer(function, [self.ladder] if function == "on_rung" and not asked else asked, window)


def climb(case: Case) -> list[dict[str, Any]]:
    return [_move(case, entry) for entry in case.file.get("escalation", [])]


def _move(case: Case, entry: dict[str, Any]) -> dict[str, Any]:
    ladder, rungs = ladder_name(entry), entry["rungs"]
    names = [rung["rung"] for rung in rungs]
    held = names.index(rung_held(case, ladder))
    words = _LadderWords(case, ladder)
    above = range(held + 1, len(rungs) if entry["climb"] == "jump" else min(held + 2, len(rungs)))
    enter = {place: holds(rungs[place]["enter"], words) for place in above}
    after = max((place for place, condition in enter.items() if condition is True), default=held)
    # Every condition is looked at, needed or not: an error in any is for a person.
    own = holds(rungs[held]["enter"], words) if held else False
    leave = holds(rungs[held]["leave"], words) if "leave" in rungs[held] else False
    if after == held and leave is True:
        after = names.index(rungs[held].get("leave_to", names[held - 1]))
    kind = "entered" if after > held else "left" if after < held else "held" if held else "none"
    again = after > held or (after == held and own is True)
    return {
        "ladder": ladder,
        "before": names[held],
        "after": names[after],
        "kind": kind,
        "decision": rungs[after].get("decision", "no_action"),
        "actions": _actions(case, rungs[after]) if kind == "entered" else [],
        "again": again,
    }


def _actions(case: Case, rung: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [(one["do"], one["by"], due_day(one["within"], case.evidence.decided_on)) for one in rung.get("actions", [])]


def rights(case: Case, moves: list[dict[str, Any]]) -> dict[str, Any]:
    """SEMANTICS 23: a standing right to exit stays one right, gathering evidence."""
    standing = dict(case.past[-1].rights) if case.past else {}
    for move in moves:
        if move["decision"] != "exit_trigger":
            continue
        right = standing.get(move["ladder"])
        if right is None:
            standing[move["ladder"]] = (move["after"], case.day, [case.day])
        elif move["again"]:
            standing[move["ladder"]] = (right[0], right[1], [*right[2], case.day])
    return standing
