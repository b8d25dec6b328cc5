"""Payment as it is recorded: money with its minor digits, what is not rounded yet as plain numbers."""

from __future__ import annotations

from decimal import Decimal

from engine.model.document import Json
from engine.model.payment import NOTHING_REMEMBERED, CapUse, Factor, Line, LineKind, MemoryChange, Part, Payment
from engine.model.recording.fields import fields, number, number_of, text, word
from engine.model.recording.nested import by_name, inside, several, stated
from engine.model.recording.values import money_json, number_json, period_json, period_of
from engine.model.recording.words import LINE_KIND, LINE_STATE


def payment_json(payment: Payment) -> Json:
    """Return the lines, and the totals by kind in the order in which the kinds came."""
    remembered: Json = {entry: _change_json(change) for entry, change in payment.remembered.items()}
    return {
        **({"remembered": remembered} if remembered else {}),
        **({"debt": money_json(payment.debt)} if payment.debt else {}),
        "currency": payment.currency,
        "lines": [_line_json(line) for line in payment.lines],
        "totals": [_total_json(payment, kind) for kind in payment.due],
        "payable": money_json(payment.payable),
        "carried_forward": money_json(payment.carried_forward),
    }


def payment_of(json: Json) -> Payment:
    """Return the payment that *json* writes."""
    body = fields(json)
    totals, carried = several(body, "totals", _total_of), number(body, "carried_forward")
    return Payment(
        currency=text(body, "currency"),
        lines=several(body, "lines", _line_of),
        due={kind: due for kind, due, _, _ in totals},
        capped_off={kind: capped_off for kind, _, capped_off, _ in totals},
        applied={kind: applied for kind, _, _, applied in totals},
        payable=number(body, "payable"),
        carried_forward=carried,
        remembered=by_name(body, "remembered", _change_of) if "remembered" in body else NOTHING_REMEMBERED,
        debt=number(body, "debt") if "debt" in body else Decimal(0).quantize(carried),
    )


def _change_json(change: MemoryChange) -> Json:
    return {name: None if number is None else number_json(number) for name, number in change.items()}


def _change_of(json: Json) -> MemoryChange:
    body = fields(json)
    return {name: stated(body, name, number_of) for name in body}


def _total_json(payment: Payment, kind: LineKind) -> Json:
    return {
        "kind": LINE_KIND.of[kind],
        "due": money_json(payment.due[kind]),
        "capped_off": money_json(payment.capped_off[kind]),
        "applied": money_json(payment.applied[kind]),
    }


def _total_of(json: Json) -> tuple[LineKind, Decimal, Decimal, Decimal]:
    body = fields(json)
    kind = word(body, "kind", LINE_KIND.means)
    return kind, number(body, "due"), number(body, "capped_off"), number(body, "applied")


def _line_json(line: Line) -> Json:
    return {
        "entry": line.entry,
        "policy": line.policy,
        "kind": LINE_KIND.of[line.kind],
        "state": LINE_STATE.of[line.state],
        "unrounded": number_json(line.unrounded),
        "due": money_json(line.due),
        "capped_off": money_json(line.capped_off),
        "applied": money_json(line.applied),
        "parts": [_part_json(part) for part in line.parts],
        "caps": [_cap_json(use) for use in line.caps],
        "clause": line.clause,
        **({"adjusts": period_json(line.adjusts)} if line.adjusts else {}),
    }


def _line_of(json: Json) -> Line:
    body = fields(json)
    return Line(
        entry=text(body, "entry"),
        policy=text(body, "policy"),
        kind=word(body, "kind", LINE_KIND.means),
        state=word(body, "state", LINE_STATE.means),
        unrounded=number(body, "unrounded"),
        due=number(body, "due"),
        capped_off=number(body, "capped_off"),
        applied=number(body, "applied"),
        parts=several(body, "parts", _part_of),
        caps=several(body, "caps", _cap_of),
        clause=text(body, "clause"),
        adjusts=inside(body, "adjusts", period_of) if "adjusts" in body else None,
    )


def _part_json(part: Part) -> Json:
    factors: list[Json] = [_factor_json(factor) for factor in part.factors]
    return {"what": part.what, "factors": factors, "amount": number_json(part.amount)}


def _part_of(json: Json) -> Part:
    body = fields(json)
    return Part(text(body, "what"), several(body, "factors", _factor_of), number(body, "amount"))


def _factor_json(factor: Factor) -> Json:
    value, what, of = factor
    if of is None:
        return {"value": number_json(value), "what": what}
    return {"value": number_json(value), "what": what, "of": number_json(of)}


def _factor_of(json: Json) -> Factor:
    body = fields(json)
    return Factor(number(body, "value"), text(body, "what"), number(body, "of") if "of" in body else None)


def _cap_json(use: CapUse) -> Json:
    return {
        "cap": use.cap,
        "limit": money_json(use.limit),
        "used_before": money_json(use.used_before),
        "came": money_json(use.came),
        "left": money_json(use.left),
        "clause": use.clause,
    }


def _cap_of(json: Json) -> CapUse:
    body = fields(json)
    return CapUse(
        cap=text(body, "cap"),
        limit=number(body, "limit"),
        used_before=number(body, "used_before"),
        came=number(body, "came"),
        left=number(body, "left"),
        clause=text(body, "clause"),
    )
