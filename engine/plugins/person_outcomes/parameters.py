"""The keys of `person_outcomes`: where the rows are, what an outcome is worth, and what moves its price."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount, DatedShare
from engine.model.policy import Parameters, mistake
from engine.model.record_terms import FieldName
from engine.model.terms import Condition, Whole


class BandParameters(Parameters):
    """How much of the balance is paid for an outcome that is confirmed late."""

    up_to: Whole | None = Field(None, ge=1, description="the most days late in the band; the last one has no end")
    share: DatedShare = Field(description="the share of the balance that is paid")


class EarlyParameters(Parameters):
    """What is paid besides for an outcome that is confirmed early."""

    days: Whole = Field(ge=1, description="how many days before the due day, or more")
    bonus: DatedShare = Field(description="the share of the outcome's value that is paid besides")


class TimingParameters(Parameters):
    """What the day on which an outcome is confirmed changes."""

    due: FieldName = Field(description="the day by which the outcome was agreed to be achieved")
    confirmed: FieldName = Field(description="the day on which the person confirmed it")
    started: FieldName | None = Field(
        None, description="the day on which work on the outcome began, before which nobody can have confirmed it"
    )
    bands: list[BandParameters] | None = Field(
        None, min_length=1, description="shares of the balance by days late; on the due day all of it is paid"
    )
    early: EarlyParameters | None = Field(None, description="a bonus for an outcome that is confirmed early")

    @model_validator(mode="after")
    def _something(self) -> TimingParameters:
        if self.bands is None and self.early is None:
            raise mistake("expected at least one of `bands` and `early`")
        return self

    @model_validator(mode="after")
    def _rising(self) -> TimingParameters:
        *most, last = [band.up_to for band in self.bands] if self.bands else [None]
        if last is not None:
            raise mistake("expected no `up_to` on the last band: it goes on", "bands", len(most), "up_to")
        for place, (lower, higher) in enumerate(pairwise((0, *most))):
            if higher is None:
                raise mistake("expected an `up_to` on every band but the last", "bands", place)
            if lower is not None and higher <= lower:
                raise mistake(f"expected bands that rise: beyond {lower}, not {higher}", "bands", place, "up_to")
        return self


class WordParameters(Parameters):
    """Whose word confirms an outcome."""

    who: FieldName = Field(description="who confirmed the outcome, in words")
    counts: list[str] = Field(
        min_length=1, description="whose word counts; what anybody else confirms is agreed and not confirmed yet"
    )


class GateParameters(Parameters):
    """The safety without which nothing is paid for outcomes."""

    safe: Condition = Field(description="what must hold, such as the regulator's rating; unknown, a person judges")
    otherwise: Literal["waits", "lost"] = Field(
        description="what becomes of what is earned while it does not hold: paid once it holds again, or never"
    )
    at_end: Literal["paid", "lost"] | None = Field(
        None, description="beside `waits`: what becomes of what still waits when the contract ends"
    )

    @model_validator(mode="after")
    def _end(self) -> GateParameters:
        if (self.at_end is None) is (self.otherwise == "waits"):
            raise mistake("expected both of `otherwise: waits` and `at_end`, or neither: what waits ends some day")
        return self


class PersonOutcomesParameters(Parameters):
    """The rows that say what became of each person's outcomes, and what these are worth."""

    person: FieldName = Field(description="whose outcome it is, by pseudonym")
    outcome: FieldName = Field(description="which outcome it is, in words")
    state: FieldName = Field(description="what became of it: `agreed`, `confirmed`, `not achieved` or `disproved`")
    confirmed_by: WordParameters | None = Field(None, description="whose word confirms; anybody's where it is left out")
    value: FieldName | None = Field(None, description="what the outcome is worth, agreed for each person")
    prices: dict[str, DatedAmount] | None = Field(
        None, min_length=1, description="what each outcome is worth, by its words; the price when it is agreed holds"
    )
    up_front: DatedShare = Field(description="the share of the value that is paid when the outcome is agreed")
    timing: TimingParameters | None = Field(None, description="bands for what is late, a bonus for what is early")
    penalty: DatedShare | None = Field(
        None, description="the share of the value that is deducted for an outcome that is not achieved"
    )
    taken_back: Literal["balance", "all"] = Field(
        description="what is taken back, at the price paid, when a confirmation is disproved, the share up front or not"
    )
    gate: GateParameters | None = Field(None, description="safety first: without it nothing is paid for outcomes")
    missing: Literal["wait", "pays_nothing"] = Field(
        "wait", description="what a period without records means: a person judges, or nothing became of any outcome"
    )

    @model_validator(mode="after")
    def _one_worth(self) -> PersonOutcomesParameters:
        if (self.value is None) is (self.prices is None):
            raise mistake("expected one of `value`, a field, and `prices`, by outcome")
        return self

    @model_validator(mode="after")
    def _one_table(self) -> PersonOutcomesParameters:
        for key, field in self._fields():
            if field.record != self.person.record:
                raise mistake(f"expected a field of `{self.person.record}`, as `person` is, not `{field}`", *key)
        return self

    def _fields(self) -> Iterator[tuple[tuple[str, ...], FieldName]]:
        yield ("outcome",), self.outcome
        yield ("state",), self.state
        if self.confirmed_by is not None:
            yield ("confirmed_by", "who"), self.confirmed_by.who
        if self.value is not None:
            yield ("value",), self.value
        if self.timing is not None:
            yield ("timing", "due"), self.timing.due
            yield ("timing", "confirmed"), self.timing.confirmed
            if self.timing.started is not None:
                yield ("timing", "started"), self.timing.started
