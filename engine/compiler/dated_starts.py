"""Dated values that begin too late: before their first year or date nothing would be in force."""

from __future__ import annotations

from datetime import date

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.walking import walked
from engine.model.dated import Dated
from engine.model.dated_terms import moment_text


def check_starts(path: Path, value: object, in_force: date | None, findings: Findings) -> None:
    """Report every dated value in *value*, read from *path*, that says nothing of the first year or of *in_force*."""
    for at, dated in walked(path, value):
        if not isinstance(dated, Dated) or dated.is_constant or _may_begin_later(at):
            continue
        first = dated.steps[0].point
        key = (*at, moment_text(first))
        if isinstance(first, int) and first > 1:
            message = f"expected a value from `year 1` on, not only from `{moment_text(first)}`"
            findings.key_error(key, "dated-start", message)
        elif isinstance(first, date) and in_force and first > in_force:
            message = f"no value is in force from {in_force}, when these rules begin, until {first}"
            findings.warning(key, "dated-start", message)


def _may_begin_later(at: Path) -> bool:
    """Return whether *at* leads to a default: before its first step there is none, which is a meaning of its own."""
    return len(at) == 3 and at[0] in {"measures", "parameters"} and at[2] == "default"
