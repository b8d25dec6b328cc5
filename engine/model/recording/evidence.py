"""What was handed in to be decided, as it is recorded: on its own, and with its kind inside a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from engine.model.document import Json
from engine.model.evidence import Event, Evidence, NonSubmission, Submission
from engine.model.figures import Figure
from engine.model.recording.canonical import Long, canonical, pieces
from engine.model.recording.fields import Fields, day, fields, flag, text, whole, word
from engine.model.recording.nested import by_name, inside
from engine.model.recording.records import long_records, records_json, records_of
from engine.model.recording.values import figure_json, figure_of, period_json, period_of
from engine.model.sources import NO_SOURCES, Source, Sources


def evidence_body(evidence: Submission | NonSubmission) -> Fields:
    """Return the body of an entry that says what came for a period, or that nothing did."""
    stated: Fields = {
        "period": period_json(evidence.period),
        "figures": _figures_json(evidence.figures),
        "decided_on": evidence.decided_on.isoformat(),
    }
    if isinstance(evidence, Submission):
        stated |= {"received_on": evidence.received_on.isoformat(), "revision": evidence.revision}
        if evidence.after_non_submission:
            stated["after_non_submission"] = True
        if evidence.records:
            stated["records"] = records_json(evidence.records)
    else:
        stated["on"] = evidence.on.isoformat()
    if evidence.sources:
        stated["sources"] = {name: _source_json(source) for name, source in evidence.sources.items()}
    return stated


def evidence_written(evidence: Submission | NonSubmission) -> str:
    """Return the body of an entry in its canonical form; of many rows, no more than some are JSON at once."""
    if not (isinstance(evidence, Submission) and evidence.records):
        return canonical(evidence_body(evidence))
    body: dict[str, Long] = {**evidence_body(replace(evidence, records={})), "records": long_records(evidence.records)}
    return "".join(pieces(body))


def submission_of(json: Json) -> Submission:
    """Return the submission that *json* writes."""
    body = fields(json)
    return Submission(
        period=inside(body, "period", period_of),
        figures=by_name(body, "figures", figure_of),
        decided_on=day(body, "decided_on"),
        received_on=day(body, "received_on"),
        revision=whole(body, "revision"),
        after_non_submission=flag(body, "after_non_submission"),
        records=records_of(body),
        sources=_sources_of(body),
    )


def non_submission_of(json: Json) -> NonSubmission:
    """Return the non-submission that *json* writes."""
    body = fields(json)
    return NonSubmission(
        period=inside(body, "period", period_of),
        decided_on=day(body, "decided_on"),
        on=day(body, "on"),
        figures=by_name(body, "figures", figure_of),
        sources=_sources_of(body),
    )


def evidence_json(evidence: Evidence) -> Json:
    """Return what a decision was made upon, with its kind."""
    match evidence:
        case Submission():
            return {"kind": "submission"} | evidence_body(evidence)
        case NonSubmission():
            return {"kind": "non_submission"} | evidence_body(evidence)
        case Event():
            stated: Fields = {
                "kind": "event",
                "event": evidence.kind,
                "on": evidence.on.isoformat(),
                "decided_on": evidence.decided_on.isoformat(),
            }
            return stated | ({"without_effect": True} if evidence.without_effect else {})
    assert_never(evidence)


def evidence_of(json: Json) -> Evidence:
    """Return the evidence that *json* writes, by its kind."""
    body = fields(json)
    return word(body, "kind", _KINDS)(body)


def _event_of(json: Json) -> Event:
    body = fields(json)
    return Event(text(body, "event"), day(body, "on"), day(body, "decided_on"), flag(body, "without_effect"))


_KINDS: Mapping[str, Callable[[Json], Evidence]] = {
    "submission": submission_of,
    "non_submission": non_submission_of,
    "event": _event_of,
}


def _source_json(source: Source) -> Json:
    # What is not verified says nothing of it.
    return {"from": source.name} | ({"verified": True} if source.verified else {})


def _sources_of(body: Fields) -> Sources:
    return by_name(body, "sources", _source_of) if "sources" in body else NO_SOURCES


def _source_of(json: Json) -> Source:
    body = fields(json)
    return Source(text(body, "from"), flag(body, "verified"))


def _figures_json(figures: Mapping[str, Figure]) -> Json:
    return {name: figure_json(figure) for name, figure in figures.items()}
