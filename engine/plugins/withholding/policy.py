"""Withholding: sums held back until they are released, retained for good, or repaid with interest (SEMANTICS 25)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.policy import AbsentFigureError, View
from engine.model.products import product
from engine.model.terms import Condition, Formula
from engine.plugins.hookspecs import hookimpl
from engine.plugins.withholding.held import Ending, Fate, Held, held
from engine.plugins.withholding.parameters import WithholdingParameters
from engine.plugins.withholding.plans import breaches, fate, unjustified

_HUNDRED, _DAYS_OF_A_YEAR = Decimal(100), Decimal(365)
_IS_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII).fullmatch
_KINDS = {
    Ending.REPAID: LineKind.RELEASED,
    Ending.RELEASED: LineKind.RELEASED,
    Ending.RETAINED: LineKind.RETAINED,
}


class Ended(NamedTuple):
    """A sum that is withheld no longer, and how it ended."""

    held: Held
    fate: Fate

    @property
    def what(self) -> str:
        """What it is, in words."""
        return f"withheld on {self.held.day}{self.fate.why}"


class Withholding:
    """A withheld line in each period in which something is, one for each plan, and what becomes of each later.

    It remembers each sum that is still withheld by `withheld` and the day, the last of the period that withheld it, and
    by the plan for which it is; one that is retained by `retained`, where it may yet be found unjustified.
    """

    name = "withholding"
    version = "1"
    parameters = WithholdingParameters

    def drafts(self, parameters: WithholdingParameters, view: View) -> tuple[Draft, ...]:
        """Return what becomes of what is withheld, and what is withheld now."""
        now = tuple(draft for _, draft in _withheld(parameters, view))
        return (*_ended(parameters, view), *now)

    def remembers(self, parameters: WithholdingParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return what is withheld from this period's last day on, and forget what has ended."""
        endings = _endings(parameters, view)
        change: dict[str, Decimal | None] = {one.held.name: None for one in endings}
        if parameters.unjustified is not None:
            retained = [one.held for one in endings if one.fate.ending is Ending.RETAINED]
            change |= {one._replace(retained=True).name: one.amount for one in retained}
        now = [plan for plan, draft in _withheld(parameters, view) if draft.kind is LineKind.WITHHELD]
        kept = [line.applied for line in lines if line.kind is LineKind.WITHHELD]
        for plan, amount in zip(now, kept, strict=True):
            if amount:
                change[Held(view.period.last_day, plan, amount).name] = amount
        return change

    def may_be_stated(self, parameters: WithholdingParameters) -> tuple[str, ...]:
        """Return the names of sums; none is for a plan, as none is recorded before an opening."""
        return ("withheld {day}", *(["retained {day}"] if parameters.unjustified else []))

    def check_stated(self, parameters: WithholdingParameters, memory: Memory) -> None:
        """Raise ValueError where a sum is withheld for plans alone, and no condition would release it."""
        if parameters.withheld.plan is None or parameters.released_when is not None:
            return
        if found := next((one.name for one in held(memory) if not one.retained), None):
            expected = "expected no sum that is withheld, of an entry for plans without `released_when`"
            raise ValueError(f"{expected}, not `{found}`: no plan is recorded before an opening whose cure releases it")


def _withheld(parameters: WithholdingParameters, view: View) -> Iterator[tuple[int, Draft]]:
    """Yield what is withheld now, by plan; in the contract's last period it would end at once: deducted, or not."""
    terms, is_last = parameters.withheld, view.ends_contract
    if not _holds(terms.when, view, otherwise=True) or (is_last and parameters.at_end == "released"):
        return
    kind, amount = LineKind.DEDUCTION if is_last else LineKind.WITHHELD, view.money(terms.amount).factors
    retained = "in the contract's last period, and retained"
    if terms.plan is None:
        counted = () if terms.count is None else (_count(terms.count, view),)
        each = [(0, product(retained if is_last else "in this period", *counted, *amount))]
    else:
        found = [*breaches(parameters, view)]
        each = [(one.matter, product(f"{one.what}{f', {retained}' * is_last}", one.times, *amount)) for one in found]
    yield from ((plan, Draft(kind, (part,))) for plan, part in each if part.amount)


def _count(count: Formula, view: View) -> Factor:
    number = view.value(count)
    if number < 0:
        raise ValueError(f"expected no fewer than 0 of `{count}`, not `{plain(number)}`")
    return Factor(number, count.text if _IS_NAME(count.text) else "times")


def _ended(parameters: WithholdingParameters, view: View) -> Iterator[Draft]:
    """Yield the lines by which what is withheld ends, and the interest on what is repaid."""
    endings = _endings(parameters, view)
    for kind in (LineKind.RELEASED, LineKind.RETAINED):
        parts = tuple(_part(one) for one in endings if _KINDS[one.fate.ending] is kind)
        if parts:
            yield Draft(kind, parts)
    repaid = [one.held for one in endings if one.fate.ending is Ending.REPAID]
    if repaid and parameters.interest is not None:
        rate = Factor(view.number(parameters.interest), "percent", _HUNDRED)
        yield Draft(LineKind.INTEREST, tuple(_interest(one, rate, view) for one in repaid))


def _part(one: Ended) -> Part:
    return product(one.what, Factor(one.held.amount, "sum"))


def _interest(one: Held, rate: Factor, view: View) -> Part:
    """Return simple interest from the day withheld to the day before repayment, this period's last day."""
    days = Decimal((view.period.last_day - one.day).days)
    return product(f"withheld on {one.day}", Factor(one.amount, "sum"), rate, Factor(days, "days", _DAYS_OF_A_YEAR))


def _endings(parameters: WithholdingParameters, view: View) -> list[Ended]:
    """Return what is withheld no longer: all of it as a condition says, else each sum as its plan went, or the end."""
    sums = held(view.memory)
    of_all = _of_all(parameters, view) if any(not one.retained for one in sums) else None
    fates = [(one, _fate(parameters, view, one, of_all)) for one in sums]
    return [Ended(one, found) for one, found in fates if found is not None]


def _fate(parameters: WithholdingParameters, view: View, one: Held, of_all: Fate | None) -> Fate | None:
    """Return what becomes of a sum; one that is retained can only be found to be so without reason."""
    repaid = unjustified(parameters, view, one)
    if repaid or one.retained:
        return repaid
    at_end = Fate(Ending(parameters.at_end)) if view.ends_contract else None
    return of_all or (fate(parameters, view, one) if one.plan else None) or at_end


def _of_all(parameters: WithholdingParameters, view: View) -> Fate | None:
    """Return what becomes of all that is withheld, if a condition says so; of several that hold the first counts."""
    ways = (
        (Ending.REPAID, parameters.repaid_when),
        (Ending.RELEASED, parameters.released_when),
        (Ending.RETAINED, parameters.retained_when),
    )
    return next((Fate(ending) for ending, when in ways if _holds(when, view, otherwise=False)), None)


def _holds(condition: Condition | None, view: View, *, otherwise: bool) -> bool:
    """Return whether *condition* holds; AbsentFigureError where that is unknown, for money hangs on it."""
    if condition is None:
        return otherwise
    holds = view.verdict(condition).holds
    if isinstance(holds, Absence):
        raise AbsentFigureError(condition.text, holds)
    return holds


@hookimpl
def plimsoll_payment_policies() -> list[Withholding]:
    """Return withholding."""
    return [Withholding()]
