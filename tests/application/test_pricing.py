"""What the ledger holds of a contract, priced by its own rules and by others; nothing is recorded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.application.requests import AlternativeRules, PricingRequest
from engine.errors import NotFoundError, RuleSetError, SubmissionError
from engine.model.dated import Dated
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file

FEE = "- {policy: fixed_fee, name: fee, amount: 1000.00, short_periods: whole, clause: Schedule 5}\n"
CREDITS = "- {policy: service_credits, per_failure: 100.00, clause: Schedule 5}\n"
OWN = rule_file(measures="figure: {type: number}\nvisits: {type: count}", payment=FEE + CREDITS)
BY_VISIT = rule_file(
    rule_set="by-visit",
    measures="visits: {type: count}",
    kpis=kpi(value="visits"),
    parameters="price: {type: money}",
    payment="- {policy: capitation, people: visits, rate: price, short_periods: whole, clause: Schedule 5}\n",
)
GRADED = rule_file(
    rule_set="graded", kpis=kpi("graded", value="extra", missing="{failure: inadequate}"), payment=FEE + CREDITS
)
PRICE = {"price": Dated.always("11.00")}


@pytest.fixture
def desk():
    desk = Desk(OWN)
    desk.texts.append((BY_VISIT,))
    desk.application.shelf.reload()
    desk.clock.is_on(date(2026, 8, 1))
    desk.registers()
    return desk


def compared(desk, *alternatives, **stated):
    return desk.application.pricing.compared(PricingRequest("cedar", alternatives, **stated)).comparison


def shown(comparison):
    return [
        (row.period.label, *(str(cost.sums.payable) if cost.sums else cost.why for cost in row.costs))
        for row in comparison.rows
    ]


def by_visit(**stated):
    return AlternativeRules("", **{"rule_set": "by-visit", "parameters": PRICE} | stated)


def graded():
    return AlternativeRules("", files={"rules.yaml": GRADED.encode()})


def test_what_was_decided_stands_beside_what_other_rules_would_have_paid(desk):
    desk.submits("2026-04", "95", visits="90")
    desk.submits("2026-05", "60", visits="100")

    found = compared(desk, by_visit())

    assert shown(found) == [("2026-04", "1000.00", "990.00"), ("2026-05", "900.00", "1100.00")]
    assert [cost.rules for cost in found.totals[0].costs] == ["test", "by-visit"]
    assert found.totals[0].costs[1].difference == 190


def test_nothing_is_recorded(desk):
    desk.submits("2026-04", "95", visits="90")
    before = desk.ledger.head()

    compared(desk, by_visit())

    assert desk.ledger.head() == before


def test_what_the_ledger_does_not_hold_is_named_and_what_follows_is_not_priced(desk):
    desk.submits_each(["95", "95"])

    first, second = shown(compared(desk, graded()))

    assert first[2] == ("2026-04: payment: the evidence does not have the figure `extra`",)
    assert second[2] == ("2026-05: 2026-04 could not be priced, and comes before",)


def test_a_revised_figure_is_priced_as_though_it_had_come_right_at_first(desk):
    desk.submits("2026-04", "60", visits="90")
    desk.submits("2026-05", "95", visits="90")
    desk.submits("2026-04", "95", visits="80", reason="miscounted")

    found = compared(desk, by_visit())

    assert shown(found) == [("2026-04", "1000.00", "880.00"), ("2026-05", "1000.00", "990.00")]


def test_a_period_that_nobody_reported_is_one_under_other_rules_too(desk):
    desk.hears_nothing("2026-04", on=date(2026, 6, 1))
    own = AlternativeRules(
        "deemed",
        files={
            "rules.yaml": OWN.replace("value: figure", "value: figure\n    missing: {failure: inadequate}").encode()
        },
    )

    assert shown(compared(desk, own)) == [("2026-04", "1000.00", "900.00")]


def test_periods_are_chosen_and_those_before_are_priced_all_the_same(desk):
    desk.submits_each(["95", "95"])

    found = compared(desk, graded(), since=date(2026, 5, 1))

    assert [row[0] for row in shown(found)] == ["2026-05"]
    assert "2026-04 could not be priced" in found.rows[0].costs[1].why[0]


def test_a_version_is_priced_by_the_rules_that_decided(desk):
    desk.submits("2026-04", "60", visits="1")
    later = OWN.replace("in_force: 2020-01-01", "in_force: 2026-05-01").replace(
        "per_failure: 100.00", "per_failure: 300.00"
    )
    desk.texts[0] = (OWN, later)
    desk.application.shelf.reload()
    desk.submits("2026-05", "60", visits="1")

    assert [row[1] for row in shown(compared(desk, by_visit()))] == ["900.00", "700.00"]


def test_a_term_that_the_other_rules_leave_to_the_contract_must_be_given(desk):
    with pytest.raises(SubmissionError) as refused:
        compared(desk, by_visit(), by_visit(parameters={}))

    assert [one.path for one in refused.value.violations] == ["alternatives[1].parameters.price"]


def test_a_term_that_the_contract_has_need_not_be_given():
    desk = Desk(
        rule_file(
            parameters="price: {type: money}", measures="figure: {type: number}\nvisits: {type: count}", payment=FEE
        )
    )
    desk.texts.append((BY_VISIT,))
    desk.application.shelf.reload()
    desk.clock.is_on(date(2026, 8, 1))
    desk.registers(parameters={"price": "12.50"})
    desk.submits("2026-04", "95", visits="2")

    assert shown(compared(desk, by_visit(parameters={}))) == [("2026-04", "1000.00", "25.00")]


def test_rules_of_another_rhythm_have_no_evidence_in_the_ledger(desk):
    desk.submits("2026-04", "95", visits="90")
    quarterly = AlternativeRules(
        "", files={"rules.yaml": BY_VISIT.replace("every: month", "every: quarter").encode()}, parameters=PRICE
    )

    [row] = compared(desk, quarterly).rows

    assert "the nearest being `2026-Q2`" in row.costs[1].why[0]


@pytest.mark.parametrize(
    ("alternatives", "error"),
    [
        pytest.param((AlternativeRules("", rule_set="nobody"),), NotFoundError, id="a rule set that there is not"),
        pytest.param(
            (AlternativeRules("", files={"rules.yaml": b"rule_set: x"}),), RuleSetError, id="rules with mistakes"
        ),
        pytest.param((by_visit(), by_visit()), SubmissionError, id="two of one name"),
        pytest.param(
            (AlternativeRules("", files={"r.yaml": GRADED.replace("GBP", "EUR").encode()}),),
            SubmissionError,
            id="another currency",
        ),
    ],
)
def test_alternatives_that_cannot_be_compared_are_refused(desk, alternatives, error):
    with pytest.raises(error):
        compared(desk, *alternatives)


def test_what_is_priced_by_the_rules_in_force_is_what_was_payable(desk):
    recorded = desk.submits_each(["95", "60", "88"])

    found = compared(desk, by_visit(rule_set="", files={"r.yaml": BY_VISIT.encode()}))

    assert [row.costs[0].sums.payable for row in found.rows] == [one.decision.payment.payable for one in recorded]
    assert sum(row.costs[0].sums.payable for row in found.rows) == Decimal("2900.00")


@given(st.lists(st.sampled_from(["60", "75", "88", "95"]), min_size=1, max_size=4))
def test_the_same_rules_by_another_name_cost_the_same(figures):
    desk = Desk(OWN)
    desk.clock.is_on(date(2026, 12, 1))
    desk.registers()
    desk.submits_each(figures)

    found = compared(
        desk, AlternativeRules("", files={"r.yaml": OWN.replace("rule_set: test", "rule_set: same").encode()})
    )

    assert {row.costs[1].difference for row in found.rows} == {0}
    assert [row.costs[0].sums for row in found.rows] == [row.costs[1].sums for row in found.rows]


OPENING = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: asked, decision: remediation, enter: "failures(last=1) >= 1", leave: "consecutive_passes() >= 1",
    actions: [{do: Submit a plan, by: provider, opens: plan}]}]}
"""
LATE = (
    "- {policy: service_credits, name: late, per_failure: 300.00, when: events(plan_late) >= 1, clause: Schedule 6}\n"
)


def test_plans_count_by_the_rules_that_opened_them_and_not_by_others_of_which_nothing_is_recorded():
    parts = {"payment": FEE + LATE, "escalation": OPENING, "events": "plan: {is: plan, within: 5 days}"}
    desk = Desk(rule_file(**parts))
    desk.clock.is_on(date(2026, 5, 4))
    desk.registers()
    desk.submits("2026-04", "60")
    desk.clock.is_on(date(2026, 6, 1))
    desk.submits("2026-05", "60")
    other = AlternativeRules("", files={"rules.yaml": rule_file(rule_set="other", **parts).encode()})

    assert shown(compared(desk, other)) == [("2026-04", "1000.00", "1000.00"), ("2026-05", "700.00", "1000.00")]
