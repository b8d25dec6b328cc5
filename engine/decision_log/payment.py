"""Payment, as a line of the log says it: totals by kind, and lines; how they were worked out stays in the ledger."""

from __future__ import annotations

from decimal import Decimal

from engine.decision_log.fields import Line
from engine.decision_log.recorded import each, label
from engine.model.document import Json

_TOTALS = ("due", "capped_off", "applied")
_LINE = ("entry", "policy", "kind", "state", *_TOTALS)


def payment_fields(body: Line) -> Line:
    """Return what a line says about payment, which *body* records."""
    return {
        "currency": body["currency"],
        "payable": body["payable"],
        "carried_forward": body["carried_forward"],
        "debt": body.get("debt", "0"),
        "totals": {str(total["kind"]): {name: total[name] for name in _TOTALS} for total in each(body["totals"])},
        "lines": [_line(line) for line in each(body["lines"])],
    }


def _line(body: Line) -> Line:
    said = {name: body[name] for name in _LINE}
    caps: list[Json] = [use["cap"] for use in each(body["caps"]) if _is_bound(use)]
    return said | {"caps": caps, "clause": body["clause"], "adjusts": _label(body)}


def _label(body: Line) -> str | None:
    """Return the label of the period that a line adjusts."""
    if "adjusts" not in body:
        return None
    return label(body["adjusts"])


def _is_bound(use: Line) -> bool:
    return Decimal(str(use["left"])) < Decimal(str(use["came"]))
