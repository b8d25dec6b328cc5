"""What a payment policy keeps in mind from period to period, and what becomes of lines that are not applied."""

from decimal import Decimal

import pytest

from engine.model.escalation import DecisionOutcome
from engine.model.payment import Draft, Factor, LineKind, LineState, Part
from engine.model.policy import Parameters
from engine.plugins.testing import GivenView, decided
from tests.plugins.rule_texts import figures, paying

DEPOSIT = paying(
    "- {policy: deposit, clause: s1, cap: in_all}", more="caps:\n  in_all: {limit: 100, over: contract, clause: s2}"
)
FAILED, PASSED = figures(missed=60), figures(missed=0)


def sum_of(amount, what="deposit"):
    """Return a part of one factor."""
    return Part(what, (Factor(Decimal(amount), "sum"),), Decimal(amount))


class Deposit:
    """Suspends 60 for a failure, takes what is suspended when the next fails too, and forgets it when it passes."""

    name = "deposit"
    version = "1"
    parameters = Parameters

    def __init__(self, remembers=None):
        if remembers:
            self.remembers = lambda *_: remembers

    def drafts(self, _parameters, view):
        upheld = tuple(view.memory.values()) if view.failures() else ()
        taken = [Draft(LineKind.DEDUCTION, (sum_of(amount, "upheld"),)) for amount in upheld]
        fresh = [Draft(LineKind.DEDUCTION, (sum_of(60),), LineState.SUSPENDED)] if view.failures() else []
        return (*taken, *fresh)

    def remembers(self, _parameters, view, lines):
        forgotten = dict.fromkeys(view.memory)
        fresh = {str(view.period): line.due for line in lines if line.state is LineState.SUSPENDED}
        return {**forgotten, **fresh}


def lines(decision):
    """Return the lines of the deposit."""
    return [line for line in decision.payment.lines if line.entry == "deposit"]


def applied(decision):
    """Return what each line of the deposit came to and whether it counts."""
    return [(line.state.value, str(line.applied)) for line in lines(decision)]


def test_what_is_suspended_pays_nothing_until_what_follows_upholds_it():
    first, second, third = decided(DEPOSIT, FAILED, FAILED, PASSED, policies=[Deposit()])

    assert applied(first) == [("suspended", "60.00")]
    assert (first.payment.payable, dict(first.payment.applied)) == (0, {})
    assert applied(second) == [("applied", "60.00"), ("suspended", "60.00")]
    assert applied(third) == []


def test_what_is_suspended_uses_a_cap_only_once_it_is_upheld():
    *_, third = decided(DEPOSIT, FAILED, FAILED, FAILED, policies=[Deposit()])

    upheld, suspended = lines(third)
    assert (upheld.due, upheld.capped_off, upheld.applied) == (60, 20, 40)
    assert (suspended.caps, suspended.capped_off) == ((), 0)


def test_a_policy_remembers_what_it_said_of_the_period_before_and_forgets_what_it_says_to():
    first, second, third = decided(DEPOSIT, FAILED, PASSED, PASSED, policies=[Deposit()])

    assert first.payment.remembered == {"deposit": {"2026-04": 60}}
    assert second.payment.remembered == {"deposit": {"2026-04": None}}
    assert third.payment.remembered == {}


def test_a_view_given_in_a_test_may_hold_a_memory():
    assert Deposit().drafts(None, GivenView(memory={"2026-04": Decimal(60)})) == ()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param([1], "expected numbers to remember by their names, not `list`", id="a list"),
        pytest.param({1: Decimal(1)}, "expected the name of a number to remember, not `int`", id="a name that is none"),
        pytest.param({"x": 1.5}, "expected an exact decimal, not `float`", id="a float"),
        pytest.param({"x": Decimal("NaN")}, "expected a finite number, not `NaN`", id="not a number"),
        pytest.param({"e\u0301": Decimal(1)}, "to remember in NFC", id="a name that the record would write otherwise"),
    ],
)
def test_a_policy_that_remembers_nonsense_makes_the_decision_undecided(answer, said):
    (decision,) = decided(DEPOSIT, FAILED, policies=[Deposit(answer)])

    assert decision.outcome is DecisionOutcome.UNDECIDED
    assert said in decision.undecided[0]
