"""Composites with their parts."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation import Code
from tests.evaluation.builders import SUPPRESSED, Provider, kpi
from tests.evaluation.explanation.readers import read, rules

PARTS = (
    kpi("visits_kept")
    + kpi("care_plans", value="second")
    + kpi(
        "regulation",
        value="regulator",
        better="",
        bands="{good: [Good], requires_improvement: [Fair], inadequate: [Poor]}",
    )
)
WEIGHTED = {
    "weighted_score": "{visits_kept: 50%, care_plans: 30%, regulation: 20%}",
    "scores": "{regulation: {Good: 100, Fair: 50, Poor: 0}}",
    "precision": "'2 dp, half up'",
    "better": "higher",
    "bands": "{good: 80}",
    "not_rated": "leave_out",
}


@pytest.mark.parametrize(
    ("keys", "figures", "sentences"),
    [
        pytest.param(
            WEIGHTED,
            {"figure": 90, "second": 80},
            [
                "Visits kept: 90 x 50%.",
                "Care plans: 80 x 30%.",
                "Regulation: 50 x 20%.",
            ],
            id="a weighted score with the score of a choice",
        ),
        pytest.param(
            WEIGHTED,
            {"figure": 90, "second": SUPPRESSED},
            [
                "Visits kept: 90 x 50%.",
                "Regulation: 50 x 20%.",
                "Left out, as not rated: care plans; the weights that remain, 70% in all, are scaled to 100%.",
            ],
            id="a part left out",
        ),
        pytest.param(
            WEIGHTED
            | {
                "weighted_score": "{visits_kept: {year 1: 60%, year 2: 50%}, care_plans: {year 1: 40%, year 2: 50%}}",
                "scores": "",
            },
            {"figure": 90, "second": 80},
            [
                "Visits kept: 90 x 60% in contract year 1.",
                "Care plans: 80 x 40% in contract year 1.",
            ],
            id="weights by contract year",
        ),
        pytest.param(
            {"worst_of": "[visits_kept, care_plans]", "not_rated": "leave_out"},
            {"figure": 95, "second": SUPPRESSED},
            ["The worst of visits kept (good), care plans (not rated, suppressed)."],
            id="the worst of several",
        ),
        pytest.param(
            {
                "how_many": "[visits_kept, care_plans]",
                "rated": "[requires_improvement, inadequate]",
                "not_rated": "leave_out",
                "better": "lower",
                "bands": "{good: 0, requires_improvement: 2}",
            },
            {"figure": 75, "second": 95},
            [
                "Rated requires improvement or inadequate, 1 of 2: visits kept (requires improvement).",
                "Rated otherwise, 1 of 2: care plans (good).",
            ],
            id="how many are rated so",
        ),
    ],
)
def test_a_composite_says_what_it_was_made_of(keys, figures, sentences):
    rule_set = rules(kpis=PARTS + kpi("whole", **keys))

    decision = Provider(rule_set).reports(**figures, regulator="Fair")

    assert read(decision, rule_set, "whole", Code.PART) == sentences
