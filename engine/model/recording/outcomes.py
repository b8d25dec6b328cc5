"""What KPIs came to, as it is recorded: in the order in which they were worked out, each with its `kind`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from engine.model.document import Json
from engine.model.outcome import Measured, NotRated, Outcome, Rated, Undecided
from engine.model.recording.fields import Fields, fields, flag, text, text_of, word
from engine.model.recording.nested import several, several_if_any
from engine.model.recording.rated import rated_json, rated_of
from engine.model.recording.values import figure_json, pair_of, read_json, value
from engine.model.recording.words import ABSENCE


def outcome_json(outcome: Outcome) -> Json:
    """Return *outcome* with everything that a reader needs to see why; flags that are not set are left out."""
    match outcome:
        case Rated():
            return rated_json(outcome)
        case Measured():
            return _measured_json(outcome)
        case NotRated():
            return _not_rated_json(outcome)
        case Undecided():
            return {"kpi": outcome.kpi, "kind": "undecided", "why": outcome.why, "read": read_json(outcome.read)}
    assert_never(outcome)


def outcome_of(json: Json) -> Outcome:
    """Return the outcome that *json* writes."""
    body = fields(json)
    return word(body, "kind", _KINDS)(body)


def _measured_json(measured: Measured) -> Json:
    written: Fields = {
        "kpi": measured.kpi,
        "kind": "measured",
        "value": figure_json(measured.value),
        "unrounded": figure_json(measured.unrounded),
        "read": read_json(measured.read),
    }
    return written | {"doubtful": True} if measured.doubtful else written


def _measured(body: Fields) -> Measured:
    return Measured(
        text(body, "kpi"),
        value(body, "value"),
        value(body, "unrounded"),
        several(body, "read", pair_of),
        flag(body, "doubtful"),
    )


def _not_rated_json(outcome: NotRated) -> Json:
    written: Fields = {
        "kpi": outcome.kpi,
        "kind": "not_rated",
        "absence": ABSENCE.of[outcome.absence],
        "read": read_json(outcome.read),
    }
    if outcome.because:
        written["because"] = list(outcome.because)
    if not outcome.due:
        written["not_due"] = True
    return written


def _not_rated(body: Fields) -> NotRated:
    return NotRated(
        text(body, "kpi"),
        word(body, "absence", ABSENCE.means),
        several_if_any(body, "because", text_of),
        several(body, "read", pair_of),
        not flag(body, "not_due"),
    )


def _undecided(body: Fields) -> Undecided:
    return Undecided(text(body, "kpi"), text(body, "why"), several(body, "read", pair_of))


_KINDS: Mapping[str, Callable[[Fields], Outcome]] = {
    "rated": rated_of,
    "measured": _measured,
    "not_rated": _not_rated,
    "undecided": _undecided,
}
