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


def breaches(terms: WithheldParameters, view: View) -> Iterator[Breach]:
    """Yield each plan for which something is withheld, in the order in which they were asked for."""
    day = view.period.last_day
    for plan in _plans(terms, view):
        spell = _lasting(terms, view, plan, day)
        if spell is None or (terms.reported is not None and _reported(terms, view, spell, day) is None):
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
    plan = next((plan for plan in _plans(terms, view) if plan.matter == one.plan), None)
    spell = _lasting(terms, view, plan, one.day) if plan else None
    if plan is None or spell is None:
        return Fate(Ending.RELEASED, ", which was no breach")
    kept_after = _kept_after(parameters, view, spell, one.day)
    # Closing a plan that was given up cures nothing.
    if spell.cured is not None and not plan.gave_up(spell) and (kept_after is None or spell.cured <= kept_after):
        return Fate(Ending.RELEASED, _cured(parameters, view, spell.cured))
    if kept_after is not None and kept_after < view.period.last_day:
        return Fate(Ending.RETAINED, f", not cured by {kept_after}")
    return None


def _plans(terms: WithheldParameters, view: View) -> tuple[Plan, ...]:
    return plans(view, terms.plan.name) if terms.plan else ()


def _lasting(terms: WithheldParameters, view: View, plan: Plan, day: date) -> Spell | None:
    """Return the breach of *plan* that lasts at the end of *day*."""
    spells = plan.spells
    if terms.agreed_within is not None:
        spells = plan.not_agreed(last_day(view, terms.agreed_within, plan.begun))
    return next((spell for spell in spells if spell.lasts_on(day)), None)


def _reported(terms: WithheldParameters, view: View, spell: Spell, day: date) -> date | None:
    """Return the day on which a breach was first reported, up to *day*."""
    if terms.reported is None:
        return spell.since
    made = (one.on for one in view.happened(terms.reported.name) if spell.since <= one.on <= day)
    return next(made, None)


def _kept_after(parameters: WithholdingParameters, view: View, spell: Spell, day: date) -> date | None:
    """Return the day after which what was withheld on *day* is kept; None where it never is."""
    reported = _reported(parameters.withheld, view, spell, day)
    if parameters.retained_after is None or reported is None:
        return None
    return last_day(view, parameters.retained_after, reported)


def _cured(parameters: WithholdingParameters, view: View, day: date) -> str:
    if parameters.paid_back_within is None:
        return f", cured on {day}"
    return f", cured on {day}, to be paid back by {last_day(view, parameters.paid_back_within, day)}"
