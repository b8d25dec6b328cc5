"""Writes one function for all KPIs of a rule set: in line where a KPI is plain, else a call of what works it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from engine.evaluation.consequences import Weight
from engine.evaluation.plain import Banded, End, Plain, plain
from engine.evaluation.working import Working
from engine.expression import Undecidable
from engine.expression.functions import ON_VALUES
from engine.expression.listing import Listing
from engine.model.decimals import DUST, Precision
from engine.model.figures import Absence
from engine.model.outcome import Basis, Held, Rated
from engine.model.rule_set import RuleSet

# Works out one KPI, or all of them, and enters figures and outcomes.
Entering: TypeAlias = Callable[[Working], None]

_KNOWN: Mapping[str, object] = {
    **ON_VALUES,
    "Absence": Absence,
    "DUST": DUST,
    "MEASURED": Basis.MEASURED,
    "Rated": Rated,
    "UNKNOWN": Absence.UNKNOWN,
    "failing": (ArithmeticError, Undecidable),
    "new": tuple.__new__,
    "type": type,
}


def unrolled(rules: RuleSet, entering: Mapping[str, Entering]) -> Entering:
    """Return what works out every KPI of *rules* in order, none of them late.

    Where a plain KPI meets an absence, or anything else that is not plain, it is begun again in the careful way of
    *entering*, which takes whatever comes.
    """
    listing = Listing("def work_out(working):")
    for name in ("figures", "found", "history"):
        listing.line(f"{name} = working.{name}")
    listing.line("failed_before = history.failed_before")
    for name, kpi in rules.kpis.items():
        careful = f"{listing.bound(entering[name])}(working)"
        fixed = plain(rules, kpi)
        if fixed is None:
            listing.line(careful)
        else:
            _Writing(listing, fixed, careful).write()
    return cast("Entering", listing.function(_KNOWN))


class _Writing:
    """The lines of one plain KPI; *careful* stands where they do not suffice."""

    def __init__(self, listing: Listing, kpi: Plain, careful: str) -> None:
        self._listing, self._kpi, self._careful = listing, kpi, careful
        self._name = listing.bound(kpi.name)
        self._places = {name: f"v{number}" for number, name in enumerate(kpi.reads)}

    def write(self) -> None:
        """Write all of them."""
        listing = self._listing
        for name, place in self._places.items():
            listing.line(f"{place} = figures[{name!r}]")
        absent = [f"type({place}) is Absence" for place in self._places.values()]
        with listing.block(f"if {' or '.join(absent) or False}:"):
            listing.line(self._careful)
        with listing.block("else:"):
            self._tried()

    def _tried(self) -> None:
        listing = self._listing
        with listing.block("try:"):
            self._values()
        with listing.block("except failing:"):
            listing.line(self._careful)
        with listing.block("else:"):
            with listing.block(f"if {' or '.join(self._odd()) or False}:"):
                listing.line(self._careful)
            with listing.block("else:"):
                self._rating()
                self._outcome()

    def _values(self) -> None:
        listing, kpi = self._listing, self._kpi
        listing.line(f"unrounded = {kpi.inline(listing, self._places)}")
        listing.line(f"value = {_rounded(listing, kpi.precision)}")
        if kpi.size:
            listing.line(f"size = {kpi.size(listing, self._places)}")

    def _odd(self) -> list[str]:
        """Return the conditions under which the figures are there and yet do not say all."""
        listing, kpi = self._listing, self._kpi
        odd = [f"not {_kept(listing, end)}" for end in kpi.plausible]
        if kpi.size:
            odd.append(f"size < {listing.bound(kpi.least)}")
        if kpi.grace:
            odd.append(f"working.in_grace({listing.bound(kpi.grace)})")
        return odd

    def _rating(self) -> None:
        """Write the first line that *value* keeps; what keeps none has the last rating."""
        listing = self._listing
        *banded, last = self._kpi.banded
        word = "if"
        for (_, figure, strict, upper), rated in zip(self._kpi.limits, banded, strict=True):
            with listing.block(f"{word} {_kept(listing, (figure, strict, upper))}:"):
                self._weighed(rated)
            word = "elif"
        with listing.block("else:"):
            self._weighed(last)

    def _weighed(self, banded: Banded) -> None:
        listing, (rating, once, again) = self._listing, banded
        listing.line(f"rating = {listing.bound(rating)}")
        if again is once:
            self._weight(once)
            return
        over = listing.bound(self._kpi.over_not_rated)
        with listing.block(f"if failed_before({self._name}, {over}):"):
            self._weight(again)
        with listing.block("else:"):
            self._weight(once)

    def _weight(self, weight: Weight) -> None:
        bound = self._listing.bound
        values = f"{bound(weight.counts)}, {bound(weight.points)}, {weight.repeat}"
        self._listing.line(f"counts, points, repeat = {values}")

    def _outcome(self) -> None:
        listing, name = self._listing, self._name
        held = listing.bound(Held(self._kpi.limits))
        read = "".join(f"({one!r}, {place}), " for one, place in self._places.items())
        listing.line(f"figures[{name}] = value")
        listing.line(
            f"found[{name}] = new(Rated, ({name}, rating, value, unrounded, ({read}), {held}, "
            "counts, points, repeat, MEASURED, False, False, 0))"
        )


def _kept(listing: Listing, end: End) -> str:
    figure, strict, upper = end
    return f"value {'<' if upper else '>'}{'' if strict else '='} {listing.bound(figure)}"


def _rounded(listing: Listing, precision: Precision | None) -> str:
    if precision is None:
        return "unrounded"
    # The context is that of `exactly()`; a value too long for it fails, and the careful way rounds it.
    step, mode = listing.bound(precision.step), listing.bound(precision.rounding.value)
    return f"unrounded.quantize(DUST).quantize({step}, {mode})"
