"""What one contract has been through so far, and the period to be decided now; nothing is kept but the plain list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from tests.naive.figures import ONE_DAY, Absent, PersonMustJudge, figure, in_force, later, working_days_after

_MONTHS = {"month": 1, "quarter": 3, "half year": 6, "year": 12}


@dataclass
class Outcome:
    """What a KPI came to; *due* is false between two measurements."""

    rating: str | None = None
    value: Any = None
    reason: str = "measured"
    counts: str = "neither"
    points: Fraction = Fraction(0)
    repeat: bool = False
    due: bool = True
    carried: int = 0
    doubtful: bool = False
    in_grace: bool = False


@dataclass
class Line:
    """A payment line; *caps* holds for each cap its name, figure, what was used before, what came and what it left."""

    entry: str
    kind: str
    due: Fraction
    applied: Fraction
    caps: list[tuple[str, Fraction, Fraction, Fraction, Fraction]] = field(default_factory=list)


class Span(NamedTuple):
    """A reporting period by its days, and the days that it would have if the contract did not cut it short."""

    first: date
    last: date
    whole: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


class Evidence(NamedTuple):
    """What came for a period, or that nothing did; figures are texts or absences."""

    span: Span
    figures: dict[str, Any]
    decided_on: date
    received_on: date
    submitted: bool = True


@dataclass
class Decided:
    """One period of the list."""

    evidence: Evidence
    figures: dict[str, Any]
    outcomes: dict[str, Outcome]
    lines: list[Line] = field(default_factory=list)
    payable: Fraction = Fraction(0)
    carried_forward: Fraction = Fraction(0)
    moves: list[dict[str, Any]] = field(default_factory=list)
    rights: dict[str, tuple[str, date, list[date]]] = field(default_factory=dict)

    @property
    def last(self) -> date:
        return self.evidence.span.last


@dataclass
class Case:
    """The rule file as plain data, the contract's dates and terms, all that was decided, and what came now."""

    file: dict[str, Any]
    start: date
    terms: dict[str, Any]
    past: list[Decided]
    evidence: Evidence
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    closed: bool = False

    @property
    def day(self) -> date:
        return self.evidence.span.last

    def dated(self, value: Any) -> Any:
        """The text in force on the period's last day (SEMANTICS 3)."""
        held = in_force(value, self.start, self.day)
        if held is None:
            raise PersonMustJudge("no value is in force")
        return held

    def quantity(self, value: Any) -> Fraction:
        """The number that a dated number, or the parameter that it names, is."""
        text = self.dated(value)
        if text[0].isalpha():
            found = self.measured(text)
            if isinstance(found, Absent):
                raise PersonMustJudge(f"{text} is not set")
            return found
        return Fraction(text.removesuffix("%").strip())

    def measured(self, name: str) -> Any:
        """A measure or a parameter (SEMANTICS 7, 11)."""
        declared = self.file.get("parameters", {}).get(name)
        if declared is None:
            declared = self.file["measures"][name]
            given = self.evidence.figures.get(name)
            default = in_force(declared.get("default"), self.start, self.day) if self.evidence.submitted else None
        else:
            given = in_force(self.terms.get(name), self.start, self.day)
            default = in_force(declared.get("default"), self.start, self.day)
        found = default if given is None else given
        if found is None:
            return Absent("missing")
        return found if isinstance(found, Absent) else figure(declared["type"], found)

    @property
    def nothing_counts(self) -> bool:
        """Whether what came counts as missing because it came late, where that is a failure."""
        if not self.evidence.submitted:
            return False
        reporting = self.file["reporting"]
        if "due" not in reporting or reporting.get("late") != "failure":
            return False
        due = working_days_after(self.day, int(reporting["due"].split(" ")[0]))
        return self.evidence.received_on > due


def spans(reporting: dict[str, str], start: date, end: date | None, count: int) -> list[Span]:
    """The first periods of a contract (SEMANTICS 3, 4)."""
    months = _MONTHS[reporting["every"]]
    anchor = {"contract": start, "financial year": date(2000, 4, 1)}.get(
        reporting.get("starting", ""), date(2000, 1, 1)
    )
    edges = [later(anchor, months * number) for number in range(600 // months + count)]
    found = []
    for first, after in pairwise(edges):
        last = after - ONE_DAY
        if last < start or (end and first > end):
            continue
        clipped = max(first, start), min(last, end or last)
        found.append(Span(*clipped, (after - first).days))
    return found[:count]


def ordinal(case: Case) -> int:
    """The number of the period, 1 for the contract's first."""
    return 1 + sum(one.first < case.evidence.span.first for one in spans(case.file["reporting"], case.start, None, 400))


def measured_in(every: Any, start: date, span: Span) -> bool:
    """SEMANTICS 4: whether a KPI of this rhythm, or of named dates, is measured in a period."""
    if isinstance(every, list):
        return any(span.first <= date.fromisoformat(day) <= span.last for day in every)
    months = _MONTHS.get(every) or int(every.split(" ")[0])
    anchor = date(2000, 1, 1) if every in _MONTHS else start
    edges = (later(anchor, months * number) for number in range(1, 800 // months))
    return any(span.first < edge <= span.last + ONE_DAY for edge in edges)
