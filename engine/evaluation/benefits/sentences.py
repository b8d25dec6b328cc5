"""What a contract year has brought, in a plain sentence."""

from __future__ import annotations

from decimal import Decimal

from engine.evaluation.benefits.measuring import Benefit
from engine.evaluation.benefits.years import BenefitYear, UnknownPeriod
from engine.model.decimals import plain
from engine.model.kpi import Better

_MOST_NAMED = 3
_PERCENT = "percent"


def sentence(benefit: Benefit, year: BenefitYear) -> str:
    """Return what *year* has brought of *benefit*, beside what was planned, and what nobody knows."""
    return f"Year {year.year} ({year.span.start} to {year.span.last_day}): {_said(benefit, year)}."


def _said(benefit: Benefit, year: BenefitYear) -> str:
    if year.actual is not None:
        return f"{_amount(benefit, year.actual)}, {_beside(benefit, year)}"
    if year.unknown:
        return f"not known, since {_reasons(year.unknown)}; {_rest(benefit, year)}"
    if len(year.open) == year.periods:
        return f"nothing is decided yet; {_planned(benefit, year)}"
    return f"{_rest(benefit, year)}"


def _beside(benefit: Benefit, year: BenefitYear) -> str:
    if year.planned is None or year.difference is None:
        return "and nothing was planned"
    planned = _number(benefit, year.planned)
    if not year.difference:
        return f"which is the {planned} planned"
    more = "more" if year.difference > 0 else "less"
    reached = "and the plan is reached" if year.reached else "and the plan is missed"
    if benefit.terms.better is Better.LOWER:
        reached += ", as less is better"
    return f"{_gap(benefit, abs(year.difference))} {more} than the {planned} planned, {reached}"


def _rest(benefit: Benefit, year: BenefitYear) -> str:
    known = year.periods - len(year.open) - len(year.unknown)
    periods = f"{known} of {year.periods} periods"
    so_far = "come to nothing that is measured" if year.so_far is None else f"come to {_amount(benefit, year.so_far)}"
    return f"{periods} {so_far}; {_planned(benefit, year)}"


def _planned(benefit: Benefit, year: BenefitYear) -> str:
    return "nothing was planned" if year.planned is None else f"{_amount(benefit, year.planned)} are planned"


def _reasons(unknown: tuple[UnknownPeriod, ...]) -> str:
    named = "; ".join(f"in {one.period.label} {one.why}" for one in unknown[:_MOST_NAMED])
    more = len(unknown) - _MOST_NAMED
    return f"{named}; and in {more} more periods" if more > 0 else named


def _gap(benefit: Benefit, difference: Decimal) -> str:
    """Return *difference*, that of percentages in points, which are no percentage of anything."""
    if benefit.terms.unit == _PERCENT:
        return f"{plain(difference)} percentage point{'' if difference == 1 else 's'}"
    return _number(benefit, difference)


def _amount(benefit: Benefit, value: Decimal) -> str:
    """Return *value* with its currency or unit."""
    unit = "" if benefit.terms.unit == _PERCENT else benefit.currency or benefit.terms.unit
    return f"{_number(benefit, value)} {unit}".rstrip()


def _number(benefit: Benefit, value: Decimal) -> str:
    """Return *value* as it is written, a sum of money with its pence."""
    terms = benefit.terms
    if terms.money:
        return f"{value:,.{terms.precision.places if terms.precision else 2}f}"
    return f"{plain(value)}%" if terms.unit == _PERCENT else plain(value)
