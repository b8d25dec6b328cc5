"""What becomes of figures that come from elsewhere than the rules ask, or that nobody verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from engine.diagnostics import did_you_mean
from engine.errors import Violation
from engine.evaluation.dependence import rests_on
from engine.evaluation.working import Working
from engine.model.evidence import Event, Evidence
from engine.model.figures import Absence, Figure
from engine.model.kpi import Kpi
from engine.model.outcome import Basis, Counts, Measured, NotRated, Outcome, Rated
from engine.model.rule_set import RuleSet
from engine.model.sources import Otherwise, Required, Sources

_ZERO = Decimal(0)
_MISSING = Absence.MISSING


def misnamed(rules: RuleSet, came: Iterable[str], sources: Sources) -> Iterator[Violation]:
    """Yield what is wrong with *sources* themselves, where figures *came* under some names."""
    names = tuple(came)
    for name, source in sources.items():
        if name not in names:
            message = f"expected a source of a figure that came, and `{name}` did not{did_you_mean(name, names)}"
            yield Violation(f"sources.{name}", message)
        elif source.name not in rules.sources:
            known = ", ".join(f"`{one}`" for one in rules.sources)
            hint = did_you_mean(source.name, rules.sources)
            yield Violation(f"sources.{name}", f"expected one of {known}, not `{source.name}`{hint}")


def refused(
    rules: RuleSet, figures: Mapping[str, Figure], sources: Sources, needed: tuple[str, ...] = ()
) -> Iterator[Violation]:
    """Yield each of *figures* that the submission is refused for, because of where it comes from.

    Those *needed* it is refused without, too.
    """
    for name, required in unmet(rules, figures, sources):
        if required.otherwise is Otherwise.REFUSE or (required.otherwise is Otherwise.MISSING and name in needed):
            came = _said(sources, name)
            message = f"expected a figure {in_words(required)}, not one {came}: this submission is refused"
            yield Violation(f"figures.{name}", message)


def unmet(rules: RuleSet, figures: Mapping[str, Figure], sources: Sources) -> Iterator[tuple[str, Required]]:
    """Yield the measures whose figures do not come from where *rules* ask, with what they ask."""
    for name, required in rules.required.items():
        figure = figures.get(name, _MISSING)
        if not isinstance(figure, Absence) and not required.met_by(sources.get(name)):
            yield name, required


def in_words(required: Required) -> str:
    """Return `from call monitoring, verified`."""
    of = " or ".join(name.replace("_", " ") for name in required.of)
    return ", ".join([*([f"from {of}"] if of else []), *(["verified"] if required.verified else [])])


def _said(sources: Sources, name: str) -> str:
    source = sources.get(name)
    if source is None:
        return "whose source is not said"
    return f"from {source.name.replace('_', ' ')}, {'verified' if source.verified else 'not verified'}"


def accepted(rules: RuleSet, evidence: Evidence) -> Mapping[str, Figure]:
    """Return the figures of *evidence* as *rules* take them: those that count as missing for their source are."""
    if isinstance(evidence, Event):
        return {}
    lost = {
        name: _MISSING
        for name, required in unmet(rules, evidence.figures, evidence.sources)
        if required.otherwise is Otherwise.MISSING
    }
    return {**evidence.figures, **lost} if lost else evidence.figures


class Doubts:
    """The figures of one case that wait for a person, and what is computed from them while KPIs are worked out."""

    __slots__ = ("_aggregates", "_stated", "_tainted")

    def __init__(self, rules: RuleSet, measures: Iterable[str]) -> None:
        self._aggregates, self._tainted = rules.aggregates, set[str]()
        for name in measures:
            self._taint(name)
        self._stated = frozenset(self._tainted)

    def weigh(self, working: Working, kpi: str) -> None:
        """Take all consequence from the outcome of *kpi* where it is computed from what is doubted (SEMANTICS 16)."""
        outcome = working.found[kpi]
        # Who confirms a KPI stands by what was stated for it, not by other KPIs that it is computed from.
        stood_by = working.is_confirmed(kpi, working.figures[kpi])
        tainted = self._tainted - self._stated if stood_by else self._tainted
        if tainted.isdisjoint(rests_on(working.case.rules.kpis[kpi])) or _is_relieved(outcome):
            return
        self._taint(kpi)
        working.doubted.add(kpi)
        if isinstance(outcome, Rated) and outcome.basis is Basis.MEASURED:
            working.found[kpi] = outcome._replace(counts=Counts.NEITHER, points=_ZERO, repeat=False, doubtful=True)
        elif isinstance(outcome, Measured):
            working.found[kpi] = outcome._replace(doubtful=True)

    def close(self, working: Working) -> None:
        """Make unknown to payment and ladders what is doubted: neither money nor a rung hangs on it."""
        working.figures.update(dict.fromkeys(self._tainted, Absence.UNKNOWN))

    def _taint(self, name: str) -> None:
        """Doubt the figure *name*, and what is counted over rows with it."""
        self._tainted |= {name, *(text for text, one in self._aggregates.items() if name in one.figures)}


def _is_relieved(outcome: Outcome) -> bool:
    return isinstance(outcome, NotRated) and outcome.absence is Absence.RELIEVED


def can_be_doubted(rules: RuleSet, kpi: Kpi) -> bool:
    """Return whether a figure of *kpi* may be doubtful by itself: implausible, or for where it comes from."""
    measures = {name for name, required in rules.required.items() if required.otherwise is Otherwise.DOUBTFUL}
    counted = {text for text, one in rules.aggregates.items() if not measures.isdisjoint(one.figures)}
    return kpi.plausible is not None or not (measures | counted).isdisjoint(rests_on(kpi))


def doubts(rules: RuleSet, evidence: Evidence) -> Doubts | None:
    """Return what of *evidence* waits, for where it comes from, until a person confirms it; None where nothing does."""
    if isinstance(evidence, Event):
        return None
    found = unmet(rules, evidence.figures, evidence.sources)
    measures = [name for name, required in found if required.otherwise is Otherwise.DOUBTFUL]
    return Doubts(rules, measures) if measures else None
