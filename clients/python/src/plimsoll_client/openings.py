"""How a contract stood that was running before Plimsoll: plain values, and the message that carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from plimsoll_client.figures import Period, date_of, period_of, plain
from plimsoll_client.requests import new_request_id
from plimsoll_client.v1 import contract_service_pb2, opening_pb2

Number: TypeAlias = Decimal | int


@dataclass(frozen=True, slots=True)
class StatedKpi:
    """What a KPI came to: its *rating*, its *points* with repeats counted, and its *value* where that is known."""

    rating: str
    points: Number = 0
    value: Number | None = None


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """A period before Plimsoll: KPIs by name, *credits* by payment entry, *charges* that caps take a share of."""

    period: Period
    kpis: Mapping[str, StatedKpi] = field(default_factory=dict)
    credits: Mapping[str, Number] = field(default_factory=dict)
    charges: Mapping[str, Number] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class StatedRung:
    """Where a ladder stands, and for how many of the latest periods it was *held*; 0 where entered in the last."""

    rung: str
    held: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class StatedRight:
    """A right to exit that stands, and the day on which it has *arisen*."""

    arisen: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class StatedSums:
    """The *sums* that a payment entry remembers, such as what it withholds, by the names that it has for them."""

    sums: Mapping[str, Number]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """How *contract* stood: *stated_on* a day, *by* whom, *why*; *source* is the paper where a part names none.

    *ladders* and *rights* to exit are by ladder; *withheld* is what payment entries remember, by their names.
    """

    contract: str
    stated_on: date
    by: str
    why: str
    source: str = ""
    periods: Sequence[StatedPeriod] = ()
    ladders: Mapping[str, StatedRung] = field(default_factory=dict)
    rights: Mapping[str, StatedRight] = field(default_factory=dict)
    carried_forward: Number = 0
    withheld: Mapping[str, StatedSums] = field(default_factory=dict)
    request_id: str = field(default_factory=new_request_id)


def opening_request(opening: Opening) -> contract_service_pb2.StateOpeningRequest:
    """Return the message that states *opening*."""
    return contract_service_pb2.StateOpeningRequest(
        request_id=opening.request_id,
        contract=opening.contract,
        on=date_of(opening.stated_on),
        by=opening.by,
        why=opening.why,
        source=opening.source,
        periods=[_period(one) for one in opening.periods],
        ladders={
            name: opening_pb2.StatedRung(rung=one.rung, held=one.held, source=one.source)
            for name, one in opening.ladders.items()
        },
        rights={
            name: opening_pb2.StatedRight(arisen=date_of(one.arisen), source=one.source)
            for name, one in opening.rights.items()
        },
        carried_forward=plain(opening.carried_forward),
        withheld={
            name: opening_pb2.StatedSums(sums=_numbers(one.sums), source=one.source)
            for name, one in opening.withheld.items()
        },
    )


def _period(stated: StatedPeriod) -> opening_pb2.StatedPeriod:
    kpis = {
        name: opening_pb2.StatedKpi(
            rating=one.rating, points=plain(one.points), value="" if one.value is None else plain(one.value)
        )
        for name, one in stated.kpis.items()
    }
    return opening_pb2.StatedPeriod(
        period=period_of(stated.period),
        kpis=kpis,
        credits=_numbers(stated.credits),
        charges=_numbers(stated.charges),
        source=stated.source,
    )


def _numbers(given: Mapping[str, Number]) -> dict[str, str]:
    return {name: plain(one) for name, one in given.items()}
