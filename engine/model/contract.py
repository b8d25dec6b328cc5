"""A contract: a provider's agreement under a rule set, with its own dates and parameters (SEMANTICS 3, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.model.dated import Dated
from engine.model.days import contract_year
from engine.model.period import Period

ParameterValue: TypeAlias = Decimal | str | bool | date

# Wide enough for any contract, and far enough from the calendar's ends that no year or deadline runs over them.
_FIRST_DAY = date(1900, 1, 1)
_OPEN_END = date(3000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A provider's agreement under the rule set named *rule_set*.

    *end* is the last day, None while none is agreed; *span* holds the same days half-open, up to the
    year 3000 where there is no end. *time_zone* is a name of the IANA database.
    """

    id: str
    provider: str
    rule_set: str
    start: date
    end: date | None = None
    time_zone: str = "Europe/London"
    parameters: Mapping[str, Dated[ParameterValue]] = field(default_factory=dict, hash=False)
    span: Period = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("id", "provider", "rule_set"):
            _check_stated(name, getattr(self, name))
        _check_time_zone(self.time_zone)
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
        object.__setattr__(self, "span", _span(self.start, self.end))

    def parameter(self, name: str, day: date) -> ParameterValue | None:
        """Return the parameter *name* as it is on *day*; None where it is not set, or not yet."""
        dated = self.parameters.get(name)
        return None if dated is None else dated.at(self.start, day)

    def year_on(self, day: date) -> int:
        """Return the contract year that *day* is in, from 1."""
        return contract_year(self.start, day)

    def ends_in(self, period: Period) -> bool:
        """Return whether *period* is the last, and nothing is decided after it."""
        return self.end is not None and period.end >= self.span.end

    def __reduce__(self) -> tuple[partial[Contract], tuple[()]]:
        # A read-only view does not travel to other processes; a plain dict does.
        stated = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        return partial(Contract, **stated | {"parameters": dict(self.parameters)}), ()


def _span(start: date, end: date | None) -> Period:
    for day in (start, end or start):
        if not _FIRST_DAY <= day < _OPEN_END:
            raise ValueError(f"expected the contract to start and end from 1900 to 2999, not `{day}`")
    if end is None:
        return Period(start, _OPEN_END)
    if end < start:
        raise ValueError(f"expected a contract to end no earlier than its start `{start}`, not `{end}`")
    return Period.through(start, end)


def _check_stated(name: str, text: str) -> None:
    if not text.strip():
        raise ValueError(f"expected the contract's {name.replace('_', ' ')}, not `{text}`")


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"expected a time zone such as `Europe/London`, not `{name}`") from None
