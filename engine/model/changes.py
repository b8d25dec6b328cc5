"""Changes of a contract: when each takes effect, and what they come to together against the award."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from engine.model.days import YearKind, stretch_containing
from engine.model.decimals import Precision, Rounding, exactly
from engine.model.period import Period

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
# Procurement Act 2023, section 74.
TENTH = Decimal("0.1")
_OF_SHARES = Precision(6, Rounding.HALF_UP)


class TakesEffect(Enum):
    """When what was agreed on a day takes effect, in months of the calendar; the word is the rule file's."""

    NEXT_MONTH = "next month"
    NEXT_QUARTER = "next quarter"
    NEXT_YEAR = "next year"

    @property
    def months(self) -> int:
        """How many months the stretch has that must be over."""
        return {"next month": 1, "next quarter": 3, "next year": 12}[self.value]


class AtMost(Enum):
    """How often changes may take effect; several that are agreed in between take effect together."""

    MONTHLY = "once a month"
    QUARTERLY = "once a quarter"
    YEARLY = "once a year"

    @property
    def months(self) -> int:
        """How many months lie between two days on which changes take effect, at least."""
        return {"once a month": 1, "once a quarter": 3, "once a year": 12}[self.value]


class ChangeRules(NamedTuple):
    """What a contract says of its changes; *value_at_award* is the parameter that holds what it was worth then.

    Changes in value are substantial that come to more than that share of it which is the *value_limit*.
    """

    takes_effect: TakesEffect | None
    at_most: AtMost | None
    value_at_award: str | None
    clause: str
    value_limit: Decimal = TENTH


@dataclass(frozen=True, slots=True)
class Change:
    """An agreed change: what stood before, the *old*, and what stands from the day *effective* on, the *new*.

    *value* is what the contract is worth more, or less, in its currency. *ends* is its new last day where the term
    changes, *parameters* what they are set to, as text, and *version* the version of the rules that the change made.
    Whether it *changes_scope* materially, or the economic balance so that it *favours_provider*, people judge.
    """

    old: str
    new: str
    effective: date | None = None
    value: Decimal = _ZERO
    ends: date | None = None
    version: date | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    changes_scope: bool = False
    favours_provider: bool = False


class Totals(NamedTuple):
    """What changes come to: money and days, each with its share of the award in percent, where that is known.

    Shares have six decimal places; they are not held against a limit so rounded.

    They are *substantial* (Procurement Act 2023, section 74) where the term differs by more than 10%, the value by more
    than the rules' limit, or one of them materially changes the scope, or the economic balance for the provider.
    """

    value: Decimal
    value_share: Decimal | None
    days: int
    days_share: Decimal | None
    substantial: bool


def effective_day(rules: ChangeRules, agreed: date, asked: date | None, others: Iterable[date]) -> date:
    """Return the day on which a change that was *agreed* on a day takes effect, beside *others* before it.

    It takes effect when it is *asked* for, and no earlier than *rules* have it. Where another takes effect in the same
    stretch, on another day, and only one may, it takes effect with the next stretch.
    """
    day = asked or agreed
    if rules.takes_effect is not None:
        earliest = _next_stretch(agreed, rules.takes_effect.months)
        day = max(asked or earliest, earliest)
    taken = {*others}
    while rules.at_most and day not in taken and _is_taken(day, taken, rules.at_most.months):
        day = _next_stretch(day, rules.at_most.months)
    return day


def _is_taken(day: date, taken: Iterable[date], months: int) -> bool:
    return any(_same_stretch(day, other, months) for other in taken)


def _next_stretch(day: date, months: int) -> date:
    return stretch_containing(YearKind.CALENDAR.anchor(day), months, day).end


def _same_stretch(day: date, other: date, months: int) -> bool:
    return stretch_containing(YearKind.CALENDAR.anchor(day), months, day).contains(other)


class Award(NamedTuple):
    """What a contract was worth when it was awarded, and its *term* then; changes in value have a *value_limit*."""

    value: Decimal | None
    term: Period
    value_limit: Decimal = TENTH


def totals(changes: Sequence[Change], award: Award, ends: date | None) -> Totals:
    """Return what *changes* come to against the *award*; *ends* is the last day now.

    Increases and decreases are set off against each other. A term without an end has no share.
    """
    judged = any(change.changes_scope or change.favours_provider for change in changes)
    with exactly():
        value = sum((change.value for change in changes), _ZERO)
        days = (ends - award.term.last_day).days if ends else 0
        of_value, much = _against(value, award.value, award.value_limit)
        of_days, long = _against(Decimal(days), Decimal(award.term.days) if ends else None, TENTH)
    return Totals(value, of_value, days, of_days, much or long or judged)


def _against(part: Decimal, whole: Decimal | None, limit: Decimal) -> tuple[Decimal | None, bool]:
    """Return *part* in percent of *whole*, and whether it is more than the share *limit* of it."""
    return (_OF_SHARES.rounded(part * _HUNDRED / whole), abs(part) > limit * whole) if whole else (None, False)
