"""When a contract ends, everything that was remembered of money is settled: the last period says how (SEMANTICS 26)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.decision import folded
from engine.model.payment import LineKind, LineState
from engine.model.standing import Standing
from engine.plugins.testing import decided
from tests.plugins.rule_texts import figures, paying
from tests.plugins.test_person_outcomes import KEYS, RULES, plan
from tests.plugins.test_withholding import KPIS, month

END = date(2026, 5, 31)
YEARLY = "  yearly: {value: answered, every: quarter}\n"


def lines(decision):
    """Return each line of a policy that moves money, by its kind."""
    applied = [one for one in decision.payment.lines if one.policy and one.state is LineState.APPLIED]
    return {line.kind.value: str(line.applied) for line in applied}


def term(rules, *months, end=END, **more):
    """Return the decisions of months of a contract that ends on *end*, after which nothing of money is remembered."""
    decisions = decided(rules, *months, end=end, **more)
    if not decisions[-1].undecided:
        standing = Standing()
        for one in decisions:
            standing = folded(standing, one)
        is_money = [name for memory in standing.memory.values() for name in memory if name.split()[0] in REMEMBERED]
        assert is_money == []
    return decisions


REMEMBERED = {"at", "suspended", "withheld", "waits"}


def at_risk(paid, word):
    """Return rules of an incentive for what is measured every quarter."""
    entry = (
        "- {policy: at_risk_incentive, clause: s, amount: 1000, short_periods: whole, not_rated: wait, "
        f"paid: {paid}, unmeasured_at_end: {word}, "
        "indicators: {yearly: {share: 50%, minimum: 90, maximum: 100}}}"
    )
    return paying(entry).replace("payment:", f"{YEARLY}payment:")


@pytest.mark.parametrize(
    ("paid", "word", "months"),
    [
        pytest.param("in_arrears", "earns_nothing", [{}, {"incentive": "0.00"}], id="in arrears, it is lost"),
        pytest.param("in_arrears", "earns_all", [{}, {"incentive": "1000.00"}], id="in arrears, it is paid"),
        pytest.param(
            "in_advance",
            "earns_nothing",
            [{"incentive": "500.00"}, {"incentive": "500.00", "deduction": "1000.00"}],
            id="in advance, it is deducted",
        ),
        pytest.param(
            "in_advance", "earns_all", [{"incentive": "500.00"}, {"incentive": "500.00"}], id="in advance, it is kept"
        ),
    ],
)
def test_an_incentive_at_risk_between_two_measurements_is_settled_as_declared(paid, word, months):
    decisions = term(at_risk(paid, word), figures(), figures())

    assert [lines(one) for one in decisions] == months


def test_what_is_at_risk_at_the_end_may_wait_for_a_person():
    _, may = decided(at_risk("in_arrears", "wait"), figures(), figures(), end=END)

    assert may.undecided == ("payment: `yearly` is missing",)


def test_a_contract_that_goes_on_keeps_it_at_risk():
    for end in (None, date(2026, 6, 1)):
        _, may = decided(at_risk("in_arrears", "earns_nothing"), figures(), figures(), end=end)

        assert may.payment.remembered == {"at_risk_incentive": {"at risk KPI yearly": 1000}}


def capitation(word):
    """Return rules in which a tenth hangs on one indicator by the month, and one by the quarter."""
    entry = (
        "- {policy: capitation, clause: s, people: people, rate: 100, short_periods: whole, at_risk: 10%, "
        f"score: {{not_rated: leave_out, unmeasured_at_end: {word}, indicators: {{"
        "yearly: {weight: 60%, minimum: 0, maximum: 100}, calls: {weight: 40%, minimum: 0, maximum: 100}}}}"
    )
    rules = paying(entry).replace("payment:", f"{YEARLY}payment:")
    return rules.replace("measures:", "measures:\n  people: {type: count, default: 10}")


@pytest.mark.parametrize(
    ("word", "fees"),
    [
        # 900 whatever the score, and of 200 at risk a half of 40%, and none or all of 60%.
        pytest.param("earns_nothing", ["900.00", "940.00"], id="nothing for what is not measured"),
        pytest.param("earns_all", ["900.00", "1060.00"], id="or all of it"),
    ],
)
def test_a_capitation_at_risk_between_two_measurements_is_settled_as_declared(word, fees):
    decisions = term(capitation(word), figures(answered=50), figures(answered=50))

    assert [lines(one)["fee"] for one in decisions] == fees


def test_a_score_may_wait_for_a_person_at_the_end():
    _, may = decided(capitation("wait"), figures(answered=50), figures(answered=50), end=END)

    assert may.undecided == ("payment: `yearly` is missing",)


@pytest.mark.parametrize(
    ("at_end", "missed", "taken"),
    [
        pytest.param("upheld", [9, 0], [{}, {"deduction": "0.00"}], id="a pass avoids it all the same"),
        pytest.param("avoided", [9, 9], [{}, {"deduction": "1000.00"}], id="and a failure upholds it, and is no other"),
        pytest.param("upheld", [0, 9], [{}, {"deduction": "1000.00"}], id="one of the last month is upheld at once"),
        pytest.param("avoided", [0, 9], [{}, {"deduction": "0.00"}], id="or avoided, and shown"),
    ],
)
def test_a_credit_that_is_suspended_at_the_end_is_settled_as_declared(at_end, missed, taken):
    entry = f"- {{policy: suspended_credits, clause: s, per_failure: 1000, not_rated: wait, at_end: {at_end}}}"

    decisions = term(paying(entry), *(figures(missed=one) for one in missed))

    assert [lines(one) for one in decisions] == taken


@pytest.mark.parametrize(("at_end", "taken"), [("upheld", "1000.00"), ("avoided", "0.00")])
def test_so_is_one_whose_kpi_is_not_measured_any_more(at_end, taken):
    entry = (
        "- {policy: suspended_credits, clause: s, per_failure: 1000, kpis: [yearly], not_rated: wait, "
        f"at_end: {at_end}}}"
    )
    kpi = "  yearly: {clause: p, value: missed, better: lower, bands: {good: 1}, every: quarter}\n"
    rules = paying(entry).replace("payment:", f"{kpi}payment:")

    decisions = term(rules, *[figures(missed=9)] * 5, end=date(2026, 8, 31))

    assert lines(decisions[2]) == {}
    assert lines(decisions[4]) == {"deduction": taken}


def withholding(at_end):
    """Return rules under which 2% are withheld for a milestone that is missed."""
    entry = (
        "- {policy: withholding, clause: GC 9, withheld: {amount: 2% of value, count: missed, when: missed > 0}, "
        f"released_when: cured, retained_when: kept, at_end: {at_end}, cap: 10% of value}}\n"
    )
    return paying("[]").partition("measures:")[0].rstrip() + KPIS + f"  {entry}"


@pytest.mark.parametrize(
    ("at_end", "months", "moved"),
    [
        pytest.param(
            "released", [month(1), month(0)], [{"withheld": "2000.00"}, {"released": "2000.00"}], id="released"
        ),
        pytest.param(
            "retained", [month(1), month(0)], [{"withheld": "2000.00"}, {"retained": "2000.00"}], id="retained"
        ),
        pytest.param(
            "released",
            [month(1), month(0, kept=True)],
            [{"withheld": "2000.00"}, {"retained": "2000.00"}],
            id="a condition that holds goes before",
        ),
        pytest.param(
            "released",
            [month(1), month(1)],
            [{"withheld": "2000.00"}, {"released": "2000.00"}],
            id="none is withheld last",
        ),
        pytest.param(
            "retained",
            [month(1), month(7)],
            [{"withheld": "2000.00"}, {"retained": "2000.00", "deduction": "10000.00"}],
            id="or deducted, within its cap",
        ),
    ],
)
def test_what_is_withheld_at_the_end_is_settled_as_declared(at_end, months, moved):
    decisions = term(withholding(at_end), *months)

    assert [lines(one) for one in decisions] == moved


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=2), st.booleans(), st.booleans())
def test_all_that_was_withheld_is_released_or_kept_by_the_end(missed, cured, kept):
    months = [month(missed[0]), month(missed[1], cured=cured, kept=kept)]

    released, retained = (term(withholding(at_end), *months) for at_end in ("released", "retained"))

    def moved(decisions):
        return sum(line.kind.sign * line.applied for one in decisions for line in one.payment.lines if line.policy)

    withheld = Decimal(min(missed[0] * 2000, 10000))
    last = Decimal(min(missed[1] * 2000, 10000))
    assert moved(released) == (-withheld if kept and not cured else 0)
    assert moved(retained) == -last - (0 if cured else withheld)


@pytest.mark.parametrize(
    ("at_end", "fees"),
    [
        pytest.param("paid", ["0.00", "3000.00"], id="paid"),
        pytest.param("lost", ["0.00", "0.00"], id="lost, and shown as waived"),
    ],
)
def test_what_waits_for_safety_at_the_end_is_settled_as_declared(at_end, fees):
    gate = f"gate: {{safe: cqc != 'Inadequate', otherwise: waits, at_end: {at_end}}}"
    rules = f"{RULES}  - {{policy: person_outcomes, clause: s1, round: row, {KEYS}, {gate}}}\n"
    rows = [{"plans": [plan("confirmed", "P-1")]}, {"plans": [plan("confirmed", "P-2")]}]

    decisions = term(rules, {"cqc": "Inadequate"}, {"cqc": "Inadequate"}, records=rows)

    (may,) = decisions[1].payment.lines
    assert [str(one.payment.payable) for one in decisions] == fees
    assert may.state is (LineState.APPLIED if at_end == "paid" else LineState.WAIVED)
    assert (may.kind, may.due, len(may.parts)) == (LineKind.FEE, 3000, 4)


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        pytest.param("otherwise: waits", "expected both of `otherwise: waits` and `at_end`", id="no end of waiting"),
        pytest.param("otherwise: lost, at_end: paid", "expected both of `otherwise: waits`", id="an end of no waiting"),
    ],
)
def test_a_gate_says_what_becomes_of_what_waits_at_the_end(gate, said):
    entry = f"policy: person_outcomes, clause: s1, round: row, {KEYS}, gate: {{safe: cqc == 'Good', {gate}}}"
    rules = f"{RULES}  - {{{entry}}}\n"

    with pytest.raises(RuleSetError, match=said):
        decided(rules)


def test_the_last_period_is_the_one_that_holds_the_contracts_last_day():
    decisions = decided(at_risk("in_arrears", "earns_all"), *[figures()] * 2, end=END - timedelta(days=16))

    assert [lines(one) for one in decisions] == [{}, {"incentive": "1000.00"}]
