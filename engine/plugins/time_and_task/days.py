"""Prices that differ by the day: which of them a visit has, and what each kind of day is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pydantic import Field

from engine.model.dated import Dated
from engine.model.dated_terms import DatedAmount
from engine.model.policy import Parameters, View
from engine.model.terms import Amount, Name

ORDINARY, WEEKEND, BANK_HOLIDAY = "ordinary", "weekend", "bank_holiday"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5


class DayPrices(Parameters):
    """A price, and those of the days that have one of their own."""

    ordinary: DatedAmount = Field(description="the price on a day that has none of its own")
    weekend: DatedAmount | None = Field(None, description="that of Saturdays and Sundays")
    monday: DatedAmount | None = Field(None, description="that of Mondays; a day of the week goes before `weekend`")
    tuesday: DatedAmount | None = Field(None, description="that of Tuesdays")
    wednesday: DatedAmount | None = Field(None, description="that of Wednesdays")
    thursday: DatedAmount | None = Field(None, description="that of Thursdays")
    friday: DatedAmount | None = Field(None, description="that of Fridays")
    saturday: DatedAmount | None = Field(None, description="that of Saturdays")
    sunday: DatedAmount | None = Field(None, description="that of Sundays")
    bank_holiday: DatedAmount | None = Field(
        None, description="that of bank holidays of the rule set's calendar; it goes before days of the week"
    )
    special: dict[Name, DatedAmount] | None = Field(
        None, min_length=1, description="those of `special_days`, by their names; they go before all others"
    )

    def on(self, kind: str) -> Dated[Amount] | None:
        """Return the price of a *kind* of day, if it has one of its own."""
        found: Dated[Amount] | None = (self.special or {}).get(kind) or getattr(self, kind, None)
        return found

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of day that have a price, special ones first."""
        usual = (BANK_HOLIDAY, *WEEKDAYS, WEEKEND, ORDINARY)
        return (*(self.special or ()), *(kind for kind in usual if getattr(self, kind) is not None))


class Days:
    """Which kind of day each day is: a special one, a bank holiday, a day of the week, the weekend, else ordinary."""

    def __init__(self, kinds: Sequence[str], special: Mapping[str, Sequence[date]], view: View) -> None:
        self._kinds, self._special, self._view = kinds, special, view
        self._known: dict[date | None, str] = {None: ORDINARY}
        if BANK_HOLIDAY in kinds and view.calendar is None:
            raise ValueError("expected a `calendar` in the rule set, which says what the bank holidays are")

    def kind(self, day: date | None) -> str:
        """Return the kind of *day* that sets the price; ValueError for one of another period."""
        if day not in self._known:
            self._known[day] = self._found(day)
        return self._known[day]

    def words(self, kind: str) -> str:
        """Return what visits on a *kind* of day are called."""
        if len(self._kinds) == 1:
            return "visits"
        return f"visits, {'bank holiday' if kind == BANK_HOLIDAY else kind.capitalize() if kind in WEEKDAYS else kind}"

    def _found(self, day: date | None) -> str:
        period = self._view.period
        if day is None or not period.contains(day):
            raise ValueError(f"expected visits from `{period.start}` to `{period.last_day}`, not one of `{day}`")
        return next(kind for kind in self._of(day) if kind in self._kinds)

    def _of(self, day: date) -> Iterator[str]:
        """Yield the kinds that *day* is of, the one that goes before the others first."""
        yield from (name for name, days in self._special.items() if day in days)
        if BANK_HOLIDAY in self._kinds and self._is_bank_holiday(day):
            yield BANK_HOLIDAY
        yield WEEKDAYS[day.weekday()]
        if day.weekday() >= _SATURDAY:
            yield WEEKEND
        yield ORDINARY

    def _is_bank_holiday(self, day: date) -> bool:
        calendar = self._view.calendar
        if calendar is None or not calendar.first <= day <= calendar.last:
            raise ValueError(f"expected a day for which the calendar is known, not `{day}`")
        return day in calendar.holidays
