"""Suspended credits: each waits for what its KPI comes to next, which avoids or upholds it (SEMANTICS 27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Literal, TypeGuard

from pydantic import Field

from engine.model.figures import Absence
from engine.model.kpi_memory import name_for, parted
from engine.model.outcome import Basis, Counts, NotRated, Outcome, Rated
from engine.model.payment import Draft, Factor, Line, LineKind, LineState, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Hinge, View
from engine.model.products import product
from engine.model.terms import Flag
from engine.plugins.service_credits.pricing import ServiceCreditParameters, priced_parts

_NOTHING = Decimal(0)
_SUSPENDED = "suspended"


class SuspendedCreditParameters(ServiceCreditParameters):
    """How credits are priced, and what becomes of one whose KPI is not rated when it was due."""

    not_rated: Literal["stays_suspended", "avoided", "upheld", "wait"] = Field(
        description="what becomes of a credit whose KPI was due and is not rated; `wait`: a person judges"
    )
    at_end: Literal["avoided", "upheld"] = Field(
        description="what becomes of a credit that is suspended when the contract ends: nothing follows that decides it"
    )
    fresh: Flag = Field(default=False, description="whether the failure that upholds a credit suspends another one")

    def hinges(self) -> Iterator[Hinge]:
        """Yield every KPI that is priced: only what fails suspends a credit."""
        yield from (one._replace(on="failure") for one in super().hinges())
        for way, terms in (
            ("percentage_gap", self.percentage_gap),
            ("per_excess", self.per_excess),
            ("per_step", self.per_step),
        ):
            if terms is not None:
                yield Hinge((way, "kpi"), terms.kpi, "failure")


class Fate(Enum):
    """What becomes of a suspended credit in a period."""

    STAYS = "stays suspended"
    AVOIDED = "avoided"
    UPHELD = "upheld"


class SuspendedCredits:
    """A suspended line for what fails, and a deduction line for what was suspended before and is decided now.

    It remembers each credit that is suspended by `suspended`, its period and its KPI, at that period's own price,
    unrounded.
    """

    name = "suspended_credits"
    version = "1"
    parameters = SuspendedCreditParameters

    def drafts(self, parameters: SuspendedCreditParameters, view: View) -> tuple[Draft, ...]:
        """Return what is upheld and avoided, and what is suspended."""
        settled = tuple(_settled(parameters, view))
        fresh = tuple(_fresh(parameters, view))
        if view.ends_contract:
            settled, fresh = (*settled, *(_at_end(parameters, part) for part in fresh)), ()
        deduction = (Draft(LineKind.DEDUCTION, settled),) if settled else ()
        return (*deduction, Draft(LineKind.DEDUCTION, fresh, LineState.SUSPENDED)) if fresh else deduction

    def remembers(self, parameters: SuspendedCreditParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what is suspended from now on, and forget what is decided."""
        fates = _fates(parameters, view)
        change: dict[str, Decimal | None] = {name: None for name, fate in fates.items() if fate is not Fate.STAYS}
        for part in (part for line in lines if line.state is LineState.SUSPENDED for part in line.parts):
            name = name_for(f"{_SUSPENDED} {view.period}", part.what)
            change[name] = (change.get(name) or _NOTHING) + part.amount
        return change

    def may_be_stated(self, parameters: SuspendedCreditParameters) -> tuple[str, ...]:  # noqa: ARG002  # whatever they say
        """Return the names of credits that are suspended."""
        return (name_for(f"{_SUSPENDED} {{period}}", "{kpi}"),)


def _settled(parameters: SuspendedCreditParameters, view: View) -> Iterator[Part]:
    for name, fate in _fates(parameters, view).items():
        period, kpi = _period_and_kpi(name)
        what, price = f"{kpi}, suspended in {period}", Factor(view.memory[name], "sum")
        if fate is Fate.UPHELD:
            yield product(what, price)
        elif fate is Fate.AVOIDED:
            yield product(what, price, Factor(_NOTHING, "share of it, as it is avoided"))


def _at_end(parameters: SuspendedCreditParameters, part: Part) -> Part:
    """Return what becomes of *part*, which would be suspended in the contract's last period."""
    what = f"{part.what}, in the contract's last period"
    if parameters.at_end == "upheld":
        return part._replace(what=what)
    return product(what, Factor(part.amount, "sum"), Factor(_NOTHING, "share of it, as it is avoided"))


def _fresh(parameters: SuspendedCreditParameters, view: View) -> Iterator[Part]:
    """Yield what fails now, but for what upholds an earlier credit, unless that is declared to suspend another."""
    upheld = {_period_and_kpi(name)[1] for name, fate in _fates(parameters, view).items() if fate is Fate.UPHELD}
    for part in priced_parts(parameters, view):
        outcome = view.outcomes[part.what]
        failed = isinstance(outcome, Rated) and outcome.counts is Counts.FAILURE
        if failed and (parameters.fresh or part.what not in upheld):
            yield part


def _fates(parameters: SuspendedCreditParameters, view: View) -> Mapping[str, Fate]:
    """Return by its name what becomes of each credit that is suspended."""
    fates = {name: _fate(parameters, view.outcomes.get(_period_and_kpi(name)[1])) for name in view.memory}
    if not view.ends_contract:
        return fates
    return {name: Fate(parameters.at_end) if fate is Fate.STAYS else fate for name, fate in fates.items()}


def _fate(parameters: SuspendedCreditParameters, outcome: Outcome | None) -> Fate:
    if isinstance(outcome, Rated) and outcome.counts is not Counts.NEITHER:
        return Fate.UPHELD if outcome.counts is Counts.FAILURE else Fate.AVOIDED
    if not _is_wanting(outcome):
        return Fate.STAYS
    match parameters.not_rated:
        case "stays_suspended":
            return Fate.STAYS
        case "avoided":
            return Fate.AVOIDED
        case "upheld":
            return Fate.UPHELD
    raise AbsentFigureError(outcome.kpi, outcome.absence if isinstance(outcome, NotRated) else Absence.MISSING)


def _is_wanting(outcome: Outcome | None) -> TypeGuard[Rated | NotRated]:
    """Return whether a rating was due and none came; what is doubtful, in grace or relieved waits for the next."""
    if isinstance(outcome, Rated):
        return outcome.basis is Basis.CARRIED
    return isinstance(outcome, NotRated) and outcome.due and outcome.absence is not Absence.RELIEVED


def _period_and_kpi(name: str) -> tuple[str, str]:
    suspended, kpi = parted(name)
    return suspended.removeprefix(f"{_SUSPENDED} "), kpi
