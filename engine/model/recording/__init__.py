"""The bodies of the ledger's entries: canonical JSON of what happened, and back, without loss.

What a decision has by the dozen, outcomes and factors, leaves out flags that are not set, lists that are empty and
numbers that are not there; every other field stands in every body. A field that is renamed, dropped or added makes
another version of the kind, and the versions before stay readable.
"""

from engine.model.recording.canonical import Items, Long, canonical, parsed, pieces
from engine.model.recording.contracts import ParametersSet, parameters_body, registered_body, term_body
from engine.model.recording.decisions import decision_body
from engine.model.recording.entries import (
    KIND_VERSION,
    decision_of,
    event_of,
    evidence_of,
    opening_of,
    parameters_of,
    registered_of,
    term_of,
)
from engine.model.recording.events import event_body
from engine.model.recording.evidence import evidence_body, evidence_written
from engine.model.recording.openings import opening_body

__all__ = [
    "KIND_VERSION",
    "Items",
    "Long",
    "ParametersSet",
    "canonical",
    "decision_body",
    "decision_of",
    "event_body",
    "event_of",
    "evidence_body",
    "evidence_of",
    "evidence_written",
    "opening_body",
    "opening_of",
    "parameters_body",
    "parameters_of",
    "parsed",
    "pieces",
    "registered_body",
    "registered_of",
    "term_body",
    "term_of",
]
