"""The evidence beside the pack that pays by outputs: two providers over the term, reckoned apart from the engine."""

import csv
from decimal import Decimal

import pytest

from .evidence import RULES, decided

EVIDENCE = RULES / "outputs-and-service-levels" / "evidence"
WEIGHTS = {"moved": 20, "month_3": 15, "month_6": 15, "month_9": 15, "month_12": 15, "settled": 20}


@pytest.fixture(scope="module")
def term():
    """What `plimsoll evaluate` makes of the term, by contract."""
    return decided("outputs-and-service-levels", progress="progress-2026-28.csv")


def lines(decisions, entry, *kinds):
    """Return what the lines of *entry* come to, each."""
    every = (line for one in decisions for line in one["payment"]["lines"] if line["entry"] == entry)
    return [Decimal(line["applied"]) for line in every if line["kind"] in kinds and line["state"] == "applied"]


def price(place, weight):
    """Return what a milestone of the person at *place* is paid."""
    whole = (9900, 60) if place <= 30 else (9700, 60) if place <= 60 else (9500, 100)
    return Decimal(whole[0]) * whole[1] / 100 * weight / 100


def outputs(contract):
    """Return what milestones that stand at the end of the term are worth, and how many uplifts stand."""
    standing, uplifted = set(), set()
    with (EVIDENCE / "progress-2026-28.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            one = (row["person"], row["milestone"])
            if row["contract"] == contract and row["disproved"]:
                standing.discard(one)
                uplifted -= {row["person"]} if row["milestone"] in {"moved", "uplift"} else set()
            elif row["contract"] == contract and row["milestone"] in WEIGHTS:
                standing.add(one)
                uplifted |= {row["person"]} if "true" in (row["from_hospital"], row["out_of_county"]) else set()
    by_milestone = {name: sum(word == name for _, word in standing) for name in WEIGHTS}
    worth = (price(place, WEIGHTS[name]) for name, count in by_milestone.items() for place in range(1, count + 1))
    return sum(worth, Decimal(0)), len(uplifted)


@pytest.mark.parametrize("contract", ["alder", "birch"])
def test_what_is_paid_in_the_end_is_what_stands_however_it_came(term, contract):
    worth, uplifts = outputs(contract)
    decisions = term[contract]

    paid = sum(lines(decisions, "outputs", "fee", "incentive")) - sum(lines(decisions, "outputs", "clawback"))
    assert paid == worth + 100 * uplifts


def test_who_recruits_has_the_whole_fee_and_no_credit(term):
    fees = lines(term["alder"], "service_fee", "fee")

    assert (len(fees), sum(fees)) == (29, 235200)
    assert sum(lines(term["alder"], "suspended_credits", "deduction")) == 0
    assert {one["ladders"]["contract"]["after"] for one in term["alder"]} == {"routine"}


def test_who_recruits_too_few_has_the_fee_cut_three_times_and_for_now_while_staff_lack(term):
    fees = lines(term["birch"], "service_fee", "fee")

    assert [str(one) for one in fees[6:15]] == [
        *["8110.34", "6082.76", "6082.76", "4562.07", "4562.07"],
        *["3229.94", "3138.70", "3325.75", "4562.07"],
    ]
    # 7 whole instalments, 2 of 75%, and of 56.25% 17 whole and one each of 70.8, 68.8 and 72.9%.
    whole = 7 + 2 * Decimal("0.75") + Decimal("0.5625") * (17 + Decimal("2.125"))
    assert sum(fees) == (235200 * whole / 29).quantize(Decimal("0.01"))


def test_a_third_service_failure_is_a_right_to_exit(term):
    rungs = [one["ladders"]["contract"]["after"] for one in term["birch"]]

    assert rungs[:12] == [*["routine"] * 6, *["improvement_plan"] * 2, *["improvement_notice"] * 3, "exit_right"]
