"""One period's turn: what is asked of it, held against the rules and against what was decided before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from engine.application.requests import NonSubmissionRequest, SubmissionRequest
from engine.application.states import State
from engine.errors import PreconditionError, Reason, SubmissionError, Violation
from engine.evaluation.admission import non_submission, out_of_order, submission
from engine.model.evidence import NonSubmission, Submission
from engine.model.period import Period
from engine.model.rule_set import RuleSet

Asked = SubmissionRequest | NonSubmissionRequest


def check_come(field: str, day: date | None, today: date) -> None:
    """Raise SubmissionError where nobody can know yet what is said of *day*."""
    if day is not None and day > today:
        raise SubmissionError(Violation(field, f"expected a day no later than today, {today}, not {day}"))


class Turn(NamedTuple):
    """A period of a contract, the rules that decide it, and the day on which that is asked for."""

    state: State
    rules: RuleSet
    period: Period
    day: date

    def evidence(self, asked: Asked) -> Submission | NonSubmission:
        """Return *asked* as evidence; SubmissionError carries all that does not fit."""
        rules, contract, period = self.rules, self.state.contract, self.period
        if isinstance(asked, SubmissionRequest):
            check_come("received_on", asked.received_on, self.day)
            came = submission(
                rules,
                contract,
                period,
                asked.figures,
                decided_on=self.day,
                received_on=asked.received_on or self.day,
                revision=self.state.attempts + 1,
                records=asked.records,
                sources=asked.sources,
            )
            # That nothing had come is recorded, though it could not be decided upon (SEMANTICS 5).
            return replace(came, after_non_submission=True) if self.state.silent else came
        check_come("on", asked.on, self.day)
        evidence = non_submission(
            rules, contract, period, asked.figures, decided_on=self.day, on=asked.on, sources=asked.sources
        )
        self._check_due(evidence.on)
        return evidence

    def check_order(self) -> None:
        """Raise PreconditionError unless the period is the one to be decided next (SEMANTICS 6)."""
        standing, period = self.state.standing, self.period
        why = out_of_order(self.rules, self.state.contract, standing, period)
        if why is None:
            return
        if any(period == record.period for record in standing.records[: standing.stated]):
            message = f"the period {period.label} was stated when the contract was taken over, and cannot be submitted"
            raise PreconditionError(message, Reason.PERIOD_DECIDED, period.label)
        if self.state.is_decided(period):
            message = f"{why}; figures that revise it, or come late, are submitted with a reason"
            raise PreconditionError(message, Reason.PERIOD_DECIDED, period.label)
        raise PreconditionError(why, Reason.PERIOD_OPEN, self._open().label)

    def _open(self) -> Period:
        """Return the period that is to be decided next; the turn's own where the contract has no other."""
        reporting, span, latest = self.rules.reporting, self.state.contract.span, self.state.standing.latest
        return (reporting.first(span) if latest is None else reporting.after(span, latest)) or self.period

    def _check_due(self, on: date) -> None:
        due = self.rules.reporting.due_day(self.period, self.rules.calendar) or self.period.last_day
        if on <= due:
            message = f"expected a day after {due}, by which the report on {self.period.label} is due, not {on}"
            raise PreconditionError(message, Reason.PERIOD_NOT_DUE, self.period.label)
