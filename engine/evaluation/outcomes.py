"""What each KPI comes to: rated, measured, not rated with its reason, or for a person to judge (SEMANTICS 11 to 17)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from engine.evaluation.case import TermMissingError
from engine.evaluation.computation import computing, parts
from engine.evaluation.consequences import doubted, weighing
from engine.evaluation.dependence import lost_by_lateness, rests_on
from engine.evaluation.rating import rating_of
from engine.evaluation.working import Working
from engine.expression import NoActivity, Undecidable
from engine.model.figures import Absence, Figure
from engine.model.kpi import Kpi, MissingKind, Sample
from engine.model.outcome import Basis, Counts, Held, Measured, NotRated, Outcome, Rated, Read, Undecided, came_to
from engine.model.rule_set import RuleSet

Deciding: TypeAlias = Callable[[Working], Outcome]

# Python 3.11 looks a member up through Python code; what runs for every KPI and line has it at hand.
_MEASURED = Basis.MEASURED
_MISSING = Absence.MISSING
_ZERO = Decimal(0)
_NOTHING_HELD = Held()
_NOTHING_READ: Read = ()
# A NamedTuple's own constructor is Python code and costs twice as much; this one is called for every KPI.
_rated: Callable[[tuple[object, ...]], Rated] = partial(tuple.__new__, Rated)


def deciding(rules: RuleSet, kpi: Kpi) -> Deciding:
    """Return what works out *kpi*; everything that the rules fix is looked up here, once."""
    valued, absent, reads = _valuing(rules, kpi), _absent(rules, kpi), kpi.reads
    every, lost = kpi.every, frozenset(lost_by_lateness(rules, kpi))

    def decide(working: Working) -> Outcome:
        if every and not every.measured_in(working.case.contract.span, working.case.period):
            return NotRated(kpi.name, Absence.NOT_APPLICABLE, (), (), due=False)
        figures, read = working.figures, _NOTHING_READ
        try:
            read = tuple([(name, figures[name]) for name in reads])
            absence = _first_absence(_as_it_counts(read, lost) if working.late and lost else read)
            return valued(working, read) if absence is None else absent(working, absence, read)
        except NoActivity:
            return absent(working, Absence.NO_ACTIVITY, read)
        except (Undecidable, TermMissingError) as error:
            return Undecided(kpi.name, str(error), read)
        except ArithmeticError:
            return Undecided(kpi.name, "a figure becomes too large to be rounded exactly", read)

    return decide


def _valuing(rules: RuleSet, kpi: Kpi) -> Callable[[Working, Read], Outcome]:
    compute, rate, weigh, absent = computing(kpi.computation), rating_of(kpi), weighing(rules, kpi), _absent(rules, kpi)
    name, sample, made_of = kpi.name, kpi.sample, parts(kpi.computation)
    sources = [source for source in rests_on(kpi) if source in rules.kpis]
    round_ = kpi.precision.rounder() if kpi.precision else None

    def value(working: Working, read: Read) -> Outcome:
        unrounded = compute(working)
        if made_of:
            read += tuple((part, working.figures[part]) for part in made_of)
        if isinstance(unrounded, Absence):
            return absent(working, unrounded, read)
        if sample is not None and _too_small(sample, working):
            return absent(working, Absence.SAMPLE_TOO_SMALL, read)
        rounded = round_(unrounded) if round_ and isinstance(unrounded, Decimal) else unrounded
        working.figures[name] = rounded
        rating, held = rate(working, rounded)
        waits = not working.doubted.isdisjoint(sources)
        if rating is None:
            # A choice may be mapped to "not rated"; without bands there is nothing to hold the figure against.
            if waits:
                working.doubted.add(name)
            unrated = NotRated(name, Absence.NOT_APPLICABLE, (), read)
            return unrated if kpi.bands else Measured(name, rounded, unrounded, read, waits)
        weight = weigh(working, rating, rounded)
        counts, points, repeat, doubtful, grace = doubted(weight) if waits else weight
        if doubtful:
            working.doubted.add(name)
        basis = _MEASURED
        return _rated((name, rating, rounded, unrounded, read, held, counts, points, repeat, basis, doubtful, grace, 0))

    return value


def _absent(rules: RuleSet, kpi: Kpi) -> Callable[[Working, Absence, Read], Outcome]:
    """Return what an absence means for *kpi*: only a figure that is missing can be deemed or carried (SEMANTICS 12).

    A KPI that other KPIs keep from being rated is not rated, whatever they were missing (SEMANTICS 13).
    """
    weigh, lost = weighing(rules, kpi), bool(lost_by_lateness(rules, kpi))

    def meaning(working: Working, absence: Absence, read: Read) -> Outcome:
        late = working.late and lost
        missing = absence is _MISSING and (late or any(_is_missing(rules, *one) for one in read))
        if missing and kpi.missing.rating:
            rating = kpi.missing.rating
            counts, points, repeat, _, grace = weigh(working, rating, None)
            deemed = Rated(kpi.name, rating, None, None, read, _NOTHING_HELD, counts, points, repeat, Basis.DEEMED)
            return deemed._replace(in_grace=grace)
        carried = _carried(working, kpi, read) if missing else None
        if carried is not None:
            return carried
        because = tuple(name for name, figure in read if figure is absence)
        return NotRated(kpi.name, absence, because, read)

    return meaning


def _as_it_counts(read: Read, lost: frozenset[str]) -> Read:
    return tuple((name, _MISSING if name in lost else figure) for name, figure in read)


def _is_missing(rules: RuleSet, name: str, figure: Figure) -> bool:
    return figure is _MISSING and name not in rules.kpis


def _carried(working: Working, kpi: Kpi, read: Read) -> Rated | None:
    """Return the last outcome, carried forward, while it lasts: it earns nothing and is neither failure nor pass.

    A doubtful one waits for a person as before, who may confirm it here too, and so does what is computed from it
    (SEMANTICS 16).
    """
    last = next(working.history.earlier(kpi.name), None) if kpi.missing.kind is MissingKind.CARRY_FORWARD else None
    if last is None or last.rating is None or last.carried >= kpi.missing.periods:
        return None
    carried = Rated(
        kpi.name, last.rating, last.value, last.value, read, _NOTHING_HELD, Counts.NEITHER, _ZERO, basis=Basis.CARRIED
    )
    waits = last.doubtful and not working.is_confirmed(kpi.name, came_to(carried))
    if waits:
        working.doubted.add(kpi.name)
    return carried._replace(carried=last.carried + 1, doubtful=waits)


def _too_small(sample: Sample, working: Working) -> bool:
    size = sample.of.value(working.figures, working.history)
    return not isinstance(size, Decimal) or size < working.case.number(sample.at_least)


def _first_absence(read: Read) -> Absence | None:
    for _, figure in read:
        if figure.__class__ is Absence:
            absences = [one for _, one in read if isinstance(one, Absence)]
            return min(absences, key=lambda absence: absence.order)
    return None
