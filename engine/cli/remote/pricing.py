"""What a server makes of its evidence for a contract: by other rules, and against the business case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from google.protobuf.message import Message
from google.type.money_pb2 import Money

from engine.api import pricing_pb2 as wire
from engine.api.pricing_service_pb2 import AlternativeRules, PriceContractRequest, PriceContractResponse
from engine.api.rule_set_service_pb2 import RuleFile
from engine.authoring.contracts import ContractShape
from engine.cli.remote.reading import amount, period
from engine.cli.remote.writing import dated_message
from engine.evaluation.pricing import Comparison, Cost, CostTotal, Row, Sums, Total
from engine.model.rule_book import RuleBook


def pricing_request(
    contract: str, rules: Mapping[str, RuleBook], terms: Mapping[str, ContractShape | None]
) -> PriceContractRequest:
    """Return the message that asks what *contract* comes to by *rules*, with the *terms* that each leaves to it."""
    alternatives = (_alternative(name, book, terms.get(name)) for name, book in rules.items())
    return PriceContractRequest(contract=contract, alternatives=alternatives)


def comparison(answer: PriceContractResponse) -> Comparison:
    """Return what the server compared."""
    rows = tuple(
        Row(answer.contract, answer.provider, period(one.period), tuple(map(_cost, one.costs)))
        for one in answer.periods
    )
    total = Total(answer.provider, len(rows), tuple(map(_total, answer.totals)))
    return Comparison(rows, (total,) if rows else ())


def _alternative(name: str, book: RuleBook, terms: ContractShape | None) -> AlternativeRules:
    declared = {parameter for version in book.versions for parameter in version.parameters}
    given = terms.parameters.items() if terms else ()
    return AlternativeRules(
        name=name,
        files=_files(book),
        parameters={parameter: dated_message(dated) for parameter, dated in given if parameter in declared},
    )


def _files(book: RuleBook) -> Iterator[RuleFile]:
    # The canonical form holds what a file extends, which the server need not have.
    for version in book.versions:
        yield RuleFile(name=f"{version.name}@{version.in_force}", content=version.canonical.encode())


def _cost(message: wire.PeriodCost) -> Cost:
    return Cost(message.rules, _sums(message), _money(message, "difference"), tuple(message.why))


def _total(message: wire.TotalCost) -> CostTotal:
    return CostTotal(message.rules, message.priced, _sums(message), message.compared, _money(message, "difference"))


def _sums(message: wire.PeriodCost | wire.TotalCost) -> Sums | None:
    if not message.HasField("sums"):
        return None
    return Sums(*(amount(getattr(message.sums, name)) for name in Sums._fields))


def _money(message: Message, field: str) -> Decimal | None:
    money: Money = getattr(message, field)
    return amount(money) if message.HasField(field) else None
