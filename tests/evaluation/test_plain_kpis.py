"""Plain KPIs are worked out in line; what comes of them is what the careful way, one KPI at a time, makes of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compiler.rule_sets import compiled
from engine.evaluation.plain import plain
from tests.evaluation.builders import MISSING, POLICIES, SUPPRESSED, Provider, kpi, outcome, rule_file, rules
from tests.evaluation.strategies import extreme_figures

POINTS = "{requires_improvement: 2, inadequate: 4}"
SHARE = kpi(
    value="100 * missed / visits",
    precision="1 dp, half up",
    better="lower",
    bands="{good: 0.5, approaching_target: 1, requires_improvement: 2}",
    missing="{failure: inadequate}",
    points=POINTS,
    repeat="double",
)


def interpreted(**parts: str):
    """The rule set of `rule_file(**parts)` run by the reference evaluator, which has nothing to put in line."""
    return compiled("rules.yaml", rule_file(**parts).encode(), POLICIES, reference=True).rules


@pytest.mark.parametrize(
    ("shape", "reports"),
    [
        pytest.param(SHARE, [{"missed": 15, "visits": 3000}, {"missed": 17, "visits": 3000}], id="on and past a line"),
        pytest.param(SHARE, [{"missed": 97, "visits": 3000}] * 3, id="a failure that repeats"),
        pytest.param(SHARE, [{"missed": 0, "visits": 0}, {"missed": 1, "visits": 0}], id="nothing to divide by"),
        pytest.param(SHARE, [{"missed": 1}, {"missed": SUPPRESSED, "visits": 9}], id="figures that are absent"),
        pytest.param(
            SHARE, [{"missed": 97, "visits": 3000}, {"visits": 9}, {"missed": 97, "visits": 3000}], id="deemed"
        ),
        pytest.param(kpi(), [{"figure": "89.99999999999999999999"}, {"figure": "90"}], id="no precision"),
        pytest.param(
            kpi(value="figure / extra * extra", precision="0 dp, half up"), [{"figure": "89.5", "extra": 3}], id="dust"
        ),
        pytest.param(
            kpi(bands="{good: more than 90, approaching_target: 80}"), [{"figure": 90}, {"figure": 91}], id="strict"
        ),
        pytest.param(
            kpi(sample="{of: visits, at_least: 30}"),
            [{"figure": 95, "visits": 29}, {"figure": 95, "visits": 30}, {"figure": 95, "visits": MISSING}],
            id="a sample too small",
        ),
        pytest.param(
            kpi(plausible="60 to 100", points=POINTS), [{"figure": 59}, {"figure": 60}, {"figure": 101}], id="doubt"
        ),
        pytest.param(
            kpi(grace="2 periods", points=POINTS), [{"figure": 1}, {"figure": 1}, {"figure": 1}], id="grace that ends"
        ),
    ],
)
def test_a_plain_kpi_comes_to_what_the_careful_way_makes_of_it(shape, reports):
    in_line, careful = Provider(rules(kpis=shape)), Provider(interpreted(kpis=shape))

    assert plain(in_line.rules, in_line.rules.kpis["kpi"])
    assert not plain(careful.rules, careful.rules.kpis["kpi"])
    for figures in reports:
        assert in_line.reports(**figures) == careful.reports(**figures)


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(kpi(every="6 months"), id="measured less often"),
        pytest.param(kpi(bands="{good: {year 1: 90, year 2: 95}}"), id="a dated line"),
        pytest.param(kpi(points="{inadequate: {year 1: 1, year 2: 2}}"), id="dated points"),
        pytest.param(kpi(limiters='[{never_better_than: inadequate, when: "breach"}]'), id="a limiter"),
        pytest.param(kpi(plausible="{year 1: 0 to 100, year 2: 50 to 100}"), id="a dated range"),
        pytest.param(
            kpi(value="regulator", better="", bands="{good: [Good], inadequate: [Fair, Poor]}"), id="a choice"
        ),
    ],
)
def test_a_kpi_with_more_to_say_is_not_plain(shape):
    rule_set = rules(kpis=shape)

    assert plain(rule_set, rule_set.kpis["kpi"]) is None


def test_what_comes_late_and_counts_as_missing_is_not_rated_in_line():
    reporting = "{every: month, due: 5 working days, late: failure}"
    provider = Provider(rules(kpis=SHARE, reporting=reporting))

    decision = provider.reports(received=date(2026, 6, 1), missed=0, visits=3000)

    assert outcome(decision).rating.name == "inadequate"
    assert outcome(decision).value is None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(figures=st.lists(extreme_figures, min_size=1, max_size=3))
@pytest.mark.parametrize("value", ["figure * extra * figure", "100 * missed / visits", "figure / visits"])
def test_figures_of_any_size_come_to_the_same(value, figures):
    shape = kpi(value=value, precision="1 dp, half up", sample="{of: visits * missed, at_least: 1}")
    in_line, careful = Provider(rules(kpis=shape)), Provider(interpreted(kpis=shape))

    for one in figures:
        assert in_line.reports(**one) == careful.reports(**one)
