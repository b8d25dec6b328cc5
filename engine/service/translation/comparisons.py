"""Comparisons of providers: what is asked, read from the wire, and the answer, written to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.api import comparison_pb2 as wire
from engine.api import comparison_service_pb2 as service
from engine.application.comparisons import ComparisonQuery
from engine.evaluation.ranking import entry_reasons
from engine.model.comparison import Comparison, CriterionScore, Entry, PeriodFigure, Ranked
from engine.service.translation.days import write_day, write_period
from engine.service.translation.figures import number, write_figure
from engine.service.translation.periods import period
from engine.service.translation.reading import Reading
from engine.service.translation.words import SCORE_BASES

# Weights that are scaled to the whole may have no end of digits; as many travel as any figure has.
_PLACES = Decimal("1e-9")


def comparison_query(message: service.CompareProvidersRequest) -> ComparisonQuery:
    """Return what is asked; SubmissionError carries everything that does not fit."""
    reading = Reading()
    framework = reading.name("framework", message.framework)
    query = ComparisonQuery(framework, period(reading, message.period) if message.HasField("period") else None)
    reading.check()
    return query


def compared(comparison: Comparison) -> service.CompareProvidersResponse:
    """Return how contracts rank."""
    to = service.CompareProvidersResponse()
    _write_comparison(to.comparison, comparison)
    return to


def _write_comparison(to: wire.ProviderComparison, comparison: Comparison) -> None:
    ranking = comparison.ranking
    to.framework, to.digest = comparison.framework, comparison.digest
    to.title, to.clause, to.periods = ranking.title, ranking.clause, ranking.periods
    write_day(to.in_force, date.fromisoformat(comparison.in_force))
    write_period(to.period, comparison.period)
    if ranking.confidence is not None:
        to.confidence = number(ranking.confidence.level)
    entries: tuple[Entry, ...] = (*comparison.ranked, *comparison.unranked)
    for entry in entries:
        _write_entry(to.contracts.add(), entry, comparison)


def _write_entry(to: wire.RankedContract, entry: Entry, comparison: Comparison) -> None:
    to.contract, to.provider = entry.contract, entry.provider
    for ladder, rung in entry.suspended_on:
        to.suspended_on.add(ladder=ladder, rung=rung)
    if isinstance(entry, Ranked):
        to.place, to.shared, to.offered = entry.place, entry.shared, entry.offered or 0
        to.score, to.low, to.high = number(entry.score), number(entry.span.low), number(entry.span.high)
        to.settled_by = entry.settled_by
        to.alike.extend(entry.alike)
    else:
        to.not_ranked.extend(entry.why)
    for score in entry.scores:
        _write_score(to.criteria.add(), score)
    to.reasons.extend(entry_reasons(entry, comparison))


def _write_score(to: wire.CriterionScore, score: CriterionScore) -> None:
    criterion = score.criterion
    to.criterion, to.title, to.kpi = criterion.name, criterion.title, criterion.kpi
    to.weight, to.share = number(criterion.weight), number(score.share.quantize(_PLACES))
    to.basis = SCORE_BASES[score.basis.value]
    if score.score is not None and score.span is not None:
        to.score, to.low, to.high = number(score.score), number(score.span.low), number(score.span.high)
    if score.value is not None:
        write_figure(to.value, score.value)
    if score.cases is not None:
        to.cases = number(score.cases)
    for figure in score.figures:
        _write_period(to.periods.add(), figure)


def _write_period(to: wire.PeriodScore, figure: PeriodFigure) -> None:
    write_period(to.period, figure.period)
    to.basis, to.why = SCORE_BASES[figure.basis.value], figure.why
    if figure.value is not None:
        write_figure(to.value, figure.value)
    if figure.score is not None:
        to.score = number(figure.score)
