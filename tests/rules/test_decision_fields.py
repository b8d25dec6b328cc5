"""What other programs read from `plimsoll evaluate --format json`, on the year that the homecare pack brings along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli.main import app

PACK = Path(__file__).parents[2] / "rules" / "homecare-service-points"
KPIS = 15
MONEY = re.compile(r"-?\d+\.\d\d")


@pytest.fixture(scope="module")
def decisions() -> list[dict]:
    evidence = PACK / "evidence"
    result = CliRunner().invoke(
        app,
        [
            *("evaluate", str(PACK), "--format", "json", "--received-column", "received"),
            *("--submissions", str(evidence / "2026-27.csv"), "--contracts", str(evidence / "contracts.yaml")),
        ],
    )
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_decision_says_whose_it_is_and_what_follows(decisions):
    for one in decisions:
        assert {"contract", "period", "outcome", "rung", "move", "kpis", "payment", "reasons"} <= one.keys()
        assert one["outcome"] in {"no_action", "remediation", "escalation", "exit_trigger"}
        assert one["move"] in {"entered", "held", "left", "none"}
        assert all(isinstance(reason, str) and reason for reason in one["reasons"])


def test_every_kpi_has_a_rating_a_value_and_a_reason(decisions):
    for one in decisions:
        assert len(one["kpis"]) == KPIS
        for kpi in one["kpis"].values():
            assert {"rating", "value", "reason"} <= kpi.keys()
            assert kpi["value"] is None or isinstance(kpi["value"], str)


def test_money_is_text_by_kind_and_adds_up(decisions):
    for one in decisions:
        payment = one["payment"]
        assert set(payment["due"]) == set(payment["capped_off"]) == set(payment["applied"]) <= {"fee", "deduction"}
        for kind, due in payment["due"].items():
            amounts = [due, payment["capped_off"][kind], payment["applied"][kind]]
            assert all(MONEY.fullmatch(amount) for amount in amounts)
            due_pence, off_pence, applied_pence = (int(amount.replace(".", "")) for amount in amounts)
            assert due_pence - off_pence == applied_pence
        assert MONEY.fullmatch(payment["payable"])


def test_a_cap_that_binds_is_seen_in_what_it_took_off(decisions):
    august = next(one for one in decisions if (one["contract"], one["period"]) == ("cedar", "2026-08"))

    assert august["rung"] == "exit_right"
    assert august["outcome"] == "exit_trigger"
    assert august["payment"]["capped_off"]["deduction"] != "0.00"
    assert august["reasons"]
