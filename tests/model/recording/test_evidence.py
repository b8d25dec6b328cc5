"""What came, and that nothing came, is recorded on its own and inside the decision upon it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from engine.errors import BrokenEntryError
from engine.model.evidence import Event, NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.ledger import EntryKind
from engine.model.period import Period
from engine.model.recording import canonical, evidence_body, evidence_of, evidence_written, parsed
from engine.model.recording.evidence import evidence_json
from engine.model.recording.evidence import evidence_of as nested_of
from engine.model.sources import Source
from tests.model.recording import strategies
from tests.model.recording.builders import entry

APRIL = Period.parse("2026-04")
KINDS = {Submission: EntryKind.SUBMITTED, NonSubmission: EntryKind.NOT_SUBMITTED}


def back(evidence: Submission | NonSubmission) -> Submission | NonSubmission:
    return evidence_of(entry(KINDS[type(evidence)], canonical(evidence_body(evidence))))


@given(strategies.submissions | strategies.non_submissions)
def test_evidence_comes_back_as_it_was_recorded(evidence):
    assert back(evidence) == evidence


@given(strategies.submissions | strategies.non_submissions)
def test_evidence_that_is_written_row_by_row_is_written_as_one(evidence):
    assert evidence_written(evidence) == canonical(evidence_body(evidence))


@given(strategies.submissions | strategies.non_submissions | strategies.events)
def test_evidence_comes_back_from_inside_a_decision(evidence):
    assert nested_of(parsed(canonical(evidence_json(evidence)))) == evidence


@pytest.mark.parametrize(
    ("evidence", "json"),
    [
        pytest.param(
            Submission(
                APRIL,
                {"missed": Decimal(97), "regulator": "Good", "survey": Absence.SUPPRESSED},
                decided_on=date(2026, 5, 9),
                received_on=date(2026, 5, 8),
                revision=2,
            ),
            {
                "kind": "submission",
                "period": {"first": "2026-04-01", "last": "2026-04-30"},
                "figures": {"missed": "97", "regulator": {"text": "Good"}, "survey": {"absent": "suppressed"}},
                "decided_on": "2026-05-09",
                "received_on": "2026-05-08",
                "revision": 2,
            },
            id="a submission",
        ),
        pytest.param(
            NonSubmission(APRIL, date(2026, 5, 20), date(2026, 5, 18), {"charges": Decimal("1000.00")}),
            {
                "kind": "non_submission",
                "period": {"first": "2026-04-01", "last": "2026-04-30"},
                "figures": {"charges": "1000"},
                "decided_on": "2026-05-20",
                "on": "2026-05-18",
            },
            id="a non-submission with what the council holds",
        ),
        pytest.param(
            Submission(
                APRIL,
                {"missed": Decimal(97), "visits": Decimal(3000)},
                decided_on=date(2026, 5, 9),
                received_on=date(2026, 5, 8),
                sources={"missed": Source("call_monitoring", True), "visits": Source("provider")},
            ),
            {
                "kind": "submission",
                "period": {"first": "2026-04-01", "last": "2026-04-30"},
                "figures": {"missed": "97", "visits": "3000"},
                "sources": {"missed": {"from": "call_monitoring", "verified": True}, "visits": {"from": "provider"}},
                "decided_on": "2026-05-09",
                "received_on": "2026-05-08",
                "revision": 1,
            },
            id="figures that say where they came from",
        ),
        pytest.param(
            Event("regulator", date(2026, 4, 12), date(2026, 4, 14)),
            {"kind": "event", "event": "regulator", "on": "2026-04-12", "decided_on": "2026-04-14"},
            id="an event",
        ),
    ],
)
def test_evidence_is_written_like_this(evidence, json):
    assert evidence_json(evidence) == json


def test_an_entry_of_another_kind_is_no_evidence():
    with pytest.raises(BrokenEntryError, match="`registered`, cannot be read: expected an entry of the kind `not_subm"):
        evidence_of(entry(EntryKind.REGISTERED, "{}"))
