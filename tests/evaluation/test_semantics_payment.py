"""SEMANTICS 24 to 26: rounding, caps, the ways to price, and what is payable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.model.decision import DecisionOutcome
from engine.model.figures import Absence
from tests.evaluation.builders import SUPPRESSED, Provider, errors, kpi, lines, rules

POINTS = kpi(points="{inadequate: 1}")


def credit(cap, *, per_point="100.00", more=""):
    """Rules under which each failing month costs *per_point*, capped."""
    return rules(
        kpis=POINTS,
        payment=f"- {{policy: service_credits, name: p, per_point: {per_point}, cap: {cap}}}\n{more}",
    )


def applied(provider, *charges, figure=0):
    """What each month's line came to after caps."""
    return [lines(provider.reports(figure=figure, charges=charged), "p")[0].applied for charged in charges]


def test_semantics_24_amounts_are_rounded_and_then_capped_by_a_figure_rounded_before():
    # The cap is 33.335% of 100.00, 33.34 once rounded; the line 33.344, 33.34 once rounded: nothing is capped off.
    provider = Provider(credit("33.335% of charges", per_point="33.344"))

    (line,) = lines(provider.reports(figure=0, charges="100.00"))

    assert (line.due, line.applied, line.caps[0].limit) == (Decimal("33.34"), Decimal("33.34"), Decimal("33.34"))
    assert line.caps[0].reached
    assert not line.caps[0].bound


@pytest.mark.parametrize(
    ("caps", "bound", "left"),
    [
        pytest.param("[80, 60]", ["p-1", "p-2"], 60, id="each takes from what the last left"),
        pytest.param("[60, 80]", ["p-1"], 60, id="a wider one after a tight one does not bind"),
        pytest.param("[200, 60]", ["p-2"], 60, id="one that is not reached does not bind"),
    ],
)
def test_semantics_24_caps_bind_in_the_order_written_and_the_line_names_each_that_bound(caps, bound, left):
    (line,) = lines(Provider(credit(caps)).reports(figure=0))

    assert [use.cap for use in line.caps if use.bound] == bound
    assert (line.due, line.capped_off, line.applied) == (100, 100 - left, left)


def test_semantics_24_lines_draw_on_a_shared_cap_in_file_order():
    provider = Provider(
        rules(
            kpis=POINTS,
            caps="pool: {limit: 150.00}",
            payment="""
                - {policy: service_credits, name: first, per_point: 100.00, cap: pool}
                - {policy: service_credits, name: second, per_point: 100.00, cap: pool}
            """,
        )
    )

    decision = provider.reports(figure=0)

    assert [line.applied for line in lines(decision)] == [100, 50]
    assert [use.used_before for line in lines(decision) for use in line.caps] == [0, 100]


def test_semantics_24_use_is_counted_by_amounts_applied():
    provider = Provider(credit("[30.00, {limit: 75.00, over: contract}]"))

    assert applied(provider, *["1000.00"] * 4) == [30, 30, 15, 0]


@pytest.mark.parametrize("caps", ["[30.00, pool]", "[pool, 30.00]"])
def test_semantics_24_use_of_a_shared_cap_is_what_was_applied_of_each_line_whichever_cap_bound_it(caps):
    provider = Provider(
        rules(
            kpis=POINTS,
            caps="pool: {limit: 150.00, over: contract}",
            payment=f"""
                - {{policy: service_credits, name: first, per_point: 100.00, cap: {caps}}}
                - {{policy: service_credits, name: second, per_point: 100.00, cap: pool}}
            """,
        )
    )

    decisions = [provider.reports(figure=0) for _ in range(2)]

    months = [[line.applied for line in lines(one) if line.policy] for one in decisions]
    assert months == [[30, 100], [20, 0]]


@pytest.mark.parametrize(
    ("over", "months"),
    [
        pytest.param("period", [60] * 13, id="each period anew"),
        pytest.param(
            "twelve months", [60, 40] + [0] * 10 + [60], id="what falls out of the twelve months frees the cap"
        ),
        pytest.param("contract", [60, 40] + [0] * 11, id="once in the contract"),
    ],
)
def test_semantics_24_a_cap_is_over_a_period_twelve_months_or_the_contract(over, months):
    provider = Provider(credit(f"{{limit: 100.00, over: {over}}}", per_point="60.00"))

    assert applied(provider, *["1000.00"] * 13) == months


@pytest.mark.parametrize(
    ("basis", "limits"),
    [
        pytest.param("period", [10, 20, 30], id="of this period"),
        pytest.param("twelve months", [10, 30, 60], id="of twelve months ending with it"),
        pytest.param("twelve months before", [0, 10, 30], id="of the twelve before it: none before the contract"),
    ],
)
def test_semantics_24_a_caps_basis_is_declared(basis, limits):
    provider = Provider(credit(f"{{limit: 10% of charges, basis: {basis}, over: period}}"))

    months = [lines(provider.reports(figure=0, charges=charged), "p")[0] for charged in ("100.00", "200.00", "300.00")]

    assert [line.caps[0].limit for line in months] == limits


@pytest.mark.parametrize(
    ("basis", "limits"),
    [
        pytest.param("twelve months", [110, 120, 120, 120], id="this month is one of the twelve"),
        pytest.param("twelve months before", [100, 110, 120, 120], id="it comes after the twelve"),
    ],
)
def test_semantics_24_a_basis_of_twelve_months_forgets_the_thirteenth(basis, limits):
    provider = Provider(credit(f"{{limit: 10% of charges, basis: {basis}, over: period}}"))

    months = [lines(provider.reports(figure=0, charges="100.00"), "p")[0].caps[0].limit for _ in range(14)]

    assert months[10:] == limits


@pytest.mark.parametrize(
    ("basis", "limits"),
    [
        pytest.param("twelve months", [10, 20, 30, 40, 40], id="this quarter is one of the four"),
        pytest.param("twelve months before", [0, 10, 20, 30, 40], id="it comes after the four"),
    ],
)
def test_semantics_24_twelve_months_are_four_quarters(basis, limits):
    cap = f"{{limit: 10% of charges, basis: {basis}, over: period}}"
    pays = f"- {{policy: service_credits, name: p, per_point: 100.00, cap: {cap}}}"
    provider = Provider(rules(kpis=POINTS, reporting="{every: quarter}", payment=pays))

    quarters = [lines(provider.reports(figure=0, charges="100.00"), "p")[0].caps[0].limit for _ in range(5)]

    assert quarters == limits


@pytest.mark.parametrize("basis", ["", ", basis: twelve months", ", basis: twelve months before"])
def test_semantics_24_a_cap_that_is_a_sum_is_a_share_of_nothing(basis):
    provider = Provider(credit(f"{{limit: 15.00, over: period{basis}}}"))

    assert applied(provider, "100.00", "200.00") == [15, 15]


def test_semantics_24_a_first_year_may_have_a_sum_of_its_own():
    provider = Provider(credit("{limit: 10% of charges, basis: twelve months before, first_year: 55.00, over: period}"))

    assert applied(provider, *["100.00"] * 13) == [55] * 12 + [100]


@pytest.mark.parametrize(
    ("start", "limits"),
    [
        pytest.param(date(2026, 4, 1), [55] * 4 + [40], id="four quarters"),
        pytest.param(date(2026, 5, 1), [55] * 4 + [40], id="the quarter that holds the anniversary ends in the second"),
    ],
)
def test_semantics_24_the_first_year_is_a_contract_year_however_long_its_periods(start, limits):
    cap = "{limit: 10% of charges, basis: twelve months before, first_year: 55.00, over: period}"
    pays = f"- {{policy: service_credits, name: p, per_point: 100.00, cap: {cap}}}"
    provider = Provider(rules(kpis=POINTS, reporting="{every: quarter}", payment=pays), start=start)

    quarters = [lines(provider.reports(figure=0, charges="100.00"), "p")[0].caps[0].limit for _ in range(5)]

    assert quarters == limits


@pytest.mark.parametrize(
    ("price", "due"),
    [
        pytest.param("1% of charges", 10, id="a percentage of a charge"),
        pytest.param("7.50", "7.5", id="a sum of money"),
    ],
)
def test_semantics_25_per_point_is_a_percentage_or_a_sum(price, due):
    provider = Provider(rules(kpis=POINTS, payment=f"- {{policy: service_credits, per_point: {price}}}"))

    assert lines(provider.reports(figure=0))[0].due == Decimal(due)


def test_semantics_25_percentage_gap_names_its_required_level():
    gap = "- {policy: service_credits, percentage_gap: {kpi: kpi, required: 98, of: charges}}"

    (line,) = lines(Provider(rules(payment=gap)).reports(figure=75, charges="10000.00"))

    assert line.due == Decimal("2300.00")
    assert errors(payment=gap.replace("required: 98, ", "")) == {"unexpected-value"}


@pytest.mark.parametrize(
    ("pools", "codes"),
    [
        pytest.param("{a: {share: 60%, kpis: {kpi: 100%}}, b: {share: 40%, kpis: {kpi: 100%}}}", set(), id="100% may"),
        pytest.param(
            "{a: {share: 60%, kpis: {kpi: 100%}}, b: {share: 41%, kpis: {kpi: 100%}}}",
            {"unexpected-value"},
            id="pools over 100% may not",
        ),
        pytest.param("{a: {share: 60%, kpis: {kpi: 60%, b: 41%}}}", {"unexpected-value"}, id="nor allocations"),
    ],
)
def test_semantics_25_at_risk_shares_total_at_most_100_percent(pools, codes):
    pays = f"- {{policy: service_credits, at_risk: {{amount: 10% of charges, pools: {pools}}}}}"

    assert errors(kpis=kpi() + kpi("b"), payment=pays) == codes


@pytest.mark.parametrize(
    ("when", "figures", "pays"),
    [
        pytest.param("failures(last=2) >= 2", [0, 0], [False, True], id="with the ladder's functions"),
        pytest.param("breach", [0], [False], id="with the period's figures"),
    ],
)
@pytest.mark.parametrize(
    "policy", ["fixed_fee, amount: 10.00, short_periods: whole", "service_credits, per_point: 10.00"]
)
def test_semantics_25_any_policy_takes_when(policy, when, figures, pays):
    provider = Provider(rules(kpis=POINTS, payment=f"- {{policy: {policy}, when: {when}}}"))

    assert [bool(lines(provider.reports(figure=figure))) for figure in figures] == pays


def test_semantics_25_a_when_that_is_unknown_waits_for_a_person():
    provider = Provider(rules(kpis=POINTS, payment="- {policy: service_credits, per_point: 10.00, when: breach}"))

    assert provider.reports(figure=0, breach=SUPPRESSED).outcome is DecisionOutcome.UNDECIDED


def test_semantics_26_excess_deductions_carry_to_the_next_period_as_a_line():
    provider = Provider(
        rules(
            kpis=POINTS,
            payment="""
                - {policy: fixed_fee, amount: 30.00, short_periods: whole}
                - {policy: service_credits, per_point: 100.00}
            """,
        )
    )

    failing, passing, later = (provider.reports(figure=figure) for figure in (0, 95, 95))

    assert (failing.payment.payable, failing.payment.carried_forward) == (0, 70)
    assert [(line.kind.value, line.applied) for line in lines(passing)] == [("adjustment", -70), ("fee", 30)]
    assert (passing.payment.payable, passing.payment.carried_forward) == (0, 40)
    assert (later.payment.payable, later.payment.carried_forward) == (0, 10)


def test_semantics_26_what_deductions_exceed_at_the_end_is_a_debt():
    rule_set = rules(
        kpis=POINTS,
        payment="""
            - {policy: fixed_fee, amount: 30.00, short_periods: whole}
            - {policy: service_credits, per_point: 100.00}
        """,
    )
    provider = Provider(rule_set, end=date(2026, 5, 15))

    april, may = (provider.reports(figure=0) for _ in range(2))

    assert (april.payment.carried_forward, april.payment.debt) == (70, 0)
    assert (may.payment.payable, may.payment.carried_forward, may.payment.debt) == (0, 0, 140)
    assert provider.standing.carried == 140


def test_semantics_24_a_share_of_charges_that_are_absent_is_never_a_cap_of_nothing():
    provider = Provider(credit("10% of charges"))

    decision = provider.reports(figure=0, charges=Absence.SUPPRESSED)

    assert decision.outcome is DecisionOutcome.UNDECIDED


def test_semantics_8_sums_that_no_wire_carries_wait_for_a_person():
    """Each line has 18 digits, what they come to has 19."""
    fee = "- {policy: fixed_fee, name: NAME, amount: 600000000000000000.00, short_periods: whole, clause: s}\n"
    provider = Provider(rules(payment=fee.replace("NAME", "one") + fee.replace("NAME", "two")))

    decision = provider.reports(figure=95)

    assert decision.outcome is DecisionOutcome.UNDECIDED
    assert decision.undecided == ("payment: expected sums of at most 18 digits before the point",)


def test_semantics_10_amounts_have_the_minor_digits_that_they_were_rounded_to():
    credits_ = "- {policy: service_credits, clause: s, per_point: 100.00, cap: 50.00}\n"
    provider = Provider(rules(kpis=kpi(points="{requires_improvement: 2}"), payment=credits_))

    (line,) = lines(provider.reports(figure=75))
    carried = lines(provider.reports(figure=95), "carried_forward")

    assert [str(use.used_before) for use in line.caps] == ["0.00"]
    assert [str(one.capped_off) for one in carried] == ["0.00"]
