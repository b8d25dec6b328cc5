"""The canonical form of a rule set: what its digest covers, and what it can be compiled from again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import BaseModel

from engine.compiler.limits import limit, limit_text
from engine.compiler.shape.rule_set import RuleSetShape
from engine.model.dated_terms import dated_text
from engine.model.decimals import plain
from engine.model.figures import Value
from engine.model.kpi import Kpi, Lines, Ranges
from engine.model.measures import Measure, Parameter


class Meant(NamedTuple):
    """What was read of a file whose shape alone does not say what is a number."""

    payment: Sequence[BaseModel]
    escalation: Sequence[BaseModel]
    kpis: Mapping[str, Kpi]
    measures: Mapping[str, Measure]
    parameters: Mapping[str, Parameter]


def canonical(shape: RuleSetShape, meant: Meant) -> str:
    """Return *shape* as JSON, with what was *meant* where it was written in one of several ways.

    Comments, spacing, quoting and the way a number is written leave no trace; the order of the file stays, because
    bands, rungs, caps and payment entries mean something by it. What was left out stays left out, so that a later
    default cannot change the digest of an old file.
    """
    whole = shape.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for key, models in (("payment", meant.payment), ("escalation", meant.escalation)):
        for entry, model in zip(whole.get(key, []), models, strict=True):
            entry.update(model.model_dump(mode="json", by_alias=True, exclude_unset=True))
    for name, kpi in meant.kpis.items():
        if isinstance(kpi.bands, Lines | Ranges):
            whole["kpis"][name]["bands"] = _limits(whole["kpis"][name]["bands"], kpi)
    for key, figures in (("measures", meant.measures), ("parameters", meant.parameters)):
        for name, figure in figures.items():
            if figure.default is not None:
                whole[key][name]["default"] = dated_text(figure.default, _figure)
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _figure(value: Value) -> str:
    """Return *value* as a rule file writes it, however its author did."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value)


def _limits(bands: Any, kpi: Kpi) -> Any:  # noqa: ANN401  # as the shape wrote them
    if isinstance(bands, dict):
        return {key: _limits(below, kpi) for key, below in bands.items()}
    return limit_text(limit(bands), sided=isinstance(kpi.bands, Ranges))
