"""Benefits by contract and year as plain texts: numbers as they are sent, whoever worked them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.api.pricing_service_pb2 import GetBenefitsResponse
from engine.api.rule_set_pb2 import Better
from engine.cli.remote.reading import day
from engine.evaluation.benefits import Benefit, BenefitYear, sentence
from engine.model.contract import Contract
from engine.model.decimals import plain
from engine.model.document import Json


class BenefitRow(NamedTuple):
    """One contract year of one benefit; what is not known, or was not planned, is empty.

    *reached* is `yes` or `no`; *open* are the periods that are still to be decided, *unknown* those of which nobody can
    say what they brought, with the reasons.
    """

    contract: str
    provider: str
    benefit: str
    title: str
    clause: str
    unit: str
    better: str
    year: str
    first: str
    last: str
    planned: str
    actual: str
    so_far: str
    difference: str
    reached: str
    periods: str
    open: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]
    sentence: str

    @property
    def texts(self) -> dict[str, str]:
        """The row as cells of a sheet."""
        unknown = "; ".join(f"{period}: {why}" for period, why in self.unknown)
        return {**self._asdict(), "open": "; ".join(self.open), "unknown": unknown}

    @property
    def document(self) -> Json:
        """The row as JSON values."""
        unknown: list[Json] = [{"period": period, "why": why} for period, why in self.unknown]
        return {**self._asdict(), "open": list(self.open), "unknown": unknown}


def rows_of(contract: Contract, found: Iterable[Benefit]) -> Iterator[BenefitRow]:
    """Yield the years of each benefit of *contract*."""
    for benefit in found:
        for year in benefit.years:
            yield _row(contract, benefit, year)


def rows_from(answer: GetBenefitsResponse) -> Iterator[BenefitRow]:
    """Yield the years of each benefit that a server answered."""
    for one in answer.benefits:
        better = Better.Name(one.better).removeprefix("BETTER_").lower()
        named = (
            answer.contract,
            answer.provider,
            one.name,
            one.title,
            one.clause,
            one.currency_code or one.unit,
            better,
        )
        for year in one.years:
            yield BenefitRow(
                *named,
                str(year.year),
                str(day(year.first)),
                str(day(year.last)),
                *(year.planned, year.actual, year.so_far, year.difference),
                _yes_or_no(year.reached if year.HasField("reached") else None),
                str(year.periods),
                tuple(period.label for period in year.open),
                tuple((unknown.period.label, unknown.why) for unknown in year.unknown),
                year.sentence,
            )


def _row(contract: Contract, benefit: Benefit, year: BenefitYear) -> BenefitRow:
    terms = benefit.terms
    numbers = (_plain(year.planned), _plain(year.actual), _plain(year.so_far), _plain(year.difference))
    return BenefitRow(
        *(contract.id, contract.provider, terms.name, terms.title, terms.clause),
        benefit.currency or terms.unit,
        terms.better.value,
        str(year.year),
        str(year.span.start),
        str(year.span.last_day),
        *numbers,
        _yes_or_no(year.reached),
        str(year.periods),
        tuple(period.label for period in year.open),
        tuple((one.period.label, one.why) for one in year.unknown),
        sentence(benefit, year),
    )


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _yes_or_no(reached: bool | None) -> str:  # noqa: FBT001  # as it is sent
    return "" if reached is None else "yes" if reached else "no"
