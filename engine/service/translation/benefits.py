"""Benefits against the business case: asked on the wire, and answered there."""

from __future__ import annotations

from decimal import Decimal

from engine.api import benefit_pb2 as wire
from engine.api import pricing_service_pb2 as service
from engine.application.results import MeasuredBenefits
from engine.evaluation.benefits import Benefit, BenefitYear, sentence
from engine.service.translation.days import write_day, write_period
from engine.service.translation.figures import number
from engine.service.translation.reading import Reading
from engine.service.translation.words import BETTER


def contract_of(message: service.GetBenefitsRequest) -> str:
    """Return the id of the contract that is asked about."""
    reading = Reading()
    name = reading.contract("contract", message.contract)
    reading.check()
    return name


def benefits_found(found: MeasuredBenefits) -> service.GetBenefitsResponse:
    """Return the benefits of a contract."""
    to = service.GetBenefitsResponse(contract=found.contract.id, provider=found.contract.provider)
    for one in found.benefits:
        _write_benefit(to.benefits.add(), one)
    return to


def _write_benefit(to: wire.Benefit, benefit: Benefit) -> None:
    terms = benefit.terms
    to.name, to.title, to.clause, to.unit = terms.name, terms.title, terms.clause, terms.unit
    to.currency_code, to.better = benefit.currency, BETTER[terms.better.value]
    for year in benefit.years:
        _write_year(to.years.add(), year)
        to.years[-1].sentence = sentence(benefit, year)


def _write_year(to: wire.BenefitYear, year: BenefitYear) -> None:
    to.year, to.periods = year.year, year.periods
    write_day(to.first, year.span.start)
    write_day(to.last, year.span.last_day)
    to.planned, to.actual = _plain(year.planned), _plain(year.actual)
    to.so_far, to.difference = _plain(year.so_far), _plain(year.difference)
    if year.reached is not None:
        to.reached = year.reached
    for period in year.open:
        write_period(to.open.add(), period)
    for one in year.unknown:
        unknown = to.unknown.add(why=one.why)
        write_period(unknown.period, one.period)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else number(value)
