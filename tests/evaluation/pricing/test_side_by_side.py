"""What several rule sets come to, laid beside each other over the periods that they have in common."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.pricing import PricedPeriod, Sums, side_by_side
from engine.model.period import Period

MONTHS = ("2026-04", "2026-05", "2026-06")


def sums(payable, carried="0"):
    amount = Decimal(payable)
    return Sums(amount, Decimal(0), amount, amount, Decimal(carried))


def period(label, payable=None, *, contract="c-1", provider="Example Care", why=("no figure",)):
    """What a period comes to; None where nobody can say."""
    priced = None if payable is None else sums(payable)
    return PricedPeriod(contract, provider, Period.parse(label), priced, () if priced else why)


def shown(comparison):
    """Each row as its period and what is payable under each rule set."""
    return [
        (row.period.label, *(str(cost.sums.payable) if cost.sums else "-" for cost in row.costs))
        for row in comparison.rows
    ]


def test_months_stand_beside_months():
    found = side_by_side(
        {
            "first": [period("2026-04", "100"), period("2026-05", "110")],
            "other": [period("2026-04", "90"), period("2026-05", "130")],
        }
    )

    assert shown(found) == [("2026-04", "100", "90"), ("2026-05", "110", "130")]
    assert [row.costs[1].difference for row in found.rows] == [-10, 20]


def test_months_are_added_up_beside_a_quarter():
    found = side_by_side(
        {"first": [period(month, "100") for month in (*MONTHS, "2026-07")], "other": [period("2026-Q2", "330")]}
    )

    assert shown(found) == [("2026-Q2", "300", "330"), ("2026-07", "100", "-")]
    assert found.rows[0].costs[1].difference == 30
    assert found.rows[1].costs[1].why == ("2026-07: no evidence",)


def test_a_quarter_with_a_month_that_cannot_be_priced_cannot_be_either():
    months = [period("2026-04", "100"), period("2026-05"), period("2026-06", "100")]

    [row] = side_by_side({"first": months, "other": [period("2026-Q2", "330")]}).rows

    assert row.costs[0].sums is None
    assert row.costs[0].why == ("2026-05: no figure",)
    assert row.costs[1].difference is None


def test_a_stretch_without_evidence_for_all_of_it_says_what_there_is():
    [row] = side_by_side({"first": [period("2026-Q2", "330")], "other": [period("2026-04", "100")]}).rows

    assert row.costs[1].why == ("2026-Q2: evidence for 2026-04 only",)


def test_totals_compare_only_what_both_could_price():
    found = side_by_side(
        {
            "first": [period("2026-04", "100"), period("2026-05", "100"), period("2026-06")],
            "other": [period("2026-04", "90"), period("2026-05"), period("2026-06", "80")],
        }
    )

    [total] = found.totals
    first, other = total.costs
    assert (total.provider, total.periods) == ("Example Care", 3)
    assert (first.priced, first.sums.payable, first.compared, first.difference) == (2, 200, 2, 0)
    assert (other.priced, other.sums.payable, other.compared, other.difference) == (2, 170, 1, -10)


def test_providers_are_told_apart_and_added_up():
    first = [
        period("2026-04", "100"),
        period("2026-04", "50", contract="c-2"),
        period("2026-04", "7", contract="c-3", provider="Other Care"),
    ]

    found = side_by_side({"first": first})

    assert [(total.provider, total.costs[0].sums.payable) for total in found.totals] == [
        ("Example Care", 150),
        ("Other Care", 7),
        ("", 157),
    ]


def test_what_is_carried_is_that_of_the_last_period_of_each_contract():
    one = [
        PricedPeriod("c-1", "Care", Period.parse(month), sums("0", carried), ())
        for month, carried in (("2026-04", "30"), ("2026-05", "40"))
    ]
    two = [PricedPeriod("c-2", "Care", Period.parse("2026-04"), sums("0", "5"), ())]

    [total] = side_by_side({"first": [*one, *two]}).totals

    assert total.costs[0].sums.carried_forward == 45


def test_periods_are_chosen_by_their_last_days():
    priced = {"first": [period(month, "100") for month in MONTHS]}

    found = side_by_side(priced, since=date(2026, 5, 31), until=date(2026, 6, 29))

    assert shown(found) == [("2026-05", "100")]
    assert found.totals[0].periods == 1


def test_nothing_priced_is_nothing_shown():
    assert side_by_side({"first": [], "other": []}) == ((), ())


@given(
    first=st.lists(st.integers(0, 10**6), min_size=6, max_size=6),
    other=st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=2, max_size=2),
)
def test_differences_of_rows_add_up_to_that_of_the_total(first, other):
    months = [period(f"2026-{month:02}", str(amount)) for month, amount in enumerate(first, 4)]
    quarters = [period(label, amount) for label, amount in zip(("2026-Q2", "2026-Q3"), other, strict=True)]

    found = side_by_side({"first": months, "other": quarters})

    differences = [row.costs[1].difference for row in found.rows if row.costs[1].difference is not None]
    total = found.totals[0].costs[1]
    assert total.difference == (sum(differences) if differences else None)
    assert total.compared == len(differences) == sum(one is not None for one in other)
    assert found.totals[0].costs[0].sums.payable == sum(first)
