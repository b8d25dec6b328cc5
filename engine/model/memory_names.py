"""Names that payment policies remember numbers by, in forms such as `withheld {day}`: what may be stated of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import plain
from engine.model.period import Period

_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\d{1,18}(\.\d{1,9})?", re.ASCII).fullmatch


class Sayable(NamedTuple):
    """What such a name may speak of: *kpis* of the rules, days *until* one, and the contract *year* that goes on."""

    kpis: Collection[str]
    until: date
    year: int


def fits(form: str, name: str, sayable: Sayable) -> bool:
    """Return whether *name* is one of *form*, in which `{day}` and the like stand for what is sayable."""
    parts = _PLACE.split(form)
    pattern = "".join("(.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    found = re.fullmatch(pattern, name)
    return found is not None and all(
        _READS[kind](text, sayable) for kind, text in zip(parts[1::2], found.groups(), strict=True)
    )


def example(form: str, sayable: Sayable) -> str:
    """Return a name of *form*."""
    stands_for = {
        "day": str(sayable.until),
        "period": f"{sayable.until:%Y-%m}",
        "kpi": next(iter(sayable.kpis), "kpi"),
        "year": str(sayable.year),
        "number": "100",
        "text": "p-1",
    }
    return _PLACE.sub(lambda place: stands_for[place[1]], form)


def _is_day(text: str, sayable: Sayable) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day <= sayable.until and str(day) == text


def _is_period(text: str, sayable: Sayable) -> bool:
    try:
        period = Period.parse(text)
    except ValueError:
        return False
    return period.last_day <= sayable.until and str(period) == text


def _is_number(text: str, _: Sayable) -> bool:
    # As it is written when it is remembered: another text would be another name.
    return _NUMBER(text) is not None and plain(Decimal(text)) == text


_READS: Mapping[str, Callable[[str, Sayable], bool]] = {
    "day": _is_day,
    "period": _is_period,
    "kpi": lambda text, sayable: text in sayable.kpis,
    "year": lambda text, sayable: text == str(sayable.year),
    "number": _is_number,
    "text": lambda text, _: text == text.strip(),
}
