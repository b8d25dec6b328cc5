"""The keys of `output_bands`: what an output is worth, how milestones weigh, and who says that they were reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated import Dated, totals
from engine.model.dated_terms import DatedAmount, DatedPercentage, DatedQuantity, DatedShare
from engine.model.policy import Parameters, mistake
from engine.model.record_terms import FieldName
from engine.model.terms import Formula, Name, Quantity, percent_text

# Words about a person that stand where a milestone would.
WITHDRAWN, DEFERRED, RETURNED, UPLIFT = "withdrawn", "deferred", "returned", "uplift"
TAKEN_WORDS = (WITHDRAWN, DEFERRED, RETURNED, UPLIFT)
_ZERO = Decimal(0)


class BandParameters(Parameters):
    """One band of volume, from where the band before ends, and its price."""

    up_to: DatedQuantity | None = Field(None, description="the last output in the band; the last band has no end")
    price: DatedAmount = Field(description="the whole price of an output in the band, before shares and weights")
    share: DatedShare | None = Field(None, description="the share of its price paid by outputs, if it is its own")


class MilestoneParameters(Parameters):
    """What a milestone weighs, and how many reached it where these are counted."""

    weight: DatedPercentage = Field(description="the milestone's part of the price; weights total 100%")
    reached: Formula | None = Field(None, description="how many reached it in the period; without `people`")
    disproved: Formula | None = Field(
        None, description="how many that were paid for before turn out not to have reached it; without `people`"
    )


class PeopleParameters(Parameters):
    """The rows that say what each person came to."""

    person: FieldName = Field(description="who it is, by pseudonym")
    milestone: FieldName = Field(
        description="the milestone by its name, or `withdrawn`, `deferred` or `returned`, or `uplift`, disproved"
    )
    disproved: FieldName | None = Field(
        None, description="a flag: what was paid for before turns out not to have been reached"
    )


class UpliftParameters(Parameters):
    """What is paid besides, once for a person."""

    amount: DatedAmount = Field(description="the sum for each person who meets any of the criteria")
    criteria: list[FieldName] = Field(min_length=1, description="flags; one is enough, and several bring no more")
    milestone: Name = Field(description="the milestone with which it is paid, and taken back")


class OutputBandsParameters(Parameters):
    """The price of an output by bands, its milestones, and what reached them."""

    share: DatedShare | None = Field(
        None, description="the share of the price that is paid by outputs, such as 60% beside a service fee"
    )
    bands: list[BandParameters] = Field(min_length=1, description="from the first output up; each prices what falls in")
    milestones: dict[Name, MilestoneParameters] = Field(min_length=1, description="milestones by names of their own")
    people: PeopleParameters | None = Field(None, description="rows about people, instead of counts")
    uplift: UpliftParameters | None = Field(None, description="a sum once a person, beside `people`")
    missing: Literal["wait", "pays_nothing"] = Field(
        "wait",
        description="what counts or rows that nobody reported mean: a person judges, or nothing is paid for them",
    )

    @model_validator(mode="after")
    def _rising(self) -> OutputBandsParameters:
        *most, last = [band.up_to for band in self.bands]
        if last is not None:
            raise mistake("expected no `up_to` on the last band: it goes on", "bands", len(most), "up_to")
        for place, (lower, higher) in enumerate(pairwise((None, *most))):
            if higher is None:
                raise mistake("expected an `up_to` on every band but the last", "bands", place)
            below, above = _constant(lower) or _ZERO, _constant(higher)
            if above is not None and above <= below:
                raise mistake(f"expected bands that rise: beyond {below}, not {above}", "bands", place, "up_to")
        return self

    @model_validator(mode="after")
    def _weights(self) -> OutputBandsParameters:
        for name, one in self.milestones.items():
            if min(_values(one.weight)) <= 0:
                raise mistake("expected a weight of more than 0%", "milestones", name, "weight")
            if name in TAKEN_WORDS:
                raise mistake(f"expected a milestone of another name: `{name}` has a meaning", "milestones", name)
        for total in totals(one.weight for one in self.milestones.values()):
            if total != 1:
                raise mistake(f"expected weights that total 100%, not {percent_text(total)}", "milestones")
        return self

    @model_validator(mode="after")
    def _counted_one_way(self) -> OutputBandsParameters:
        for name, one in self.milestones.items():
            if self.people is None and one.reached is None:
                raise mistake("expected `reached`, or `people` for all milestones", "milestones", name)
            if self.people is not None and (one.reached or one.disproved):
                raise mistake("expected no counts beside `people`, which has rows", "milestones", name)
        return self

    @model_validator(mode="after")
    def _uplift_of_people(self) -> OutputBandsParameters:
        if self.uplift is None:
            return self
        if self.people is None:
            raise mistake("expected `uplift` beside `people` only: counts do not tell who was paid", "uplift")
        if self.uplift.milestone not in self.milestones:
            words = ", ".join(f"`{one}`" for one in self.milestones)
            raise mistake(f"expected one of {words}, not `{self.uplift.milestone}`", "uplift", "milestone")
        return self

    @model_validator(mode="after")
    def _one_table(self) -> OutputBandsParameters:
        for key, field in self._fields(self.people) if self.people else ():
            if self.people and field.record != self.people.person.record:
                table = self.people.person.record
                raise mistake(f"expected a field of `{table}`, as `person` is, not `{field}`", *key)
        return self

    def _fields(self, people: PeopleParameters) -> Iterator[tuple[tuple[str | int, ...], FieldName]]:
        yield ("people", "milestone"), people.milestone
        if people.disproved is not None:
            yield ("people", "disproved"), people.disproved
        for place, field in enumerate(self.uplift.criteria if self.uplift else ()):
            yield ("uplift", "criteria", place), field


def _constant(dated: Dated[Quantity] | None) -> Decimal | None:
    """Return the number that holds at any time; None where it is another one later, or a parameter."""
    figure = dated.constant.figure if dated is not None and dated.constant is not None else None
    return figure if isinstance(figure, Decimal) else None


def _values(dated: Dated[Decimal]) -> list[Decimal]:
    return [step.value for step in dated.steps] or [dated.constant or _ZERO]
