"""Lives of a contract drawn at random: figures and events, as they were right and in what order they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, islice
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

from engine.model.events import (
    Confirmation,
    Dispute,
    Effect,
    Form,
    Happening,
    Lapse,
    Matter,
    Progress,
    Relief,
    Reported,
    Stage,
    Waiver,
)
from engine.model.period import Period
from tests.application.builders import months_from

START = date(2026, 4, 1)
KPIS = ("kpi", "visiting")
KINDS = ("regulator_inadequate", "regulator_good", "exception_report")
FIGURES = st.fixed_dictionaries(
    {"figure": st.sampled_from(["95", "75", "60"]), "missed": st.sampled_from(["10", "14", "22", "40"])}
)


class Happened(NamedTuple):
    """*what* happened *on* a day, to the one *of* its thread by its place, where it is about one."""

    on: date
    what: Happening
    of: int | None = None


class Thread(NamedTuple):
    """Events that are recorded one after the other, as the later ones are about the first; *mistaken*, they lapse."""

    events: tuple[Happened, ...]
    mistaken: bool = False

    @property
    def about(self) -> Period | None:
        """The period that must be decided before."""
        first = self.events[0].what
        return first.period if isinstance(first, Dispute) else None


class Figures(NamedTuple):
    """What came for the month of that number, counted from 0."""

    month: int
    figures: dict[str, str]


class NextOf(NamedTuple):
    """The next event of the thread of that number."""

    thread: int


class Fee(NamedTuple):
    """The fee from the first day of the month of that number."""

    month: int
    fee: str


Arrival: TypeAlias = Figures | NextOf | Fee


class Life(NamedTuple):
    """The right figures of each month, what happened, the fees, and everything in the order in which it came."""

    right: list[dict[str, str]]
    threads: list[Thread]
    fees: dict[int, str]
    arrivals: list[Arrival]

    def in_order(self) -> Iterator[Arrival]:
        """Yield everything in order of the days that it is about, and right the first time."""
        found: list[tuple[date, int, Arrival]] = [
            (month(place).last_day, 2, Figures(place, figures)) for place, figures in enumerate(self.right)
        ]
        found += [(month(place).start, 0, Fee(place, fee)) for place, fee in self.fees.items()]
        for place, thread in enumerate(self.threads):
            days = accumulate((one.on for one in thread.events), max)
            found += [(day, 1, NextOf(place)) for day in days if not thread.mistaken]
        yield from (one[2] for one in sorted(found, key=lambda one: one[:2]))


def month(number: int) -> Period:
    return Period.parse(next(islice(months_from(f"{START:%Y-%m}"), number, None)))


_days = st.integers(0, 190).map(lambda days: START + timedelta(days=days))
_months = st.integers(0, 5).map(month)
_kpis = st.sampled_from(KPIS)
_reported = st.tuples(_days, st.sampled_from(KINDS).map(Reported)).map(lambda drawn: [Happened(*drawn)])
_EXCLUDED = {"visits": Decimal(3), "missed": Decimal(3)}
_reliefs = st.one_of(
    st.builds(Relief, _months, _kpis, st.sampled_from(Effect)),
    st.builds(Relief, _months, st.just("visiting"), excluded=st.just(_EXCLUDED)),
    st.builds(Waiver, _months, _kpis),
    st.builds(Confirmation, _months, st.just("visiting"), st.sampled_from(["78", "60.0", "61.9"])),
)
_settlements = st.sampled_from([Stage.UPHELD, Stage.REJECTED])


@st.composite
def _notices(draw: Any) -> list[Happened]:
    kind = draw(st.sampled_from([(Form.NOTICE, "performance_notice"), (Form.WARNING, "duty_to_warn")]))
    warned = {"kpis": ("kpi",), "consequence": "reablement takes longer"} if kind[0] is Form.WARNING else {}
    began = draw(_days)
    found = [Happened(began, Matter(*kind, **warned))]
    if draw(st.booleans()):
        answered = began + timedelta(days=draw(st.integers(0, 40)))
        found.append(Happened(answered, Progress(0, Stage.ANSWERED), 0))
    return found


@st.composite
def _plans(draw: Any) -> list[Happened]:
    """Draw a plan and how it went on, as far as it did."""
    on = draw(_days)
    found = [Happened(on, Matter(Form.PLAN, "improvement_plan"))]
    gaps = st.integers(0, 25).map(timedelta)
    milestones = draw(st.dictionaries(st.sampled_from(["a manager", "a rota"]), st.integers(0, 60), max_size=2))
    stages = [Stage.SUBMITTED, Stage.ACCEPTED]
    if draw(st.booleans()):
        stages = [Stage.SUBMITTED, Stage.REJECTED, *stages]
    for stage in stages[: draw(st.integers(0, len(stages)))]:
        on += draw(gaps)
        dues = {name: on + timedelta(days=days) for name, days in milestones.items()}
        given = {"milestones": dues} if stage is Stage.ACCEPTED else {}
        found.append(Happened(on, Progress(0, stage, **given), 0))
    if found[-1].what != Matter(Form.PLAN, "improvement_plan") and found[-1].what.stage is Stage.ACCEPTED:
        found += draw(_fulfilled(on, sorted(milestones)))
    return found


@st.composite
def _fulfilled(draw: Any, accepted: date, milestones: list[str]) -> list[Happened]:
    """Draw which milestones were met or said to be missed, what was reported of it, and whether it was closed."""
    found = []
    for name in draw(st.permutations(milestones)):
        stages = draw(st.sampled_from([(), (Stage.MILESTONE_MET,), (Stage.MILESTONE_MISSED,), _BOTH]))
        days = sorted(draw(st.lists(st.integers(0, 80), min_size=len(stages), max_size=len(stages))))
        for stage, after in zip(stages, days, strict=True):
            found.append(Happened(accepted + timedelta(days=after), Progress(0, stage, milestone=name), 0))
    if draw(st.booleans()):
        reported = accepted + timedelta(days=draw(st.integers(0, 90)))
        found.append(Happened(reported, Reported("exception_report"), 0))
    if draw(st.booleans()):
        last = max([accepted, *(one.on for one in found)])
        closed = last + timedelta(days=draw(st.integers(0, 30)))
        found = [*found, Happened(closed, Progress(0, Stage.CLOSED), 0)]
    return found


_BOTH = (Stage.MILESTONE_MISSED, Stage.MILESTONE_MET)


@st.composite
def _threads(draw: Any, count: int) -> Thread:
    kind = draw(st.sampled_from(["reported", "relief", "notice", "plan", "plan", "objection"]))
    if kind == "objection":
        period = month(draw(st.integers(0, count - 1)))
        found = [Happened(period.end, Dispute(draw(st.booleans()), period, draw(_kpis)))]
    else:
        drawn = {
            "reported": _reported,
            "relief": st.tuples(_days, _reliefs).map(lambda drawn: [Happened(*drawn)]),
            "notice": _notices(),
            "plan": _plans(),
        }
        found = draw(drawn[kind])
    last = max(one.on for one in found)
    mistaken = draw(st.sampled_from([False, False, False, True]))
    is_disputed = kind != "relief" and draw(st.sampled_from([True, False, False]))
    if is_disputed and kind != "objection":
        found = [*found, Happened(last, Dispute(draw(st.booleans())), 0)]
    if (is_disputed or kind == "objection") and draw(st.booleans()):
        found = [*found, Happened(last + timedelta(days=9), Progress(0, draw(_settlements)), len(found) - 1)]
    if mistaken:
        # What was reported of a plan stands by itself.
        taken_back = [0, *(place for place, one in enumerate(found) if isinstance(one.what, Reported) and place)]
        found = [*found, *(Happened(last + timedelta(days=9), Lapse(0), place) for place in taken_back)]
    return Thread(tuple(found), mistaken)


@st.composite
def lives(draw: Any, months: int = 6, threads: int = 4) -> Life:
    """Draw a contract's life, and an order in which it came to be known."""
    right = draw(st.lists(FIGURES, min_size=1, max_size=months))
    drawn = _unlike(draw(st.lists(_threads(len(right)), max_size=threads)))
    fees = draw(st.dictionaries(st.integers(0, len(right) - 1), st.sampled_from(["900", "1234.50"]), max_size=2))
    at_first = [draw(st.sampled_from([figures, None])) or draw(FIGURES) for figures in right]
    revised = draw(st.lists(st.tuples(st.integers(0, len(right) - 1), FIGURES), max_size=3))
    waiting: list[list[Arrival]] = [
        [Figures(place, figures) for place, figures in enumerate(at_first)],
        *([NextOf(place)] * len(thread.events) for place, thread in enumerate(drawn)),
        [Figures(*one) for one in revised] + [Figures(place, figures) for place, figures in enumerate(right)],
        [Fee(place, fee) for place, fee in fees.items()],
    ]
    order = draw(st.permutations([place for place, found in enumerate(waiting) for _ in found]))
    queues = [iter(found) for found in waiting]
    return Life(right, drawn, fees, [next(queues[place]) for place in order])


def _unlike(threads: Iterable[Thread]) -> list[Thread]:
    """Return *threads* without a second dispute of what one of them disputes."""
    found: dict[object, Thread] = {}
    for place, thread in enumerate(threads):
        first = thread.events[0].what
        found.setdefault((first.period, first.kpi) if isinstance(first, Dispute) else place, thread)
    return list(found.values())


def about(happened: Happened, versions: list[int]) -> Happening:
    """Return what happened, about what is recorded under the one of *versions* that it is about."""
    what = happened.what
    if happened.of is None:
        return what
    field = {Dispute: "event", Reported: "matter"}.get(type(what), "version")
    return replace(what, **{field: versions[happened.of]})
