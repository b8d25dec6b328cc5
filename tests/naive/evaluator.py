"""A second `decide`, written from SEMANTICS alone to be plain: no compiling, no indexes, no decimals."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from tests.naive.case import Case, Decided, Evidence, measured_in
from tests.naive.expressions import names
from tests.naive.figures import Absent, NothingToMeasure, PersonMustJudge, in_force
from tests.naive.ladders import climb, rights
from tests.naive.outcomes import outcome
from tests.naive.payment import pay


def read(text: str) -> dict[str, Any]:
    """The rule file as plain data: mappings, lists and texts."""
    return yaml.load(text, Loader=yaml.BaseLoader)


class Naive:
    """One contract under one rule file; *past* is the list of all that was decided."""

    def __init__(self, text: str, start: date, terms: dict[str, Any]) -> None:
        self.file, self.start, self.terms = read(text), start, terms
        self.past: list[Decided] = []

    def refuses(self, evidence: Evidence) -> bool:
        """SEMANTICS 12: `missing: refuse` rejects a submission without the figure; so does a figure out of bounds."""
        case = Case(self.file, self.start, self.terms, self.past, evidence)
        if any(_beyond_bounds(case, name, given) for name, given in evidence.figures.items()):
            return True
        read = {
            word
            for kpi in self.file["kpis"].values()
            if kpi.get("missing") == "refuse"
            and ("every" not in kpi or measured_in(kpi["every"], self.start, evidence.span))
            for word in names(kpi.get("value", "0")) + names(kpi.get("sample", {}).get("of", "0"))
            if word in self.file["measures"]
        }
        return evidence.submitted and any(_is_lacking(case, word) for word in read)

    def decide(self, evidence: Evidence) -> Decided | None:
        """What happens, added to the list; None where a person must judge, and then nothing is added."""
        case = Case(self.file, self.start, self.terms, self.past, evidence)
        try:
            decided = _decided(case)
        except (PersonMustJudge, NothingToMeasure):
            return None
        self.past.append(decided)
        return decided


def _is_lacking(case: Case, name: str) -> bool:
    """SEMANTICS 11: a default stands in for what is left out, and not for what is stated as missing."""
    given = case.evidence.figures.get(name)
    default = in_force(case.file["measures"][name].get("default"), case.start, case.day)
    return given == Absent("missing") or (given is None and default is None)


def _beyond_bounds(case: Case, name: str, given: Any) -> bool:
    declared = case.file["measures"][name]
    least, most = (in_force(declared.get(key), case.start, case.day) for key in ("at_least", "at_most"))
    if isinstance(given, Absent):
        return False
    return bool((least and Fraction(given) < Fraction(least)) or (most and Fraction(given) > Fraction(most)))


def _decided(case: Case) -> Decided:
    for name in case.file["kpis"]:
        outcome(case, name)
    case.closed = True
    payable, carried = pay(case)
    moves = climb(case)
    figures = {name: case.measured(name) for name in (*case.file["measures"], *case.file.get("parameters", {}))}
    return Decided(case.evidence, figures, case.outcomes, case.lines, payable, carried, moves, rights(case, moves))
