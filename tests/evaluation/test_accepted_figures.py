"""Worked figures of published contracts, to the penny."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.evaluation.builders import Provider, kpi, lines, outcome, rules

# A service-points table to one decimal place: 99 is the target, then minor, serious and severe.
SCALE = "{name: service-points, ratings: [met, minor, serious, severe, threshold], not_rated: other}"
TABLE = kpi(
    bands="{met: 99, minor: 98, serious: 97, severe: 96}",
    precision="1 dp, half up",
    points="{minor: 1, serious: 2, severe: 3, threshold: 4}",
    repeat="double",
)


@pytest.mark.parametrize(
    ("figures", "points"),
    [
        pytest.param(["98.5", "96.5", "96.5"], [1, 6, 6], id="AC-15"),
        pytest.param(["96.5", "98.5", "96.5"], [3, 2, 6], id="AC-16"),
    ],
)
def test_repeated_failures_double_flat(figures, points):
    provider = Provider(rules(scale=SCALE, failure="minor", kpis=TABLE))

    assert [outcome(provider.reports(figure=figure)).points for figure in figures] == points


@pytest.mark.parametrize(
    ("points", "due", "applied"),
    [
        pytest.param(8, "9600.00", "9600.00", id="AC-19"),
        pytest.param(26, "31200.00", "24000.00", id="AC-20"),
    ],
)
def test_points_times_a_share_of_charges_up_to_a_cap(points, due, applied):
    rule_set = rules(
        kpis=kpi(points=f"{{inadequate: {points}}}"),
        payment="- {policy: service_credits, per_point: 0.5% of charges, cap: 10% of charges}",
    )

    (line,) = lines(Provider(rule_set).reports(figure=0, charges="240000.00"))

    assert (line.due, line.applied) == (Decimal(due), Decimal(applied))


def test_an_at_risk_pool_pays_by_its_allocations():
    """AC-23."""
    pools = "{quality: {share: 50%, kpis: {kpi: 40%}}}"
    pays = f"- {{policy: service_credits, at_risk: {{amount: 10% of charges, pools: {pools}}}}}"

    (line,) = lines(Provider(rules(payment=pays)).reports(figure=0, charges="100000.00"))

    assert line.due == Decimal("2000.00")


def test_a_percentage_gap_pays_what_is_short():
    """AC-24."""
    pays = "- {policy: service_credits, percentage_gap: {kpi: kpi, required: 98, of: charges}}"

    (line,) = lines(Provider(rules(payment=pays)).reports(figure=75, charges="10000.00"))

    assert line.due == Decimal("2300.00")


@pytest.mark.parametrize(("figure", "due"), [("100", []), ("99.7", ["0.20"]), ("97", ["0.30"])])
def test_each_tier_of_a_service_level_has_its_share(figure, due):
    """AC-25."""
    rule_set = rules(
        scale="{name: tiers, ratings: [met, first, second], not_rated: other}",
        failure="first",
        kpis=kpi(bands="{met: 99.8, first: 98.0}"),
        payment="- {policy: service_credits, by_rating: {first: 2% of charges, second: 3% of charges}}",
    )

    drawn = lines(Provider(rule_set).reports(figure=figure, charges="10.00"))

    assert [line.due for line in drawn] == [Decimal(one) for one in due]
