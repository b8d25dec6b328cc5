"""The words of one rule set: titles, how figures are written, comparisons; made once for any number of decisions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from engine.evaluation.explanation.comparisons import Comparisons
from engine.evaluation.explanation.conditions import Conditions
from engine.evaluation.explanation.counted import counted_terms
from engine.evaluation.explanation.figures import DAY, NUMBER, TEXT, Form, precision_in_words
from engine.evaluation.explanation.phrases import Phrasing, Term
from engine.evaluation.explanation.sentence import words
from engine.expression.program import Program
from engine.expression.types import Kind
from engine.model.figures import Figure
from engine.model.kpi import Kpi
from engine.model.measures import Measure, MeasureType, Parameter
from engine.model.rule_set import RuleSet

_KEPT = 64


class Lexicon:
    """What the things of one rule set are called, how their figures are written, and what stands *between* several."""

    __slots__ = ("between", "comparisons", "conditions", "currency", "phrasing", "precisions", "rules", "terms")

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.currency = Form.of_money(rules.currency, rules.money.places if rules.money else 2)
        self.terms = dict(_terms(rules, self.currency))
        self.precisions = {kpi.name: precision_in_words(kpi.precision) for kpi in rules.kpis.values() if kpi.precision}
        self.between = "; " if any("," in term.title for term in self.terms.values()) else ", "
        caps = {cap.name for entry in rules.payments for cap in entry.caps}
        self.phrasing = Phrasing(self.terms, self.currency, frozenset(caps - {entry.name for entry in rules.payments}))
        self.comparisons = Comparisons(self.phrasing)
        self.conditions = Conditions(self.phrasing, self.comparisons)

    def title(self, name: str) -> str:
        """Return the title of a measure, parameter or KPI; of anything else its name as words."""
        term = self.terms.get(name)
        return term.title if term else words(name)

    def form(self, name: str) -> Form:
        """Return how figures of *name* are written."""
        term = self.terms.get(name)
        return term.form if term else NUMBER

    def figure(self, name: str, figure: Figure) -> str:
        """Return *figure* of *name* with its title: `visits missed: 97`."""
        return f"{self.title(name)}: {self.form(name).figure(figure)}"


class _ByDigest:
    """A rule set as a key: those of one digest have the same text, so the same words."""

    __slots__ = ("rules",)

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return hash(self.rules.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and self.rules.digest == other.rules.digest


def lexicon(rules: RuleSet) -> Lexicon:
    """Return the words of *rules*; those of the rule sets asked for last are kept."""
    return _kept(_ByDigest(rules))


@lru_cache(_KEPT)
def _kept(key: _ByDigest) -> Lexicon:
    return Lexicon(key.rules)


def _terms(rules: RuleSet, currency: Form) -> Iterator[tuple[str, Term]]:
    declared: dict[str, Measure | Parameter] = {**rules.parameters, **rules.measures}
    for name, given in declared.items():
        yield name, Term(given.title, _form(given, currency), name in rules.parameters)
    for name, kpi in rules.kpis.items():
        yield name, Term(kpi.title, _kpi_form(kpi, currency))
    yield from counted_terms(rules, currency)


def _form(given: Measure | Parameter, currency: Form) -> Form:
    match given.type:
        case MeasureType.MONEY:
            return currency
        case MeasureType.PERCENT:
            return Form.of_unit(given.unit or "percent")
        case MeasureType.DATE:
            return DAY
        case MeasureType.CHOICE | MeasureType.TEXT | MeasureType.FLAG:
            return TEXT
    return Form.of_unit(given.unit)


def _kpi_form(kpi: Kpi, currency: Form) -> Form:
    computation = kpi.computation
    if isinstance(computation, Program) and not kpi.unit:
        kind = computation.type.kind
        if kind is not Kind.NUMBER:
            return currency if kind is Kind.MONEY else DAY if kind is Kind.DATE else TEXT
    return Form.of_unit(kpi.unit, kpi.precision.places if kpi.precision else 0)
