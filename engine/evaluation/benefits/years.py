"""One contract year of one benefit: what was planned, what came of it, and what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from engine.expression import NoHistory, Undecidable
from engine.expression.failure import NoActivity
from engine.model.benefits import BenefitTerms, OverYear
from engine.model.figures import Absence, Figure
from engine.model.kpi import Better
from engine.model.period import Period

_NOTHING_TO_MEASURE = (Absence.NOT_APPLICABLE, Absence.NO_ACTIVITY)
_NOTHING_MEASURED = "there was nothing to measure in the whole year"
_ZERO = Decimal(0)

# The figures of a period, or in a word why there are none.
Known: TypeAlias = Mapping[str, Figure] | str


class UnknownPeriod(NamedTuple):
    """A period of which nobody can say what it brought, and why."""

    period: Period
    why: str


class BenefitYear(NamedTuple):
    """What was planned for contract year *year*, and what came of it.

    *actual* is None until every period of the year is decided and known; *so_far* is what the known ones come to.
    *periods* is how many the year has, *open* those that are still to be decided. *difference* is the actual figure
    less the planned one, *reached* whether the plan was.
    """

    year: int
    span: Period
    planned: Decimal | None
    actual: Decimal | None
    so_far: Decimal | None
    difference: Decimal | None
    reached: bool | None
    periods: int
    open: tuple[Period, ...]
    unknown: tuple[UnknownPeriod, ...]


class Year(NamedTuple):
    """A contract year: its days, its periods in order with what is known of each, and those still to be decided."""

    number: int
    span: Period
    known: Mapping[Period, Known]
    open: tuple[Period, ...]


def benefit_year(terms: BenefitTerms, year: Year, planned: Decimal | None) -> BenefitYear:
    """Return what *terms* say of *year*, for which so much was *planned*."""
    so_far, unknown = _came(terms, year)
    actual = None if year.open or unknown else so_far
    difference = None if actual is None or planned is None else actual - planned
    return BenefitYear(
        year.number,
        year.span,
        planned,
        actual,
        so_far,
        difference,
        None if difference is None else _is_reached(terms.better, difference),
        len(year.known) + len(year.open),
        year.open,
        unknown,
    )


def _came(terms: BenefitTerms, year: Year) -> tuple[Decimal | None, tuple[UnknownPeriod, ...]]:
    """Return what the periods of *year* that are known come to, and those of which nobody can say."""
    values, unknown = _values(terms, year.known)
    unknown = _that_matter(terms, values, unknown)
    came = _OF_YEAR[terms.over_year](terms, values) if values else None
    if isinstance(came, str):
        return None, (*unknown, UnknownPeriod(values[-1].period, came))
    if came is None and not unknown and year.known and not year.open:
        return None, (UnknownPeriod(max(year.known), _NOTHING_MEASURED),)
    return _rounded(terms, came), unknown


def _is_reached(better: Better, difference: Decimal) -> bool:
    return difference >= 0 if better is Better.HIGHER else difference <= 0


def _rounded(terms: BenefitTerms, value: Decimal | None) -> Decimal | None:
    return value if value is None or terms.precision is None else terms.precision.rounded(value)


class _Value(NamedTuple):
    """What a period comes to; of totals, the figures that they are made of."""

    period: Period
    value: Decimal
    figures: Mapping[str, Figure]


def _values(terms: BenefitTerms, known: Mapping[Period, Known]) -> tuple[list[_Value], tuple[UnknownPeriod, ...]]:
    """Return what each period comes to, in order, and those of which nobody can say; where nothing was, neither."""
    values, unknown = [], []
    for period, figures in sorted(known.items(), key=lambda one: one[0]):
        found = figures if isinstance(figures, str) else _value(terms, figures)
        if isinstance(found, str):
            unknown.append(UnknownPeriod(period, found))
        elif found is not None and not isinstance(figures, str):
            values.append(_Value(period, found, figures))
    return values, tuple(unknown)


def _value(terms: BenefitTerms, figures: Mapping[str, Figure]) -> Decimal | str | None:
    """Return what a period comes to, why nobody can say, or None where there was nothing to measure."""
    absent = [(name, one) for name in terms.value.reads if isinstance(one := figures[name], Absence)]
    if absent:
        name, why = min(absent, key=lambda one: one[1].order)
        return None if why in _NOTHING_TO_MEASURE else f"`{name}` is {why.value}"
    if terms.over_year is OverYear.FROM_TOTALS:
        return _ZERO
    return _run(terms, figures)


def _run(terms: BenefitTerms, figures: Mapping[str, Figure]) -> Decimal | str | None:
    try:
        value = terms.value.value(figures, NoHistory())
    except NoActivity:
        return None
    except Undecidable as error:
        return str(error)
    return value if isinstance(value, Decimal) else "it cannot be worked out"


def _that_matter(
    terms: BenefitTerms, values: Sequence[_Value], unknown: Iterable[UnknownPeriod]
) -> tuple[UnknownPeriod, ...]:
    """Return those of *unknown* that the year hangs on: of its latest figure, those after it only."""
    if terms.over_year is not OverYear.LATEST or not values:
        return tuple(unknown)
    return tuple(one for one in unknown if one.period > values[-1].period)


def _added_up(_: BenefitTerms, values: Sequence[_Value]) -> Decimal:
    return sum((one.value for one in values), _ZERO)


def _average(terms: BenefitTerms, values: Sequence[_Value]) -> Decimal:
    return _added_up(terms, values) / len(values)


def _latest(_: BenefitTerms, values: Sequence[_Value]) -> Decimal:
    return values[-1].value


def _from_totals(terms: BenefitTerms, values: Sequence[_Value]) -> Decimal | str | None:
    totals: dict[str, Figure] = {name: _total(name, values) for name in terms.amounts}
    return _run(terms, {**values[-1].figures, **totals})


def _total(name: str, values: Sequence[_Value]) -> Decimal:
    figures = (one.figures[name] for one in values)
    return sum((figure for figure in figures if isinstance(figure, Decimal)), _ZERO)


_OF_YEAR: Mapping[OverYear, Callable[[BenefitTerms, Sequence[_Value]], Decimal | str | None]] = {
    OverYear.ADDED_UP: _added_up,
    OverYear.AVERAGE: _average,
    OverYear.LATEST: _latest,
    OverYear.FROM_TOTALS: _from_totals,
}
