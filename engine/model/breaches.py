"""How plans are breached and cured, for policies that follow them: spells of breach, worked out from what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from engine.model.deadline import Deadline
from engine.model.matters import Occurrence
from engine.model.policy import View

_ONE_DAY = timedelta(days=1)


class Missed(NamedTuple):
    """A milestone that was missed, since the first day on which it was; *ended* when *met*, or the plan closed."""

    since: date
    milestone: str
    ended: date | None
    met: bool

    def lasts_on(self, day: date) -> bool:
        """Return whether it is still to be met at the end of *day*."""
        return self.since <= day and (self.ended is None or self.ended > day)


class Spell(NamedTuple):
    """A time of breach, from the day *since* which something is missed without a break to the day that *cured* it."""

    since: date
    cured: date | None

    def lasts_on(self, day: date) -> bool:
        """Return whether the breach lasts at the end of *day*."""
        return self.since <= day and (self.cured is None or self.cured > day)


class Plan(NamedTuple):
    """What became of one plan by the period's last day; *matter* is the version under which it was asked for."""

    matter: int
    begun: date
    accepted: date | None
    closed: date | None
    missed: tuple[Missed, ...]

    @property
    def is_open(self) -> bool:
        """Whether the plan is not closed."""
        return self.closed is None

    def unmet(self, day: date) -> tuple[str, ...]:
        """Return the milestones that were missed and are not met at the end of *day*."""
        return tuple(one.milestone for one in self.missed if one.lasts_on(day))

    @property
    def spells(self) -> tuple[Spell, ...]:
        """The times of breach, the latest last: one ends when no milestone is left that was missed."""
        return tuple(_joined(self.missed))

    def gave_up(self, spell: Spell) -> bool:
        """Return whether *spell* ended only by closing the plan: with a milestone not met, or never agreed."""
        if self.closed is None or spell.cured != self.closed:
            return False
        return self.accepted is None or any(one.ended == self.closed and not one.met for one in self.missed)

    def not_agreed(self, due: date) -> tuple[Spell, ...]:
        """Return the time in which the plan was not agreed though it was *due* to be, if there is one."""
        agreed = min((day for day in (self.accepted, self.closed) if day), default=None)
        return (Spell(due + _ONE_DAY, agreed),) if agreed is None or agreed > due else ()


def plans(view: View, kind: str) -> tuple[Plan, ...]:
    """Return what became of each plan that the rules call *kind*, in the order in which they were asked for."""
    became = [f"{kind}_{what}" for what in ("accepted", "closed", "milestone_missed", "milestone_met")]
    happened = view.happened(kind, *became)
    begun = [one for one in happened if one.called == kind]
    return tuple(_plan(one, [other for other in happened if other.matter == one.matter]) for one in begun)


def last_day(view: View, within: Deadline, day: date) -> date:
    """Return the last day of a time that *day* set going, by the rule set's calendar."""
    return within.due(day, view.calendar)


def _plan(begun: Occurrence, happened: Sequence[Occurrence]) -> Plan:
    closed = _first(happened, f"{begun.called}_closed")
    missed = tuple(_missed(begun.called, happened, closed))
    return Plan(begun.matter, begun.on, _first(happened, f"{begun.called}_accepted"), closed, missed)


def _missed(kind: str, happened: Sequence[Occurrence], closed: date | None) -> Iterator[Missed]:
    met = [one for one in happened if one.called == f"{kind}_milestone_met"]
    for one in happened:
        if one.called == f"{kind}_milestone_missed":
            # What was said to be met, and then to be missed, is missed.
            since = [each.on for each in met if each.milestone == one.milestone and each.on >= one.on]
            ended = min([*since, *([closed] if closed else [])], default=None)
            if ended is None or ended > one.on:
                yield Missed(one.on, one.milestone, ended, ended in since)


def _first(happened: Sequence[Occurrence], called: str) -> date | None:
    return next((one.on for one in happened if one.called == called), None)


def _joined(missed: Sequence[Missed]) -> Iterator[Spell]:
    """Yield the spells that *missed*, in the order of their days, come to together."""
    spell: Spell | None = None
    for one in missed:
        if spell is not None and (spell.cured is None or one.since <= spell.cured):
            cured = None if spell.cured is None or one.ended is None else max(spell.cured, one.ended)
            spell = spell._replace(cured=cured)
            continue
        if spell is not None:
            yield spell
        spell = Spell(one.since, one.ended)
    if spell is not None:
        yield spell
