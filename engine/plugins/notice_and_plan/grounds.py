"""Why a contract stands on a stage: which notices, meetings, plans and reports are open, overdue or too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from engine.model.breaches import Plan, last_day, plans
from engine.model.deadline import Deadline
from engine.model.escalation import Verdict
from engine.model.figures import Absence
from engine.model.matters import Occurrence
from engine.model.outcome import Counts, Outcome, Rated
from engine.model.policy import LadderView
from engine.model.terms import Condition
from engine.plugins.notice_and_plan.parameters import (
    BodiesParameters,
    InvestigationParameters,
    NoticeAndPlanParameters,
    NoticeParameters,
    PlanParameters,
    ReportParameters,
    StageParameters,
    TerminationParameters,
)


class Grounds:
    """What became of notices, plans and reports by the end of one day, and the stage that each of them leads to."""

    def __init__(self, parameters: NoticeAndPlanParameters, view: LadderView) -> None:
        self._parameters, self._view, self._day = parameters, view, view.period.last_day
        immediate = parameters.plan.immediate
        self._plans = plans(view, parameters.plan.event.name)
        self._immediate = plans(view, immediate.name) if immediate else ()
        self._notices = tuple(self._standing(parameters.notice))
        self._investigated = tuple(self._running(parameters.investigation))

    @property
    def asked_for(self) -> tuple[str, ...]:
        """What is under way, and not asked for again: a notice that stands, a plan, immediate or not, not closed."""
        under_way = ((self._parameters.notice, self._notices), (self._parameters.plan, self._open))
        return tuple(stage.event.name for stage, found in under_way if found)

    @property
    def owed(self) -> tuple[str, ...]:
        """What is due, since a KPI failed in this very period, and not under way: a plan, or else a notice.

        Failures from before a plan was closed are behind it, whatever window still holds them; an event brings none.
        Where a plan is open, or owed, no notice is: it is about the same failures.
        """
        if self._open or not any(_is_failure(one) for one in self._view.outcomes.values()):
            return ()
        due = (stage for stage in (self._parameters.plan, self._parameters.notice) if self._is_due(stage.due_when))
        return tuple(stage.event.name for stage in islice(due, 1) if stage.event.name not in self.asked_for)

    def of(self, stage: StageParameters) -> Verdict:
        """Return whether something leads to *stage*, with everything that was looked at."""
        return _either([*self._looked_at(stage)])

    def _looked_at(self, stage: StageParameters) -> Iterator[Verdict]:
        match stage:
            case NoticeParameters():
                yield _counted("notices that stand", len(self._notices))
                yield from self._due(stage.due_when)
            case InvestigationParameters():
                yield _counted("joint investigations that run", len(self._investigated))
            case PlanParameters():
                yield _counted("plans that are not closed", len(self._open))
                yield from self._due(stage.due_when)
            case BodiesParameters():
                yield from [*self._clocks()] or [_counted("times that run", 0)]
            case ReportParameters():
                yield from [*self._breaches(stage)] or [_counted("plans that are breached", 0)]
            case TerminationParameters():
                yield from self._exits(stage)

    @property
    def _open(self) -> tuple[Plan, ...]:
        return tuple(plan for plan in (*self._immediate, *self._plans) if plan.is_open)

    def _standing(self, terms: NoticeParameters) -> Iterator[Occurrence]:
        """Yield each notice that is not closed, nor any more followed by plans that all are."""
        name = terms.event.name
        ended = {one.matter for one in self._view.happened(f"{name}_closed")}
        for one in self._view.happened(name):
            followed = [plan for plan in (*self._immediate, *self._plans) if plan.begun >= one.on]
            if one.matter not in ended and not (followed and not any(plan.is_open for plan in followed)):
                yield one

    def _running(self, terms: InvestigationParameters | None) -> Iterator[date]:
        """Yield the day of each investigation that nothing has ended since."""
        if terms is not None:
            ended = max((one.on for one in self._view.happened(terms.ends.name)), default=date.min)
            yield from (one.on for one in self._view.happened(terms.begins.name) if one.on > ended)

    def _due(self, when: Condition | None) -> Iterator[Verdict]:
        if when is not None:
            yield self._view.verdict(when)

    def _is_due(self, when: Condition | None) -> bool:
        return any(due.holds is True for due in self._due(when))

    def _clocks(self) -> Iterator[Verdict]:
        """Yield whether each time that runs has run out: for meetings, investigations, and agreeing plans."""
        meeting, investigation = self._parameters.notice.meeting, self._parameters.investigation
        if meeting is not None:
            held = self._view.happened(meeting.event.name)
            for notice in self._notices:
                if not any(one.on >= notice.on and one.concerns(notice.matter) for one in held):
                    yield self._run_out(f"meeting about the notice of {notice.on}", meeting.within, notice.on)
        if investigation is not None:
            for day in self._investigated:
                yield self._run_out(f"reporting on the investigation of {day}", investigation.within, day)
        if self._parameters.plan.agreed_within is not None:
            for plan in self._plans:
                if plan.is_open and plan.accepted is None:
                    what = f"agreeing the plan of {plan.begun}"
                    yield self._run_out(what, self._parameters.plan.agreed_within, plan.begun)

    def _breaches(self, terms: ReportParameters) -> Iterator[Verdict]:
        """Yield, of each plan that is breached, whether that is reported, and whether the time to remedy it is over."""
        reports = self._view.happened(terms.event.name)
        for plan in self._plans:
            for spell in plan.spells:
                if spell.lasts_on(self._day):
                    since = f"breached since {spell.since}"
                    made = sum(one.on >= spell.since and one.concerns(plan.matter) for one in reports)
                    yield _counted(f"exception reports on the plan of {plan.begun}, {since},", made)
                    what = f"remedying the plan of {plan.begun}, {since},"
                    yield self._run_out(what, terms.remedied_within, spell.since)

    def _exits(self, terms: TerminationParameters) -> Iterator[Verdict]:
        report = self._parameters.exception_report
        if terms.reports is not None and report is not None:
            made = self._view.happened(report.event.name, over=terms.over)
            counted = sum(terms.disputed == "counted" or not one.is_disputed for one in made)
            undisputed = "" if terms.disputed == "counted" else "undisputed "
            yield _counted(f"{undisputed}exception reports {terms.over}", counted, terms.reports)
        if terms.when is not None:
            relieved = terms.disregard is not None
            yield self._view.verdict_without_relieved(terms.when) if relieved else self._view.verdict(terms.when)

    def _run_out(self, what: str, within: Deadline, since: date) -> Verdict:
        return Verdict.run_out(f"the last day for {what}", last_day(self._view, within, since), self._day)


def _is_failure(outcome: Outcome) -> bool:
    return isinstance(outcome, Rated) and outcome.counts is Counts.FAILURE


def _counted(what: str, number: int, limit: int = 1) -> Verdict:
    return Verdict.at_least(f"the number of {what}", Decimal(number), Decimal(limit))


def _either(verdicts: Sequence[Verdict]) -> Verdict:
    """Return whether any of *verdicts* holds; unknown where none does, and one is."""
    found = [one.holds for one in verdicts]
    unknown = next((holds for holds in found if isinstance(holds, Absence)), False)
    examined = tuple(one for verdict in verdicts for one in verdict.examined)
    return Verdict(True in found or unknown, examined)
