"""The keys of time and task, and which of them go together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedAmount
from engine.model.policy import Parameters, mistake
from engine.model.record_terms import FieldName
from engine.model.terms import Day, Name, Number, Whole
from engine.plugins.time_and_task.days import ORDINARY, DayPrices


class PriceParameters(DayPrices):
    """What an hour, a minute or a visit is worth."""

    per: Literal["hour", "minute", "visit"] = Field(description="what the price is for; hours and minutes pro rata")


class BandParameters(DayPrices):
    """The price of a visit of one length."""

    minutes: Whole = Field(ge=1, description="how long a visit of the band is")


class BandsParameters(Parameters):
    """Prices of visits by their length, which are not added to one another."""

    prices: list[BandParameters] = Field(min_length=1, description="the bands, the shortest first")
    between: Literal["pro_rata", "next_band", "nothing"] = Field(
        description="what minutes between two bands bring: the hourly price, the price of the longer band, or nothing"
    )
    shorter: Literal["first_band", "pro_rata", "nothing"] | None = Field(
        None, description="what a visit shorter than the first band brings; not where the `next_band` is paid"
    )
    beyond: DayPrices | None = Field(
        None, description="the hourly price, pro rata, of minutes beyond a band; none after the last where left out"
    )

    @model_validator(mode="after")
    def _in_order(self) -> BandsParameters:
        for place, (band, longer) in enumerate(pairwise(self.prices), 1):
            if longer.minutes <= band.minutes:
                raise mistake("expected bands from the shortest to the longest", "prices", place, "minutes")
        if (self.shorter is None) is (self.between != "next_band"):
            raise mistake("expected `shorter`, except where visits between bands have the price of the `next_band`")
        if self.between == "pro_rata" and self.beyond is None:
            raise mistake("expected `beyond`, the hourly price of minutes between bands")
        return self

    @model_validator(mode="after")
    def _same_days(self) -> BandsParameters:
        kinds = self.prices[0].kinds
        for place, band in enumerate(self.prices):
            if set(band.kinds) != set(kinds):
                raise mistake("expected prices of the same days in all bands", "prices", place)
        if self.beyond is not None and set(self.beyond.kinds) != set(kinds):
            raise mistake("expected prices of the same days as in the bands", "beyond")
        return self


class TimeParameters(Parameters):
    """How many minutes of a visit are paid for."""

    rounded: Literal["exact", "up", "down", "nearest"] = Field(
        description="each visit's minutes as they are, or to whole units: halfway is up"
    )
    to: Whole | None = Field(None, description="the minutes of a unit, such as 15; not where time is exact")
    tolerance: Whole | None = Field(
        None, description="by how many minutes a visit may differ and be paid as planned, neither more nor less"
    )
    beyond_planned: Literal["paid", "unpaid"] | None = Field(
        None, description="whether minutes beyond the planned ones are paid for; wherever a visit has `planned` ones"
    )
    at_least: Number | None = Field(None, description="the minutes that each visit made is paid for at least")
    left_over_by: list[FieldName] | None = Field(
        None,
        min_length=1,
        description="where time is rounded down: what is left over adds up to whole units over the period, "
        "between visits that are alike in these fields and have one price",
    )

    @model_validator(mode="after")
    def _unit(self) -> TimeParameters:
        if (self.to is None) is (self.rounded != "exact"):
            raise mistake("expected `to`, the minutes of a unit, wherever time is not `exact`")
        if self.to == 0:
            raise mistake("expected a unit of 1 minute or more", "to")
        if self.at_least is not None and self.at_least <= 0:
            raise mistake("expected more than 0 minutes", "at_least")
        if self.left_over_by is not None and (self.rounded != "down" or self.at_least is not None):
            raise mistake("expected `left_over_by` where time is rounded `down`, without `at_least`", "left_over_by")
        return self


class TimeAndTaskParameters(Parameters):
    """Where the visits and their minutes are, how minutes are counted, and what they are worth."""

    minutes: FieldName | None = Field(None, description="the minutes that each visit took")
    started: FieldName | None = Field(None, description="in place of `minutes`: the instant when it began")
    ended: FieldName | None = Field(None, description="and the instant when it ended")
    planned: FieldName | None = Field(None, description="the minutes that were planned")
    day: FieldName | None = Field(
        None, description="the visit's day, a date or an instant; required where prices differ by it"
    )
    missing: Literal["wait", "pays_nothing", "pays_planned"] = Field(
        "wait", description="what a visit without a recorded time means: a person judges, nothing, or as planned"
    )
    time: TimeParameters | None = Field(None, description="how minutes are counted; not where the visit is paid for")
    price: PriceParameters | None = Field(None, description="the price of an hour, a minute or a visit")
    bands: BandsParameters | None = Field(None, description="prices of visits by their length")
    special_days: dict[Name, list[Day]] | None = Field(
        None, min_length=1, description="days with prices of their own, by names such as `christmas`"
    )
    minimum_pay: DatedAmount | None = Field(None, description="the least that a visit made is paid")

    @property
    def sheets(self) -> tuple[DayPrices, ...]:
        """Every table of prices by days."""
        if self.price is not None:
            return (self.price,)
        bands = self.bands
        return () if bands is None else (*bands.prices, *((bands.beyond,) if bands.beyond else ()))

    @property
    def left_over_by(self) -> list[FieldName]:
        """The fields in which visits are alike that share what is left over of units."""
        return (self.time and self.time.left_over_by) or []

    @property
    def length(self) -> tuple[FieldName, ...]:
        """The field of minutes, or those of the visit's two ends."""
        return tuple(field for field in (self.minutes, self.started, self.ended) if field is not None)

    @model_validator(mode="after")
    def _of_visits(self) -> TimeAndTaskParameters:
        if (self.started is None) is not (self.ended is None) or (self.minutes is None) is (self.started is None):
            raise mistake("expected either `minutes`, or `started` and `ended`")
        for path, field in self._fields():
            if field.record != self.length[0].record:
                raise mistake(f"expected a field of the same records as `{self.length[0]}`, not `{field}`", *path)
        return self

    @model_validator(mode="after")
    def _one_price(self) -> TimeAndTaskParameters:
        if (self.price is None) is (self.bands is None):
            raise mistake("expected one of `price` and `bands`")
        by_visit = self.price is not None and self.price.per == "visit"
        if by_visit is (self.time is not None):
            raise mistake("expected `time`, except where the price is that of a visit, however long")
        if self.left_over_by and (self.bands or self.minimum_pay):
            message = "expected a price per hour or minute, without `minimum_pay`, where units add up"
            raise mistake(message, "time", "left_over_by")
        return self

    @model_validator(mode="after")
    def _planned(self) -> TimeAndTaskParameters:
        time = self.time
        beyond, tolerance = (time.beyond_planned, time.tolerance) if time else (None, None)
        if self.planned is None and (beyond or tolerance is not None or self.missing == "pays_planned"):
            raise mistake("expected `planned`, the field of the minutes that this is held against")
        if time is not None and self.planned is not None and beyond is None:
            raise mistake("expected `beyond_planned`, since visits have planned minutes", "time")
        if time is None and self.planned is not None and self.missing != "pays_planned":
            raise mistake("expected no `planned` minutes where a visit has one price, however long", "planned")
        return self

    @model_validator(mode="after")
    def _days(self) -> TimeAndTaskParameters:
        special = self.special_days or {}
        priced = set(self.sheets[0].special or ())
        taken = next((name for name in special if name in DayPrices.model_fields), None)
        if taken:
            raise mistake(f"expected another name than `{taken}`, which has a price of its own", "special_days", taken)
        if priced != set(special):
            raise mistake("expected `special_days` and `special` prices of the same names")
        if self.day is None and self.sheets[0].kinds != (ORDINARY,):
            raise mistake("expected `day`, the field of the visit's day, since prices differ by it")
        seen: set[date] = set()
        for name, days in special.items():
            for place, day in enumerate(days):
                if day in seen:
                    at = ("special_days", name, place)
                    raise mistake(f"expected each special day once: `{day}` would have two prices", *at)
                seen.add(day)
        return self

    def _fields(self) -> Iterator[tuple[tuple[str | int, ...], FieldName]]:
        for name in ("minutes", "started", "ended", "planned", "day"):
            if getattr(self, name) is not None:
                yield (name,), getattr(self, name)
        for place, field in enumerate(self.left_over_by):
            yield ("time", "left_over_by", place), field
