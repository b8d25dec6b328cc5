"""`decide`: pure, total and deterministic; everything else that Plimsoll does is a loop round it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from engine.errors import PluginError
from engine.evaluation.case import Case, TermMissingError
from engine.evaluation.excusing import by_kpi
from engine.evaluation.history import CaseHistory
from engine.evaluation.ladders import climb, rights
from engine.evaluation.opening import opened
from engine.evaluation.payment import pay
from engine.evaluation.plan import plan_of
from engine.evaluation.view import Seen
from engine.evaluation.waiving import is_waived, with_waived, without_waivers
from engine.evaluation.warned import flags
from engine.evaluation.words import Words, in_words
from engine.evaluation.working import Working
from engine.expression import Undecidable
from engine.model.contract import Contract
from engine.model.decimals import exactly
from engine.model.decision import Decision
from engine.model.escalation import DecisionOutcome, Move
from engine.model.events import ContractEvent, excuses
from engine.model.evidence import Event, Evidence, Submission
from engine.model.figures import Absence
from engine.model.outcome import Measured, NotRated, Outcome, Undecided
from engine.model.payment import Payment, came_to
from engine.model.period import Period
from engine.model.policy import AbsentFigureError
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_UNDECIDED = DecisionOutcome.UNDECIDED
_NO_ACTION = DecisionOutcome.NO_ACTION
_UNKNOWN = Absence.UNKNOWN
_ONE_DAY = timedelta(days=1)
T = TypeVar("T")


def decide(rule_set: RuleSet, contract: Contract, standing: Standing, evidence: Evidence) -> Decision:
    """Return what *rule_set* says should happen, given *evidence* and all that came before.

    An error inside a rule or a policy makes the decision undecided: no lines, no move, the standing untouched.
    """
    if standing.opened:
        # Policies see what was opened as events; what is owed besides is opened by the list of them, too.
        standing = replace(standing, events=standing.happened)
    words = in_words(rule_set, standing)
    with exactly():
        return _Deciding(_case(rule_set, contract, words.standing, evidence), words).decision()


def _case(rule_set: RuleSet, contract: Contract, standing: Standing, evidence: Evidence) -> Case:
    if isinstance(evidence, Event):
        return Case(rule_set, contract, standing, evidence, Period(evidence.on, evidence.on + _ONE_DAY), evidence.on)
    return Case(rule_set, contract, standing, evidence, evidence.period, evidence.period.last_day)


class _Deciding:
    """One decision in the making."""

    __slots__ = ("case", "excuses", "figures", "history", "plan", "undecided", "words")

    def __init__(self, case: Case, words: Words) -> None:
        self.case, self.words = case, words
        self.excuses = _excuses(case) if case.standing.events else ()
        self.history = CaseHistory(case)
        self.plan = plan_of(case.rules)
        self.figures = self.plan.figures(case)
        self.undecided: list[str] = []

    def decision(self) -> Decision:
        if isinstance(self.case.evidence, Event):
            return self._of_event()
        working = self._judged("reporting", lambda: Working(self.case, self.history, self.figures))
        if working is None:
            return self._made((), None, ())
        if self.excuses:
            self.plan.work_out(working, by_kpi(self.excuses))
        else:
            self.plan.work_out(working)
        found = tuple(working.found.values())
        if Undecided in map(type, found):
            self.undecided += [f"{one.kpi}: {one.why}" for one in found if isinstance(one, Undecided)]
            return self._made(found, None, ())
        self.history.close(found, self.excuses)
        seen = Seen(self.case, self.history, self.figures, MappingProxyType(_known(working)))
        payment = self._judged("payment", lambda: pay(seen))
        if payment and is_waived(self.excuses):
            payment = self._showing_waived(payment)
        moves = self._judged("escalation", lambda: climb(seen)) if payment else None
        if payment is None or moves is None:
            return self._made(found, None, ())
        return self._made(found, payment, moves)

    def _showing_waived(self, payment: Payment) -> Payment:
        """Return *payment* with what waivers gave up, as far as that can be known."""
        unwaived = _Deciding(self.case, self.words)
        unwaived.excuses = without_waivers(self.excuses)
        would = unwaived.decision().payment
        return with_waived(payment, would) if would else payment

    def _of_event(self) -> Decision:
        """Return what a dated event does: it moves ladders, and rates no KPI and counts as no period (SEMANTICS 1)."""
        self.figures.update(dict.fromkeys(self.case.rules.kpis, Absence.UNKNOWN))
        seen = Seen(self.case, self.history, self.figures, MappingProxyType({}))
        moves = self._judged("escalation", lambda: climb(seen))
        return self._made((), None, moves or ())

    def _judged(self, stage: str, work: Callable[[], T]) -> T | None:
        """Return what *work* comes to, or note why a person must judge."""
        try:
            return work()
        except (Undecidable, TermMissingError, AbsentFigureError, PluginError, ValueError, ArithmeticError) as error:
            self.undecided.append(f"{stage}: {error}")
        return None

    def _made(self, found: tuple[Outcome, ...], payment: Payment | None, moves: tuple[Move, ...]) -> Decision:
        case, contract, figures = self.case, self.case.contract, self.figures
        return Decision(
            contract.id,
            contract.provider,
            contract.start,
            {name: figures[name] for name in self.plan.parameters},
            self.plan.used(case.day),
            case.evidence.without_rows if isinstance(case.evidence, Submission) else case.evidence,
            _UNDECIDED if self.undecided else _gravest(moves),
            found,
            payment,
            moves,
            rights(case, moves),
            tuple(self.undecided),
            dict(self._charges(payment)) if case.rules.charges else {},
            self.words.renames,
            excuses=self.excuses,
            unanswered=flags(case.rules, case.standing.events, case.evidence) if case.standing.events else (),
            rungs=self.words.rungs,
            opened=opened(case, moves) if case.rules.opens else (),
        )

    def _charges(self, payment: Payment | None) -> Iterator[tuple[str, Decimal]]:
        """Yield what later caps are shares of: measures, parameters, or what payment entries came to."""
        for name in self.case.rules.charges:
            figure = self.figures.get(name)
            if isinstance(figure, Decimal):
                yield name, figure
            elif figure is None and payment:
                yield name, came_to(name, payment.lines)


def _known(working: Working) -> Mapping[str, Outcome]:
    """Return the outcomes that payment and ladders know; what is doubtful they know no figure of (SEMANTICS 16)."""
    if not working.doubted:
        return working.found
    working.figures.update(dict.fromkeys(working.doubted, _UNKNOWN))
    measured = [one for one in working.found.values() if isinstance(one, Measured) and one.kpi in working.doubted]
    return {**working.found, **{one.kpi: NotRated(one.kpi, _UNKNOWN, (), one.read) for one in measured}}


def _excuses(case: Case) -> tuple[ContractEvent, ...]:
    """Return the reliefs and waivers for what is decided; an event has none."""
    return () if isinstance(case.evidence, Event) else excuses(case.standing.events, case.period)


def _gravest(moves: tuple[Move, ...]) -> DecisionOutcome:
    """Return the gravest of what the ladders stand on (SEMANTICS 23)."""
    gravest = _NO_ACTION
    for move in moves:
        if move.decision.gravity > gravest.gravity:
            gravest = move.decision
    return gravest
