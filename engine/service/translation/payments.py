"""Payment lines, caps and totals, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.api import payment_pb2 as wire
from engine.model.document import money
from engine.model.payment import CapUse, Line, Part, Payment
from engine.service.translation.days import write_period
from engine.service.translation.figures import number, write_money
from engine.service.translation.words import LINE_KINDS, LINE_STATES


def write_payment(to: wire.Payment, payment: Payment) -> None:
    """Write the lines and their totals."""
    currency = payment.currency
    to.currency = currency
    for line in payment.lines:
        _write_line(to.lines.add(), line, currency)
    for kind, due in payment.due.items():
        total = to.totals.add()
        total.kind = LINE_KINDS[kind._value_]
        write_money(total.due, due, currency)
        write_money(total.capped_off, payment.capped_off[kind], currency)
        write_money(total.applied, payment.applied[kind], currency)
    write_money(to.payable, payment.payable, currency)
    write_money(to.carried_forward, payment.carried_forward, currency)
    write_money(to.debt, payment.debt, currency)


def _write_line(to: wire.Line, line: Line, currency: str) -> None:
    to.entry, to.policy, to.clause = line.entry, line.policy, line.clause
    to.kind, to.state = LINE_KINDS[line.kind._value_], LINE_STATES[line.state._value_]
    write_money(to.due, line.due, currency)
    write_money(to.capped_off, line.capped_off, currency)
    write_money(to.applied, line.applied, currency)
    to.unrounded = number(line.unrounded)
    _write_parts(to.parts.add, line.parts)
    _write_caps(to.caps.add, line.caps)
    if line.adjusts is not None:
        write_period(to.adjusts, line.adjusts)


def _write_parts(add: Callable[[], wire.Part], parts: Iterable[Part]) -> None:
    for what, factors, amount in parts:
        to = add()
        to.what, to.amount = what, number(amount)
        add_factor = to.factors.add
        for value, called, of in factors:
            factor = add_factor()
            factor.value, factor.what = number(value), called
            if of is not None:
                factor.of = number(of)


def _write_caps(add: Callable[[], wire.CapUse], uses: Iterable[CapUse]) -> None:
    for use in uses:
        to = add()
        to.cap, to.clause, to.bound = use.cap, use.clause, use.bound
        to.limit, to.used_before, to.came, to.left = map(money, (use.limit, use.used_before, use.came, use.left))
