"""A decision comes back from the record whole, whatever is in it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import data

from engine.model.decision import folded
from engine.model.document import document
from engine.model.recording import canonical, decision_body, decision_of, parsed
from engine.model.recording.escalation import move_json, move_of, right_json, right_of
from engine.model.recording.outcomes import outcome_json, outcome_of
from engine.model.recording.payment import payment_json, payment_of
from engine.model.recording.renames import renames_json, renames_of
from engine.model.standing import Standing
from tests.model.recording import strategies
from tests.model.recording.builders import decided, recorded
from tests.model.recording.rich import RICH

# What ledgers hold already: where it must change, so must the version of the kind, and both must be read.
GOLDEN = Path(__file__).parent / "decided.json"


# Of each part that a decision is made of, how it is drawn, written and read.
PARTS = [
    pytest.param(strategies.rated, outcome_json, outcome_of, id="a rated KPI"),
    pytest.param(strategies.unrated, outcome_json, outcome_of, id="a KPI that is measured, not rated or undecided"),
    pytest.param(strategies.payments, payment_json, payment_of, id="a payment"),
    pytest.param(strategies.moves, move_json, move_of, id="a move"),
    pytest.param(strategies.rights, right_json, right_of, id="a right to exit"),
    pytest.param(strategies.renames, renames_json, renames_of, id="what a version renames"),
]


@pytest.mark.parametrize(("drawn", "json", "of"), PARTS)
@settings(deadline=None)
@given(data())
def test_every_part_of_a_decision_comes_back_as_it_was(drawn, json, of, data):
    part = data.draw(drawn)

    back = of(parsed(canonical(json(part))))

    # True equals one; what is written tells them apart.
    assert back == part
    assert canonical(json(back)) == canonical(json(part))


@settings(max_examples=60, deadline=None)
@given(strategies.decisions)
def test_a_decision_comes_back_as_it_was_and_folds_as_it_did(decision):
    back = recorded(decision)

    assert back == decision
    assert repr(document(back, "other")) == repr(document(decision, "other"))
    assert folded(Standing(), back) == folded(Standing(), decision)


def test_a_recorded_decision_looks_like_this_for_good(request):
    body = decision_body(RICH)

    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(body, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    golden = GOLDEN.read_text(encoding="utf-8")
    assert parsed(canonical(body)) == json.loads(golden)


def test_a_decision_that_was_recorded_long_ago_is_read_today():
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    assert decision_of(decided(golden, contract="cedar")) == RICH


def test_the_rung_of_the_gravest_ladder_stands_at_the_top():
    body = decision_body(RICH)

    assert (body["outcome"], body["rung"]) == ("exit_trigger", "exit")


def test_a_debt_is_recorded_where_there_is_one():
    payment = RICH.payment._replace(debt=Decimal("140.00"), carried_forward=Decimal("0.00"))

    assert decision_body(RICH).get("payment", {}).get("debt") is None
    assert payment_of(payment_json(payment)).debt == 140
