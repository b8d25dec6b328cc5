"""Contracts and their terms, and the reports due of them, written to the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from engine.api import contract_pb2 as wire
from engine.api import contract_service_pb2 as service
from engine.application.results import Due, Registered
from engine.service.translation.days import write_day, write_period
from engine.service.translation.figures import write_dated


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


def write_reports(add: Callable[[], service.DueReport], reports: Iterable[Due], by: date) -> None:
    """Write reports that have not come by the day *by* to what *add* adds."""
    for one in reports:
        to = add()
        to.contract, to.provider, to.rule_set = one.contract, one.provider, one.rule_set
        write_period(to.period, one.period)
        write_day(to.due_on, one.due)
        to.days_overdue = (by - one.due).days
