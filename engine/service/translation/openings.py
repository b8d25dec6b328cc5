"""How a contract stood when it was taken over, read from the wire; SubmissionError carries all that does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar, cast

from engine.api import contract_service_pb2 as wire
from engine.api import opening_pb2
from engine.application.requests import OpeningRequest, StatedKpi, StatedPeriod, StatedRung
from engine.model.period import Period
from engine.service.translation.given import check_key, digits
from engine.service.translation.paths import at_key
from engine.service.translation.periods import period
from engine.service.translation.reading import Reading

_MOST_PERIODS = 600
_MOST_NAMES = 1000
V = TypeVar("V")


def opening(message: wire.StateOpeningRequest) -> OpeningRequest:
    """Return the opening that *message* states; its request id is checked and stays with the call."""
    reading = Reading()
    reading.request_id(message.request_id)
    if len(message.periods) > _MOST_PERIODS:
        reading.note("periods", f"expected at most {_MOST_PERIODS} periods, not {len(message.periods):,}")
    periods = tuple(_period(reading, place, one) for place, one in enumerate(message.periods[:_MOST_PERIODS]))
    asked = OpeningRequest(
        reading.contract("contract", message.contract),
        reading.day("on", message.on),
        reading.words("by", message.by),
        reading.words("why", message.why),
        reading.text("source", message.source),
        periods,
        {
            name: _rung(reading, at_key("ladders", name), one)
            for name, one in _named(reading, "ladders", message.ladders)
        },
        {
            name: _arisen(reading, at_key("rights", name), one)
            for name, one in _named(reading, "rights", message.rights)
        },
        reading.read("carried_forward", digits, message.carried_forward),
        {
            name: dict(_sums(reading, f"{at_key('withheld', name)}.sums", one.sums))
            for name, one in _named(reading, "withheld", message.withheld)
        },
        dict(_sources(reading, message, periods)),
    )
    reading.check()
    return asked


def _period(reading: Reading, place: int, message: opening_pb2.StatedPeriod) -> StatedPeriod:
    path = f"periods[{place}]"
    kpis = {
        name: _kpi(reading, at_key(f"{path}.kpis", name), one)
        for name, one in _named(reading, f"{path}.kpis", message.kpis)
    }
    credits_ = dict(_sums(reading, f"{path}.credits", message.credits))
    charges = dict(_sums(reading, f"{path}.charges", message.charges))
    return StatedPeriod(period(reading, message.period, f"{path}.period"), kpis, credits_, charges)


def _kpi(reading: Reading, path: str, message: opening_pb2.StatedKpi) -> StatedKpi:
    rating = reading.name(f"{path}.rating", message.rating)
    points = reading.read(f"{path}.points", digits, message.points)
    value = reading.text(f"{path}.value", message.value)
    return StatedKpi(rating, points, value or None)


def _rung(reading: Reading, path: str, message: opening_pb2.StatedRung) -> StatedRung:
    if not 0 <= message.held <= _MOST_PERIODS:
        reading.note(f"{path}.held", f"expected 0 to {_MOST_PERIODS} periods, not `{message.held}`")
    return StatedRung(reading.name(f"{path}.rung", message.rung), message.held)


def _arisen(reading: Reading, path: str, message: opening_pb2.StatedRight) -> date:
    return reading.day(f"{path}.arisen", message.arisen)


def _sources(
    reading: Reading, message: wire.StateOpeningRequest, periods: tuple[StatedPeriod, ...]
) -> Iterator[tuple[str, str]]:
    """Yield the papers that are named, by the path of what they say."""
    for place, (one, stated) in enumerate(zip(message.periods, periods, strict=False)):
        source = reading.text(f"periods[{place}].source", one.source)
        if source and cast("Period | None", stated.period) is not None:
            yield f"periods.{stated.period.label}", source
    for field in ("ladders", "rights", "withheld"):
        for name, one in sorted(getattr(message, field).items()):
            if one.source:
                yield f"{field}.{name}", reading.text(f"{at_key(field, name)}.source", one.source)


def _sums(reading: Reading, path: str, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in _named(reading, path, given):
        yield name, reading.read(at_key(path, name), digits, text)


def _named(reading: Reading, path: str, given: Mapping[str, V]) -> Iterator[tuple[str, V]]:
    """Yield what is *given* in the order of its names: a map of the wire has none."""
    if len(given) > _MOST_NAMES:
        reading.note(path, f"expected at most {_MOST_NAMES:,} names, not {len(given):,}")
        return
    for name in sorted(given):
        try:
            check_key(name)
        except ValueError as error:
            reading.note(at_key(path, name), str(error))
        else:
            yield name, given[name]
