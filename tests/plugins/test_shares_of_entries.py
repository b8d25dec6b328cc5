"""What a share of another entry is a share of: what that entry moves, once (SEMANTICS 10, 24)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.payment import Line, LineKind, LineState, came_to
from engine.plugins.testing import decided
from tests.plugins.rule_texts import figures, paying
from tests.plugins.test_person_outcomes import GATED, KEYS, entry, months, plan

SAFE, UNSAFE = {"cqc": "Good"}, {"cqc": "Inadequate"}


def bonuses(rules, *rows, figures=None):
    """Return what a bonus of a tenth of the outcomes came to in each month."""
    rules += "  - {policy: fixed_fee, name: bonus, clause: s2, amount: 10% of person_outcomes, short_periods: whole}\n"
    decisions = months(rules, *rows, figures=figures)
    return [str(next(line.applied for line in one.payment.lines if line.entry == "bonus")) for one in decisions]


@pytest.mark.parametrize(
    ("keys", "paid"),
    [
        pytest.param(GATED, ["0.00", "150.00"], id="what waits is shared when it is paid"),
        pytest.param(GATED.replace("waits, at_end: lost", "lost"), ["0.00", "0.00"], id="what is lost never"),
    ],
)
def test_a_share_of_what_is_not_paid_is_nothing(keys, paid):
    assert bonuses(entry(keys), [plan("confirmed")], [], figures=[UNSAFE, SAFE]) == paid


def test_what_is_taken_back_is_taken_off_what_is_earned_beside_it():
    rows = ([plan("confirmed", value="1000.00")], [plan("confirmed", "P-2", value="1000.00"), plan("disproved")])

    # 1,000.00 less a balance of 800.00 taken back.
    assert bonuses(entry(KEYS), *rows) == ["100.00", "20.00"]


def test_what_is_only_taken_back_is_shared_by_nobody():
    assert bonuses(entry(KEYS), [plan("confirmed")], [plan("disproved")]) == ["150.00", "0.00"]


@pytest.mark.parametrize(
    ("policy", "missed", "fees"),
    [
        pytest.param("service_credits", [9, 1], ["100.00", "0.00"], id="credits by what they took"),
        pytest.param("suspended_credits", [9, 9], ["0.00", "100.00"], id="suspended ones once they are upheld"),
        pytest.param("suspended_credits", [9, 0], ["0.00", "0.00"], id="and never once they are avoided"),
    ],
)
def test_a_share_of_credits_is_one_of_what_they_took(policy, missed, fees):
    wait = ", not_rated: wait, at_end: avoided" if policy == "suspended_credits" else ""
    rules = paying(
        f"- {{policy: {policy}, name: credits_due, clause: s, per_failure: 1000{wait}}}\n"
        "- {policy: fixed_fee, name: handling, clause: s, amount: 10% of credits_due, short_periods: whole}\n"
    )

    decisions = decided(rules, *(figures(missed=one) for one in missed))

    assert [str(one.payment.lines[-1].applied) for one in decisions] == fees


def test_a_cap_of_twelve_months_counts_nothing_that_only_waited():
    capped = "amount: 500, cap: {limit: 10% of person_outcomes, basis: twelve months, over: period}"
    rules = f"{entry(GATED)}  - {{policy: fixed_fee, name: bonus, clause: s2, short_periods: whole, {capped}}}\n"

    april, may, june = months(rules, [plan("confirmed")], [], [], figures=[UNSAFE, SAFE, SAFE])

    assert [str(one.payment.lines[-1].applied) for one in (april, may, june)] == ["0.00", "150.00", "150.00"]
    assert april.charges["person_outcomes"] == 0


def line(kind, state, amount):
    """Return a line of the entry *one*."""
    nothing = Decimal(0)
    return Line("one", "", kind, state, amount, amount, nothing, amount, (), (), "")


LINES = st.builds(line, st.sampled_from(LineKind), st.sampled_from(LineState), st.decimals(0, 1000, places=2))


@given(st.lists(LINES, max_size=6))
def test_a_share_is_never_of_less_than_nothing_nor_of_more_than_was_moved(lines):
    applied = [one for one in lines if one.state is LineState.APPLIED and one.kind.sign]
    given = sum(one.applied for one in applied if one.kind.sign > 0)
    taken = sum(one.applied for one in applied if one.kind.sign < 0)

    assert max(given - taken, 0) <= came_to("one", lines) <= max(given - taken, 0 if given else taken)
    assert came_to("one", lines) == came_to("one", applied[::-1])
    assert came_to("another", lines) == 0
