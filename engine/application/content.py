"""What a request asks, apart from who asks and when: the same content under the same id is the same request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import singledispatch
from hashlib import sha256

from engine.application.requests import (
    EventRequest,
    Given,
    GivenTerm,
    NonSubmissionRequest,
    OpeningRequest,
    ParameterChange,
    Registration,
    StatedPeriod,
    SubmissionRequest,
)
from engine.model.dated import Dated
from engine.model.document import Json
from engine.model.events import ContractEvent
from engine.model.figures import Absence
from engine.model.ledger import Request
from engine.model.recording import Items, Long, canonical, event_body, pieces
from engine.model.rows import GivenTable

Recording = SubmissionRequest | NonSubmissionRequest | Registration | ParameterChange | EventRequest | OpeningRequest


def request(name: str, asked: Recording) -> Request:
    """Return what *asked*, called *name* by who asks it, is recorded under."""
    if not (isinstance(asked, SubmissionRequest) and asked.records):  # as most have none
        return Request(name, sha256(canonical(content(asked)).encode()).digest())
    digest = sha256()
    for piece in pieces(_with_records(asked)):
        digest.update(piece.encode())
    return Request(name, digest.digest())


@singledispatch
def content(asked: Recording) -> dict[str, Json]:
    """Return what *asked* asks as JSON values, but for the rows of a submission."""
    raise TypeError(f"expected something that is recorded, not `{asked!r}`")


@content.register
def _submission(asked: SubmissionRequest) -> dict[str, Json]:
    said: dict[str, Json] = {"submit": _evidence(asked), "received_on": _given(asked.received_on)}
    if asked.reason:
        said["reason"] = asked.reason
    return {**said, "expected": asked.expected}


@content.register
def _non_submission(asked: NonSubmissionRequest) -> dict[str, Json]:
    return {"not_submitted": _evidence(asked), "on": _given(asked.on), "expected": asked.expected}


@content.register
def _registration(asked: Registration) -> dict[str, Json]:
    return {
        "register": asked.contract,
        "provider": asked.provider,
        "rule_set": asked.rule_set,
        "start": asked.start.isoformat(),
        "end": _given(asked.end),
        "time_zone": asked.time_zone,
        "parameters": {name: _dated(dated) for name, dated in asked.parameters.items()},
    }


@content.register
def _change(asked: ParameterChange) -> dict[str, Json]:
    return {"set_parameters": asked.contract, "since": asked.since.isoformat(), "values": _givens(asked.values)}


@content.register
def _event(asked: EventRequest) -> dict[str, Json]:
    event = ContractEvent(0, asked.on or date.min, asked.by, asked.why, asked.what, asked.clause, asked.evidence)
    said: dict[str, Json] = {"at": asked.at.isoformat()} if asked.at else {}
    if asked.expected is not None:
        said["expected"] = asked.expected
    return {"record_event": asked.contract, **event_body(event), **said}


@content.register
def _opening(asked: OpeningRequest) -> dict[str, Json]:
    return {
        "open": asked.contract,
        "on": asked.on.isoformat(),
        "by": asked.by,
        "why": asked.why,
        "source": asked.source,
        "periods": [_stated_period(one) for one in asked.periods],
        "ladders": {name: [one.rung, str(one.held)] for name, one in asked.ladders.items()},
        "rights": {name: arisen.isoformat() for name, arisen in asked.rights.items()},
        "carried": asked.carried,
        "withheld": {entry: dict(sums) for entry, sums in asked.withheld.items()},
        "sources": dict(asked.sources),
    }


def _stated_period(stated: StatedPeriod) -> Json:
    kpis: Json = {name: [one.rating, one.points, one.value] for name, one in stated.kpis.items()}
    span: Json = [stated.period.start.isoformat(), stated.period.last_day.isoformat()]
    return {"period": span, "kpis": kpis, "credits": dict(stated.credits), "charges": dict(stated.charges)}


def _evidence(asked: SubmissionRequest | NonSubmissionRequest) -> Json:
    period: Json = {"first": asked.period.start.isoformat(), "last": asked.period.last_day.isoformat()}
    said: dict[str, Json] = {"contract": asked.contract, "period": period, "figures": _givens(asked.figures)}
    if asked.sources:
        said["sources"] = {name: [source.name, source.verified] for name, source in asked.sources.items()}
    return said


def _with_records(asked: SubmissionRequest) -> Long:
    said: dict[str, Long] = {**content(asked)}
    return said | {"records": {name: _table(table) for name, table in asked.records.items()}}


def _table(table: GivenTable) -> Long:
    # Rows that came in parts are never all of them read at once.
    rows = Items(list(map(_cell, row)) for row in table.rows)
    said: dict[str, Long] = {"fields": list(table.fields), "rows": rows}
    return said


def _cell(given: object) -> Json:
    return given if given is None or isinstance(given, bool) else str(given)


def _givens(figures: Mapping[str, Given]) -> Json:
    return {name: _given(figure) for name, figure in figures.items()}


def _given(figure: Given | None) -> Json:
    if isinstance(figure, Absence):
        return {"absent": figure.value}
    return {"date": figure.isoformat()} if isinstance(figure, date) else figure


def _dated(dated: Dated[GivenTerm]) -> Json:
    steps: Json = [[str(step.point), _given(step.value)] for step in dated.steps]
    return {"always": _given(dated.constant), "steps": steps}
