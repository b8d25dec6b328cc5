"""One contract's rules, compiled: everything that `decide` needs and nothing that must be looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from engine.expression.counting import Aggregate
from engine.expression.program import Program
from engine.model.benefits import BenefitTerms
from engine.model.changes import ChangeRules
from engine.model.deadline import Deadline
from engine.model.decimals import Precision
from engine.model.escalation import Rung
from engine.model.events import Form
from engine.model.exits import ExitRules
from engine.model.indexation import Indexation
from engine.model.kpi import Grace, Kpi, MissingKind, OverNotRated
from engine.model.measures import Admitting, Measure, Parameter
from engine.model.payment import Cap
from engine.model.policy import EscalationPolicy, Parameters, PaymentPolicy
from engine.model.ranking import Ranking
from engine.model.records import Table
from engine.model.renames import History
from engine.model.reporting import Reporting
from engine.model.scale import Rating, Scale
from engine.model.sources import SOURCES, Required
from engine.model.working_days import WorkingDays


class EventKind(NamedTuple):
    """What may happen to a contract, apart from reports, and its rules speak of: a rating changed, a notice served.

    A plan, a notice and a warning have a *form*. A plan must come *within* some time; *answer* is the time for answers.
    It is *called* by its name, and by what becomes of it. A notice is *deemed_served* some time after it was sent.
    """

    name: str
    title: str
    clause: str
    form: Form | None
    within: Deadline | None
    answer: Deadline | None
    called: tuple[str, ...]
    deemed_served: Deadline | None = None

    @property
    def clock(self) -> Deadline | None:
        """The time for what comes first: the plan, or an answer."""
        return self.within if self.form is Form.PLAN else self.answer


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """One payment policy with its parameters; *programs* are its conditions and formulas by their text.

    *rounding* is `row` or `line` where the policy pays per row (SEMANTICS 10), else nothing. Its prices follow an
    *index*, if there is one.
    """

    name: str
    policy: PaymentPolicy
    parameters: Parameters
    programs: Mapping[str, Program]
    clause: str
    when: Program | None
    caps: tuple[Cap, ...]
    rounding: str = ""
    index: Indexation | None = None

    @property
    def by_row(self) -> bool:
        """Whether each part of a line is rounded by itself."""
        return self.rounding == "row"


@dataclass(frozen=True, slots=True)
class Ladder:
    """One escalation policy with its parameters and the rungs that it declares, the first being the start."""

    name: str
    policy: EscalationPolicy
    parameters: Parameters
    programs: Mapping[str, Program]
    clause: str
    rungs: tuple[Rung, ...]

    def rung(self, name: str) -> Rung | None:
        """Return the rung called *name*, if the ladder has it."""
        for rung in self.rungs:
            if rung.name == name:
                return rung
        return None


@dataclass(frozen=True, eq=False)  # without slots, for what is worked out once
class RuleSet:
    """One dated version of one contract's rules; *canonical* is the text that *digest* is the SHA-256 of.

    *term* and *review* are months; *charges* are the sums that caps read over more than one period; *sources* are where
    figures may come from; *renames* are those of every version beside this one, and of this one.
    """

    name: str
    title: str
    in_force: date
    until: date | None
    term: int | None
    review: int | None
    reporting: Reporting
    calendar: WorkingDays | None
    currency: str
    money: Precision | None
    scale: Scale
    failure: Rating
    over_not_rated: OverNotRated
    grace: Grace | None
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, Measure]
    kpis: Mapping[str, Kpi]
    ladders: tuple[Ladder, ...]
    payments: tuple[PaymentEntry, ...]
    charges: tuple[str, ...]
    renames: History
    canonical: str
    digest: str
    records: Mapping[str, Table] = field(default_factory=dict)
    events: Mapping[str, EventKind] = field(default_factory=dict)
    changes: ChangeRules | None = None
    exit: ExitRules | None = None
    ranking: Ranking | None = None
    sources: tuple[str, ...] = SOURCES
    benefits: Mapping[str, BenefitTerms] = field(default_factory=dict)

    @cached_property
    def sparse(self) -> bool:
        """Whether some KPI is measured less often than reported, and so has windows of its own."""
        return any(kpi.every for kpi in self.kpis.values())

    @cached_property
    def admitting(self) -> Mapping[str, Admitting]:
        """What admits the figures of each measure."""
        return {name: measure.admitting() for name, measure in self.measures.items()}

    @cached_property
    def required(self) -> Mapping[str, Required]:
        """What is asked of where figures come from, by the measures that anything is asked of."""
        return {name: measure.required for name, measure in self.measures.items() if measure.required}

    @cached_property
    def refusing(self) -> tuple[Kpi, ...]:
        """The KPIs that refuse a submission which is without one of their figures (SEMANTICS 12)."""
        return tuple([kpi for kpi in self.kpis.values() if kpi.missing.kind is MissingKind.REFUSE])

    @cached_property
    def aggregates(self) -> Mapping[str, Aggregate]:
        """What expressions count or sum over rows, by how it is written; one text means the same everywhere."""
        return {one.name: one for program in self._programs() for one in program.aggregates}

    @cached_property
    def opens(self) -> Mapping[tuple[str, str], int]:
        """The places of what entering rungs may open, from 1, by the ladder and the name of the plan or notice."""
        terms = (
            (ladder.name, action.opens) for ladder in self.ladders for rung in ladder.rungs for action in rung.actions
        )
        return {key: place for place, key in enumerate(dict.fromkeys(one for one in terms if one[1]), start=1)}

    def _programs(self) -> Iterator[Program]:
        for kpi in self.kpis.values():
            yield from kpi.programs
        for entry in self.payments:
            yield from entry.programs.values()
            yield from (entry.when,) if entry.when else ()
        for ladder in self.ladders:
            yield from ladder.programs.values()

    @cached_property
    def plugins(self) -> tuple[tuple[str, str], ...]:
        """The name and version of each policy that this rule set uses."""
        used: list[PaymentPolicy | EscalationPolicy] = [entry.policy for entry in self.payments]
        used += [ladder.policy for ladder in self.ladders]
        return tuple(sorted({(policy.name, policy.version) for policy in used}))
