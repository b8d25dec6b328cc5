"""Figures as they are recorded: a number is plain text; text, days, ratings and absences each say what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from engine.model.document import Json
from engine.model.figures import Absence, Figure, Value
from engine.model.outcome import Read
from engine.model.period import Period
from engine.model.recording.fields import Fields, day, fields, number, number_of, text, whole, word
from engine.model.recording.nested import inside
from engine.model.recording.words import ABSENCE
from engine.model.scale import Rating


def figure_json(figure: Figure | None) -> Json:
    """Return *figure* as `"12.5"`, `true`, `{"text": ..}`, `{"date": ..}`, a rating, `{"absent": ..}` or null."""
    if isinstance(figure, Decimal):
        return number_json(figure)
    match figure:
        case None | bool():
            return figure
        case str():
            return {"text": str(figure)}
        case Rating():
            return rating_json(figure)
        case Absence():
            return {"absent": ABSENCE.of[figure]}
        case date():
            # Of a moment, which a stranger's policy might compare, the day.
            return {"date": date.isoformat(figure)}
    assert_never(figure)


def figure_of(json: Json) -> Figure:
    """Return the value or the absence that *json* writes."""
    if isinstance(json, str):
        return number_of(json)
    if isinstance(json, bool):
        return json
    body = fields(json)
    for name, read in _TAGGED.items():
        if name in body:
            return read(body)
    raise ValueError(f"expected a number, true, false, or one of {', '.join(f'`{name}`' for name in _TAGGED)}")


def value(body: Fields, name: str) -> Value:
    """Return the value *name*, where there cannot be an absence."""
    found = body.get(name)
    if isinstance(found, str):
        return number(body, name)
    return inside(body, name, value_of)


def value_or_none(body: Fields, name: str) -> Value | None:
    """Return the value *name*, None where it is null."""
    return None if name in body and body[name] is None else value(body, name)


def value_of(json: Json) -> Value:
    """Return the value that *json* writes, where there cannot be an absence."""
    figure = figure_of(json)
    if isinstance(figure, Absence):
        raise ValueError(f"expected a value, which `{figure.value}` is none of")
    return figure


def number_json(number: Decimal) -> str:
    """Return *number* without exponent, surplus zeros or minus zero, as `plain` does, at a third of its cost."""
    written = str(number)
    if written.isdigit():
        return written
    if not number:
        return "0"
    # Whatever case the thread has its exponents in.
    if "E" in written or "e" in written:
        written = format(number, "f")
    if "." in written:
        return written.rstrip("0").rstrip(".") if written[-1] == "0" else written
    if not number.is_finite():
        raise ValueError(f"expected a finite number, not `{number}`")
    return written


def money_json(amount: Decimal) -> str:
    """Return *amount* with the minor digits that it was rounded to, and never minus zero."""
    if not amount:
        amount = amount.copy_abs()
    written = str(amount)
    return format(amount, "f") if "E" in written or "e" in written else written


def rating_json(rating: Rating) -> Json:
    """Return *rating* with its rank, 0 being the best."""
    return {"rating": rating.name, "rank": rating.rank}


def rating_of(json: Json) -> Rating:
    """Return the rating that *json* writes, alone or among other fields."""
    body = fields(json)
    return _rating(text(body, "rating"), whole(body, "rank"))


@lru_cache(1024)
def _rating(name: str, rank: int) -> Rating:
    # A scale has few ratings and a ledger a great many of each: they share one value.
    return Rating(name, rank)


def period_json(period: Period) -> Json:
    """Return the first and the last day of *period*."""
    return {"first": period.start.isoformat(), "last": period.last_day.isoformat()}


def period_of(json: Json) -> Period:
    """Return the period that *json* writes."""
    body = fields(json)
    return Period.through(day(body, "first"), day(body, "last"))


def read_json(read: Read) -> list[Json]:
    """Return the figures that were read, in their order, as pairs of name and figure."""
    return [[name, figure_json(figure)] for name, figure in read]


def pair_of(json: Json) -> tuple[str, Figure]:
    """Return the name and the figure of a pair."""
    if isinstance(json, list) and len(json) == 2 and isinstance(json[0], str):
        return json[0], figure_of(json[1])
    raise ValueError("expected a name and its figure")


_TAGGED: Mapping[str, Callable[[Fields], Figure]] = {
    "absent": lambda body: word(body, "absent", ABSENCE.means),
    "date": lambda body: day(body, "date"),
    "rating": rating_of,
    "text": lambda body: text(body, "text"),
}
