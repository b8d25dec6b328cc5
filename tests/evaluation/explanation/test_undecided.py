"""Decisions that wait for a person."""

from __future__ import annotations

from engine.evaluation.explanation import explained
from tests.evaluation.builders import MISSING, Provider, kpi
from tests.evaluation.explanation.readers import rules, sentences

PERSON = "A person must judge: until then nothing is paid and no ladder moves, and April 2026 stays open."


def test_an_undecided_kpi_makes_the_period_wait():
    rule_set = rules(kpis=kpi(value="figure / second", precision="'1 dp, half up'"))

    found = explained(Provider(rule_set).reports(figure=1, second=0), rule_set)

    assert sentences(found, "")[0] == "Example Care (contract c-1), April 2026: undecided, for a person to judge."
    assert sentences(found, "")[-1] == PERSON.replace("judge", "judge kpi")


def test_payment_that_cannot_be_worked_out_says_so():
    rule_set = rules(
        measures="{figure: {type: number}, charges: {type: money}}",
        payment="- {policy: fixed_fee, amount: charges, short_periods: whole}",
    )

    found = explained(Provider(rule_set).reports(figure=95, charges=MISSING), rule_set)

    assert sentences(found, "")[-2:] == ["Payment is undecided, as `charges` is missing.", PERSON]
