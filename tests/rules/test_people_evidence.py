"""The evidence beside the pack that pays by people's outcomes: a year of plans of two providers."""

from decimal import Decimal

import pytest

from .evidence import decided


@pytest.fixture(scope="module")
def year():
    """What `plimsoll evaluate` makes of the year, by contract."""
    return decided("help-to-live-at-home", plans="plans-2026-27.csv")


def test_nothing_is_paid_while_the_provider_is_inadequate_and_all_of_it_when_it_is_not(year):
    paid = [Decimal(one["payment"]["payable"]) for one in year["hawthorn"]]

    assert paid[5:7] == [0, 0]
    assert paid[7] > max(paid[:7])


def test_less_is_taken_back_than_was_paid(year):
    for decisions in year.values():
        sums = [
            sum(Decimal(one["payment"]["applied"].get(kind, "0")) for one in decisions) for kind in ("fee", "clawback")
        ]
        assert sums[0] > sums[1] > 0
