"""Caps by event: each KPI's part of a line meets the cap by itself, before other caps (SEMANTICS 24)."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.authoring.facts import decided as facts
from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.plugins.testing import decided, policies_with
from tests.plugins.rule_texts import climbing, figures, paying

FAILING = figures(missed=9, answered=85)  # 8 points and 18
BY_POINTS = "- policy: service_credits\n  clause: Schedule 5\n  per_point: 500\n"


def credit(cap, *months, **more):
    """Return the line of credits of the last of *months*."""
    *_, last = decided(paying(f"{BY_POINTS}  cap: {cap}", **more), *(months or (FAILING,)))
    return next(line for line in last.payment.lines if line.entry == "service_credits")


def sums(line):
    """Return what is due, capped off and applied."""
    return [str(one) for one in (line.due, line.capped_off, line.applied)]


@pytest.mark.parametrize(
    ("limit", "came"),
    [
        pytest.param("5000", ["13000.00", "4000.00", "9000.00"], id="the one of 9,000 is capped, that of 4,000 not"),
        pytest.param("1000", ["13000.00", "11000.00", "2000.00"], id="both are"),
        pytest.param("9000", ["13000.00", "0.00", "13000.00"], id="none is, though together they are more"),
        pytest.param("1% of charges", ["13000.00", "8200.00", "4800.00"], id="a share of charges for each"),
    ],
)
def test_each_event_meets_the_cap_by_itself(limit, came):
    assert sums(credit(f"{{limit: {limit}, over: event}}")) == came


def test_each_event_shows_what_the_cap_left_of_it():
    uses = credit("{limit: 5000, over: event}").caps

    assert [(use.cap, use.came, use.left, use.bound) for use in uses] == [
        ("service_credits", 4000, 4000, False),
        ("service_credits", 9000, 5000, True),
    ]


def test_an_event_uses_nothing_of_the_next():
    assert sums(credit("{limit: 5000, over: event}", FAILING, FAILING)) == ["13000.00", "4000.00", "9000.00"]


def test_what_is_capped_by_itself_is_rounded_by_itself():
    halves = BY_POINTS.replace("500", "0.0625")  # 0.50 and 1.125
    rules = paying(halves + "  cap: {limit: 1.12, over: event}")

    (decision,) = decided(rules, FAILING)

    (line,) = decision.payment.lines
    assert sums(line) == ["1.63", "0.01", "1.62"]
    assert str(line.unrounded) == "1.6250"


def test_events_period_twelve_months_and_contract_cap_in_that_order():
    caps = "[{limit: 5000, over: event}, 8000, {limit: 14000, over: twelve months}, {limit: 20000, over: contract}]"

    *_, last = decided(paying(f"{BY_POINTS}  cap: {caps}"), FAILING, FAILING)

    (line,) = [line for line in last.payment.lines if line.entry == "service_credits"]
    assert [(use.cap, use.came, use.left) for use in line.caps] == [
        ("service_credits-1", 4000, 4000),
        ("service_credits-1", 9000, 5000),
        ("service_credits-2", 9000, 8000),
        ("service_credits-3", 8000, 6000),
        ("service_credits-4", 6000, 6000),
    ]
    assert sums(line) == ["13000.00", "7000.00", "6000.00"]


def test_a_shared_cap_may_be_by_event_and_then_caps_the_events_of_each_entry():
    entries = "".join(
        f"- {{policy: service_credits, name: {kpi}_credits, clause: s, per_point: 500, kpis: [{kpi}], cap: each}}\n"
        for kpi in ("missed_visits", "calls")
    )

    (decision,) = decided(paying(entries, more="caps:\n  each: {limit: 3000, over: event, clause: s}"), FAILING)

    assert [str(line.applied) for line in decision.payment.lines] == ["3000.00", "3000.00"]


@pytest.mark.parametrize(
    ("limit", "rung"),
    [
        pytest.param(9001, "routine", id="no event reaches it, though all together would"),
        pytest.param(9000, "exit", id="one event does, exactly"),
    ],
)
def test_semantics_21_a_cap_by_event_is_reached_by_one_event(limit, rung):
    ladder = "- {policy: ladder, name: l, climb: jump, rungs: [{rung: routine}, {rung: exit, decision: exit_trigger,"
    rules = climbing(ladder + " clause: s, enter: cap_reached(service_credits)}]}")
    entry = f"{BY_POINTS}  cap: {{limit: {limit}, over: event}}".replace("\n", "\n  ")

    (decision,) = decided(f"{rules}\npayment:\n  {entry}\n", FAILING)

    assert decision.moves[0].after == rung


def test_a_cap_by_event_after_one_that_caps_events_together_is_refused():
    with pytest.raises(RuleSetError, match="expected a cap by event to stand before `service_credits-1`"):
        credit("[8000, {limit: 5000, over: event}]")


OTHERS = (
    "{limit: L, over: period}",
    "{limit: L, over: twelve months}",
    "{limit: L, over: contract}",
)
MONTHS = st.lists(st.builds(figures, missed=st.integers(0, 9), answered=st.integers(80, 100)), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(MONTHS, st.integers(0, 12000), st.lists(st.integers(0, 20000), min_size=3, max_size=3))
def test_caps_hold_in_any_order(months, each, limits):
    others = [cap.replace("L", str(limit)) for cap, limit in zip(OTHERS, limits, strict=True)]
    came = set()

    for order in permutations(others):
        caps = ", ".join([f"{{limit: {each}, over: event}}", *order])
        lines = [
            line
            for decision in decided(paying(f"{BY_POINTS}  cap: [{caps}]"), *months)
            for line in decision.payment.lines
            if line.entry == "service_credits"
        ]
        assert all(line.due == line.capped_off + line.applied for line in lines)
        assert all(line.applied <= min(limits[0], each * len(line.parts)) for line in lines)
        assert sum((line.applied for line in lines), Decimal(0)) <= min(limits[1:])
        came.add(tuple(line.applied for line in lines))

    assert len(came) == 1


def test_a_rule_test_names_a_cap_by_event_once_however_many_events_it_capped():
    text = paying(f"{BY_POINTS}  cap: {{limit: 1000, over: event}}")
    rules = compiled("rules.yaml", text.encode(), policies_with()).rules

    (decision,) = decided(text, FAILING)

    (line,) = facts(decision, rules)["lines"]
    assert line["caps"] == ["service_credits"]
