"""Dated values that begin too late: before their first year or date nothing would be in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.model.dated import Dated
from engine.model.dated_terms import moment_text


def check_starts(path: Path, value: object, in_force: date | None, findings: Findings) -> None:
    """Report every dated value in *value*, read from *path*, that says nothing of the first year or of *in_force*."""
    for at, dated in _dated(path, value):
        if _may_begin_later(at):
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


def _dated(path: Path, value: object) -> Iterator[tuple[Path, Dated[Any]]]:
    match value:
        case Dated(steps=(_, *_)):
            yield path, value
        case BaseModel():
            for name, field in type(value).model_fields.items():
                yield from _dated((*path, field.alias or name), getattr(value, name))
        case Mapping():
            for key, below in value.items():
                yield from _dated((*path, str(key)), below)
        case list():
            for position, below in enumerate(value):
                yield from _dated((*path, position), below)
