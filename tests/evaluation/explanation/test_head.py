"""Who was decided on what, by which rules and why those."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.decide import decide
from engine.evaluation.explanation import Code, explained, reasons
from engine.model.decision import Superseded
from engine.model.evidence import Event
from engine.model.standing import Standing
from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import read, rules, sentences

RULES = rules(
    title="Homecare framework",
    escalation="""
        - policy: ladder
          climb: jump
          rungs: [{rung: routine}, {rung: plan, decision: remediation, enter: failures() >= 1}]
    """,
)


def test_the_head_says_who_when_what_and_by_which_rules():
    decision = Provider(RULES).reports(figure=95, received=date(2026, 5, 8), decided_on=date(2026, 5, 12))

    assert explained(decision, RULES).title == "Example Care (contract c-1), April 2026"
    assert read(decision, RULES, "") == [
        "Example Care (contract c-1), April 2026: no action.",
        "The provider's figures were received on Friday 8 May 2026 and decided on Tuesday 12 May 2026.",
        "Left out, so that defaults stand in: charges: £1,000.00, breach: no, regulator: Good.",
        "The contract started on 1 April 2026, and this is its contract year 1.",
        "Decided by Homecare framework, in the version of 1 January 2020, because that was in force on "
        "Thursday 30 April 2026, the last day of the period.",
        f"The digest of these rules begins {RULES.digest[:12]}.",
        f"Working days are counted by the calendar england, {RULES.calendar.version}.",
        "Policies: ladder (version 1).",
    ]


def test_a_provider_known_by_its_contract_is_named_once():
    decision = Provider(RULES, id="Example Care").reports(figure=95)

    assert explained(decision, RULES).title == "Example Care, April 2026"


def test_what_was_left_out_is_named_with_the_default_that_stands_in_and_since_when():
    measures = """
        figure: {type: number}
        pace: {type: number, unit: hours, default: {year 1: 24, year 2: 12}}
        later: {type: number, default: {from 2026-05-01: 3}}
        given: {type: number, default: 1}
    """
    provider = Provider(rules(measures=measures))

    april, may = (read(provider.reports(figure=95, given=2), provider.rules, "")[2] for _ in range(2))

    assert april == "Left out, so that defaults stand in: pace: 24 hours in contract year 1."
    assert may == "Left out, so that defaults stand in: pace: 24 hours in contract year 1, later: 3 since 1 May 2026."


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        pytest.param({}, "The provider submitted nothing; decided on Sunday 31 May 2026.", id="nothing at all"),
        pytest.param(
            {"breach": True},
            "The provider submitted nothing; the council itself holds 1 figure; decided on Sunday 31 May 2026.",
            id="what the council knows",
        ),
    ],
)
def test_a_non_submission_is_said_to_be_one(held, sentence):
    rule_set = rules(measures="{figure: {type: number}, breach: {type: flag, held_by: council}}")

    assert read(Provider(rule_set).stays_silent(**held), rule_set, "")[1] == sentence


def test_an_event_rates_no_kpi():
    provider = Provider(RULES)

    decision = provider.faces(Event("regulators_breach", date(2026, 5, 5), date(2026, 5, 6)))

    found = explained(decision, RULES)
    assert found.title == "Example Care (contract c-1), 5 May 2026"
    assert sentences(found, "")[1:4] == [
        "Regulators breach, an event of Tuesday 5 May 2026, decided on Wednesday 6 May 2026; an event rates no KPI.",
        "The contract started on 1 April 2026, and this is its contract year 1.",
        "Decided by Homecare framework, in the version of 1 January 2020, because that was in force on "
        "Tuesday 5 May 2026, the day of the event.",
    ]
    assert [section.title for section in found.sections] == ["Decision", "Ladder"]


@pytest.mark.parametrize("ask", [explained, reasons], ids=["explained", "reasons"])
def test_other_rules_than_those_that_decided_are_refused(ask):
    decision = Provider(RULES).reports(figure=95)

    with pytest.raises(ValueError, match="expected the rules with the digest"):
        ask(decision, rules(kpis=kpi(title="Another")))


def test_control_characters_of_a_provider_do_not_reach_the_reader():
    decision = Provider(RULES, provider="Evil\x1b[2J\nCare").reports(figure=95)

    assert read(decision, RULES, "")[0] == "Evil [2J Care (contract c-1), April 2026: no action."


def test_what_the_contract_fills_in_is_said_as_it_was_in_force():
    rule_set = rules(
        parameters="exit_points: {type: number, default: 50}\nyearly_cap: {type: money}\nlot: {type: text}",
        kpis=kpi(),
    )
    provider = Provider(rule_set, start=date(2024, 4, 1), parameters={"yearly_cap": Decimal(9000), "lot": "north"})

    assert read(provider.reports(figure=95), rule_set, "", Code.CONTRACT) == [
        "The contract started on 1 April 2024, and this is its contract year 1; "
        "its parameters are exit points 50, yearly cap £9,000.00 and lot north."
    ]


def test_figures_that_came_late_say_when_they_were_due():
    rule_set = rules(reporting="{every: month, due: 10 working days}")
    decision = Provider(rule_set).reports(figure=95, received=date(2026, 6, 1))

    assert read(decision, rule_set, "", Code.EVIDENCE) == [
        "The provider's figures were received on Monday 1 June 2026, later than they were due on Friday 15 May 2026, "
        "and decided on Monday 1 June 2026."
    ]


def test_a_decision_that_supersedes_another_says_which_why_and_what_becomes_of_the_money():
    decision = replace(
        Provider(RULES).reports(figure=95), supersedes=Superseded(3, "the figures were revised: misread")
    )

    assert read(decision, RULES, "")[3:5] == [
        "It takes the place of the decision c-1#3: the figures were revised: misread.",
        "It pays nothing by itself: the next decision, if one follows, adjusts what differs from what was booked.",
    ]


def test_figures_that_came_after_a_non_submission_say_that_failures_deemed_then_stand():
    provider = Provider(RULES)
    evidence = replace(provider.reports(figure=95).evidence, after_non_submission=True)
    decision = decide(RULES, provider.contract, Standing(), evidence)

    assert "it had been recorded that none came, and the failures deemed then stand" in read(decision, RULES, "")[1]
