"""The evidence beside the pack for a whole population: fifteen years of one entity, reckoned apart from the engine."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

import pytest
import yaml

from .evidence import RULES, decided

EVIDENCE = RULES / "whole-population" / "evidence"
YEARS = range(1, 16)


@pytest.fixture(scope="module")
def quarters():
    """What `plimsoll evaluate` makes of sixty quarters."""
    return decided("whole-population")["priory"]


@pytest.fixture(scope="module")
def agreed():
    """The parameters of the contract, by contract year."""
    contracts = yaml.load((EVIDENCE / "contracts.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)["contracts"]
    return contracts["priory"]["parameters"]


def reported():
    """Yield the rows of each contract year."""
    with (EVIDENCE / "2026-41.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    for year in YEARS:
        yield rows[4 * year - 4 : 4 * year]


def shared(saved, expected):
    """Return what the entity has of *saved*, below zero what it bears, by the bands of the pack."""
    percent = expected / 100
    if saved > 0:
        gain = max(min(saved, 5 * percent) - percent, Decimal(0)) / 2 + max(saved - 5 * percent, Decimal(0)) / 4
        return min(gain, 3 * percent)
    return -min(max(-saved - percent, Decimal(0)) / 2, 2 * percent)


def is_open(rows):
    """Return whether no quality gate failed in the year."""
    ratings = {row["cqc_rating"] for row in rows}
    seen = all(10 * int(row["seen_in_time"]) >= 9 * int(row["first_contacts"]) for row in rows)
    return ratings <= {"Good", "Outstanding"} and seen


def test_each_year_is_shared_as_its_costs_and_gates_say(quarters, agreed):
    booked = []
    for year in YEARS:
        every = (line for one in quarters[4 * year - 4 : 4 * year] for line in one["payment"]["lines"])
        moved = [line for line in every if line["entry"] == "outside_care"]
        booked.append(sum(Decimal(one["applied"]) * (1 if one["kind"] == "incentive" else -1) for one in moved))

    due = []
    for year, rows in zip(YEARS, reported(), strict=True):
        expected = 4 * Decimal(agreed["expected_outside_care"][f"year {year}"])
        came = shared(expected - sum(Decimal(row["outside_care_spend"]) for row in rows), expected)
        due.append(came.quantize(Decimal("0.01"), ROUND_HALF_UP) if came < 0 or is_open(rows) else 0)
    assert booked == due
    assert [year for year, rows in zip(YEARS, reported(), strict=True) if not is_open(rows)] == [7, 10, 11]


@pytest.mark.parametrize(
    ("quarter", "share"),
    [pytest.param(0, 98, id="the first quarter: 98%"), pytest.param(57, 90, id="the fifteenth year: 90%")],
)
def test_a_quarter_pays_for_people_whatever_the_score(quarters, agreed, quarter, share):
    rows = [row for year in reported() for row in year]
    rate = Decimal(agreed["rate"][f"year {quarter // 4 + 1}"])

    paid = (int(rows[quarter]["people"]) * rate * share / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(quarters[quarter]["payment"]["payable"]) == paid


def test_an_entity_that_over_spends_opens_its_books_and_one_that_is_unsafe_has_a_notice(quarters):
    stood = {
        ladder: [(rung, len([*some])) for rung, some in groupby(one["ladders"][ladder]["after"] for one in quarters)]
        for ladder in ("risk", "contract")
    }

    assert stood["risk"] == [("warned", 2), ("open_book_review", 10), ("warned", 1), ("within_payment", 47)]
    assert [rung for rung, _ in stood["contract"]] == [
        *["routine", "improvement_notice", "improvement_plan"] * 2,
        "routine",
    ]
