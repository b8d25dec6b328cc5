"""Conditions with their values, whether they hold, do not, or cannot be known."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation import Code
from tests.evaluation.builders import SUPPRESSED, Provider, kpi
from tests.evaluation.explanation.readers import read, rules

CONDITIONS = (Code.CONDITION_HOLDS, Code.CONDITION_FAILS, Code.CONDITION_UNKNOWN)


def conditions(condition: str, **figures: object) -> list[str]:
    """The sentences about the condition that a ladder's one rung is entered by."""
    rule_set = rules(
        parameters="limit: {type: number, title: The limit, default: 12}\nsince: {type: date, default: 2026-01-01}",
        measures="""
            figure: {type: number, title: The figure, unit: hours}
            breach: {type: flag, title: Breach of regulation}
            visited: {type: date, title: The visit}
            regulator: {type: choice, title: The regulator, of: [Good, Poor]}
            charges: {type: money, title: Charges}
        """,
        kpis=kpi(title="Hours kept", missing="not_rated"),
        payment="- {policy: service_credits, per_point: 10, cap: 20}",
        escalation=f"""
            - policy: ladder
              climb: jump
              rungs: [{{rung: routine}}, {{rung: plan, decision: remediation, enter: '{condition}'}}]
        """,
    )
    decision = Provider(rule_set).reports(**figures)
    return [one for code in CONDITIONS for one in read(decision, rule_set, "ladder", code)]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        pytest.param("points(last=3) >= 0", "Points in the last 3 periods are 0: at least 0 holds.", id="at least"),
        pytest.param("figure > 95", "The figure is 95 hours: more than 95 hours does not hold.", id="more than"),
        pytest.param(
            "figure <= limit",
            "The figure is 95 hours: at most The limit (12 hours) does not hold.",
            id="by a parameter",
        ),
        pytest.param("100 < figure", "The figure is 95 hours: more than 100 hours does not hold.", id="number first"),
        pytest.param("0 < figure", "The figure is 95 hours: more than 0 hours holds.", id="number first, and it holds"),
        pytest.param("figure == 95", "The figure is 95 hours: equal to 95 hours holds.", id="equal"),
        pytest.param("figure != 95", "The figure is 95 hours: other than 95 hours does not hold.", id="unequal"),
        pytest.param("breach", "Breach of regulation: no.", id="a flag"),
        pytest.param(
            "visited >= since", "The visit is 3 March 2026: on or after since (1 January 2026) holds.", id="days"
        ),
        pytest.param('regulator == "Poor"', "The regulator is Good: equal to Poor does not hold.", id="a choice"),
        pytest.param("charges >= 1000", "Charges is £1,500.00: at least £1,000.00 holds.", id="money"),
        pytest.param("credits() >= 5", "Deductions are £0.00: at least £5.00 does not hold.", id="money taken"),
        pytest.param("cap_reached(service_credits)", "The cap of service credits is not reached.", id="a cap"),
        pytest.param(
            "is_worse_than(rating(kpi), good)",
            "The rating of Hours kept is good: worse than good does not hold.",
            id="worse",
        ),
        pytest.param(
            "is_at_least(rating(kpi), good)", "The rating of Hours kept is good: good or better holds.", id="or better"
        ),
        pytest.param("rating(kpi) == good", "The rating of Hours kept is good: equal to good holds.", id="a rating"),
        pytest.param(
            "previous(kpi) == good",
            "The previous rating of Hours kept is not known: whether it is equal to good cannot be known.",
            id="there is none before the first period",
        ),
    ],
)
def test_a_condition_is_said_with_its_values(condition, sentence):
    figures = {"figure": 95, "breach": False, "visited": "2026-03-03", "regulator": "Good", "charges": 1500}

    found = conditions(condition.replace("'", "''"), **figures)

    assert found == [sentence]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        pytest.param(
            "figure > 95",
            "The figure is not known (suppressed): whether it is more than 95 hours cannot be known.",
            id="a comparison",
        ),
        pytest.param("breach", "Breach of regulation: not known (missing).", id="a flag"),
    ],
)
def test_an_unknown_condition_says_what_is_not_known(condition, sentence):
    assert conditions(condition, figure=SUPPRESSED) == [sentence]
