"""A rule set as a rule file writes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from engine.compiler.shape.benefits import BenefitShape
from engine.compiler.shape.indexation import PublishedIndexShape
from engine.compiler.shape.kpi import KpiShape
from engine.compiler.shape.leaves import (
    Currency,
    DatedText,
    ExtendsText,
    GraceText,
    Months,
    Review,
    RuleSetName,
    Shape,
    Text,
)
from engine.compiler.shape.payment import CapShape, EntryShape, PaymentShape
from engine.compiler.shape.ranking import RankingShape
from engine.model.action_parameters import ObligationParameters
from engine.model.dated_terms import DatedNumber
from engine.model.measures import MeasureType
from engine.model.records import MOST_FIELDS, MOST_TABLES, FieldType
from engine.model.terms import Day, Flag, Name, Number, Percentage, Places, RoundingText, Within


class ListedPeriod(Shape):
    """A reporting period by its first and last day, and the day by which its figures are due."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    due: Day | None = None


def _shape_of_every(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<listed>" if isinstance(given, list) else "<rhythm>"


class ReportingShape(Shape):
    """How often figures come, when they are due, and what coming late means."""

    every: Annotated[
        Annotated[Literal["month", "quarter", "half year", "year"], Tag("<rhythm>")]
        | Annotated[Annotated[list[ListedPeriod], Field(min_length=1)], Tag("<listed>")],
        Discriminator(_shape_of_every),
    ]
    starting: Literal["calendar", "contract", "financial year"] | None = Field(
        None, description="where periods begin: with the calendar, on the contract's start day, or on 1 April"
    )
    due: Within | None = None
    late: Literal["accept", "failure"] | None = None
    clause: Text | None = None


class MoneyShape(Shape):
    """How every sum of money is rounded."""

    precision: Places
    rounding: RoundingText


class ScaleShape(Shape):
    """A scale of the file's own: ratings from best to worst, and the name for what cannot be rated."""

    name: RuleSetName
    ratings: list[Name] = Field(min_length=2)
    not_rated: Name


class FigureShape(Shape):
    """What measures and parameters have in common."""

    type: MeasureType
    title: Text | None = None
    unit: Text | None = None
    of: list[Text] | None = Field(None, min_length=1, description="the choices")
    default: DatedText | None = Field(None, description="what stands in where it is left out")


def _shape_of_several(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<several>" if isinstance(given, list) else "<one>"


_NameOrNames = Annotated[
    Annotated[Name, Tag("<one>")] | Annotated[Annotated[list[Name], Field(min_length=1)], Tag("<several>")],
    Discriminator(_shape_of_several),
]


class MeasureShape(FigureShape):
    """A figure that each submission carries."""

    at_least: DatedNumber | None = None
    at_most: DatedNumber | None = None
    held_by: Literal["provider", "council"] | None = Field(
        None, description="`council` where the council knows the figure even when the provider reports nothing"
    )
    source: _NameOrNames | None = Field(None, description="where the figure must come from, one or any of several")
    verified: Flag | None = Field(None, description="the figure must be verified")
    otherwise: Literal["refuse", "doubtful", "missing"] | None = Field(
        None, description="what becomes of a figure from elsewhere, or that is not verified"
    )


class ParameterShape(FigureShape):
    """A term that each contract fills in; without a default it must."""


class WasShape(Shape):
    """What the version before called differently; what is gone is `dropped`."""

    kpis: dict[Name, Name] | None = None
    ratings: dict[Name, Name] | None = None
    rungs: dict[Name, dict[Name, Name]] | None = None
    payment: dict[Name, Name] | None = Field(None, description="payment entries, with their own caps")
    caps: dict[Text, Text] | None = Field(None, description="caps by the names that lines show them by")


def _shape_of_scale(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "<own>" if isinstance(given, dict | ScaleShape) else "<named>"


class FieldShape(Shape):
    """One named cell of each row."""

    type: FieldType
    title: Text | None = None
    unit: Text | None = None
    of: list[Text] | None = Field(None, min_length=1, description="the choices")
    at_least: Number | None = None
    at_most: Number | None = None
    optional: Flag | None = Field(None, description="a row may leave it out")
    personal: Flag | None = Field(None, description="never shown: not in answers, explanations or the decision log")


class TableShape(Shape):
    """A table of rows that each submission carries."""

    title: Text | None = None
    key: _NameOrNames = Field(description="the field, or the fields together, that no two rows have alike")
    fields: dict[Name, FieldShape] = Field(min_length=1, max_length=MOST_FIELDS, description="the cells of each row")


class EventShape(Shape):
    """What may happen to a contract, apart from reports; a plan, a notice and a warning take their course."""

    form: Literal["plan", "notice", "warning"] | None = Field(
        None, alias="is", description="what takes its course: submitted, accepted, answered, closed"
    )
    title: Text | None = None
    clause: Text = ""
    within: Within | None = Field(None, description="the time in which a plan must come")
    answer: Within | None = Field(None, description="the time in which a plan, a notice or a warning is answered")
    deemed_served: Within | None = Field(
        None, description="when a notice that is sent is deemed to be served, from which its clock runs"
    )


class ChangesShape(Shape):
    """When changes of a contract take effect, and what they are held against."""

    takes_effect: Literal["next month", "next quarter", "next year"] | None = Field(
        None, description="with the calendar's next month, quarter or year after the agreement; else when it is agreed"
    )
    at_most: Literal["once a month", "once a quarter", "once a year"] | None = Field(
        None, description="how often changes may take effect: those agreed in between take effect together"
    )
    value_at_award: Name | None = Field(None, description="the parameter that holds what the contract was worth then")
    value_limit: Percentage | None = Field(
        None, description="changes in value are substantial that come to more: 10% where it is left out, 15% for works"
    )
    clause: Text = ""


class ExitShape(Shape):
    """What the exit plan obliges people to do, once a right to exit is exercised."""

    plan: Name | None = Field(None, description="the event by which the exit plan is brought up to date")
    obligations: list[ObligationParameters] = Field(
        default_factory=list, description="who must do what within which time, counted from the day of the exercise"
    )
    clause: Text = ""


class RuleSetShape(Shape):
    """A rule file: one dated version of one contract's rules."""

    rule_set: RuleSetName = Field(description="the name that all versions of these rules share")
    extends: ExtendsText | None = Field(None, description="the version of a rule set that this file takes over")
    without: list[Text] | None = Field(None, description="what it does not take over: keys joined by dots")
    title: Text | None = None
    in_force: Day = Field(description="the first day of this version")
    until: Day | None = Field(None, description="the last day of this version, where the file says so")
    term: Months | None = Field(None, description="how long contracts under these rules last")
    review: Review | None = Field(None, description="how often the rules are reviewed")
    reporting: ReportingShape
    calendar: Text | None = Field(None, description="whose working days count: england, wales, scotland, ...")
    currency: Currency | None = None
    money: MoneyShape | None = None
    scale: Annotated[
        Annotated[Text, Tag("<named>")] | Annotated[ScaleShape, Tag("<own>")], Discriminator(_shape_of_scale)
    ] = Field(description="`procurement-act-2023`, or a scale of the file's own")
    failure: Name = Field(description="this rating or a worse one is a failure")
    over_not_rated: Literal["breaks", "skips"] = Field(
        description="what a period without a rating does to a run of failures or passes"
    )
    grace: GraceText | None = Field(None, description="when ratings are shown and have no consequence")
    was: WasShape | None = None
    parameters: dict[Name, ParameterShape] = Field(default_factory=dict, description="each contract fills these in")
    sources: list[Name] | None = Field(
        None, description="where figures may come from, besides provider, call_monitoring, regulator and council"
    )
    measures: dict[Name, MeasureShape] = Field(default_factory=dict, description="each submission carries these")
    records: dict[Name, TableShape] | None = Field(
        None, max_length=MOST_TABLES, description="rows about people or visits, by table"
    )
    events: dict[Name, EventShape] | None = Field(None, description="what may happen that conditions speak of, by name")
    changes: ChangesShape | None = Field(None, description="when changes take effect, and what they add up against")
    exit: ExitShape | None = Field(None, description="what follows once a right to exit is exercised")
    kpis: dict[Name, KpiShape] = Field(min_length=1, description="values held against bands")
    indices: dict[Name, PublishedIndexShape] | None = Field(None, description="indexes that prices may follow, by name")
    caps: dict[Name, CapShape] | None = Field(None, description="caps that several payment entries share")
    escalation: list[EntryShape] = Field(default_factory=list, description="ladders, each kept by its name")
    payment: list[PaymentShape] = Field(default_factory=list, description="policies in the order in which they pay")
    ranking: RankingShape | None = Field(None, description="how providers under these rules are ranked")
    benefits: dict[Name, BenefitShape] | None = Field(
        None, description="what the business case plans by contract year, outcomes and savings, by name"
    )
