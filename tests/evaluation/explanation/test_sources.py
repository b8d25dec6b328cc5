"""Where figures came from, as a reader is told."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation import Code, reasons
from engine.model.sources import Source
from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import read, rules
from tests.evaluation.test_sources import reports

MONITORED = Source("call_monitoring", verified=True)
RATIO = {"value": "100 * made / planned", "unit": "percent", "precision": "'0 dp, half up'"}
LACKING = "where the rules ask for it from call monitoring, verified"


def asking(otherwise: str, **keys: str):
    made = f"{{type: count, title: visits made, source: call_monitoring, verified: true, otherwise: {otherwise}}}"
    measures = f"{{made: {made}, planned: {{type: count, title: visits planned}}}}"
    return rules(**{"measures": measures, "kpis": kpi(**RATIO)} | keys)


def decided(otherwise: str, sources, **keys: str):
    """The rules, and what they decide on 90 of 100 visits that came from *sources*."""
    rule_set = asking(otherwise, **keys)
    return rule_set, reports(Provider(rule_set), sources, made="90", planned="100")


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        pytest.param(
            {"made": MONITORED},
            "from visits made: 90, from call monitoring, verified; visits planned: 100",
            id="one figure says where it came from",
        ),
        pytest.param(
            {"made": MONITORED, "planned": MONITORED},
            "from visits made: 90, visits planned: 100; both from call monitoring, verified",
            id="all came from the same place",
        ),
        pytest.param(
            {"made": MONITORED, "planned": Source("provider")},
            "from visits made: 90, from call monitoring, verified; "
            "visits planned: 100, from the provider, not verified",
            id="each from another",
        ),
    ],
)
def test_the_figures_of_a_value_say_where_they_came_from(sources, said):
    rule_set, decision = decided("refuse", sources)

    assert read(decision, rule_set)[0] == f"Kpi: 90% ({said})."


def test_a_doubtful_figure_says_where_it_should_have_come_from():
    rule_set, decision = decided("doubtful", {"made": Source("provider")})

    [said] = read(decision, rule_set, code=Code.DOUBTFUL)
    assert said == (
        f"The figure is doubtful, as visits made came from the provider, not verified, {LACKING}: it counts as no "
        "failure, earns no points and moves no money until a person confirms it."
    )
    assert any("visits made came from the provider" in one for one in reasons(decision, rule_set))


def test_a_figure_computed_from_a_doubtful_one_says_so():
    rule_set, decision = decided("doubtful", {}, kpis=kpi(**RATIO) + kpi("after", value="kpi"))

    [said] = read(decision, rule_set, "after", Code.DOUBTFUL)
    assert said.startswith("The figure is doubtful, being computed from one that is:")


def test_a_figure_that_counts_as_missing_says_why():
    rule_set, decision = decided("missing", {"made": Source("regulator")})

    [said] = read(decision, rule_set)
    assert said == (
        f"Kpi: not rated (other), as visits made came from the regulator, not verified, {LACKING}, "
        "and counts as missing."
    )


def test_what_comes_from_elsewhere_is_said_once_for_the_whole_decision():
    rule_set, decision = decided("missing", {})

    assert f"Visits made came without a source, {LACKING}: it counts as missing." in read(
        decision, rule_set, "", Code.EVIDENCE
    )
