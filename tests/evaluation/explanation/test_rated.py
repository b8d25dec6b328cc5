"""What a rated KPI was held against, and what follows from its rating."""

from __future__ import annotations

from datetime import date

import pytest

from engine.evaluation.explanation import Code
from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import read, rules

VISITS = """
    visits: {type: count, title: visits planned}
    missed: {type: count, title: visits missed}
    figure: {type: number}
    breach: {type: flag, title: Breach of regulation, default: false}
    regulator: {type: choice, of: [Good, Fair, Poor], default: Good}
"""
MISSED = {
    "title": "Visits missed",
    "clause": "'Schedule 2, paragraph 3.1'",
    "value": "100 * missed / visits",
    "unit": "percent",
    "precision": "'1 dp, half up'",
    "better": "lower",
    "bands": "{good: 0.5, approaching_target: 1.0, requires_improvement: 2.0}",
}


def missed(decisions=1, reported=97, **keys: str) -> list[str]:
    """The sentences about visits missed, the last of so many equal months."""
    rule_set = rules(measures=VISITS, kpis=kpi(**MISSED | keys))
    provider = Provider(rule_set)
    for _ in range(decisions):
        decision = provider.reports(missed=reported, visits=3000)
    return read(decision, rule_set)


def test_a_missed_limit_says_by_how_much_and_where_the_contract_has_it():
    assert missed() == [
        "Visits missed: 3.2% (from visits missed: 97, visits planned: 3,000; "
        "3.2333...% before rounding to 1 decimal place, half up).",
        "The limit for good is at most 0.5%: missed by 2.7 percentage points.",
        "The limit for approaching target is at most 1.0%: missed by 2.2 percentage points.",
        "The limit for requires improvement is at most 2.0%: missed by 1.2 percentage points.",
        "Rated inadequate, a failure (Schedule 2, paragraph 3.1).",
    ]


@pytest.mark.parametrize(
    ("reported", "sentences"),
    [
        pytest.param(15, ["The limit for good is at most 0.5%: met exactly."], id="on the line"),
        pytest.param(
            6, ["The limit for good is at most 0.5%: met, with 0.3 percentage points to spare."], id="well inside"
        ),
        pytest.param(
            27,
            [
                "The limit for good is at most 0.5%: missed by 0.4 percentage points.",
                "The limit for approaching target is at most 1.0%: met, with 0.1 percentage points to spare.",
            ],
            id="down to the limit that was met, and no further",
        ),
    ],
)
def test_limits_are_said_from_the_best_to_the_one_met(reported, sentences):
    assert missed(reported=reported)[1:-1] == sentences


def test_rounding_that_changed_nothing_is_not_mentioned():
    assert missed(reported=15)[0] == "Visits missed: 0.5% (from visits missed: 15, visits planned: 3,000)."


def test_a_strict_limit_is_missed_by_a_figure_upon_it():
    sentences = missed(reported=15, bands="{good: less than 0.5, approaching_target: 1}")

    assert sentences[1:] == [
        "The limit for good is less than 0.5%: missed, as the figure is exactly on it.",
        "The limit for approaching target is at most 1.0%: met, with 0.5 percentage points to spare.",
        "Rated approaching target (Schedule 2, paragraph 3.1).",
    ]


@pytest.mark.parametrize(
    ("decisions", "keys", "sentence"),
    [
        pytest.param(1, {"points": "{inadequate: 1}"}, "1 point.", id="one point"),
        pytest.param(1, {"points": "{inadequate: 2}", "repeat": "double"}, "2 points.", id="the first failure"),
        pytest.param(
            2,
            {"points": "{inadequate: 2}", "repeat": "double"},
            "A repeat, as it failed at its previous measurement too: 2 points become 4.",
            id="the second",
        ),
        pytest.param(
            2,
            {"points": "{inadequate: 1}", "repeat": "double"},
            "A repeat, as it failed at its previous measurement too: 1 point becomes 2.",
            id="one point doubled",
        ),
        pytest.param(
            2,
            {"points": "{inadequate: 2}"},
            "A repeat, as it failed at its previous measurement too: 2 points.",
            id="a repeat that the contract does not punish",
        ),
        pytest.param(2, {}, "A repeat, as it failed at its previous measurement too.", id="a repeat without points"),
        pytest.param(
            2,
            {"points": "{inadequate: {year 1: 2, year 2: 3}}", "repeat": "double"},
            "A repeat, as it failed at its previous measurement too: 2 points in contract year 1 become 4.",
            id="points by contract year",
        ),
    ],
)
def test_points_say_what_a_repeat_makes_of_them(decisions, keys, sentence):
    assert missed(decisions, **keys)[-1] == sentence


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        pytest.param(
            {"plausible": "0 to 3"},
            "The figure is doubtful, being outside the plausible range, 0.0% to 3.0%: "
            "it counts as no failure, earns no points and moves no money until a person confirms it.",
            id="doubtful",
        ),
        pytest.param(
            {"grace": "3 periods"},
            "In grace, as one of the first 3 periods: rated and shown, without failure, points or money.",
            id="grace by periods",
        ),
        pytest.param(
            {"grace": "until 2026-06-30"},
            "In grace until 30 June 2026: rated and shown, without failure, points or money.",
            id="grace until a day",
        ),
    ],
)
def test_a_rating_without_consequence_says_why(keys, sentence):
    sentences = missed(**keys)

    assert sentences[-2:] == ["Rated inadequate (Schedule 2, paragraph 3.1).", sentence]


@pytest.mark.parametrize(
    ("keys", "figures", "sentences"),
    [
        pytest.param(
            {"bands": "{good: 95 or more, approaching_target: 90 to 95, inadequate: less than 90}"}
            | {"precision": "'0 dp, half up'", "overlap": "best_band"},
            {"figure": 92},
            [
                "Kpi: 92.",
                "The range for good is at least 95: missed by 3.",
                "The range for approaching target is at least 90 and at most 95: the figure lies in it.",
                "Rated approaching target.",
            ],
            id="a printed range",
        ),
        pytest.param(
            {"value": "regulator", "bands": "{good: [Good], requires_improvement: [Fair, Poor]}", "better": ""},
            {"regulator": "Poor"},
            ["Kpi: Poor.", "The rating good is for Good.", "Rated requires improvement, a failure."],
            id="a choice",
        ),
        pytest.param(
            {"value": "breach", "bands": "{good: ['false'], inadequate: ['true']}", "better": ""},
            {"breach": True},
            ["Kpi: yes.", "The rating good is for no.", "Rated inadequate, a failure."],
            id="a flag",
        ),
        pytest.param(
            {"ratings": "[{good: kpi >= 90}, {inadequate: breach}, {requires_improvement: otherwise}]"},
            {"figure": 80, "breach": True},
            [
                "Kpi: 80.",
                "Kpi is 80, not at least 90.",
                "“Breach of regulation”: yes.",
                "Rated inadequate, a failure.",
            ],
            id="the first condition that holds",
        ),
        pytest.param(
            {"limiters": "[{never_better_than: requires_improvement, when: breach, clause: Paragraph 9}]"},
            {"figure": 95, "breach": True},
            [
                "Kpi: 95.",
                "The limit for good is at least 90: met, with 5 to spare.",
                "“Breach of regulation”: yes.",
                "Never better than requires improvement when “Breach of regulation” is yes (Paragraph 9).",
                "Rated requires improvement, a failure.",
            ],
            id="a limiter",
        ),
    ],
)
def test_a_rating_says_what_it_was_held_against(keys, figures, sentences):
    rule_set = rules(measures=VISITS, kpis=kpi(**keys))

    assert read(Provider(rule_set).reports(**figures), rule_set) == sentences


def test_limits_by_contract_year_are_those_that_were_in_force():
    rule_set = rules(kpis=kpi(bands="{good: {year 1: 90, year 2: 95}}"))

    sentences = read(Provider(rule_set, start=date(2025, 4, 1)).reports(figure=92), rule_set)

    assert sentences[1] == "The limit for good is at least 90 in contract year 1: met, with 2 to spare."


def test_a_kpi_without_bands_is_a_figure_for_others():
    rule_set = rules(kpis=kpi(bands="", better="") + kpi("other_kpi", value="kpi"))

    sentences = read(Provider(rule_set).reports(figure=5), rule_set, code=Code.MEASURED)

    assert sentences == ["It has no limits of its own, and serves other figures and conditions."]


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        pytest.param(
            {"bands": "{good: {from 2020-01-01: 90, from 2026-04-01: 95}}"},
            "The limit for good is at least 95 since 1 April 2026: missed by 3.",
            id="from a date",
        ),
        pytest.param(
            {"bands": "{good: target}"},
            "The limit for good is at least 94 (the contract's target): missed by 2.",
            id="set by the contract",
        ),
        pytest.param(
            {"bands": "{good: {year 1: 90, year 2: target}}"},
            "The limit for good is at least 94 in contract year 2 (the contract's target): missed by 2.",
            id="set by the contract from a contract year on",
        ),
    ],
)
def test_a_limit_says_where_it_comes_from(keys, sentence):
    rule_set = rules(parameters="target: {type: number, default: 94}", kpis=kpi(**keys))
    provider = Provider(rule_set)

    assert sentence in read(provider.reports_each(*[92] * 13), rule_set, code=Code.LIMIT_MISSED)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        pytest.param("{inadequate: {year 1: 3, year 2: 4}}", "3 points in contract year 1.", id="by contract year"),
        pytest.param("{inadequate: severity}", "6 points (the contract's severity).", id="set by the contract"),
    ],
)
def test_points_say_where_they_come_from(points, sentence):
    rule_set = rules(parameters="severity: {type: number, default: 6}", kpis=kpi(points=points))

    assert read(Provider(rule_set).reports(figure=10), rule_set, code=Code.POINTS) == [sentence]


def test_one_of_a_unit_is_said_in_the_singular():
    rule_set = rules(kpis=kpi(value="missed", unit="packages", better="lower", bands="{good: 0}"))

    assert read(Provider(rule_set).reports(missed=1), rule_set)[:2] == [
        "Kpi: 1 package.",
        "The limit for good is at most 0 packages: missed by 1 package.",
    ]
