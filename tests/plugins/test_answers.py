"""What becomes of a decision when a stranger's policy fails or answers nonsense: it waits for a person."""

from decimal import Decimal, getcontext, setcontext

import pytest

from engine.errors import RuleSetError
from engine.expression import Examined
from engine.model.document import document
from engine.model.escalation import Check, DecisionOutcome, Rung, Step, Verdict
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.terms import Condition
from engine.plugins.testing import decided
from tests.plugins.rule_texts import climbing, figures, paying
from tests.plugins.strangers import Tip, Wait, drafting

TIP = paying("- {policy: fixed_fee, clause: s1, amount: 1234.56, short_periods: whole}\n- {policy: tip, clause: s2}")
WAIT = climbing("- {policy: wait, clause: s1}")


def fail(*_):
    """Fail as a stranger's code fails."""
    raise KeyError("rate")


def leave(*_):
    """Try to end the process."""
    raise SystemExit(1)


def mumble(*_):
    """Fail with an error that cannot even say what it is."""

    class MumblingError(Exception):
        def __str__(self):
            raise ValueError

    raise MumblingError


NOT_A_NUMBER = Examined("rate >= 1", Decimal("NaN"), ">=", Decimal(1), held=False)


def part(amount, *factors):
    """Return a part that comes to *amount*, whatever that is."""
    return Part("tip", factors, amount)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        pytest.param(Tip(fail), "failed: KeyError: 'rate'", id="raises"),
        pytest.param(Tip(leave), "failed: SystemExit: 1", id="tries to end the process"),
        pytest.param(Tip(mumble), "failed: ", id="raises what cannot be printed"),
        pytest.param(Tip(lambda *_: None), "failed: TypeError", id="answers nothing"),
        pytest.param(Tip(lambda *_: Draft(LineKind.FEE, ())), "expected a draft", id="answers one draft, not several"),
        pytest.param(Tip(lambda *_: (12,)), "expected a draft, not `int`", id="answers a number"),
        pytest.param(drafting(part(1.5)), "expected an exact decimal, not `float`", id="a float"),
        pytest.param(drafting(part(3)), "expected an exact decimal, not `int`", id="an int"),
        pytest.param(drafting(part(Decimal("NaN"))), "expected a finite number, not `NaN`", id="not a number"),
        pytest.param(drafting(part(Decimal("sNaN"))), "expected a finite number, not `sNaN`", id="a signalling one"),
        pytest.param(drafting(part(Decimal("Infinity"))), "expected a finite number", id="without end"),
        pytest.param(drafting(part(Decimal("1E+18"))), "at most 18 digits", id="more money than there is"),
        pytest.param(drafting(part(Decimal(-1))), "expected a fee of 0 or more, not `-1`", id="a negative fee"),
        pytest.param(
            drafting(part(Decimal(1)), kind="fee"), "expected a kind of line, not `str`", id="a kind in words"
        ),
        pytest.param(drafting("tip"), "expected a part, not `str`", id="a part in words"),
        pytest.param(drafting(part(Decimal(1), 7)), "expected a factor, not `int`", id="a bare factor"),
        pytest.param(drafting(part(Decimal(1), Factor(0.5, "share"))), "not `float`", id="a factor that is a float"),
        pytest.param(drafting(part(Decimal(1), Factor(Decimal(1), 2))), "expected words", id="a factor of no words"),
    ],
)
def test_a_payment_policy_that_fails_makes_that_one_decision_undecided_and_is_named(policy, said):
    (decision,) = decided(TIP, figures(), policies=[policy])

    assert decision.outcome is DecisionOutcome.UNDECIDED
    assert decision.payment is None
    assert decision.moves == ()
    (why,) = decision.undecided
    assert "the policy `tip` 1.2 " in why
    assert said in why
    assert document(decision, "other")["undecided"] == [why]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(fail, "failed: KeyError: 'rate'", id="raises"),
        pytest.param(lambda *_: "high", "expected a step, not `str`", id="answers a name"),
        pytest.param(
            lambda *_: Step("up", ()), "expected a rung of the ladder `wait`, not `up`", id="a rung not there"
        ),
        pytest.param(lambda *_: Step([], ()), "expected a rung of the ladder `wait`", id="a rung that is no name"),
        pytest.param(lambda *_: Step("low", [1]), "expected a tuple", id="checks in a list"),
        pytest.param(lambda *_: Step("low", (), "plan"), "expected a tuple", id="a name for names"),
        pytest.param(lambda *_: Step("low", (), (1,)), "expected the name of a plan", id="a name that is none"),
        pytest.param(lambda *_: Step("low", (1,)), "expected a check, not `int`", id="a check that is none"),
        pytest.param(
            lambda *_: Step("low", (Check("high", "enter", True),)), "expected a verdict, not `bool`", id="no verdict"
        ),
        pytest.param(
            lambda *_: Step("low", (Check("high", "enter", Verdict(None, ())),)), "true, false or an", id="no answer"
        ),
        pytest.param(
            lambda *_: Step("low", (Check("high", "enter", Verdict(True, (NOT_A_NUMBER,))),)),
            "expected a finite number, not `NaN`",
            id="compared with no number",
        ),
    ],
)
def test_a_ladder_that_fails_makes_that_one_decision_undecided_and_is_named(answer, said):
    (decision,) = decided(WAIT, figures(), policies=[Wait(answer)])

    assert decision.outcome is DecisionOutcome.UNDECIDED
    (why,) = decision.undecided
    assert "the policy `wait` 2.0 " in why
    assert said in why


def test_other_decisions_are_not_affected_by_one_that_failed():
    def fails_on_missed_visits(_, view):
        if view.outcomes["missed_visits"].points:
            raise RuntimeError("missed")
        return ()

    decisions = decided(TIP, figures(), figures(missed=9), figures(), policies=[Tip(fails_on_missed_visits)])

    # The undecided month stays open and leaves nothing behind (SEMANTICS 6).
    assert [one.outcome for one in decisions] == [
        DecisionOutcome.NO_ACTION,
        DecisionOutcome.UNDECIDED,
        DecisionOutcome.NO_ACTION,
    ]
    assert [str(one.payment.payable) for one in (decisions[0], decisions[2])] == ["1234.56", "1234.56"]


def spoil(*_):
    """Leave the decimal context useless behind."""
    getcontext().prec = 2
    getcontext().clear_traps()
    return (Draft(LineKind.FEE, (part(Decimal("7000.01")), part(Decimal("0.02")))),)


def replace_context(*_):
    """Leave another decimal context behind."""
    setcontext(type(getcontext())(prec=2))
    return ()


def yielding(*_):
    """Yield drafts one by one, and spoil the context between."""
    yield from spoil()


@pytest.mark.parametrize(
    ("spoiler", "payable"),
    [
        pytest.param(spoil, "8234.59", id="by changing it"),
        pytest.param(replace_context, "1234.56", id="by replacing it"),
        pytest.param(yielding, "8234.59", id="while it yields"),
    ],
)
def test_a_policy_that_spoils_its_decimal_context_spoils_nobodys_sums(spoiler, payable):
    (decision,) = decided(TIP, figures(), policies=[Tip(spoiler)])

    assert str(decision.payment.payable) == payable


def test_a_policy_cannot_change_the_evidence_that_others_see():
    def forge(_, view):
        view.outcomes["missed_visits"] = None
        return ()

    (decision,) = decided(TIP, figures(), policies=[Tip(forge)])

    assert "failed: TypeError" in decision.undecided[0]


def test_a_policy_may_ask_only_conditions_of_its_own_parameters():
    ask = Tip(lambda _, view: view.verdict(Condition("points() > 3")) and ())

    (decision,) = decided(TIP, figures(), policies=[ask])

    assert "expected an expression of the policy's own parameters, not `points() > 3`" in decision.undecided[0]


def test_the_name_and_version_of_each_policy_are_in_the_decision():
    (decision,) = decided(TIP, figures(), policies=[Tip()])

    assert decision.rules.plugins == (("fixed_fee", "1"), ("tip", "1.2"))


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(fail, id="raises"),
        pytest.param(lambda _: (), id="declares none"),
        pytest.param(lambda _: None, id="answers nothing"),
        pytest.param(lambda _: ("low", "high"), id="declares words"),
        pytest.param(lambda _: (Rung("Low Rung", DecisionOutcome.NO_ACTION, ""),), id="a name that no file can write"),
        pytest.param(lambda _: (Rung("low", DecisionOutcome.UNDECIDED, ""),), id="a decision that no rule can take"),
        pytest.param(lambda _: (Rung("low", DecisionOutcome.NO_ACTION, "", ("act",)),), id="actions in words"),
    ],
)
def test_rungs_that_are_none_are_reported_at_the_entry_with_the_policys_name(declared):
    with pytest.raises(RuleSetError) as refusal:
        decided(WAIT, policies=[Wait(rungs=declared)])

    (report,) = [one for one in refusal.value.diagnostics if one.code == "policy-failed"]
    assert report.line.strip() == "- {policy: wait, clause: s1}"
    assert "`wait` 2.0" in report.message
