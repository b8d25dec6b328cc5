"""How a rule file says which events are the notices, meetings, plans and reports of its contract management clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from engine.model.action_parameters import ActionParameters
from engine.model.escalation import DecisionOutcome, Rung
from engine.model.event_terms import EventName, NoticeName, PlanName
from engine.model.policy import Parameters, mistake
from engine.model.terms import Condition, Name, Whole, Within
from engine.model.windows import Over

ROUTINE = "routine"


class StageParameters(Parameters):
    """A rung of the clause: what it is called, where the contract has it, and who must do what on it."""

    decision: ClassVar[DecisionOutcome] = DecisionOutcome.REMEDIATION

    rung: Name
    clause: str = Field("", description="where the contract says so")
    actions: list[ActionParameters] = Field(default_factory=list, description="who must do what by when")

    @property
    def declared(self) -> Rung:
        """The rung as the policy declares it."""
        return Rung(self.rung, self.decision, self.clause, tuple(one.term for one in self.actions))


class MeetingParameters(Parameters):
    """The meeting about a notice."""

    event: EventName = Field(description="the meeting was held")
    within: Within = Field(description="the time for it, from the day of the notice")


class NoticeParameters(StageParameters):
    """The performance notice, which either party may serve, and the meeting about it."""

    rung: Name = "performance_notice"
    event: NoticeName = Field(description="the notice, an event that `is: notice`; it stands until it is closed")
    due_when: Condition | None = Field(None, description="when a notice is to be served, whether it was or not")
    meeting: MeetingParameters | None = Field(None, description="the meeting about the notice")


class InvestigationParameters(StageParameters):
    """The joint investigation, where the meeting comes to no agreement."""

    rung: Name = "joint_investigation"
    begins: EventName = Field(description="the investigation begins")
    ends: EventName = Field(description="it is reported on")
    within: Within = Field(description="the time for it, from the day on which it begins")


class PlanParameters(StageParameters):
    """The remedial plan, agreed and carried out, and the immediate one before it."""

    rung: Name = "remedial_plan"
    event: PlanName = Field(description="the plan, an event that `is: plan`; it stands until it is closed")
    immediate: PlanName | None = Field(None, description="the plan for what cannot wait, an event that `is: plan`")
    agreed_within: Within | None = Field(
        None, description="the time for agreeing a plan, from the day on which it was asked for"
    )
    due_when: Condition | None = Field(None, description="when a plan is owed, whether it was asked for or not")


class BodiesParameters(StageParameters):
    """The governing bodies, to whom it goes when a time has run out."""

    decision: ClassVar[DecisionOutcome] = DecisionOutcome.ESCALATION

    rung: Name = "governing_bodies"


class ReportParameters(StageParameters):
    """The exception report on a plan that is breached and not remedied."""

    decision: ClassVar[DecisionOutcome] = DecisionOutcome.ESCALATION

    rung: Name = "exception_report"
    event: EventName = Field(description="the report is made")
    remedied_within: Within = Field(
        description="the time for remedying a missed milestone, from the day on which it was missed"
    )


class TerminationParameters(StageParameters):
    """What gives a right to end the contract, which only people exercise."""

    decision: ClassVar[DecisionOutcome] = DecisionOutcome.EXIT_TRIGGER

    rung: Name = "termination_right"
    reports: Whole | None = Field(None, ge=1, description="how many exception reports are too many")
    over: Over | None = Field(None, description="within how long, such as `6 months`")
    disputed: Literal["counted", "not_counted"] = Field(
        "not_counted",
        description="whether a report counts while it is disputed; once that is upheld, it never does",
    )
    when: Condition | None = Field(None, description="what else gives the right, such as a registration lost")
    disregard: Literal["relieved"] | None = Field(
        None, description="failures that relief disregards for exit do not count in `when`"
    )


class NoticeAndPlanParameters(Parameters):
    """The stages of the clause from the first to the gravest; a stage that is left out does not exist."""

    notice: NoticeParameters = Field(description="the performance notice")
    investigation: InvestigationParameters | None = Field(None, description="the joint investigation")
    plan: PlanParameters = Field(description="the remedial plan")
    governing_bodies: BodiesParameters | None = Field(None, description="where it goes when a time has run out")
    exception_report: ReportParameters | None = Field(None, description="the report on a plan that is breached")
    termination: TerminationParameters | None = Field(None, description="the right to end the contract")

    @property
    def stages(self) -> tuple[StageParameters, ...]:
        """The stages that there are, from the first to the gravest."""
        every = (
            self.notice,
            self.investigation,
            self.plan,
            self.governing_bodies,
            self.exception_report,
            self.termination,
        )
        return tuple(one for one in every if one is not None)

    @model_validator(mode="after")
    def _sound(self) -> NoticeAndPlanParameters:
        for message, *at in (*self._names(), *self._clocks(), *self._exits()):
            raise mistake(str(message), *at)
        return self

    def _names(self) -> Iterator[tuple[str | int, ...]]:
        taken = {ROUTINE}
        for key in type(self).model_fields:
            stage = getattr(self, key)
            if stage is not None and stage.rung in taken:
                yield f"expected each rung once: `{stage.rung}` stands twice", key, "rung"
            taken |= {stage.rung} if stage is not None else set()
        if self.plan.immediate is not None and self.plan.immediate.name == self.plan.event.name:
            yield "expected another plan than `event`", "plan", "immediate"

    def _clocks(self) -> Iterator[tuple[str | int, ...]]:
        if self.governing_bodies and not (self.notice.meeting or self.investigation or self.plan.agreed_within):
            ways = "`meeting`, `investigation` or `agreed_within`"
            yield f"expected a {ways} beside it: no other time runs out", "governing_bodies"
        if self.plan.agreed_within is not None and self.governing_bodies is None:
            yield "expected `governing_bodies` beside it: a time that runs out leads there", "plan", "agreed_within"

    def _exits(self) -> Iterator[tuple[str | int, ...]]:
        ends = self.termination
        if ends is None:
            return
        if (ends.reports is None) is not (ends.over is None):
            yield "expected both of `reports` and `over`, or neither", "termination"
        if ends.reports is None and ends.when is None:
            yield "expected `reports` or `when`: nothing gives the right", "termination"
        if ends.reports is not None and self.exception_report is None:
            yield "expected an `exception_report` beside it: there are none to count", "termination", "reports"
        if ends.disregard and ends.when is None:
            yield "expected a `when` beside it", "termination", "disregard"
