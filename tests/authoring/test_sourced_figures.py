"""Figures in a file of tests that say where they came from."""

import pytest

from .builders import RULES, differences

ASKING = RULES.replace(
    "visits_missed: {type: count",
    "visits_missed: {type: count, source: call_monitoring, verified: true, otherwise: doubtful",
    1,
)
USUAL = "{charges: 1000, visits_planned: 1000, cqc_rating: Inadequate}"


@pytest.mark.parametrize(
    ("missed", "points"),
    [
        pytest.param("{value: 30, source: call_monitoring, verified: true}", "4", id="verified, it counts"),
        pytest.param("{value: 30, source: call_monitoring}", "0", id="not verified, it does not"),
        pytest.param("30", "0", id="nor where no source is said"),
    ],
)
def test_a_figure_of_a_test_says_where_it_came_from(missed, points):
    assert ASKING != RULES
    expect = f"{{values: {{missed_visits: 3}}, points: {{missed_visits: {points}}}}}"
    period = f"figures: {{visits_missed: {missed}}}, expect: {expect}"
    file = f"figures: {USUAL}\ntests: [{{name: one, periods: [{{period: 2026-04, {period}}}]}}]\n"

    assert differences(file, ASKING) == []
