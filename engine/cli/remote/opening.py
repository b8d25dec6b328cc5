"""The openings of a file, stated to a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.api.contract_service_pb2 import StateOpeningRequest
from engine.api.opening_pb2 import StatedKpi, StatedPeriod, StatedRight, StatedRung, StatedSums
from engine.authoring.openings import OpeningShape, StatedPeriodShape
from engine.cli.remote.connection import RefusedError, Server
from engine.cli.remote.registering import Registered
from engine.cli.remote.writing import content_id, day_message, period_message
from engine.model.decimals import plain


def opened(server: Server, openings: Mapping[str, OpeningShape]) -> Iterator[Registered]:
    """State *openings* by contract, and yield what becomes of each; one refused does not stop the others."""
    for name, shape in openings.items():
        try:
            asked = _message(name, shape)
            asked.request_id = content_id(asked)
            answer = server.ask(server.contracts.StateOpening, asked)
        except RefusedError as error:
            yield Registered(name, refused=error)
        else:
            yield Registered(name, answer.answered_before)


def _message(name: str, shape: OpeningShape) -> StateOpeningRequest:
    return StateOpeningRequest(
        contract=name,
        on=day_message(shape.stated_on),
        by=shape.by,
        why=shape.why,
        source=shape.source,
        periods=[_period(one) for one in shape.periods],
        ladders={
            ladder: StatedRung(rung=one.rung, held=int(one.held or 0), source=one.source)
            for ladder, one in shape.ladders.items()
        },
        rights={
            ladder: StatedRight(arisen=day_message(one.arisen), source=one.source)
            for ladder, one in shape.rights.items()
        },
        carried_forward=_number(shape.carried_forward),
        withheld={
            entry: StatedSums(sums=_numbers(one.sums), source=one.source) for entry, one in shape.withheld.items()
        },
    )


def _period(shape: StatedPeriodShape) -> StatedPeriod:
    kpis = {
        name: StatedKpi(rating=one.rating, points=_number(one.points), value=_number(one.value))
        for name, one in shape.kpis.items()
    }
    return StatedPeriod(
        period=period_message(shape.period),
        kpis=kpis,
        credits=_numbers(shape.credits),
        charges=_numbers(shape.charges),
        source=shape.source,
    )


def _numbers(given: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: plain(one) for name, one in given.items()}


def _number(given: Decimal | None) -> str:
    return "" if given is None else plain(given)
