"""An expectation may only speak of what the rules in force have: other names are mistakes with their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from engine.authoring.event_names import AGREED
from engine.authoring.expectation_shape import NOTHING, STANDING, ExpectationShape
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.diagnostics import did_you_mean
from engine.model.events import Form
from engine.model.payment import ADJUSTED, CARRIED
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.terms import day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What is asked of how a contract stands now, and of nothing that was decided before.
_OF_NOW = frozenset({*STANDING, "decided_again", "effective", "refused"})


class Named(NamedTuple):
    """The *rules* whose names an expectation uses, of those in *book*."""

    rules: RuleSet
    book: RuleBook


def check_names(expect: ExpectationShape, named: Named, findings: Findings, at: Path) -> None:
    """Report each name in *expect*, which stands under the path *at*, that the rules do not have.

    What was decided again goes by the rules of its own day.
    """
    known = _Known(named.rules, findings, at)
    known.kpis(expect)
    known.ladders(expect)
    known.lines(expect)
    known.standing(expect)
    for label, again in expect.decided_again.items():
        below = (*at, "decided_again", label)
        rules = _rules_of(label, named.book, findings, below)
        for key in sorted(again.model_fields_set & _OF_NOW):
            message = f"expected no `{key}` here: it says how the contract stands now, not what was decided again"
            findings.key_error((*below, key), "decided-again", message)
        if rules is not None:
            check_names(again, named._replace(rules=rules), findings, below)


def _rules_of(label: str, book: RuleBook, findings: Findings, at: Path) -> RuleSet | None:
    """Return the rules by which a period, or what happened on a day, is decided; it is noted where *label* is none."""
    try:
        return book.on(day(label) if _DAY.fullmatch(label) else Period.parse(label).last_day)
    except ValueError as error:
        findings.key_error(at, "decided-again", f"{error}; or the day of an event")
        return None


class _Known:
    """The names of one version of the rules."""

    def __init__(self, rules: RuleSet, findings: Findings, at: Path) -> None:
        self.rules, self.findings, self.at = rules, findings, at

    def kpis(self, expect: ExpectationShape) -> None:
        for key in ("ratings", "values", "reasons", "points", "publishable"):
            for name in getattr(expect, key) or ():
                self._key((key, name), name, self.rules.kpis, "KPI")
        ratings = (*self.rules.scale.names, self.rules.scale.not_rated)
        for kpi, rating in expect.ratings.items():
            self._value(("ratings", kpi), rating, ratings, "rating")

    def ladders(self, expect: ExpectationShape) -> None:
        rungs = {ladder.name: [rung.name for rung in ladder.rungs] for ladder in self.rules.ladders}
        for key in ("rungs", "moves"):
            for name in getattr(expect, key):
                self._key((key, name), name, rungs, "ladder")
        for name, rung in expect.rungs.items():
            if name in rungs:
                self._value(("rungs", name), rung, rungs[name], f"rung of `{name}`")
        if expect.rung is not None:
            self._value(("rung",), expect.rung, [rung for own in rungs.values() for rung in own], "rung")
        for place, name in enumerate(expect.rights or ()):
            self._value(("rights", place), name, rungs, "ladder")
        for name in expect.exits:
            self._key(("exits", name), name, rungs, "ladder")

    def standing(self, expect: ExpectationShape) -> None:
        courses = [*(kind.name for kind in self.rules.events.values() if kind.form), Form.EXIT.value]
        for place, one in enumerate(expect.open or ()):
            self._value(("open", place, "what"), one.what, courses, "plan, notice, warning or exit")
        for place, name in enumerate(expect.disputes or ()):
            self._value(("disputes", place), name, (*self.rules.kpis, *self.rules.events), "KPI or event")
        for place, name in enumerate(expect.corrected_since or ()):
            self._value(("corrected_since", place), name, (*courses, *AGREED), "plan, notice, warning or exit")

    def lines(self, expect: ExpectationShape) -> None:
        entries = [*(entry.name for entry in self.rules.payments), CARRIED, ADJUSTED]
        caps = [cap.name for entry in self.rules.payments for cap in entry.caps]
        for place, line in enumerate(expect.lines or ()):
            if line.entry is not None:
                self._value(("lines", place, "entry"), line.entry, entries, "payment entry")
            for number, cap in enumerate(line.caps or ()):
                self._value(("lines", place, "caps", number), cap, caps, "cap")

    def _key(self, path: Path, name: str, known: Iterable[str], what: str) -> None:
        if name not in known:
            self.findings.key_error((*self.at, *path), "unknown-name", _unknown(name, known, what))

    def _value(self, path: Path, name: str, known: Iterable[str], what: str) -> None:
        if name not in known and name not in NOTHING:
            self.findings.error((*self.at, *path), "unknown-name", _unknown(name, known, what))


def _unknown(name: str, known: Iterable[str], what: str) -> str:
    return f"unknown {what} {quoted(name)}{did_you_mean(name, known)}"
