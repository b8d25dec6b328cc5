"""Puts a rule set together from its parts, once nothing is wrong with any of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.compiler.canonical import Meant, canonical, digest
from engine.compiler.payments import charges
from engine.compiler.reading import Reading
from engine.compiler.shape.rule_set import RuleSetShape
from engine.model.benefits import BenefitTerms
from engine.model.changes import ChangeRules
from engine.model.decimals import Precision
from engine.model.exits import ExitRules
from engine.model.kpi import Kpi, OverNotRated
from engine.model.ranking import Ranking
from engine.model.renames import Renames
from engine.model.rule_set import EventKind, Ladder, PaymentEntry, RuleSet


class Parts(NamedTuple):
    """What the sections of a rule file say."""

    kpis: Mapping[str, Kpi]
    payments: tuple[PaymentEntry, ...]
    ladders: tuple[Ladder, ...]
    money: Precision | None
    renames: Renames | None
    events: Mapping[str, EventKind]
    changes: ChangeRules | None
    exit: ExitRules | None
    benefits: Mapping[str, BenefitTerms]
    ranking: Ranking | None = None


def assembled(shape: RuleSetShape, reading: Reading, parts: Parts) -> RuleSet:
    """Return the rule set of *shape*, whose *parts* have no mistakes."""
    text = _canonical(shape, reading, parts)
    return RuleSet(
        name=shape.rule_set,
        title=shape.title or shape.rule_set,
        in_force=shape.in_force,
        until=shape.until,
        term=shape.term,
        review=shape.review,
        reporting=reading.reporting,
        calendar=reading.calendar,
        currency=shape.currency or "",
        money=parts.money,
        scale=reading.scale,
        failure=reading.failure,
        over_not_rated=OverNotRated(shape.over_not_rated),
        grace=shape.grace,
        parameters=reading.parameters,
        measures=reading.measures,
        kpis=parts.kpis,
        ladders=parts.ladders,
        payments=parts.payments,
        charges=charges(reading, parts.payments),
        renames=((shape.in_force, parts.renames),) if parts.renames else (),
        canonical=text,
        digest=digest(text),
        records=reading.records,
        events=parts.events,
        changes=parts.changes,
        exit=parts.exit,
        benefits=parts.benefits,
        ranking=parts.ranking,
        sources=reading.sources,
    )


def _canonical(shape: RuleSetShape, reading: Reading, parts: Parts) -> str:
    meant = Meant(
        payment=[entry.parameters for entry in parts.payments],
        escalation=[ladder.parameters for ladder in parts.ladders],
        kpis=parts.kpis,
        measures=reading.measures,
        parameters=reading.parameters,
    )
    return canonical(shape, meant)
