"""The notable sentences of a decision, the gravest first."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation import reasons
from tests.evaluation.builders import MISSING, SUPPRESSED, Provider, kpi
from tests.evaluation.explanation.readers import rules

RULES = rules(
    measures="""
        figure: {type: number}
        second: {type: number, default: 95}
        third: {type: number, default: 95}
        charges: {type: money, default: 240000.00}
    """,
    kpis=kpi(title="Visits kept", points="{inadequate: 8}", missing="{failure: inadequate}")
    + kpi("plans", title="Plans reviewed", value="second", plausible="0 to 100")
    + kpi("survey", title="Survey", value="third", every="quarter"),
    payment="""
        - {policy: fixed_fee, amount: charges, short_periods: whole}
        - {policy: service_credits, per_point: 1% of charges, cap: 5% of charges, clause: Schedule 5}
    """,
    escalation="""
        - policy: ladder
          climb: jump
          rungs:
            - {rung: routine}
            - {rung: plan, decision: remediation, enter: points(last=3) >= 8, leave: consecutive_passes() >= 2}
            - {rung: review, decision: escalation, enter: points(last=3) >= 16}
            - {rung: exit, decision: exit_trigger, enter: points(last=3) >= 24}
    """,
)

CREDIT = (
    "Service credits: a deduction of £19,200.00, of which £12,000.00 is applied (Schedule 5). "
    "Visits kept: 8 points x 1% x £240,000.00 charges = £19,200.00. "
    "The cap of 5% of charges is £12,000.00, and took off £7,200.00 (Schedule 5)."
)


def test_a_good_month_gives_no_reasons():
    assert reasons(Provider(RULES).reports(figure=95), RULES) == ()


def test_a_failure_comes_after_the_move_that_it_brought_and_before_its_money():
    assert reasons(Provider(RULES).reports(figure=10), RULES) == (
        "Ladder: plan is entered, from routine; the outcome is remediation. "
        "Points in the last 3 periods are 8, at least 8. "
        "Review is not entered. Points in the last 3 periods are 8, not at least 16.",
        "Visits kept: 10. The limit for good is at least 90: missed by 80. Rated inadequate, a failure. 8 points.",
        CREDIT,
    )


def test_a_right_to_exit_comes_first():
    found = reasons(Provider(RULES).reports_each(10, 10, 10), RULES)

    assert [one.split(":")[0] for one in found] == [
        "A right to exit has arisen, by the rung exit, on the evidence of 30 June 2026; "
        "only a recorded human decision acts on it.",
        "Ladder",
        "Visits kept",
        "Service credits",
    ]


def test_what_is_undecided_comes_before_everything():
    rule_set = rules(
        measures="{figure: {type: number}, second: {type: number}}",
        kpis=kpi("first", missing="{failure: inadequate}")
        + kpi(
            value="second / second",
            precision="'1 dp, half up'",
            ratings="[{good: previous(first) == good}, {inadequate: otherwise}]",
        ),
    )

    found = reasons(Provider(rule_set).reports(figure=MISSING, second=1), rule_set)

    assert [one.split(":")[0] for one in found] == ["Kpi", "First"]


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        pytest.param({"figure": 85}, None, id="approaching target is no failure, and no reason"),
        pytest.param(
            {"figure": 95, "second": 120},
            "Plans reviewed: 120. The limit for good is at least 90: met, with 30 to spare. "
            "Rated good. The figure is doubtful, being outside the plausible range, 0 to 100: "
            "it counts as no failure, earns no points and moves no money until a person confirms it.",
            id="a doubtful figure",
        ),
        pytest.param(
            {"figure": 95, "second": SUPPRESSED},
            "Plans reviewed: not rated (other), as second is suppressed.",
            id="what is not rated",
        ),
    ],
)
def test_other_reasons_are_doubts_and_what_is_not_rated(figures, reason):
    found = reasons(Provider(RULES).reports(**figures), RULES)

    assert found == ((reason,) if reason else ())


def test_failures_come_before_doubts_and_these_before_what_is_not_rated():
    rule_set = rules(
        kpis=kpi("unrated", value="visits") + kpi("doubtful", value="second", plausible="0 to 100") + kpi("failed"),
    )

    found = reasons(Provider(rule_set).reports(figure=10, second=120, visits=SUPPRESSED), rule_set)

    assert [one.split(":")[0] for one in found] == ["Failed", "Doubtful", "Unrated"]


def test_an_unknown_condition_is_listed_though_nothing_moves():
    rule_set = rules(
        escalation="""
            - policy: ladder
              climb: jump
              rungs: [{rung: routine}, {rung: plan, decision: remediation, enter: second > 5}]
        """,
    )

    assert reasons(Provider(rule_set).reports(figure=95, second=SUPPRESSED), rule_set) == (
        "Ladder: nothing moves, and it stays on routine; the outcome is no action. "
        "Whether plan is to be entered cannot be known, and an unknown condition moves no rung. "
        "Second is not known (suppressed), so that nobody can say whether it is more than 5.",
    )


def test_a_composite_does_not_repeat_its_parts():
    rule_set = rules(
        kpis=kpi("first") + kpi(worst_of="[first]", not_rated="leave_out"),
    )

    assert (
        reasons(Provider(rule_set).reports(figure=10), rule_set)[1] == "Kpi: inadequate. Rated inadequate, a failure."
    )


def test_money_carried_forward_is_a_reason():
    rule_set = rules(kpis=kpi(points="{inadequate: 1}"), payment="- {policy: service_credits, per_point: 100}")

    found = reasons(Provider(rule_set).reports(figure=10), rule_set)

    assert found[1:] == (
        "Service credits: a deduction of £100.00. Kpi: 1 point x £100.00 = £100.00.",
        "Deductions of £100.00 are more than there is to pay, and are carried forward to the next period.",
    )
