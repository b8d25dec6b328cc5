"""The terms that the packs of payment policies bring along, decided as anybody would decide them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .evidence import decided


@pytest.fixture(scope="module")
def five_years():
    return decided("prime-provider-capitation")["oakfield"]


@pytest.fixture(scope="module")
def three_years():
    return decided("outcome-tariff")


def payable(decisions):
    return [Decimal(one["payment"]["payable"]) for one in decisions]


def line_of(decision, entry):
    (line,) = [one for one in decision["payment"]["lines"] if one["entry"] == entry]
    return Decimal(line["applied"])


def stood(decisions, ladder):
    return [one["ladders"][ladder]["after"] for one in decisions]


def test_what_waits_for_the_score_of_a_county_grows_every_year(five_years):
    paid = payable(five_years)
    waiting = [sum(paid[year * 4 : year * 4 + 3]) for year in range(5)]
    scored = [line_of(five_years[year * 4 + 3], "capitation") - waiting[year] / 3 for year in range(5)]

    assert len(paid) == 20
    assert scored == sorted(scored)
    # People x rate x 98%, and x 90% in the fifth year.
    assert paid[0] == (1386 * Decimal("20125.50") * 98 / 100).quantize(Decimal("0.01"))
    assert paid[16] == (1421 * Decimal("19725") * 90 / 100).quantize(Decimal("0.01"))


def test_a_pooled_fund_shares_over_spend_and_savings_with_a_prime_provider(five_years):
    lines = {
        one["period"]: line for one in five_years for line in one["payment"]["lines"] if line["entry"] == "pooled_fund"
    }

    # 111,907,842.75 expected in the first year and 120,302,893.19 spent: 8,395,050.44 less 2% (2,238,156.855), halved.
    # 112,632,360.75 and 121,070,681.02 in the second; in the third 848,764.80 over-spent are less than 2%.
    # 112,900,762.625 and 111,189,161.14 in the fourth: 1,711,601.485 less 1% (1,129,007.62625), halved.
    assert [(at, line["kind"], line["applied"]) for at, line in lines.items()] == [
        ("2027-Q1", "fee", "3078446.79"),
        ("2028-Q1", "fee", "3092836.53"),
        ("2030-Q1", "deduction", "291296.93"),
        ("2031-Q1", "deduction", "519574.35"),
    ]
    council, health = lines["2027-Q1"]["parts"][-2:]
    assert (council["what"], Decimal(council["amount"])) == ("council", Decimal("1847068.0755"))
    assert (health["what"], Decimal(health["amount"])) == ("health", Decimal("1231378.717"))


def test_a_prime_provider_that_over_spends_is_warned_and_mends(five_years):
    assert stood(five_years, "over_spend") == ["within_payment"] * 4 + ["warned"] * 6 + ["within_payment"] * 10
    assert stood(five_years, "contract")[3:8] == ["improvement_plan"] + ["improvement_notice"] * 4
    assert set(stood(five_years, "contract")[-8:]) == {"routine"}


def test_days_avoided_stop_at_the_sum_of_the_contract(three_years):
    lines = [
        line for one in three_years["willow"] for line in one["payment"]["lines"] if line["entry"] == "days_avoided"
    ]

    assert sum(Decimal(line["applied"]) for line in lines) == 1500000
    assert sum(Decimal(line["due"]) for line in lines) > 1500000


def test_nothing_is_paid_for_while_the_regulator_rates_the_provider_inadequate(three_years):
    hazel = three_years["hazel"]

    assert [one["period"] for one in hazel if not Decimal(one["payment"]["payable"])] == ["2027-Q3", "2027-Q4"]
    assert stood(hazel, "award")[2:5] == ["award_reviewed", "award_reviewed", "award_in_question"]
    assert set(stood(hazel, "award")[4:]) == {"award_in_question"}
