"""Moves on ladders, with what brought them about and what did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.explanation import Code, explained
from engine.model.decision import Decision
from engine.model.escalation import Check, Verdict
from engine.model.figures import Absence
from engine.model.rule_set import RuleSet
from tests.evaluation.builders import SUPPRESSED, Provider, kpi
from tests.evaluation.explanation.readers import read, rules, sentences

LADDER = """
    - policy: ladder
      name: contract
      climb: {climb}
      rungs:
        - rung: routine
        - rung: improvement_plan
          decision: remediation
          clause: Schedule 4, paragraph 2
          enter: failures(last=3) >= 2
          leave: consecutive_passes() >= 2
          actions:
            - {{do: Submit an improvement plan, by: provider, within: 10 working days}}
            - {{do: Meet the provider, by: council, within: 5 working days, clause: 'Schedule 4, paragraph 3'}}
        - rung: exit
          decision: exit_trigger
          clause: Schedule 4, paragraph 9
          enter: failures(last=6) >= 4 or points(last=3) >= 20
"""
KPI = kpi(title="Visits kept", points="{inadequate: 4}")


def contract(climb: str = "jump") -> RuleSet:
    """Rules with a ladder of three rungs."""
    return rules(kpis=KPI, escalation=LADDER.format(climb=climb))


def after(*figures: object, climb: str = "jump") -> list[str]:
    """The sentences about the ladder after the last of *figures*."""
    rule_set = contract(climb)
    return read(Provider(rule_set).reports_each(*figures), rule_set, "contract")


def test_nothing_moves_and_each_way_up_says_why_not():
    assert after(10) == [
        "Contract ladder: nothing moves, and it stays on routine; the outcome is no action.",
        "Exit is not entered (Schedule 4, paragraph 9).",
        "It is entered when failures in the last 6 periods are at least 4 "
        "or points in the last 3 periods are at least 20.",
        "Failures in the last 6 periods are 1, not at least 4.",
        "Points in the last 3 periods are 4, not at least 20.",
        "Improvement plan is not entered (Schedule 4, paragraph 2).",
        "Failures in the last 3 periods are 1, not at least 2.",
    ]


def test_a_rung_entered_says_what_held_why_not_the_next_and_who_must_do_what():
    assert after(10, 10) == [
        "Contract ladder: improvement plan is entered, from routine; "
        "the outcome is remediation (Schedule 4, paragraph 2).",
        "Failures in the last 3 periods are 2, at least 2.",
        "Exit is not entered (Schedule 4, paragraph 9).",
        "It is entered when failures in the last 6 periods are at least 4 "
        "or points in the last 3 periods are at least 20.",
        "Failures in the last 6 periods are 2, not at least 4.",
        "Points in the last 3 periods are 8, not at least 20.",
        "In the last 6 periods means April to May 2026.",
        "In the last 3 periods means April to May 2026.",
        "Provider, by Monday 15 June 2026: Submit an improvement plan (Schedule 4, paragraph 2).",
        "Council, by Monday 8 June 2026: Meet the provider (Schedule 4, paragraph 3).",
    ]


def test_a_rung_held_says_why_it_is_not_left():
    assert after(10, 10, 95) == [
        "Contract ladder: improvement plan is held; the outcome is remediation (Schedule 4, paragraph 2).",
        "Exit is not entered (Schedule 4, paragraph 9).",
        "It is entered when failures in the last 6 periods are at least 4 "
        "or points in the last 3 periods are at least 20.",
        "Failures in the last 6 periods are 2, not at least 4.",
        "Points in the last 3 periods are 8, not at least 20.",
        "What leads to improvement plan still holds.",
        "Failures in the last 3 periods are 2, at least 2.",
        "Improvement plan is not left.",
        "Periods passed in a row are 1, not at least 2.",
        "In the last 6 periods means April to June 2026.",
        "In the last 3 periods means April to June 2026.",
    ]


def test_a_rung_left_says_what_held():
    assert after(10, 10, 95, 95)[:2] == [
        "Contract ladder: improvement plan is left for routine; the outcome is no action.",
        "Periods passed in a row are 2, at least 2.",
    ]


def test_a_right_to_exit_says_that_only_a_person_acts_on_it():
    assert after(10, 10, 10, 10)[0] == (
        "Contract ladder: exit is entered, from improvement plan; "
        "the outcome is a right to exit (Schedule 4, paragraph 9)."
    )
    assert after(10, 10, 10, 10)[-1] == (
        "A right to exit has arisen, by the rung exit, on the evidence of 31 July 2026; "
        "only a recorded human decision acts on it (Schedule 4, paragraph 9)."
    )


def test_a_right_to_exit_gathers_evidence():
    found = after(10, 10, 10, 10, 10)

    assert found[0] == "Contract ladder: exit is held; the outcome is a right to exit (Schedule 4, paragraph 9)."
    assert found[-2:] == [
        "No condition for leaving exit was looked at: only a recorded human decision ends it.",
        "The right to exit that arose by the rung exit stands, now on the evidence of 2 occasions, "
        "first 31 July 2026, latest 31 August 2026; "
        "only a recorded human decision acts on it (Schedule 4, paragraph 9).",
    ]


def test_a_right_that_stands_for_long_says_how_often_and_since_when():
    found = after(*[10] * 12)[-1]

    assert found.startswith(
        "The right to exit that arose by the rung exit stands, now on the evidence of 9 occasions, "
        "first 31 July 2026, latest 31 March 2027; "
    )


def test_a_right_that_gathers_nothing_is_not_told_again():
    assert not [one for one in after(10, 10, 10, 10, 95, 95, 95) if "right to exit that arose" in one]


def test_one_rung_at_a_time_looks_at_the_next_only():
    assert not [one for one in after(10, climb="step") if one.startswith("Exit is not entered")]


def test_one_rung_at_a_time_says_that_the_next_was_not_looked_at():
    assert "Whether exit is to be entered was not looked at: one move is made in a period." in after(
        10, 10, climb="step"
    )


def test_leaving_for_a_rung_further_down_says_that_the_one_above_it_was_not_looked_at():
    text = LADDER.format(climb="jump").replace(
        "enter: failures(last=6) >= 4 or points(last=3) >= 20",
        "enter: points(last=1) >= 4\n          leave: figure > 80\n          leave_to: routine",
    )
    rule_set = rules(kpis=KPI, escalation=text)

    found = read(Provider(rule_set).reports_each(10, 95), rule_set, "contract")

    assert found[0] == "Contract ladder: exit is left for routine; the outcome is no action."
    assert "Whether improvement plan is to be entered was not looked at: one move is made in a period." in found


def test_a_rung_kept_for_its_least_time_says_so():
    text = LADDER.format(climb="jump").replace(
        "leave: consecutive_passes() >= 2", "leave: consecutive_passes() >= 1\n          stay: 2 periods"
    )
    rule_set = rules(kpis=KPI, escalation=text)
    provider = Provider(rule_set)

    held = read(provider.reports_each(10, 10, 95), rule_set, "contract")
    left = read(provider.reports(figure=95), rule_set, "contract")

    place = held.index("Improvement plan could have been left, but it is held.")
    assert held[place + 1 : place + 4] == [
        "Periods passed in a row are 1, at least 1.",
        "The least time on improvement plan is not over.",
        "Periods on the present rung are 1, not at least 2.",
    ]
    place = left.index("The least time on improvement plan is over.")
    assert left[place + 1] == "Periods on the present rung are 2, at least 2."


POINTS = """
    - policy: points
      name: contract
      climb: jump
      sums:
        all: {over: 3 periods}
        visits: {over: 6 months, of: [kpi]}
      resets: RESETS
      rungs:
        - rung: routine
        - {rung: warning, decision: remediation, clause: s1, enter_at: {all: 4}, leave_below: {all: 4}}
        - {rung: exit, decision: exit_trigger, clause: s2, enter_at: {all: 12, visits: 12}}
"""


def by_points(resets: str, *figures: object) -> list[str]:
    """The sentences about a ladder of points after the last of *figures*."""
    rule_set = rules(kpis=KPI, escalation=POINTS.replace("RESETS", resets))
    return read(Provider(rule_set).reports_each(*figures), rule_set, "contract")


def test_sums_of_points_say_why_the_next_rung_was_not_entered():
    assert by_points("{after_passes: 3}", 10) == [
        "Contract ladder: warning is entered, from routine; the outcome is remediation (s1).",
        "Points in the last 3 periods are 4, at least 4.",
        "Exit is not entered (s2).",
        "It is entered when points in the last 3 periods are at least 12 "
        "or points of “Visits kept” in the last 6 months are at least 12.",
        "Points in the last 3 periods are 4, not at least 12.",
        "Points of “Visits kept” in the last 6 months are 4, not at least 12.",
    ]


def test_points_that_are_counted_anew_say_since_when_and_why():
    assert by_points("{each_move: true}", 10, 10) == [
        "Contract ladder: warning is held; the outcome is remediation (s1).",
        "Exit is not entered (s2).",
        "It is entered when points in the last 3 periods counted from 1 May 2026 are at least 12 "
        "or points of “Visits kept” in the last 6 months counted from 1 May 2026 are at least 12.",
        "Points in the last 3 periods counted from 1 May 2026 are 4, not at least 12.",
        "Points of “Visits kept” in the last 6 months counted from 1 May 2026 are 4, not at least 12.",
        "What leads to warning still holds.",
        "Points in the last 3 periods counted from 1 May 2026 are 4, at least 4.",
        "Warning is not left.",
        "Points in the last 3 periods counted from 1 May 2026 are 4, not less than 4.",
        "Points from before the last move count no further.",
    ]
    assert by_points("{after_passes: 1}", 10, 95)[-2:] == [
        "Points from before enough passed periods in a row count no further.",
        "Periods passed in a row of “Visits kept” up to 31 May 2026 are 1, at least 1.",
    ]


def decided_by(*checks: Check) -> Decision:
    """A decision that holds improvement plan, having looked at *checks*."""
    decision = Provider(contract()).reports_each(10, 10, 95)
    return replace(decision, moves=(decision.moves[0]._replace(checks=checks),))


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        pytest.param(
            Check("exit", "enter", Verdict(Absence.UNKNOWN, ())),
            "Whether exit is to be entered cannot be known, and an unknown condition moves no rung "
            "(Schedule 4, paragraph 9).",
            id="an unknown way in",
        ),
        pytest.param(
            Check("improvement_plan", "enter", Verdict(Absence.UNKNOWN, ())),
            "Whether what leads to improvement plan still holds cannot be known.",
            id="an unknown way into the rung held",
        ),
        pytest.param(
            Check("improvement_plan", "enter", Verdict(False, ())),
            "What leads to improvement plan no longer holds.",
            id="what led to the rung held is over",
        ),
        pytest.param(
            Check("improvement_plan", "leave", Verdict(Absence.UNKNOWN, ())),
            "Whether improvement plan is to be left cannot be known, and an unknown condition moves no rung.",
            id="an unknown way out",
        ),
        pytest.param(
            Check("improvement_plan", "leave", Verdict(True, ())),
            "Improvement plan could have been left, but it is held.",
            id="a way out that was not taken",
        ),
        pytest.param(
            Check("exit", "enter", Verdict(True, ())),
            "Exit could have been entered too, but one move is made in a period (Schedule 4, paragraph 9).",
            id="a way in that was not taken",
        ),
        pytest.param(
            Check("exit", "skip_to", Verdict(True, ())),
            "The condition skip to of exit holds (Schedule 4, paragraph 9).",
            id="a stranger's way",
        ),
        pytest.param(
            Check("exit", "skip_to", Verdict(Absence.UNKNOWN, ())),
            "Whether the condition skip to of exit holds cannot be known, and an unknown condition moves no rung "
            "(Schedule 4, paragraph 9).",
            id="a stranger's way, unknown",
        ),
    ],
)
def test_every_way_that_was_looked_at_says_what_came_of_it(check, sentence):
    assert sentences(explained(decided_by(check), contract()), "contract")[1] == sentence


def test_up_beats_down():
    rule_set = rules(
        kpis=KPI,
        escalation=LADDER.format(climb="jump").replace("consecutive_passes() >= 2", "failures(last=6) >= 4"),
    )

    found = read(Provider(rule_set).reports_each(10, 10, 10, 10), rule_set, "contract", Code.CHECK)

    assert "Improvement plan could have been left, but a way up comes before a way down." in found


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        pytest.param(
            Verdict.at_least("beds kept empty", Decimal(3), Decimal(2)),
            "Beds kept empty is 3, at least 2.",
            id="words of its own",
        ),
        pytest.param(
            Verdict.at_least("beds in use", Decimal(1), Decimal(2)),
            "Beds in use is 1, not at least 2.",
            id="words that read as Python",
        ),
        pytest.param(
            Verdict.at_least("rated()", Decimal(1), Decimal(2)),
            "`rated()` is 1, not at least 2.",
            id="a call of nothing",
        ),
    ],
)
def test_a_strangers_policy_says_what_it_compares_in_its_own_words(verdict, sentence):
    decision = decided_by(Check("exit", "enter", verdict))

    assert sentences(explained(decision, contract()), "contract")[2] == sentence


def test_what_decides_a_move_is_said_with_its_whole_condition():
    rule_set = contract()
    provider = Provider(rule_set)
    provider.reports_each(10, 10, 10)

    assert read(provider.reports(figure=10), rule_set, "contract")[1:4] == [
        "Exit is entered when failures in the last 6 periods are at least 4 or points in the last 3 periods "
        "are at least 20.",
        "Failures in the last 6 periods are 4, at least 4.",
        "Points in the last 3 periods are 12, not at least 20.",
    ]


def test_two_ladders_have_a_section_each():
    rule_set = rules(
        kpis=KPI,
        escalation="""
            - policy: ladder
              name: contract
              climb: jump
              rungs: [{rung: routine}, {rung: plan, decision: remediation, enter: failures() >= 1}]
            - policy: ladder
              name: safe_guarding
              climb: jump
              rungs: [{rung: quiet}, {rung: alert, decision: escalation, enter: figure < 5}]
        """,
    )

    found = explained(Provider(rule_set).reports(figure=SUPPRESSED), rule_set)

    assert [section.title for section in found.sections[-2:]] == ["Contract ladder", "Safe guarding ladder"]
    assert sentences(found, "safe_guarding") == [
        "Safe guarding ladder: nothing moves, and it stays on quiet; the outcome is no action.",
        "Whether alert is to be entered cannot be known, and an unknown condition moves no rung.",
        "Figure is not known (suppressed), so that nobody can say whether it is less than 5.",
    ]


def test_actions_are_due_on_named_days_around_bank_holidays():
    rule_set = contract()
    provider = Provider(rule_set, start=date(2026, 2, 1))
    provider.reports(figure=10)

    decision = provider.reports(figure=10, decided_on=date(2026, 3, 27), received=date(2026, 3, 27))

    assert read(decision, rule_set, "contract", Code.ACTION)[0].startswith("Provider, by Tuesday 14 April 2026: ")
