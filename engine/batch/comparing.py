"""Ranks the contracts of a file of figures, once they are decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.batch.results import Decided
from engine.errors import NotFoundError, Reason, SubmissionError, Violation
from engine.evaluation.ranking import Candidate, Ruled, check_period, check_ranks, compared, latest_period, windowed
from engine.model.comparison import Comparison
from engine.model.contract import Contract
from engine.model.escalation import DecisionOutcome
from engine.model.period import Period
from engine.model.rule_book import RuleBook


def compared_results(
    book: RuleBook, results: Iterable[Decided], known: Mapping[str, Contract], period: Period | None
) -> Comparison:
    """Return how the contracts of *results*, each in order of its periods, rank for *period*, the latest unless given.

    *known* are contracts that may have no row; one that does not run in the period is left out. SubmissionError where
    the rules of that period rank nobody, NotFoundError where there are none, or no period.
    """
    by_contract: dict[str, list[Decided]] = {name: [] for name in known}
    for result in results:
        by_contract.setdefault(result.decision.contract, []).append(result)
    periods = (each.decision.period for found in by_contract.values() for each in found)
    asked = period or latest_period(one for one in periods if one)
    if asked is None:
        message = "expected at least one period that is decided, and there is none"
        raise SubmissionError(Violation("period", message))
    rules = book.on(asked.last_day)
    if rules is None:
        message = f"no version of `{book.name}` is in force on {asked.last_day}"
        raise NotFoundError(message, Reason.RULE_SET_UNKNOWN)
    count = check_ranks(rules).periods
    running = {name: found for name, found in by_contract.items() if _runs(known.get(name), asked)}
    check_period(rules, asked, [known[name].span for name in running if name in known])
    candidates = [
        _candidate(name, _provider(found, known.get(name)), _until(found, asked), (asked, count))
        for name, found in running.items()
    ]
    return compared(rules, asked, candidates)


def _runs(contract: Contract | None, asked: Period) -> bool:
    """Return whether *contract* runs in the period *asked*; one that only its rows tell of has no end."""
    return contract is None or asked.clipped(contract.span) is not None


def _provider(found: list[Decided], contract: Contract | None) -> str:
    return contract.provider if contract else found[0].decision.provider


def _until(found: Iterable[Decided], asked: Period) -> list[Decided]:
    return [one for one in found if one.decision.period and one.decision.period.end <= asked.end]


def _candidate(name: str, provider: str, found: list[Decided], window: tuple[Period, int]) -> Candidate:
    asked, count = window
    settled = [one for one in found if one.decision.outcome is not DecisionOutcome.UNDECIDED]
    decided = windowed([Ruled(one.decision, one.rules) for one in settled], asked, count)
    rungs = {move.ladder: move.after for one in settled for move in one.decision.moves}
    why = "" if decided else _why(found, asked)
    return Candidate(name, provider, decided, rungs, why)


def _why(found: list[Decided], asked: Period) -> str:
    """Return why there is nothing to rank by for the period *asked*."""
    open_ones = [one.decision for one in found if one.decision.outcome is DecisionOutcome.UNDECIDED]
    latest = next((one for one in reversed(open_ones) if one.period and one.period.last_day >= asked.start), None)
    if latest is None:
        return f"nothing is decided for {asked.label}"
    return f"{asked.label} is undecided: {'; '.join(latest.undecided)}"
