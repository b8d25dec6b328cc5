"""What evidence comes to under several rule sets: asked on the wire, and answered there."""

from __future__ import annotations

from decimal import Decimal

from google.type.money_pb2 import Money

from engine.api import pricing_pb2 as wire
from engine.api import pricing_service_pb2 as service
from engine.application.requests import AlternativeRules, PricingRequest
from engine.application.results import PricedBeside
from engine.evaluation.pricing import Cost, CostTotal, Row, Sums
from engine.service.translation.days import write_period
from engine.service.translation.figures import write_money
from engine.service.translation.reading import Reading
from engine.service.translation.rule_set_requests import rule_files
from engine.service.translation.terms import terms

_MOST_ALTERNATIVES = 10


def pricing(message: service.PriceContractRequest) -> PricingRequest:
    """Return what *message* asks to be priced, and by which rules."""
    reading = Reading()
    count = len(message.alternatives)
    if not 1 <= count <= _MOST_ALTERNATIVES:
        reading.note("alternatives", f"expected 1 to {_MOST_ALTERNATIVES} alternatives, not {count:,}")
    given = message.alternatives[:_MOST_ALTERNATIVES]
    asked = PricingRequest(
        reading.contract("contract", message.contract),
        tuple(_alternative(reading, f"alternatives[{place}]", one) for place, one in enumerate(given)),
        reading.day_in(message, "since"),
        reading.day_in(message, "until"),
    )
    reading.check()
    return asked


def contract_priced(contract: str, priced: PricedBeside) -> service.PriceContractResponse:
    """Return what the evidence for *contract* comes to."""
    comparison, currency = priced
    to = service.PriceContractResponse(contract=contract, currency_code=currency)
    for row in comparison.rows:
        to.provider = row.provider
        _write_row(to.periods.add(), row, currency)
    # One contract has one provider.
    for total in comparison.totals[:1]:
        for cost in total.costs:
            _write_total(to.totals.add(), cost, currency)
    return to


def _alternative(reading: Reading, path: str, given: service.AlternativeRules) -> AlternativeRules:
    if bool(given.rule_set) is bool(given.files):
        reading.note(path, "expected either a rule set in use or files, not both or neither")
    files, frameworks = rule_files(reading, path, given.files, given.frameworks)
    return AlternativeRules(
        reading.name(f"{path}.name", given.name) if given.name else "",
        reading.name(f"{path}.rule_set", given.rule_set) if given.rule_set else "",
        files,
        frameworks,
        terms(reading, f"{path}.parameters", given.parameters),
    )


def _write_row(to: wire.PricedPeriod, row: Row, currency: str) -> None:
    write_period(to.period, row.period)
    for cost in row.costs:
        _write_cost(to.costs.add(), cost, currency)


def _write_cost(to: wire.PeriodCost, cost: Cost, currency: str) -> None:
    to.rules = cost.rules
    to.why.extend(cost.why)
    _write_figures(to, cost.sums, cost.difference, currency)


def _write_total(to: wire.TotalCost, cost: CostTotal, currency: str) -> None:
    to.rules, to.priced, to.compared = cost.rules, cost.priced, cost.compared
    _write_figures(to, cost.sums, cost.difference, currency)


def _write_figures(
    to: wire.PeriodCost | wire.TotalCost, sums: Sums | None, difference: Decimal | None, currency: str
) -> None:
    if sums is not None:
        for name, amount in sums._asdict().items():
            money: Money = getattr(to.sums, name)
            write_money(money, amount, currency)
    if difference is not None:
        write_money(to.difference, difference, currency)
