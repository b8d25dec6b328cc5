"""A quality premium: packages at the prices that the provider set, and a fee element for quality on top of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated import Dated
from engine.model.dated_terms import DatedAmount, DatedShare
from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.outcome import Basis, Measured, NotRated, Outcome, Rated, Undecided
from engine.model.payment import Draft, Factor, Line, LineKind, MemoryChange, Part
from engine.model.policy import AbsentFigureError, Parameters, View, mistake
from engine.model.products import product
from engine.model.terms import Condition, Formula, KpiName, Name, Number, RatingName
from engine.plugins.hookspecs import hookimpl

_NOTHING = Decimal(0)
_EARNED = "premium earned last"


class PackageParameters(Parameters):
    """One kind of package of care, at the provider's own price."""

    number: Formula = Field(description="how many packages, hours or visits of this kind the period had")
    price: DatedAmount = Field(description="of one; a parameter where each provider sets its own")
    at_most: DatedAmount | None = Field(None, description="the most that the council pays for one, whatever the price")


class ScoreParameters(Parameters):
    """A line that the score reaches, and the premium from there on."""

    at_least: Number
    share: DatedShare


class QualityPremiumParameters(Parameters):
    """What the premium is a share of, and which quality earns which share."""

    packages: dict[Name, PackageParameters] | None = Field(
        None, min_length=1, description="what is paid for packages of each kind; the premium is a share of it"
    )
    of: DatedAmount | None = Field(None, description="what the premium is a share of, where something else pays it")
    quality: KpiName = Field(description="the KPI, or the composite, that says how good the provider is")
    by_rating: dict[RatingName, DatedShare] | None = Field(
        None, min_length=1, description="the premium for each rating; others earn none"
    )
    by_score: list[ScoreParameters] | None = Field(
        None, min_length=1, description="the premium from each score up, lowest first; below the first none"
    )
    suspended: Condition | None = Field(None, description="while it holds there is no premium, whatever the quality")
    not_rated: Literal["no_premium", "as_before", "wait"] = Field(
        description="what no rating means: no premium, the last one that was earned, or wait for a person"
    )

    @model_validator(mode="after")
    def _one_of_each(self) -> QualityPremiumParameters:
        for one, other in (("packages", "of"), ("by_rating", "by_score")):
            if (getattr(self, one) is None) is (getattr(self, other) is None):
                raise mistake(f"expected one of `{one}` and `{other}`")
        return self

    @model_validator(mode="after")
    def _rising(self) -> QualityPremiumParameters:
        for place, (lower, higher) in enumerate(pairwise(self.by_score or ())):
            if higher.at_least <= lower.at_least:
                message = f"expected scores that rise: more than {plain(lower.at_least)}, not {plain(higher.at_least)}"
                raise mistake(message, "by_score", place + 1, "at_least")
        return self


class QualityPremium:
    """A fee for packages, where they are priced here, and an incentive for quality."""

    name = "quality_premium"
    version = "1"
    parameters = QualityPremiumParameters

    def drafts(self, parameters: QualityPremiumParameters, view: View) -> tuple[Draft, ...]:
        """Return the fee for packages and the premium on it."""
        fee = tuple(_packages(parameters, view))
        premium = _premium(parameters, view)
        paid = (Draft(LineKind.FEE, fee),) if fee else ()
        if not premium:
            return paid
        of = (product("premium", *view.money(parameters.of).factors),) if parameters.of else fee
        share = Factor(premium, "share")
        parts = [product("premium" if parameters.of else f"premium, {one.what}", *one.factors, share) for one in of]
        return (*paid, Draft(LineKind.INCENTIVE, tuple(parts)))

    def remembers(self, parameters: QualityPremiumParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:  # noqa: ARG002  # what was earned, whatever was paid
        """Return the premium that was earned last, where it goes on until the next rating."""
        moves = parameters.not_rated == "as_before" and not _moves_no_money(view.outcomes[parameters.quality.name])
        earned = _earned(parameters, view) if moves else None
        return {} if earned is None else {_EARNED: earned}

    def may_be_stated(self, parameters: QualityPremiumParameters) -> tuple[str, ...]:
        """Return the name of the premium that goes on until the next rating, where one does."""
        return (_EARNED,) if parameters.not_rated == "as_before" else ()


def _packages(parameters: QualityPremiumParameters, view: View) -> Iterator[Part]:
    for name, package in (parameters.packages or {}).items():
        number, price = Factor(view.value(package.number), name), view.money(package.price)
        if package.at_most is not None:
            price = min(price, view.money(package.at_most), key=lambda priced: priced.amount)
        yield product(name, number, *price.factors)


def _premium(parameters: QualityPremiumParameters, view: View) -> Decimal:
    """Return the share that the quality earns; nothing where it is suspended."""
    earned = _earned(parameters, view)
    if earned is None and parameters.not_rated == "as_before":
        earned = view.memory.get(_EARNED)
    return earned if earned and not _is_suspended(parameters.suspended, view) else _NOTHING


def _earned(parameters: QualityPremiumParameters, view: View) -> Decimal | None:
    """Return the share that this period's quality earns; None where it is not rated."""
    outcome = view.outcomes[parameters.quality.name]
    if isinstance(outcome, Undecided):
        raise AbsentFigureError(outcome.kpi, Absence.UNKNOWN)
    if isinstance(outcome, NotRated) or (isinstance(outcome, Rated) and outcome.basis is Basis.CARRIED):
        if parameters.not_rated == "wait":
            absence = outcome.absence if isinstance(outcome, NotRated) else Absence.MISSING
            raise AbsentFigureError(outcome.kpi, absence)
        return None
    if _moves_no_money(outcome):
        return _NOTHING
    share = _by_rating(parameters, outcome) if parameters.by_rating else _by_score(parameters, outcome)
    return view.in_force(share) if share else _NOTHING


def _moves_no_money(outcome: Outcome) -> bool:
    """Return whether *outcome* is doubtful or in grace (SEMANTICS 16)."""
    return isinstance(outcome, Rated) and (outcome.doubtful or outcome.in_grace)


def _by_rating(parameters: QualityPremiumParameters, outcome: Rated | Measured) -> Dated[Decimal] | None:
    if isinstance(outcome, Measured):
        raise ValueError(f"expected a KPI with ratings for `by_rating`, and `{outcome.kpi}` has no bands")
    return (parameters.by_rating or {}).get(RatingName(outcome.rating.name))


def _by_score(parameters: QualityPremiumParameters, outcome: Rated | Measured) -> Dated[Decimal] | None:
    score = outcome.value
    if score is None:  # a deemed failure
        return None
    if not isinstance(score, Decimal):
        raise ValueError(f"expected a number for `by_score`, and `{outcome.kpi}` is `{score}`")
    reached = [step.share for step in parameters.by_score or () if score >= step.at_least]
    return reached[-1] if reached else None


def _is_suspended(suspended: Condition | None, view: View) -> bool:
    if suspended is None:
        return False
    holds = view.verdict(suspended).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(suspended.text, holds)
    return holds


@hookimpl
def plimsoll_payment_policies() -> list[QualityPremium]:
    """Return the quality premium."""
    return [QualityPremium()]
