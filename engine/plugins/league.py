"""The league: who returns no reviews, or scores nothing in them, is offered no new packages for a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import ClassVar, NamedTuple

from pydantic import Field, model_validator

from engine.model.dated_terms import DatedQuantity
from engine.model.decimals import plain
from engine.model.escalation import Rung, Step, Verdict
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.policy import LadderView, Parameters, mistake
from engine.model.rungs import ENTER, Climb, RungParameters, check_rungs, moved
from engine.model.terms import KpiName, Number, Whole
from engine.model.windows import Over, window_text
from engine.plugins.hookspecs import hookimpl


class LeagueRung(RungParameters):
    """One rung, entered after so many low scores, and left after so many reviews in a row above them."""

    way_in: ClassVar[str] = "enter_after"
    ways_out: ClassVar[tuple[str, ...]] = ("leave_after",)

    enter_after: Whole | None = Field(None, ge=1, description="how many low scores lead here, this review's the last")
    leave_after: Whole | None = Field(None, ge=1, description="how many reviews in a row must score more than `low`")


class LeagueParameters(Parameters):
    """The score that reviews come to, which scores are low, and where they lead."""

    climb: Climb = Field(description="to the highest rung that low scores lead to, or only to the next")
    score: KpiName = Field(description="the KPI that a review comes to: its value is the score")
    low: DatedQuantity = Field(description="a score of so much, or less, is low")
    not_returned: Number = Field(description="the score that a review is deemed to have that was not returned")
    over: Over = Field(description="within how long low scores are counted, such as `2 periods` or `12 months`")
    rungs: list[LeagueRung] = Field(min_length=2, description="the rungs from the first to the gravest")

    @model_validator(mode="after")
    def _sound(self) -> LeagueParameters:
        check_rungs(self.rungs)
        fewest = 0
        for place, rung in enumerate(self.rungs):
            after = rung.enter_after or 0
            if after < fewest:
                message = f"expected no fewer low scores than lead to the rung below, {fewest}, not {after}"
                raise mistake(message, "rungs", place, "enter_after")
            if self.over.periods is not None and after > self.over.periods:
                message = f"expected at most {self.over.periods}, as many as come within `over`, not {after}"
                raise mistake(message, "rungs", place, "enter_after")
            fewest = after
        return self


class League:
    """A ladder climbed by low scores; it moves as every ladder does."""

    name = "league"
    version = "1"
    parameters = LeagueParameters

    def rungs(self, parameters: LeagueParameters) -> tuple[Rung, ...]:
        """Return the rungs as the rule file lists them."""
        return tuple(rung.declared for rung in parameters.rungs)

    def step(self, parameters: LeagueParameters, view: LadderView) -> Step:
        """Return the rung to stand on: the highest that low scores lead to, else where better ones lead."""
        return moved(parameters.rungs, parameters.climb, view, partial(_looked, parameters, view))


class _Score(NamedTuple):
    """The score of one review, which is *deemed* where the review was not returned."""

    period: Period
    score: Decimal
    deemed: bool


def _looked(parameters: LeagueParameters, view: LadderView, rung: LeagueRung, way: str) -> Verdict | None:
    seen = view.disregarding_relieved() if rung.disregard else view
    if way == ENTER:
        return None if rung.enter_after is None else _low_enough(parameters, seen, rung.enter_after)
    return None if rung.leave_after is None else _better(parameters, seen, rung.leave_after)


def _low_enough(parameters: LeagueParameters, view: LadderView, least: int) -> Verdict:
    """Return whether this review's score is low, and so many of late with it."""
    scores = tuple(_scores(parameters, view, over=True))
    low = view.number(parameters.low)
    within = window_text(parameters.over)
    if not scores or scores[-1].period != view.period:
        # Nobody is suspended by a period that says nothing, however low the reviews before it were.
        return Verdict.at_least(
            f"the number of low scores in {within}, counted when there is a score,", _NONE, Decimal(least)
        )
    found = [one for one in scores if one.score <= low]
    now = Verdict.at_most(f"the score of this review{_deemed(scores[-1:])}", scores[-1].score, low, said=plain(low))
    count = f"the number of low scores in {within}{_deemed(found)}"
    return Verdict.all_of([now, Verdict.at_least(count, Decimal(len(found)), Decimal(least))])


def _better(parameters: LeagueParameters, view: LadderView, least: int) -> Verdict:
    """Return whether the latest so many reviews all scored more than what is low."""
    low, run = view.number(parameters.low), 0
    for one in _scores(parameters, view, over=False):
        run = run + 1 if one.score > low else 0
    return Verdict.at_least(
        f"the number of reviews in a row that score more than {plain(low)}", Decimal(run), Decimal(least)
    )


def _scores(parameters: LeagueParameters, view: LadderView, *, over: bool) -> Iterator[_Score]:
    """Yield the scores of reviews; one that is suppressed, relieved or not rated for another reason has none."""
    for period, figure in view.track(parameters.score.name, parameters.over if over else None):
        if figure is Absence.MISSING:
            yield _Score(period, parameters.not_returned, deemed=True)
        elif isinstance(figure, Decimal):
            yield _Score(period, figure, deemed=False)


def _deemed(scores: Sequence[_Score]) -> str:
    """Return which of *scores* are deemed, for a reader who must not take them for figures."""
    deemed = [one.period.label for one in scores if one.deemed]
    return f" ({', '.join(deemed)} not returned, and deemed {plain(scores[-1].score)})" if deemed else ""


_NONE = Decimal(0)


@hookimpl
def plimsoll_escalation_policies() -> list[League]:
    """Return the league."""
    return [League()]
