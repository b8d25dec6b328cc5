"""The standing says what was payable to date, and of each ladder what brought it where it stands."""

from datetime import date
from decimal import Decimal

import pytest

from tests.application.builders import LADDER, Desk
from tests.evaluation.builders import kpi, rule_file

FEE = """
- {policy: fixed_fee, name: fee, amount: 1000, short_periods: whole}
- {policy: service_credits, per_point: 10}
"""
POINTED = kpi(points="{requires_improvement: 2}")


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=POINTED, escalation=LADDER, payment=FEE))
    desk.registers()
    desk.clock.is_on(date(2026, 8, 10))
    return desk


def stood(desk):
    return desk.application.contracts.standing("cedar")


def test_money_to_date_is_what_was_payable_for_all_periods(desk):
    decided = desk.submits_each(["75", "95", "75"])

    assert stood(desk).payable == sum(one.decision.payment.payable for one in decided) == Decimal("2960.00")


def test_a_correction_counts_once_when_it_is_booked(desk):
    desk.submits_each(["75", "95"])
    desk.submits("2026-04", "95", reason="the log was misread")
    assert stood(desk).payable == Decimal("1980.00")

    desk.submits("2026-06", "95")

    assert stood(desk).payable == Decimal("3000.00")


def test_what_was_decided_on_each_rung_is_said_with_its_reasons_and_what_must_be_done(desk):
    desk.submits("2026-04", "75")
    assert stood(desk).moved == {}

    entered = desk.submits("2026-05", "75")

    moved = stood(desk).moved["ladder"]
    assert moved.decision == entered.name
    assert moved.why == (
        "Ladder: plan is entered, from routine; the outcome is remediation. Failures in the last 2 periods are 2, "
        "at least 2."
    )
    assert [(one.do, one.due) for one in moved.actions] == [("Submit a plan", date(2026, 8, 24))]


def test_a_rung_that_a_correction_brought_names_the_decision_that_takes_the_others_place(desk):
    desk.submits_each(["75", "95"])

    desk.submits("2026-05", "75", reason="the log was misread")

    moved = stood(desk).moved["ladder"]
    decision = desk.application.decisions.one(moved.decision).decision
    assert decision.supersedes is not None
