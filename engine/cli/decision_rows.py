"""What a table shows of one decision: plain texts, so that a year of a hundred contracts stays small."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from engine.batch.results import Decided
from engine.cli.short_names import ABSENCES
from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.kpi import Kpi, WorstOf
from engine.model.outcome import Basis, Measured, NotRated, Outcome, Rated, Undecided
from engine.model.payment import Payment
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.scale import Rating

GOOD, FAIR, FAILED, UNRATED = "green", "yellow", "red", "dim"
MARKS = {Basis.MEASURED: "", Basis.DEEMED: "*", Basis.CARRIED: "~"}
DOUBTFUL = "?"
MEANINGS = {MARKS[Basis.DEEMED]: "deemed", MARKS[Basis.CARRIED]: "carried forward", DOUBTFUL: "doubtful"}
UNDECIDED = "undecided"


class Shown(NamedTuple):
    """One KPI in one period: its rating, or why there is none, and its value where it has one."""

    rating: str
    reason: str
    mark: str
    value: str
    style: str


class DecisionRow(NamedTuple):
    """One contract and period; what does not apply is empty."""

    contract: str
    period: str
    kpis: tuple[Shown, ...]
    points: str
    outcome: str
    rung: str
    move: str
    deducted: str
    payable: str


NOTHING = Shown("", "", "", "", UNRATED)


def rated_kpis(book: RuleBook) -> dict[str, str]:
    """Return the titles of the KPIs that any version of *book* rates."""
    return {name: kpi.title for version in book.versions for name, kpi in version.kpis.items() if _is_rated(kpi)}


def decision_row(decided: Decided, kpis: tuple[str, ...]) -> DecisionRow:
    """Return what a table shows of *decided*, with a place for each of *kpis*."""
    decision = decided.decision
    found = {one.kpi: one for one in decision.outcomes}
    gravest, paid = decision.gravest, decision.payment
    return DecisionRow(
        contract=decision.contract,
        period=short_label(decision.period) if decision.period else "",
        kpis=tuple([_shown(found.get(name), decided.rules.failure) for name in kpis]),
        points=_points(decision.outcomes),
        outcome=decision.outcome.value,
        rung=gravest.after if gravest else "",
        move=gravest.kind.value if gravest else "",
        deducted=_deducted(paid) if paid else "",
        payable=f"{paid.payable:,f}" if paid else "",
    )


def short_label(period: Period) -> str:
    """Return the name of *period*, its two days as short as they can be said."""
    first, last = period.start, period.last_day
    if " to " not in period.label or first.year != last.year:
        return period.label
    return f"{first}..{last:%d}" if first.month == last.month else f"{first}..{last:%m-%d}"


def _is_rated(kpi: Kpi) -> bool:
    return kpi.bands is not None or isinstance(kpi.computation, WorstOf)


def _shown(outcome: Outcome | None, failure: Rating) -> Shown:
    match outcome:
        case Rated():
            value = plain(outcome.value) if isinstance(outcome.value, Decimal) else ""
            return rated(outcome.rating, MARKS[outcome.basis] + DOUBTFUL * outcome.doubtful, value, failure)
        case NotRated():
            return Shown("", outcome.absence.value, "", "", UNRATED)
        case Undecided():
            return Shown("", UNDECIDED, "", "", FAILED)
        case Measured() | None:
            return NOTHING


@lru_cache(maxsize=10_000)
def rated(rating: Rating, mark: str, value: str, failure: Rating) -> Shown:
    """Return *rating* with its *mark* and *value*; *failure*, and what is worse, stands out."""
    style = FAILED if rating.rank >= failure.rank else FAIR if rating.rank else GOOD
    return Shown(rating.name, "", mark, value, style)


def _points(outcomes: tuple[Outcome, ...]) -> str:
    return plain(sum((one.points for one in outcomes if isinstance(one, Rated)), Decimal(0)))


def _deducted(paid: Payment) -> str:
    taken = sum((amount for kind, amount in paid.applied.items() if kind.sign < 0), Decimal(0))
    return f"{taken:,f}" if taken else "0"


def code(shown: Shown, ratings: dict[str, str]) -> str:
    """Return *shown* in a few letters, *ratings* by their codes."""
    if shown.rating:
        return ratings[shown.rating] + shown.mark
    if shown.reason == UNDECIDED:
        return "!"
    return ABSENCES[Absence(shown.reason)] if shown.reason else ""


def full(shown: Shown) -> str:
    """Return *shown* in words, with its value."""
    return " ".join(filter(None, (shown.rating.replace("_", " ") + shown.mark, shown.value, shown.reason)))
