"""How a rule file writes sums of points, what they are counted anew by, and the rungs that they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar

from pydantic import Field, model_validator

from engine.model.dated import Dated
from engine.model.dated_terms import DatedQuantity
from engine.model.policy import Parameters, mistake
from engine.model.rungs import Climb, RungParameters, check_rungs
from engine.model.terms import Flag, KpiName, Name, Quantity, Whole
from engine.model.windows import Over


class SumParameters(Parameters):
    """Points added up over a window that rolls on with the periods."""

    over: Over = Field(description="within how long, such as `3 months` or `contract year`")
    of: list[KpiName] | None = Field(None, min_length=1, description="of these KPIs; of all where it is left out")

    @property
    def kpis(self) -> tuple[str, ...]:
        """The names of the KPIs; none for all of them."""
        return tuple(kpi.name for kpi in self.of or ())


class ResetParameters(Parameters):
    """What makes points count no further; counting begins again with the period after."""

    each_move: Flag = Field(default=False, description="`true`: each move on the ladder, up or down")
    after_passes: Whole | None = Field(
        None, ge=1, description="so many periods in a row in which no KPI of the sum failed and one at least was rated"
    )


class PointsRung(RungParameters):
    """One rung, entered where any of its sums reaches its points, and left where all of them have fallen again."""

    way_in: ClassVar[str] = "enter_at"
    ways_out: ClassVar[tuple[str, ...]] = ("leave_below", "leave_after_passes")

    enter_at: dict[Name, DatedQuantity] | None = Field(
        None, min_length=1, description="the points of each sum that lead here; any one of them is enough"
    )
    leave_below: dict[Name, DatedQuantity] | None = Field(
        None, min_length=1, description="the points that each sum must have fallen below; else those of `enter_at`"
    )
    leave_after_passes: Whole | None = Field(
        None, ge=1, description="how many periods in a row must have passed before the rung is left"
    )

    @property
    def limits_below(self) -> dict[str, Dated[Quantity]]:
        """What each sum must be below before the rung is left: never more than what leads to it."""
        return {**(self.enter_at or {}), **(self.leave_below or {})}


class PointsParameters(Parameters):
    """The sums, and the rungs from the first to the gravest."""

    climb: Climb = Field(description="to the highest rung that a sum leads to, or only to the next")
    sums: dict[Name, SumParameters] = Field(min_length=1, description="sums of points, by names of their own")
    resets: ResetParameters | None = Field(None, description="what makes points count no further; else only time does")
    rungs: list[PointsRung] = Field(min_length=2, description="the rungs from the first to the gravest")

    @property
    def kpis(self) -> tuple[str, ...]:
        """The KPIs of all sums; none where one of them adds up the points of all."""
        named = [terms.kpis for terms in self.sums.values()]
        return tuple(dict.fromkeys(kpi for kpis in named for kpi in kpis)) if all(named) else ()

    @model_validator(mode="after")
    def _sound(self) -> PointsParameters:
        check_rungs(self.rungs)
        for name, terms in self.sums.items():
            twice = next((place for place, kpi in enumerate(terms.kpis) if kpi in terms.kpis[:place]), None)
            if twice is not None:
                message = f"expected each KPI once: `{terms.kpis[twice]}` stands twice"
                raise mistake(message, "sums", name, "of", twice)
            if not any(name in (rung.enter_at or {}) for rung in self.rungs):
                raise mistake(f"expected a rung with `{name}` in its `enter_at`: the sum leads nowhere", "sums", name)
        if self.resets and not self.resets.each_move and self.resets.after_passes is None:
            raise mistake("expected `each_move: true` or `after_passes`: nothing is reset", "resets")
        for place, rung in enumerate(self.rungs):
            self._check_rung(place, rung)
        return self

    def _check_rung(self, place: int, rung: PointsRung) -> None:
        for key, limits in (("enter_at", rung.enter_at), ("leave_below", rung.leave_below)):
            for name, limit in (limits or {}).items():
                if name not in self.sums:
                    known = ", ".join(f"`{one}`" for one in self.sums)
                    raise mistake(f"expected one of the `sums`, {known}, not `{name}`", "rungs", place, key, name)
                if any(number <= 0 for number in _numbers(limit)):
                    raise mistake("expected more than 0 points: less is always reached", "rungs", place, key, name)
        _check_falling(rung, place)
        _check_rising(self.rungs, place)


def _check_falling(rung: PointsRung, place: int) -> None:
    """Raise a mistake where a rung would be left at points that lead to it again."""
    for name, below in (rung.leave_below or {}).items():
        at = (rung.enter_at or {}).get(name)
        if at and any(number > limit for number, limit in _pairs(below, at)):
            message = f"expected no more than the points of `{name}` that lead to the rung `{rung.rung}`"
            raise mistake(message, "rungs", place, "leave_below", name)


def _check_rising(rungs: Sequence[PointsRung], place: int) -> None:
    """Raise a mistake where fewer points lead to a graver rung."""
    for name, limit in (rungs[place].enter_at or {}).items():
        for milder in rungs[:place]:
            below = (milder.enter_at or {}).get(name)
            if below and any(number < least for number, least in _pairs(limit, below)):
                message = f"expected no fewer points of `{name}` than lead to the rung `{milder.rung}` below"
                raise mistake(message, "rungs", place, "enter_at", name)


def _pairs(one: Dated[Quantity], other: Dated[Quantity]) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the numbers of both that hold at the same time, where the rule file says them."""
    if one.is_constant and other.is_constant:
        yield from zip(_numbers(one), _numbers(other), strict=False)
    elif one.points() == other.points():
        steps = zip(one.steps, other.steps, strict=True)
        both = ((step.value.figure, another.value.figure) for step, another in steps)
        yield from ((a, b) for a, b in both if isinstance(a, Decimal) and isinstance(b, Decimal))


def _numbers(limit: Dated[Quantity]) -> list[Decimal]:
    given = [limit.constant] if limit.constant else [step.value for step in limit.steps]
    return [one.figure for one in given if isinstance(one.figure, Decimal)]
