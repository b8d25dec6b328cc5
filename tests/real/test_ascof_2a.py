"""The Adult Social Care Outcomes Framework, measure 2A, 2024-25: every council of England, as published."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.real.published import HERE, Evaluated, published, rows

RULES = HERE / "ascof-2a"
FILE = "ascof_2024_25_2a.csv"
COUNCILS = ["--only", "Local authority code=[0-9]{3}|[A-Z0-9]{5}"]
COLUMNS = [
    *("--contract-column", "Local authority", "--period", "2024-25", "--marker", "[c]=suppressed"),
    *("--column", "helped=2024 to 2025 - numerator"),
    *("--column", "completed=2024 to 2025 - denominator"),
    *("--column", "published=2024 to 2025 - outcome"),
]


@pytest.fixture(scope="module")
def councils() -> Evaluated:
    return Evaluated(RULES, published(FILE), *COLUMNS, *COUNCILS)


@pytest.fixture(scope="module")
def everyone() -> Evaluated:
    return Evaluated(RULES, published(FILE), *COLUMNS)


def test_of_168_rows_15_are_totals_and_153_are_councils(councils):
    assert councils.status == 0
    assert len(rows(published(FILE))) == 168
    assert len(councils.decisions) == 153
    assert next(one["left_out"] for one in councils.notes if "left_out" in one) == 15
    assert not {"England", "London", "South West", "Shire Counties"} & {one["contract"] for one in councils.decisions}


# Acceptance case 9
def test_the_7_suppressed_councils_are_not_rated_and_never_0(councils):
    suppressed = {row["Local authority"] for row in rows(published(FILE)) if row["2024 to 2025 - outcome"] == "[c]"}

    assert len(suppressed) == 7
    for name in suppressed:
        for kpi in councils.of(name).values():
            assert (kpi["rating"], kpi["reason"], kpi["value"]) == ("other", "suppressed", None)
            assert "points" not in kpi


def test_the_other_146_councils_are_rated_on_their_own_figures(councils):
    ratings = Counter(one["kpis"]["independence"]["rating"] for one in councils.decisions)

    assert ratings == {"good": 62, "approaching_target": 30, "requires_improvement": 31, "inadequate": 23, "other": 7}


# Acceptance case 7
def test_the_figure_for_england_meets_its_line_though_its_text_is_noisy(everyone):
    england = everyone.of("England")["independence"]

    assert england["unrounded"] == "77.099999999999994"
    assert (england["value"], england["rating"]) == ("77.1", "good")


def test_numerator_over_denominator_gives_what_was_published_but_for_london(everyone):
    """London is printed as 75.3 and comes to 75.35: its own parts had been rounded to 5."""
    different = [
        one["contract"]
        for one in everyone.decisions
        if one["kpis"]["recomputed"]["value"] != one["kpis"]["independence"]["value"]
    ]

    assert len(everyone.decisions) == 168
    assert different == ["London"]
    assert everyone.of("London")["recomputed"]["value"] == "75.4"


def test_no_digit_of_a_published_figure_is_lost(councils):
    for row in rows(published(FILE)):
        text = row["2024 to 2025 - outcome"]
        council = [one for one in councils.decisions if one["contract"] == row["Local authority"]]
        if council and text != "[c]":
            kpi = council[0]["kpis"]["independence"]
            assert Decimal(str(kpi["unrounded"])) == Decimal(text)
            assert Decimal(str(kpi["value"])) == Decimal(text).quantize(Decimal("0.1"), ROUND_HALF_UP)
