"""Figures that say where they came from, as they are asked for, recorded and revised."""

from __future__ import annotations

import pytest

from engine.application.requests import SubmissionRequest
from engine.errors import ConflictError
from engine.model.ledger import EntryKind
from engine.model.outcome import Counts
from engine.model.period import Period
from engine.model.recording import evidence_of
from engine.model.sources import Source
from tests.application.builders import LADDER, Desk
from tests.evaluation.builders import outcome, rule_file

FIGURE = "{figure: {type: number, source: call_monitoring, verified: true, otherwise: doubtful}}"
VERIFIED = {"figure": Source("call_monitoring", verified=True)}
STATED = {"figure": Source("call_monitoring")}


@pytest.fixture
def desk():
    desk = Desk(rule_file(measures=FIGURE, escalation=LADDER))
    desk.registers()
    return desk


def test_sources_are_recorded_with_what_came_and_with_the_decision(desk):
    desk.submits("2026-04", "75", sources=VERIFIED)

    came, decided = desk.ledger.stream("cedar", 1)
    assert evidence_of(came).sources == VERIFIED
    assert desk.application.decisions.one(desk.submits("2026-05", "75").name).decision.evidence.sources == {}
    assert '"sources":{"figure":{"from":"call_monitoring","verified":true}}' in decided.body


def test_what_says_no_source_is_recorded_as_ever(desk):
    desk.submits("2026-04", "75")

    assert all("sources" not in entry.body for entry in desk.ledger.stream("cedar"))


def test_the_same_figures_from_another_source_are_another_request(desk):
    desk.submits("2026-04", "75", sources=STATED, request_id="once")

    with pytest.raises(ConflictError):
        desk.submits("2026-04", "75", sources=VERIFIED, request_id="once")
    assert desk.submits("2026-04", "75", sources=STATED, request_id="once").repeated


def test_figures_that_are_verified_afterwards_are_decided_on_again(desk):
    first = desk.submits("2026-04", "75", sources=STATED)
    assert (outcome(first.decision).doubtful, outcome(first.decision).counts) == (True, Counts.NEITHER)

    again = desk.submits("2026-04", "75", sources=VERIFIED, reason="call monitoring was read by the council")

    assert again.decision.supersedes.version == 3
    assert (outcome(again.decision).doubtful, outcome(again.decision).counts) == (False, Counts.FAILURE)
    assert desk.submits("2026-04", "75", sources=VERIFIED, reason="said twice").repeated


def test_a_preview_takes_sources_as_a_submission_does(desk):
    asked = SubmissionRequest("cedar", Period.parse("2026-04"), {"figure": "75"}, sources=VERIFIED)

    assert not outcome(desk.application.submissions.preview(asked).decision).doubtful
    assert [entry.kind for entry in desk.ledger.stream("cedar")] == [EntryKind.REGISTERED]
