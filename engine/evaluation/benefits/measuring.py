"""What each benefit was planned to bring and has brought, year by year, from the decisions of one contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from engine.evaluation.benefits.figures import figures
from engine.evaluation.benefits.years import BenefitYear, Known, Year, benefit_year
from engine.model.benefits import BenefitTerms
from engine.model.contract import Contract
from engine.model.days import anniversary
from engine.model.decimals import exactly
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome
from engine.model.period import Period
from engine.model.rule_set import RuleSet

_UNDECIDED = "it is undecided, and waits for a person"
_NO_DECISION = "it was not decided here, and its figures are not known"


class Benefit(NamedTuple):
    """One benefit and what each contract year has brought; a saving is a sum of money in the *currency*."""

    terms: BenefitTerms
    currency: str
    years: tuple[BenefitYear, ...]


def benefits(rules: RuleSet, contract: Contract, decisions: Iterable[Decision]) -> tuple[Benefit, ...]:
    """Return what the benefits that *rules* name were to bring *contract*, and what its *decisions* say they brought.

    The decisions are those of one contract in the order in which they were recorded: one that supersedes another takes
    its place. Years are shown up to the last that something was planned for by number, or that was decided.
    """
    if not rules.benefits:
        return ()
    with exactly():
        years = tuple(_years(rules, contract, _latest_of_each(decisions)))
        return tuple(_benefit(rules, contract, terms, years) for terms in rules.benefits.values())


def _latest_of_each(decisions: Iterable[Decision]) -> dict[Period, Decision]:
    """Return by its period the decision that stands; one that is undecided takes no decided one's place."""
    found: dict[Period, Decision] = {}
    for decision in decisions:
        period = decision.period
        if period is None or (decision.outcome is DecisionOutcome.UNDECIDED and period in found):
            continue
        found[period] = decision
    return found


def _benefit(rules: RuleSet, contract: Contract, terms: BenefitTerms, years: tuple[Year, ...]) -> Benefit:
    measured = (benefit_year(terms, year, _planned(rules, contract, terms, year.span.last_day)) for year in years)
    return Benefit(terms, rules.currency if terms.money else "", tuple(measured))


def _planned(rules: RuleSet, contract: Contract, terms: BenefitTerms, day: date) -> Decimal | None:
    """Return what was planned for the year that ends with *day*; a parameter may say it."""
    quantity = terms.planned.at(contract.start, day)
    if quantity is None:
        return None
    name = quantity.figure
    if isinstance(name, Decimal):
        return name
    value = contract.parameter(name, day)
    stated = rules.parameters[name].stand_in(contract.start, day) if value is None else value
    return stated if isinstance(stated, Decimal) else None


def _years(rules: RuleSet, contract: Contract, decided: Mapping[Period, Decision]) -> Iterator[Year]:
    """Yield each contract year, with what is known of its periods."""
    last = max([1, *_planned_years(rules), *(contract.year_on(period.last_day) for period in decided)])
    within = takewhile(lambda period: contract.year_on(period.last_day) <= last, rules.reporting.periods(contract.span))
    # What was decided in an earlier rhythm of reports has no periods of the rhythm of now beside it.
    periods = {*decided, *(left for period in within for left in _undecided(period, decided))}
    latest = max(decided, default=None)
    for number in range(1, min(last, contract.year_on(contract.span.last_day)) + 1):
        own = sorted(period for period in periods if contract.year_on(period.last_day) == number)
        open_ = tuple(period for period in own if _is_open(period, latest, decided))
        known = {period: _known(rules, contract, decided.get(period)) for period in own if period not in open_}
        yield Year(number, _span(contract, number), known, open_)


def _undecided(period: Period, decided: Iterable[Period]) -> Iterator[Period]:
    """Yield what of *period* lies in none of the *decided* ones: all of it as a rule."""
    start = period.start
    for one in sorted(each for each in decided if each.clipped(period)):
        if start < one.start:
            yield Period(start, one.start)
        start = max(start, one.end)
    if start < period.end:
        yield Period(start, period.end)


def _span(contract: Contract, number: int) -> Period:
    whole = Period(anniversary(contract.start, number - 1), anniversary(contract.start, number))
    return whole.clipped(contract.span) or whole


def _planned_years(rules: RuleSet) -> Iterator[int]:
    for terms in rules.benefits.values():
        yield from (point for point in terms.planned.points() if isinstance(point, int))


def _is_open(period: Period, latest: Period | None, decided: Mapping[Period, Decision]) -> bool:
    return period not in decided and (latest is None or period.start >= latest.end)


def _known(rules: RuleSet, contract: Contract, decision: Decision | None) -> Known:
    if decision is None:
        return _NO_DECISION
    if decision.outcome is DecisionOutcome.UNDECIDED:
        return _UNDECIDED
    return figures(rules, contract, decision)
