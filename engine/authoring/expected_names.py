"""An expectation may only speak of what the rules in force have: other names are mistakes with their place."""

from __future__ import annotations

from collections.abc import Iterable

from engine.authoring.expectation_shape import NOTHING, ExpectationShape
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.diagnostics import did_you_mean
from engine.evaluation.payment import CARRIED
from engine.model.rule_set import RuleSet


def check_names(expect: ExpectationShape, rules: RuleSet, findings: Findings, at: Path) -> None:
    """Report each name in *expect*, which stands under the path *at*, that *rules* do not have."""
    known = _Known(rules, findings, at)
    known.kpis(expect)
    known.ladders(expect)
    known.lines(expect)


class _Known:
    """The names of one version of the rules."""

    def __init__(self, rules: RuleSet, findings: Findings, at: Path) -> None:
        self.rules, self.findings, self.at = rules, findings, at

    def kpis(self, expect: ExpectationShape) -> None:
        for key in ("ratings", "values", "reasons", "points"):
            for name in getattr(expect, key):
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

    def lines(self, expect: ExpectationShape) -> None:
        entries = [*(entry.name for entry in self.rules.payments), CARRIED]
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
