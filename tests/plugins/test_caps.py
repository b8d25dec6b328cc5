"""Caps as contracts write them on service credits (SEMANTICS 24)."""

from datetime import date
from decimal import Decimal

import pytest

from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.evaluation.explanation import explained
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, LineKind
from engine.model.policy import Parameters
from engine.model.products import product
from engine.plugins.testing import decided, policies_with
from tests.plugins.rule_texts import figures, paying

FAILING = figures(missed=9, answered=85)  # 26 points: 31,200.00 at half a percent of 240,000
BY_POINTS = "- policy: service_credits\n  clause: Schedule 5, paragraph 1\n  per_point: 0.5% of charges\n"


def applied(decision) -> str:
    """Return what the credits of *decision* came to after caps."""
    return str(sum(line.applied for line in decision.payment.lines if line.entry == "service_credits"))


def drawn_on(decision):
    """Return what the one cap left of the credits of *decision*."""
    return next(line.caps[0] for line in decision.payment.lines if line.entry == "service_credits")


def bound_by(decision) -> list[str]:
    """Return the names of the caps that took something off."""
    return [use.cap for line in decision.payment.lines for use in line.caps if use.bound]


def test_ac_20_26_points_come_to_31200_of_which_a_cap_of_10_percent_leaves_24000():
    (decision,) = decided(paying(BY_POINTS + "  cap: 10% of charges"), FAILING)

    (line,) = decision.payment.lines
    assert (str(line.due), str(line.capped_off), str(line.applied)) == ("31200.00", "7200.00", "24000.00")
    assert bound_by(decision) == ["service_credits"]


def test_a_cap_that_takes_nothing_off_is_shown_and_did_not_bind():
    (decision,) = decided(paying(BY_POINTS + "  cap: 13% of charges"), FAILING)

    (line,) = decision.payment.lines
    (use,) = line.caps
    assert (str(use.limit), str(use.came), str(use.left), use.bound, use.reached) == (
        *("31200.00", "31200.00", "31200.00"),
        False,
        True,
    )


def test_semantics_24_a_caps_figure_is_rounded_before_it_is_compared():
    rules = paying(BY_POINTS + "  cap: 0.0333% of charges")

    (decision,) = decided(rules, figures(missed=9, answered=85, charges="1000.10"))

    # 0.0333% of 1,000.10 is 0.3330333.
    assert applied(decision) == "0.33"


def test_semantics_24_caps_bind_in_the_order_written_each_on_what_the_last_left():
    caps = "  cap: [{limit: 10% of charges}, {limit: 30000, over: contract}]"

    decisions = decided(paying(BY_POINTS + caps), FAILING, FAILING, FAILING)

    assert [applied(one) for one in decisions] == ["24000.00", "6000.00", "0.00"]
    assert [bound_by(one) for one in decisions] == [
        ["service_credits-1"],
        ["service_credits-1", "service_credits-2"],
        ["service_credits-1", "service_credits-2"],
    ]


def test_a_cap_over_the_contract_is_used_up_by_what_was_applied():
    decisions = decided(
        paying(BY_POINTS + "  cap: {limit: 70000, over: contract}"), FAILING, figures(), FAILING, FAILING
    )

    assert [applied(one) for one in decisions] == ["31200.00", "0", "31200.00", "7600.00"]
    assert drawn_on(decisions[-1]).used_before == 62400


def test_a_cap_over_twelve_months_forgets_what_is_older():
    cap = "  cap: {limit: 40000, over: twelve months}"

    decisions = decided(paying(BY_POINTS + cap), FAILING, *[figures()] * 10, FAILING, FAILING, FAILING)

    # April's 31,200 leaves 8,800 in March and is forgotten in the next April.
    assert [applied(one) for one in decisions[11:]] == ["8800.00", "31200.00", "0.00"]


def test_the_yearly_cap_of_the_accord_agreement_is_a_share_of_twelve_months_charges_less_their_credits():
    # credit = min(credit, yearly% x (charges of the last 11 months + charge) - credits of the last 11 months)
    cap = "  cap: [{limit: 10% of charges}, {limit: 1% of charges, basis: twelve months}]"

    decisions = decided(paying(BY_POINTS + cap), *[figures()] * 11, FAILING, FAILING)

    # 1% of 12 x 240,000 is 28,800; the month after, 24,000 of it are used.
    assert [applied(one) for one in decisions[11:]] == ["24000.00", "4800.00"]
    assert bound_by(decisions[12]) == ["service_credits-1", "service_credits-2"]


def test_months_before_the_contract_count_nothing_in_a_cap():
    cap = "  cap: {limit: 1% of charges, basis: twelve months}"

    decisions = decided(paying(BY_POINTS + cap), FAILING, FAILING)

    assert [applied(one) for one in decisions] == ["2400.00", "2400.00"]


def test_a_cap_on_the_twelve_months_before_leaves_this_months_charges_out():
    cap = "  cap: {limit: 10% of charges, basis: twelve months before, over: period}"

    decisions = decided(paying(BY_POINTS + cap), FAILING, figures(missed=9, answered=85, charges=1_000_000))

    assert [applied(one) for one in decisions] == ["0.00", "24000.00"]


def test_the_first_year_may_have_a_sum_of_its_own():
    cap = "  cap: {limit: 10% of charges, basis: twelve months before, over: twelve months, first_year: 40000}"

    decisions = decided(paying(BY_POINTS + cap), FAILING, FAILING, *[figures()] * 10, FAILING)

    # In the second year 10% of 12 x 240,000 is 288,000, and May's 8,800 still count.
    assert [applied(one) for one in (*decisions[:2], decisions[-1])] == ["31200.00", "8800.00", "31200.00"]
    assert drawn_on(decisions[-1]).limit == 288000
    assert drawn_on(decisions[-1]).used_before == 8800


def test_a_cap_may_be_dated():
    cap = "  cap: {limit: {from 2026-04-01: 10% of charges, from 2026-05-01: 5% of charges}}"

    decisions = decided(paying(BY_POINTS + cap), FAILING, FAILING)

    assert [applied(one) for one in decisions] == ["24000.00", "12000.00"]


def test_a_rolling_cap_may_be_a_share_of_a_fee_that_an_earlier_entry_pays():
    rules = paying(
        """
        - {policy: fixed_fee, name: fee, clause: s1, amount: 240000, short_periods: whole}
        - {policy: service_credits, clause: s2, per_point: 10000, cap: {limit: 5% of fee, basis: twelve months}}
        """
    )

    decisions = decided(rules, figures(), figures(), FAILING)

    # Three months of 240,000 were paid.
    assert applied(decisions[-1]) == "36000.00"


SHARED = """
caps:
  all_credits: {limit: 10% of charges, clause: Schedule 5}
"""
TWO_ENTRIES = """
- {policy: service_credits, name: for_missed, per_point: 0.5% of charges, kpis: [missed_visits], cap: all_credits}
- {policy: service_credits, name: for_calls, per_point: 0.5% of charges, kpis: [calls], cap: all_credits}
"""


def test_semantics_24_entries_draw_on_a_shared_cap_in_file_order():
    (decision,) = decided(paying(TWO_ENTRIES, more=SHARED), FAILING)

    lines = [(line.entry, str(line.due), str(line.applied)) for line in decision.payment.lines]
    assert lines == [("for_missed", "9600.00", "9600.00"), ("for_calls", "21600.00", "14400.00")]
    assert bound_by(decision) == ["all_credits"]


def test_a_shared_cap_may_not_be_a_share_of_what_is_paid_only_later():
    fee = "- {policy: fixed_fee, name: fee, clause: s3, amount: 100, short_periods: whole}"

    with pytest.raises(RuleSetError, match="expected a payment entry that comes before this one, not `fee`"):
        decided(paying(TWO_ENTRIES + fee, more=SHARED.replace("charges", "fee")))


def test_a_cap_on_absent_charges_waits_for_a_person():
    rules = paying("- {policy: service_credits, clause: s1, per_point: 100, cap: 10% of charges}")

    (decision,) = decided(rules, figures(missed=9, charges=Absence.MISSING))

    assert decision.undecided == ("payment: `charges` is missing",)


def test_a_cap_without_anything_due_asks_for_no_charges():
    rules = paying("- {policy: service_credits, clause: s1, per_point: 100, cap: 10% of charges}")

    (decision,) = decided(rules, figures(charges=Absence.MISSING))

    assert decision.undecided == ()


def test_a_cap_below_nothing_is_refused():
    with pytest.raises(RuleSetError, match="expected a sum of 0 or more"):
        decided(paying(BY_POINTS + "  cap: -1% of charges"))


def test_semantics_26_credits_beyond_the_charges_are_carried_to_the_next_month():
    rules = paying(
        """
        - {policy: fixed_fee, name: fee, clause: s1, amount: 10000, short_periods: pro_rata}
        - {policy: service_credits, clause: s2, per_point: 500}
        """
    )

    decisions = decided(rules, FAILING, figures(), start=date(2026, 4, 1))

    assert [str(one.payment.payable) for one in decisions] == ["0.00", "7000.00"]
    assert [str(one.payment.carried_forward) for one in decisions] == ["3000.00", "0.00"]


class BothWays:
    """Pays a fee of 900, deducts 300 and withholds 200."""

    name, version, parameters = "both_ways", "1", Parameters

    def drafts(self, *_):
        sums = {LineKind.FEE: 900, LineKind.DEDUCTION: 300, LineKind.WITHHELD: 200}
        return tuple([Draft(kind, (product("all", Factor(Decimal(one), "sum")),)) for kind, one in sums.items()])


@pytest.mark.parametrize(
    ("cap", "came"),
    [
        pytest.param("{limit: 400}", ["400.00", "0.00", "0.00"], id="without a direction the fee uses all of it"),
        pytest.param("{limit: 400, binds: deductions}", ["900.00", "300.00", "100.00"], id="what is withheld deducts"),
        pytest.param("{limit: 400, binds: additions}", ["400.00", "300.00", "200.00"], id="the fee alone"),
        pytest.param(
            "[{limit: 700, binds: additions}, {limit: 250, binds: deductions}]",
            ["700.00", "250.00", "0.00"],
            id="one for each direction",
        ),
        pytest.param(
            "[{limit: 700, binds: additions}, {limit: 150, over: event, binds: deductions}]",
            ["700.00", "150.00", "150.00"],
            id="by event after one of the other direction, whose lines it never meets",
        ),
    ],
)
def test_a_cap_may_bind_the_lines_of_one_direction_only(cap, came):
    rules = paying(f"- {{policy: both_ways, clause: s, cap: {cap}}}")

    (decision,) = decided(rules, figures(), policies=[BothWays()])

    assert [str(line.applied) for line in decision.payment.lines] == came


def test_a_cap_of_one_direction_counts_what_that_direction_used_before():
    rules = paying("- {policy: both_ways, clause: s, cap: {limit: 700, binds: deductions, over: contract}}")

    *_, last = decided(rules, figures(), figures(), policies=[BothWays()])

    fee, deduction, withheld = last.payment.lines
    assert (fee.caps, deduction.caps[0].used_before, deduction.applied, withheld.applied) == ((), 500, 200, 0)


def test_a_cap_of_one_direction_says_so_where_it_bound():
    rules = paying("- {policy: both_ways, clause: s, cap: {limit: 400, binds: deductions}}")
    (decision,) = decided(rules, figures(), policies=[BothWays()])

    said = str(explained(decision, compiled("rules.yaml", rules.encode(), policies_with(BothWays())).rules))

    assert "The cap on deductions is £400.00, of which £300.00 was used before, and took off £100.00" in said


def test_a_cap_by_event_stands_before_those_that_the_same_lines_meet():
    cap = "[{limit: 5}, {limit: 1, over: event, binds: deductions}]"

    with pytest.raises(RuleSetError, match="expected a cap by event to stand before"):
        decided(paying(f"{BY_POINTS}  cap: {cap}"))


class Adjusting:
    """A policy of somebody else's that takes back what it paid too much."""

    name = "adjusting"
    version = "1"
    parameters = Parameters

    def drafts(self, *_):
        return (Draft(LineKind.ADJUSTMENT, (product("too much", Factor(Decimal(-50), "sum")),)),)


def test_semantics_30_an_adjustment_uses_no_cap_whoever_draws_it():
    entry = "- {policy: adjusting, clause: s, cap: {limit: 30, over: contract}}"

    decisions = decided(paying(entry), figures(), figures(), policies=[Adjusting()])

    drawn = [line for one in decisions for line in one.payment.lines if line.entry == "adjusting"]
    assert [(line.applied, line.capped_off, line.caps) for line in drawn] == [(-50, 0, ())] * 2
