"""The evidence beside the pack of reablement: awards that continue, are looked at and are put in question."""

from decimal import Decimal

import pytest

from .evidence import decided


@pytest.fixture(scope="module")
def quarters():
    """What `plimsoll evaluate` makes of the two years, by contract."""
    return decided("reablement-standards", "--received-column", "received")


def rungs(decisions):
    return [one["ladders"]["award"]["after"] for one in decisions]


def test_the_award_continues_where_standards_are_met(quarters):
    assert rungs(quarters["hazel"]) == ["award_continues"] * 8


def test_one_bad_quarter_brings_a_plan_and_a_doubtful_figure_nothing_graver(quarters):
    rowan = quarters["rowan"]

    assert rungs(rowan) == [*["award_continues"] * 4, *["improvement_plan"] * 2, *["award_continues"] * 2]
    # 13 of 89 counts something else: shown, and no failure.
    assert rowan[5]["kpis"]["independence"]["rating"] == "inadequate"
    assert rowan[5]["kpis"]["independence"]["counts"] == "neither"


def test_three_bad_quarters_in_a_row_put_the_award_in_question(quarters):
    graver = ["improvement_plan", "improvement_notice", "award_in_question"]

    assert rungs(quarters["yew"]) == [*["award_continues"] * 3, *graver, *["award_in_question"] * 2]


def test_every_quarter_is_paid_alike_and_the_first_by_its_days(quarters):
    paid = {name: [Decimal(one["payment"]["payable"]) for one in found] for name, found in quarters.items()}

    assert set(paid["hazel"]) == {Decimal(310000)}
    # From 13 May to 30 June are 49 of 91 days.
    assert paid["yew"] == [Decimal("85076.92"), *[Decimal(158000)] * 7]
