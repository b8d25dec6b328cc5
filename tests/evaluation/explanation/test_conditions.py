"""Conditions with their values, whether they hold, do not, or cannot be known."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation import Code
from tests.evaluation.builders import SUPPRESSED, Provider, kpi
from tests.evaluation.explanation.readers import read, rules

CONDITIONS = (Code.CONDITION_HOLDS, Code.CONDITION_FAILS, Code.CONDITION_UNKNOWN)


def conditions(condition: str, *, code: Code | None = None, **figures: object) -> list[str]:
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
    codes = [code] if code else CONDITIONS
    return [one for code in codes for one in read(decision, rule_set, "ladder", code)]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        pytest.param("points(last=3) >= 0", "Points in the last 3 periods are 0, at least 0.", id="at least"),
        pytest.param("figure > 95", "“The figure” is 95 hours, not more than 95 hours.", id="more than"),
        pytest.param(
            "figure <= limit",
            "“The figure” is 95 hours, not at most 12 hours (the contract's limit).",
            id="by a parameter",
        ),
        pytest.param("100 < figure", "“The figure” is 95 hours, not more than 100 hours.", id="number first"),
        pytest.param("0 < figure", "“The figure” is 95 hours, more than 0 hours.", id="number first, and it holds"),
        pytest.param("figure == 95", "“The figure” is exactly 95 hours.", id="equal"),
        pytest.param("figure != 95", "“The figure” is 95 hours, not other than 95 hours.", id="unequal"),
        pytest.param("breach", "“Breach of regulation”: no.", id="a flag"),
        pytest.param(
            "visited >= since",
            "“The visit” is 3 March 2026, on or after 1 January 2026 (the contract's since).",
            id="days",
        ),
        pytest.param('regulator == "Poor"', "“The regulator” is Good, not Poor.", id="a choice"),
        pytest.param("charges >= 1000", "“Charges” is £1,500.00, at least £1,000.00.", id="money"),
        pytest.param("credits() >= 5", "Deductions are £0.00, not at least £5.00.", id="money taken"),
        pytest.param("cap_reached(service_credits)", "The cap of service credits is not reached.", id="a cap"),
        pytest.param(
            "is_worse_than(rating(kpi), good)",
            "The rating of “Hours kept” is good, not worse than good.",
            id="worse",
        ),
        pytest.param(
            "is_at_least(rating(kpi), good)", "The rating of “Hours kept” is good, good or better.", id="or better"
        ),
        pytest.param("rating(kpi) == good", "The rating of “Hours kept” is good.", id="a rating"),
        pytest.param(
            "previous(kpi) == good",
            "The previous rating of “Hours kept” is not known, so that nobody can say whether it is good.",
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
            "“The figure” is not known (suppressed), so that nobody can say whether it is more than 95 hours.",
            id="a comparison",
        ),
        pytest.param("breach", "“Breach of regulation”: not known (missing).", id="a flag"),
    ],
)
def test_an_unknown_condition_says_what_is_not_known(condition, sentence):
    assert conditions(condition, figure=SUPPRESSED) == [sentence]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        pytest.param(
            "figure > 90 or breach", "“The figure” is more than 90 hours or “Breach of regulation” is yes", id="or"
        ),
        pytest.param(
            "figure >= limit and not breach",
            "“The figure” is at least the contract's limit and “Breach of regulation” is no",
            id="and, with a parameter",
        ),
        pytest.param(
            "breach or figure < 5 and charges >= 10",
            "“Breach of regulation” is yes, or “The figure” is less than 5 hours and “Charges” is at least £10.00",
            id="or binds last",
        ),
        pytest.param(
            "(breach or figure < 5) and not cap_reached(service_credits)",
            "(“Breach of regulation” is yes or “The figure” is less than 5 hours) "
            "and the cap of service credits is not reached",
            id="brackets where they are needed",
        ),
        pytest.param(
            "0 < figure <= 5", "“The figure” is more than 0 hours and “The figure” is at most 5 hours", id="a chain"
        ),
        pytest.param(
            "not (breach and figure > 5)",
            "not (“Breach of regulation” is yes and “The figure” is more than 5 hours)",
            id="not both",
        ),
        pytest.param(
            "breach == false or regulator != 'Good'",
            "“Breach of regulation” is no or “The regulator” is other than Good",
            id="answers and choices",
        ),
        pytest.param(
            "visited > date('2026-05-01') or is_worse_than(rating(kpi), approaching_target)",
            "“The visit” is after 1 May 2026 or the rating of “Hours kept” is worse than approaching target",
            id="days and ratings",
        ),
        pytest.param(
            "rung(ladder) == 'plan' and on_rung() == 0",
            "the rung of the ladder is plan and periods on the present rung are exactly 0",
            id="rungs by their names in words",
        ),
    ],
)
def test_a_condition_of_several_comparisons_is_said_whole(condition, words):
    assert conditions(condition.replace("'", "''"), figure=95, code=Code.CONDITION)[0].endswith(
        f" is entered when {words}."
    )


def test_one_comparison_is_not_said_twice():
    assert conditions("figure > 100", figure=95, code=Code.CONDITION) == []
