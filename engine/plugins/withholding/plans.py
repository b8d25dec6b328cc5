"""What is withheld for plans that are breached or not agreed, and what becomes of it when that is cured or lasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.model.breaches import Plan, Spell, last_day, plans
from engine.model.payment import Factor
from engine.model.policy import View
from engine.plugins.withholding.held import Ending, Fate, Held
from engine.plugins.withholding.parameters import WithheldParameters, WithholdingParameters


class Breach(NamedTuple):
    """A plan for which something is withheld this period, how many times the amount, and why."""

    matter: int
    times: Factor
    what: str


class Breached(NamedTuple):
    """A plan, and the breach of it that lasts at the end of the day *until*."""

    plan: Plan
    spell: Spell
    until: date


class Grounds(NamedTuple):
    """The days of what a sum is withheld on: all of them, and those that were not found to be without reason."""

    all: tuple[date, ...]
    stand: tuple[date, ...]


def breaches(parameters: WithholdingParameters, view: View) -> Iterator[Breach]:
    """Yield each plan for which something is withheld, in the order in which they were asked for."""
    terms, day = parameters.withheld, view.period.last_day
    for plan in (_since_found(parameters, view, plan) for plan in _plans(terms, view)):
        spell = _lasting(terms, view, plan, day)
        if spell is None or not _grounds(parameters, view, Breached(plan, spell, day)).stand:
            continue
        if terms.per_milestone is None:
            what = f"plan of {plan.begun} (not agreed since {spell.since})"
            yield Breach(plan.matter, Factor(Decimal(1), "plan"), what)
        else:
            unmet = plan.unmet(day)
            what = f"plan of {plan.begun} (missed and not met: {', '.join(unmet)})"
            yield Breach(plan.matter, Factor(Decimal(len(unmet)), "milestones"), what)


def fate(parameters: WithholdingParameters, view: View, one: Held) -> Fate | None:
    """Return what becomes of a sum that was withheld for a plan: released once cured in time, else retained."""
    terms = parameters.withheld
    plan = next((_since_found(parameters, view, plan) for plan in _plans(terms, view) if plan.matter == one.plan), None)
    spell = _lasting(terms, view, plan, one.day) if plan else None
    if plan is None or spell is None:
        return Fate(Ending.RELEASED, ", which was no breach")
    kept_after = _kept_after(parameters, view, _grounds(parameters, view, Breached(plan, spell, one.day)))
    # Closing a plan that was given up cures nothing.
    if spell.cured is not None and not plan.gave_up(spell) and (kept_after is None or spell.cured <= kept_after):
        return Fate(Ending.RELEASED, _cured(parameters, view, spell.cured))
    if kept_after is not None and kept_after < view.period.last_day:
        return Fate(Ending.RETAINED, f", not cured by {kept_after}")
    return None


def unjustified(parameters: WithholdingParameters, view: View, one: Held) -> Fate | None:
    """Return that a sum is repaid, where all that it was withheld on was found to be without reason."""
    found = _found(parameters, view, one.plan)
    if one.plan:
        grounds = _grounds_of(parameters, view, one)
        is_so = bool(grounds.all) and not grounds.stand
    else:
        is_so = one.day <= found
    return Fate(Ending.REPAID, f"{', retained' * one.retained}, found unjustified on {found}") if is_so else None


def _grounds_of(parameters: WithholdingParameters, view: View, one: Held) -> Grounds:
    plan = next((plan for plan in _plans(parameters.withheld, view) if plan.matter == one.plan), None)
    spell = _lasting(parameters.withheld, view, plan, one.day) if plan else None
    return _grounds(parameters, view, Breached(plan, spell, one.day)) if plan and spell else Grounds((), ())


def _plans(terms: WithheldParameters, view: View) -> tuple[Plan, ...]:
    return plans(view, terms.plan.name) if terms.plan else ()


def _since_found(parameters: WithholdingParameters, view: View, plan: Plan) -> Plan:
    """Return *plan* without the milestones of which it was found that withholding was without reason.

    Where a report is asked for, the finding is about the report, and another may be made on the same milestones.
    """
    if parameters.withheld.reported is not None:
        return plan
    found = _found(parameters, view, plan.matter)
    return plan._replace(missed=tuple(one for one in plan.missed if one.since > found))


def _lasting(terms: WithheldParameters, view: View, plan: Plan, day: date) -> Spell | None:
    """Return the breach of *plan* that lasts at the end of *day*."""
    spells = plan.spells
    if terms.agreed_within is not None:
        spells = plan.not_agreed(last_day(view, terms.agreed_within, plan.begun))
    return next((spell for spell in spells if spell.lasts_on(day)), None)


def _grounds(parameters: WithholdingParameters, view: View, breached: Breached) -> Grounds:
    """Return what is withheld on: each report on the breach, or where none is asked for each milestone missed."""
    plan, since, reported = breached.plan.matter, breached.spell.since, parameters.withheld.reported
    if reported is not None:
        made = [one.on for one in view.happened(reported.name) if one.concerns(plan)]
    else:
        # The first is the breach itself, as it is of a plan that was not agreed.
        made = [since, *(one.since for one in breached.plan.missed if one.since > since)]
    days = [on for on in made if since <= on <= breached.until]
    found = _found(parameters, view, plan)
    return Grounds(tuple(days), tuple(on for on in days if on > found))


def _found(parameters: WithholdingParameters, view: View, plan: int) -> date:
    """Return the last day on which withholding for *plan* was found to be without reason, the first of all if never."""
    if parameters.unjustified is None:
        return date.min
    findings = view.happened(parameters.unjustified.name)
    return max((one.on for one in findings if one.concerns(plan)), default=date.min)


def _kept_after(parameters: WithholdingParameters, view: View, grounds: Grounds) -> date | None:
    """Return the day after which what was withheld on *grounds* is kept; None where it never is."""
    if parameters.retained_after is None or not grounds.stand:
        return None
    return last_day(view, parameters.retained_after, grounds.stand[0])


def _cured(parameters: WithholdingParameters, view: View, day: date) -> str:
    if parameters.paid_back_within is None:
        return f", cured on {day}"
    return f", cured on {day}, to be paid back by {last_day(view, parameters.paid_back_within, day)}"
