"""Contracts and their terms, and what is due of them, written to the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.api import contract_pb2 as wire
from engine.api import contract_service_pb2 as service
from engine.application.results import Due, Owed, Registered
from engine.service.translation.days import write_day, write_period
from engine.service.translation.figures import write_dated
from engine.service.translation.words import OBLIGATION_KINDS


def write_contract(to: wire.Contract, registered: Registered) -> None:
    """Write a contract with its terms, and the version that it is at."""
    contract = registered.contract
    to.id, to.provider, to.rule_set = contract.id, contract.provider, contract.rule_set
    to.time_zone, to.version = contract.time_zone, registered.version
    write_day(to.start, contract.start)
    if contract.end is not None:
        write_day(to.end, contract.end)
    for name, dated in contract.parameters.items():
        write_dated(to.parameters[name], dated)


def write_due(to: service.ListDueResponse, found: Iterable[Due | Owed], by: date) -> None:
    """Write what is due by the day *by*: reports that have not come, and what else is to be done."""
    for one in found:
        written = _report(to, one) if isinstance(one, Due) else _obligation(to, one)
        written.contract, written.provider, written.rule_set = one.contract, one.provider, one.rule_set
        write_day(written.due_on, one.due)
        written.days_overdue = (by - one.due).days


def _report(to: service.ListDueResponse, due: Due) -> service.DueReport:
    written = to.reports.add()
    write_period(written.period, due.period)
    return written


def _obligation(to: service.ListDueResponse, owed: Owed) -> service.DueObligation:
    _, kind, name, what, by, about, clause = owed.obligation
    return to.obligations.add(
        kind=OBLIGATION_KINDS[kind.value], name=name, what=what, owed_by=by, about=about, clause=clause
    )
