"""A comparison of providers that a server made, as it is shown."""

from __future__ import annotations

from engine.api import comparison_pb2 as wire
from engine.cli.comparison_shown import Shown, ShownContract, ShownCriterion
from engine.cli.remote.reading import day

_BASIS = "SCORE_BASIS_"


def shown(message: wire.ProviderComparison) -> Shown:
    """Return *message* as it is shown."""
    return Shown(
        message.framework,
        str(day(message.in_force)),
        message.digest,
        message.period.label,
        message.title,
        message.clause,
        message.confidence,
        tuple(map(_contract, message.contracts)),
    )


def _contract(one: wire.RankedContract) -> ShownContract:
    return ShownContract(
        one.contract,
        one.provider,
        one.place,
        one.shared,
        one.score,
        one.low,
        one.high,
        one.offered,
        tuple(f"{each.ladder}: {each.rung}" for each in one.suspended_on),
        tuple(one.alike),
        tuple(one.not_ranked),
        tuple(map(_criterion, one.criteria)),
        tuple(one.reasons),
    )


def _criterion(one: wire.CriterionScore) -> ShownCriterion:
    basis = wire.ScoreBasis.Name(one.basis).removeprefix(_BASIS).lower().replace("_", " ")
    value = one.value.number or one.value.text or (str(one.value.flag).lower() if one.value.HasField("flag") else "")
    return ShownCriterion(
        one.criterion, one.title, one.weight, one.share, basis, one.score, one.low, one.high, value, one.cases
    )
