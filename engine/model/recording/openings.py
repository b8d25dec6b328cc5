"""How a contract stood when it was taken over, as it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.model.document import Json
from engine.model.opening import Opening
from engine.model.outcome import KpiRecord
from engine.model.payment import Memory
from engine.model.recording.escalation import right_json, right_of
from engine.model.recording.fields import Fields, day, day_of, fields, number, number_of, text, text_of, whole, word
from engine.model.recording.nested import by_name, inside, several, stated
from engine.model.recording.values import (
    figure_json,
    money_json,
    number_json,
    period_json,
    period_of,
    rating_json,
    rating_of,
    value_or_none,
)
from engine.model.recording.words import COUNTS
from engine.model.standing import EntryRecord, LadderState, PeriodRecord


def opening_body(opening: Opening) -> Fields:
    """Return the body of the entry that records *opening*."""
    ladders: Json = {name: state._asdict() for name, state in opening.ladders.items()}
    memory: Json = {entry: _numbers_json(numbers) for entry, numbers in opening.memory.items()}
    return {
        "on": opening.on.isoformat(),
        "by": opening.by,
        "why": opening.why,
        "records": [_record_json(record) for record in opening.records],
        "ladders": ladders,
        "rights": [right_json(right) for right in opening.rights.values()],
        "carried": money_json(opening.carried),
        "memory": memory,
        "sources": dict(opening.sources),
        **({"named": opening.named.isoformat()} if opening.named else {}),
    }


def opening_in(body: Fields) -> Opening:
    """Return the opening that *body* records."""
    return Opening(
        on=day(body, "on"),
        by=text(body, "by"),
        why=text(body, "why"),
        records=several(body, "records", _record_of),
        ladders=by_name(body, "ladders", _state_of),
        rights={right.ladder: right for right in several(body, "rights", right_of)},
        carried=number(body, "carried"),
        memory=by_name(body, "memory", _numbers_of),
        sources=by_name(body, "sources", text_of),
        named=stated(body, "named", day_of) if "named" in body else None,
    )


def _record_json(record: PeriodRecord) -> Json:
    kpis: Json = {name: _kpi_json(kpi) for name, kpi in record.kpis.items()}
    entries: Json = {name: _entry_json(entry) for name, entry in record.entries.items()}
    return {
        "period": period_json(record.period),
        "kpis": kpis,
        "failures": record.failures,
        "points": number_json(record.points),
        "entries": entries,
        "charges": _numbers_json(record.charges),
    }


def _record_of(json: Json) -> PeriodRecord:
    body = fields(json)
    return PeriodRecord(
        inside(body, "period", period_of),
        by_name(body, "kpis", _kpi_of),
        whole(body, "failures"),
        number(body, "points"),
        by_name(body, "entries", _entry_of),
        by_name(body, "charges", number_of),
    )


def _kpi_json(kpi: KpiRecord) -> Json:
    return {
        "rating": rating_json(kpi.rating) if kpi.rating else None,
        "counts": COUNTS.of[kpi.counts],
        "points": number_json(kpi.points),
        "value": figure_json(kpi.value),
    }


def _kpi_of(json: Json) -> KpiRecord:
    body = fields(json)
    rating, counts = stated(body, "rating", rating_of), word(body, "counts", COUNTS.means)
    return KpiRecord(rating, counts, number(body, "points"), value_or_none(body, "value"))


def _entry_json(entry: EntryRecord) -> Json:
    return {"credits": number_json(entry.credits), "caps": _numbers_json(entry.caps)}


def _entry_of(json: Json) -> EntryRecord:
    body = fields(json)
    return EntryRecord(number(body, "credits"), by_name(body, "caps", number_of))


def _state_of(json: Json) -> LadderState:
    body = fields(json)
    return LadderState(text(body, "rung"), whole(body, "entered"))


def _numbers_json(numbers: Mapping[str, Decimal]) -> Json:
    return {name: number_json(number) for name, number in numbers.items()}


def _numbers_of(json: Json) -> Memory:
    return {name: number_of(one) for name, one in fields(json).items()}
