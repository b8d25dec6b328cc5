"""What the outcome of a KPI rests on, and what of that counts as missing where it came late."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.evaluation.computation import parts
from engine.model.kpi import Kpi, MissingKind
from engine.model.rule_set import RuleSet

_ASKED = re.compile(r"\brating\s*\(\s*(\w+)\s*\)")


def rests_on(kpi: Kpi) -> tuple[str, ...]:
    """Return the names of all that the outcome of *kpi* follows from: figures, and other KPIs of the same period.

    What its ratings and limiters read is among them; what another KPI was one measurement earlier is not.
    """
    return tuple(dict.fromkeys(name for name in _named(kpi) if name != kpi.name))


def _named(kpi: Kpi) -> Iterator[str]:
    yield from parts(kpi.computation)
    for program in kpi.programs:
        yield from program.reads
        yield from (name for name in _ASKED.findall(program.text) if name in program.kpis)


def lost_by_lateness(rules: RuleSet, kpi: Kpi) -> tuple[str, ...]:
    """Return what *kpi* reads that counts as missing where it came late: what the provider reports, and no other.

    What the council holds, and other KPIs, it knows as where nothing came; a KPI that does not say what missing means
    takes what came (SEMANTICS 5, 12).
    """
    if kpi.missing.kind is MissingKind.NOT_RATED:
        return ()
    held = {name for name, measure in rules.measures.items() if measure.council}
    return tuple(name for name in kpi.reads if name not in held | rules.kpis.keys() | rules.parameters.keys())
