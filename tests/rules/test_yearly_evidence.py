"""The evidence beside the packs that settle by the contract year: what providers keep, bear and are brought to."""

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from engine.cli.main import app

from .evidence import RULES, decided


@pytest.fixture(scope="module")
def support():
    return decided("tapering-support")


@pytest.fixture(scope="module")
def recovery():
    return decided("lead-provider")


def paid(decisions, kind):
    return sum(Decimal(one["payment"]["applied"].get(kind, "0")) for one in decisions)


def rungs(decisions):
    return [one["ladders"]["contract"]["after"] for one in decisions]


def test_who_saves_gives_half_of_it_back(support):
    ash = support["ash"]

    # Of 2,000,000 and 1,900,000, 1,972,798.27 and 1,862,116.90 were spent.
    assert [paid(ash[:4], "clawback"), paid(ash[4:], "clawback")] == [Decimal("13600.87"), Decimal("18941.55")]
    assert paid(ash, "fee") == 3900000
    assert set(rungs(ash)) == {"routine"}


def test_who_overspends_is_helped_in_the_first_year_only(support):
    beech = support["beech"]

    # 77 and 78 people are more than 5% beyond 72. Of 1,515,763.89, 1,536,605.03 were spent; half of the rest is borne.
    assert [paid(beech[:4], kind) for kind in ("fee", "clawback")] == [Decimal("1526184.46"), 0]
    assert [paid(beech[4:], kind) for kind in ("fee", "clawback")] == [Decimal("1517031.25"), 0]


def test_hours_that_are_not_given_put_the_fall_of_the_budget_in_question(support):
    assert rungs(support["beech"]) == [*["routine"] * 3, "improvement_plan", *["budget_review"] * 4]


def test_a_larger_group_is_paid_for_beyond_the_tolerance(recovery):
    elm = recovery["elm"]

    # 1,302 people came, 42 beyond 1,260, at 3,315 each.
    assert paid(elm, "fee") == 12 * 331500 + 42 * 3315
    assert paid(elm, "deduction") == 122 * 21000
    assert set(rungs(elm)) == {"routine"}


def test_who_does_worse_than_the_price_bears_it_and_opens_the_books(recovery):
    fir = recovery["fir"]

    # 96 people in residential care, where 11% of 760 were in the price.
    assert paid(fir, "deduction") == 96 * 20400
    assert rungs(fir) == [*["routine"] * 8, *["open_book"] * 4]


def test_what_was_saved_and_achieved_is_held_against_the_business_case():
    evidence = RULES / "tapering-support" / "evidence"
    files = ["--submissions", str(evidence / "2026-28.csv"), "--contracts", str(evidence / "contracts.yaml")]
    result = CliRunner().invoke(app, ["benefits", str(RULES / "tapering-support"), *files, "--format", "json"])
    found = {(one["contract"], one["benefit"], one["year"]): one for one in json.loads(result.stdout)}

    def year(*which):
        return tuple(found[which][name] for name in ("planned", "actual", "difference", "reached"))

    # Of the budgets of 2,000,000 and 1,460,000 before: paid were 1,986,399.13, 1,881,058.45, and 1,526,184.46.
    assert year("ash", "budget_saved", "1") == ("0", "0.7", "0.7", "yes")
    assert year("ash", "budget_saved", "2") == ("5", "5.9", "0.9", "yes")
    assert year("beech", "budget_saved", "1") == ("0", "-4.5", "-4.5", "no")
    # 38, 41, 38 and 45 of 48, 51, 46 and 55; a share of the year, no mean of its quarters.
    assert year("ash", "outcomes_achieved_in_plans", "1") == ("75", "81", "6", "yes")
    assert year("ash", "budget_saved", "3") == ("9.8", "", "", "")
