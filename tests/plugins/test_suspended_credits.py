"""Credits that are suspended, and avoided or upheld by what follows (SEMANTICS 27)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts
from engine.model.payment import LineState
from engine.plugins.service_credits import SuspendedCredits
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.plugins.rule_texts import figures, paying

RULES = paying(
    "- {policy: suspended_credits, clause: s1, per_failure: 1% of charges, kpis: [calls], not_rated: stays_suspended, "
    "at_end: upheld}"
)
FAILED, PASSED, NOT_RATED = figures(answered=0), figures(), figures(answered=Absence.SUPPRESSED)
BEFORE = {"suspended 2026-03 KPI calls": Decimal(2400)}


def lines(decision):
    """Return what each line of *decision* came to, and whether it is suspended."""
    return [(line.state.value, str(line.applied)) for line in decision.payment.lines if line.entry != "carried_forward"]


def drafted(outcome, keys="{per_failure: 100, not_rated: wait, at_end: avoided}", memory=BEFORE):
    """Return what is upheld and what is suspended where *outcome* follows what is in *memory*."""
    view = GivenView(given=(outcome,), memory=memory)
    found = SuspendedCredits().drafts(parameters_of(SuspendedCredits(), keys), view)
    return {draft.state.value: draft.amount for draft in found}


@pytest.mark.parametrize(
    ("months", "came"),
    [
        pytest.param([FAILED], [("suspended", "2400.00")], id="AC-30: a failure suspends a credit"),
        pytest.param([FAILED, PASSED], [("applied", "0.00")], id="AC-30: a pass avoids it"),
        pytest.param([FAILED, FAILED], [("applied", "2400.00")], id="AC-30: another upholds it, and suspends none"),
        pytest.param([FAILED, FAILED, FAILED], [("suspended", "2400.00")], id="the third suspends a fresh one"),
        pytest.param([FAILED, FAILED, PASSED], [], id="what was upheld is not upheld again"),
        pytest.param([FAILED, PASSED, FAILED], [("suspended", "2400.00")], id="what was avoided is gone"),
        pytest.param(
            [FAILED, NOT_RATED, FAILED], [("applied", "2400.00")], id="a month without rating decides nothing"
        ),
        pytest.param(
            [FAILED, FAILED | {"charges": "500000"}], [("applied", "2400.00")], id="at the price of its own month"
        ),
    ],
)
def test_what_follows_avoids_or_upholds_a_suspended_credit(months, came):
    assert lines(decided(RULES, *months)[-1]) == came


def test_the_failure_that_upholds_may_be_declared_to_suspend_another():
    *_, june = decided(RULES.replace("stays_suspended", "stays_suspended, fresh: true"), FAILED, FAILED, FAILED)

    assert lines(june) == [("applied", "2400.00"), ("suspended", "2400.00")]


def test_what_is_upheld_counts_against_caps_and_what_is_suspended_does_not():
    rules = RULES.replace("s1,", "s1, cap: {limit: 3000, over: contract},")

    decisions = decided(rules, FAILED, FAILED, FAILED, FAILED)

    assert [lines(one) for one in decisions] == [
        [("suspended", "2400.00")],
        [("applied", "2400.00")],
        [("suspended", "2400.00")],
        [("applied", "600.00")],
    ]


def test_an_avoided_credit_shows_what_was_avoided():
    _, may = decided(RULES, FAILED, PASSED)

    (part,) = may.payment.lines[0].parts
    assert part.what == "calls, suspended in 2026-04"
    assert [(str(factor.value), factor.what) for factor in part.factors] == [
        ("2400.00", "sum"),
        ("0", "share of it, as it is avoided"),
    ]


@pytest.mark.parametrize(
    ("word", "came"),
    [
        pytest.param("stays_suspended", {}, id="stays suspended"),
        pytest.param("avoided", {"applied": 0}, id="avoided"),
        pytest.param("upheld", {"applied": 2400}, id="upheld"),
    ],
)
def test_a_rating_that_was_due_and_is_not_there_means_what_the_contract_says(word, came):
    keys = f"{{per_failure: 100, not_rated: {word}, at_end: avoided}}"

    assert drafted(not_rated("calls", Absence.MISSING), keys) == came
    assert drafted(rated("calls", "inadequate")._replace(counts=Counts.NEITHER, basis=Basis.CARRIED), keys) == came


def test_it_may_wait_for_a_person():
    (_, may) = decided(RULES.replace("stays_suspended", "wait"), FAILED, NOT_RATED)

    assert may.undecided == ("payment: `calls` is suppressed",)


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(not_rated("calls", Absence.RELIEVED), id="relieved"),
        pytest.param(not_rated("calls", Absence.NOT_APPLICABLE)._replace(due=False), id="between two measurements"),
        pytest.param(rated("calls", "inadequate")._replace(counts=Counts.NEITHER, doubtful=True), id="doubtful"),
        pytest.param(rated("calls", "inadequate")._replace(counts=Counts.NEITHER, in_grace=True), id="in grace"),
    ],
)
def test_what_is_excused_or_not_measured_leaves_the_credit_to_what_follows(outcome):
    assert drafted(outcome) == {}


def test_only_a_failure_suspends_a_credit():
    keys = "{by_rating: {approaching_target: 50, inadequate: 90}, not_rated: wait, at_end: avoided}"

    assert drafted(rated("calls", "approaching_target", "96"), keys, {}) == {}
    assert drafted(rated("calls", "inadequate", "9"), keys, {}) == {"suspended": 90}


def test_each_kpi_of_a_line_is_remembered_at_its_unrounded_price():
    keys = "at_risk: {amount: 1% of charges, pools: {a: {share: 50%, kpis: {calls: 33%, missed_visits: 33%}},"
    keys += " b: {share: 50%, kpis: {calls: 25%}}}}"
    rules = paying(f"- policy: suspended_credits\n  {keys}\n  not_rated: wait\n  at_end: avoided")

    (april,) = decided(rules, figures(missed=9, answered=0, charges="1000.10"))

    assert april.payment.remembered == {
        "suspended_credits": {
            "suspended 2026-04 KPI calls": Decimal("2.90029"),
            "suspended 2026-04 KPI missed_visits": Decimal("1.650165"),
        }
    }
    assert str(april.payment.lines[0].due) == "4.55"


RESULTS = st.lists(st.sampled_from([FAILED, PASSED, NOT_RATED]), max_size=12)
CHARGES = st.lists(st.integers(0, 9999), min_size=12, max_size=12)


@settings(max_examples=40, deadline=None)
@given(RESULTS, CHARGES, st.booleans())
def test_every_credit_is_decided_once_at_its_own_price(months, charges, fresh):
    rules = RULES.replace("stays_suspended", f"stays_suspended, fresh: {str(fresh).lower()}")
    given = [month | {"charges": str(charge)} for month, charge in zip(months, charges, strict=False)]

    came = [line for one in decided(rules, *given) for line in one.payment.lines if line.entry == "suspended_credits"]

    suspended = {str(part.amount) for line in came if line.state is LineState.SUSPENDED for part in line.parts}
    decided_parts = [part for line in came if line.state is LineState.APPLIED for part in line.parts]
    assert len({part.what for part in decided_parts}) == len(decided_parts)
    assert {str(part.factors[0].value) for part in decided_parts} <= suspended
    assert all(part.amount in {0, part.factors[0].value} for part in decided_parts)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        pytest.param("per_failure: 5", "expected the key `not_rated`", id="no word on what is not rated"),
        pytest.param("per_failure: 5\nnot_rated: upheeld", "expected `stays_suspended`", id="another word"),
        pytest.param("not_rated: wait\nat_end: avoided", "expected one of `per_point`", id="no way of pricing"),
        pytest.param(
            "per_failure: 5\nnot_rated: wait\nat_end: avoided\nfresh: maybe", "expected `true` or `false`", id="perhaps"
        ),
        pytest.param(
            "per_failure: 5\nnot_rated: wait\nat_end: avoided\nkpis: [cals]",
            "did you mean `calls`",
            id="a misspelt KPI",
        ),
    ],
)
def test_wrong_keys_are_refused_with_words(keys, complaint):
    entry = "- policy: suspended_credits\n" + "".join(f"  {line}\n" for line in keys.splitlines())

    with pytest.raises(RuleSetError) as refused:
        decided(paying(entry))

    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("missed", "taken", "rungs"),
    [
        pytest.param([9, 0], "0", ["routine", "routine"], id="suspended and avoided, it never was a credit"),
        pytest.param([9, 9], "1000", ["routine", "exit"], id="upheld, it is one in the period that upholds it"),
    ],
)
def test_semantics_27_a_suspended_credit_counts_once_it_is_upheld(missed, taken, rungs):
    ladder = (
        "escalation:\n  - policy: ladder\n    climb: jump\n    rungs:\n      - {rung: routine}\n"
        "      - {rung: exit, decision: exit_trigger, enter: credits() >= 1000}\n"
    )
    rules = (
        paying("- {policy: suspended_credits, clause: s, per_failure: 1000, not_rated: wait, at_end: avoided}\n")
        + ladder
    )

    decisions = decided(rules, *(figures(missed=one) for one in missed))

    assert [one.moves[0].after for one in decisions] == rungs
    assert decisions[-1].moves[0].checks[0].verdict.examined[0].left == Decimal(taken)
