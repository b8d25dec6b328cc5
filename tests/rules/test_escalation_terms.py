"""The terms that the packs of a council's ladder and of remedial action plans bring along."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

import pytest

from .evidence import decided


@pytest.fixture(scope="module")
def three_years():
    return decided("homecare-council-ladder")


@pytest.fixture(scope="module")
def eighteen_months():
    return decided("remedial-action-plan")


def stages(decisions, ladder="contract"):
    """Return each rung stood on, with for how many periods."""
    return [(rung, len([*some])) for rung, some in groupby(one["ladders"][ladder]["after"] for one in decisions)]


def test_a_provider_that_is_green_throughout_is_never_spoken_to(three_years):
    assert stages(three_years["elm"]) == [("routine", 12)]


def test_a_plan_that_works_is_left_stage_by_stage_each_after_its_least_time(three_years):
    assert stages(three_years["rowan"]) == [
        ("routine", 1),
        ("discussion", 1),
        ("notice_of_concern", 1),
        ("action_plan", 2),
        ("notice_of_concern", 2),
        ("discussion", 1),
        ("routine", 4),
    ]


def test_a_provider_that_stays_red_comes_to_a_default_and_new_packages_begin_again_before_that_ends(three_years):
    sorrel = three_years["sorrel"]

    assert [stage for stage, _ in stages(sorrel)] == [
        "routine",
        "notice_of_concern",
        "action_plan",
        "remedial_notice",
        "default",
    ]
    assert stages(sorrel, "provider_concerns") == [("routine", 3), ("suspension_of_new_packages", 3), ("routine", 6)]


def test_the_council_ladder_takes_no_money(three_years):
    lines = [line for some in three_years.values() for one in some for line in one["payment"]["lines"]]

    assert {line["entry"] for line in lines} == {"homecare_charges"}


def test_figures_say_which_notices_and_plans_are_owed_before_anybody_records_one(eighteen_months):
    assert [stage for stage, _ in stages(eighteen_months["hawthorn"])] == ["routine", "performance_notice"] * 2 + [
        "routine"
    ]
    assert stages(eighteen_months["juniper"]) == [("routine", 2), ("remedial_action_plan", 4), ("routine", 12)]


def test_a_right_to_exit_arises_by_breaches_that_persist(eighteen_months):
    larch = eighteen_months["larch"]

    assert stages(larch) == [("routine", 1), ("remedial_action_plan", 8), ("routine", 9)]
    assert stages(larch, "persistent_breach") == [("routine", 3), ("warning", 2), ("persistent_breach", 13)]


def test_damages_are_the_contracts_own_and_taken_in_each_month_with_too_many_missed_visits(eighteen_months):
    def damages(contract):
        lines = [line for one in eighteen_months[contract] for line in one["payment"]["lines"]]
        return [Decimal(line["applied"]) for line in lines if line["entry"] == "liquidated_damages"]

    assert damages("hawthorn") == []
    assert damages("juniper") == [1500, 1500]
    assert damages("larch") == [1000] * 6
