from datetime import date
from decimal import Decimal
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.plugins.tapering_budget import TaperingBudget
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

YEARLY = {
    "base": "2000000",
    "falls": "{by: 5%, each_of: year_before}",
    "spent": "spending",
    "paid": "spending",
    "instalments": "1",
    "kept": "100%",
    "borne": "100%",
}
GROUP = "{people: people, base: 100}"


def keys(**changed: str) -> str:
    """Return the keys of an entry, one a line."""
    return "\n".join(f"{key}: {value}" for key, value in {**YEARLY, **changed}.items() if value)


def year(number: int) -> dict[str, object]:
    """Return what a view is given of the contract year *number*, all in one period."""
    return {"period": Period.parse(f"{2025 + number}/{26 + number}"), "ends_contract_year": True}


def drafts(spent: str = "0", *, people: str = "100", view: dict[str, object] | None = None, **changed: str):
    """Return the drafts of one period by their kinds, the arithmetic of each part checked."""
    given_view = GivenView(figures={"spending": spent, "people": people}, **(view or year(1)))
    found = TaperingBudget().drafts(parameters_of(TaperingBudget(), keys(**changed)), given_view)
    for draft in found:
        assert [product(part) for part in draft.parts] == [part.amount for part in draft.parts]
    return {draft.kind: draft.amount for draft in found}


def rules(**changed: str) -> str:
    """Return a rule file for a budget that is paid by the month, or as *changed*."""
    monthly = {"paid": "budget", "instalments": "12", **changed}
    entry = indent(keys(**monthly), "    ")
    return f"""{HEAD}
measures: {{spending: {{type: money}}, people: {{type: count}}}}
kpis: {{group: {{value: people}}}}
payment:
  - policy: tapering_budget
    name: support
    clause: s1
{entry}
"""


def month(spent: object, people: object = 100) -> dict[str, object]:
    """Return the figures of a period."""
    return {"spending": spent if isinstance(spent, Absence) else str(spent), "people": str(people)}


def applied(decision) -> list[tuple[str, str]]:
    """Return the kind and amount of each line."""
    return [(line.kind.value, str(line.applied)) for line in decision.payment.lines if line.entry == "support"]


@pytest.mark.parametrize(
    ("contract_year", "changed", "budget"),
    [
        pytest.param(1, {}, "1900000", id="AC-56: contract year 1 is 5% below the base year"),
        pytest.param(2, {}, "1805000", id="AC-56: contract year 2 falls from the unrounded figure before"),
        pytest.param(3, {}, "1714750", id="AC-56: contract year 3 falls again"),
        pytest.param(3, {"falls": "{by: 5%, each_of: base_year}"}, "1700000", id="in equal steps of the base year's"),
        pytest.param(
            3, {"falls": "{by: {year 1: 2%, year 2: 5%, year 3: 3%}, each_of: year_before}"}, "1806140", id="a schedule"
        ),
        pytest.param(1, {"falls": "{by: {year 2: 5%}, each_of: year_before}"}, "2000000", id="no fall in year 1"),
        pytest.param(4, {"falls": "{by: {year 2: 5%}, each_of: year_before}"}, "1714750", id="the last step goes on"),
        pytest.param(3, {"falls": "{by: 40%, each_of: base_year}"}, "0", id="never below nothing"),
        pytest.param(3, {"floor": "1750000"}, "1750000", id="a floor binds"),
        pytest.param(2, {"floor": "1750000"}, "1805000", id="a floor above which the budget stays"),
        pytest.param(3, {"floor": "1714750"}, "1714750", id="a floor that is reached exactly"),
    ],
)
def test_a_budget_falls_by_its_schedule(contract_year, changed, budget):
    assert drafts(view=year(contract_year), paid="budget", **changed)[LineKind.FEE] == Decimal(budget)


@pytest.mark.parametrize(
    ("spent", "changed", "moved"),
    [
        pytest.param("1750000", {}, {LineKind.INCENTIVE: 55000}, id="AC-56: under-spend is kept whole"),
        pytest.param("1850000", {}, {LineKind.DEDUCTION: 45000}, id="AC-56: over-spend is borne whole"),
        pytest.param("1805000", {}, {}, id="on the budget nothing moves"),
        pytest.param("1750000", {"kept": "40%"}, {LineKind.INCENTIVE: 22000}, id="a share is kept"),
        pytest.param("1850000", {"borne": "40%"}, {LineKind.DEDUCTION: 18000}, id="a share is borne"),
        pytest.param("1750000", {"kept": "{year 1: 0%, year 2: 10%}"}, {LineKind.INCENTIVE: 5500}, id="a dated share"),
        pytest.param("1750000", {"kept": "0%"}, {}, id="nothing is kept"),
        pytest.param("1850000", {"borne": "0%"}, {}, id="nothing is borne"),
    ],
)
def test_what_is_left_or_overspent_is_shared(spent, changed, moved):
    found = drafts(spent, view=year(2), **changed)

    assert found == {LineKind.FEE: Decimal(spent), **moved}


@pytest.mark.parametrize(
    ("spent", "share", "moved"),
    [
        pytest.param("1750000", {"kept": "40%"}, (LineKind.CLAWBACK, 33000), id="what is not kept is given back"),
        pytest.param("1750000", {"kept": "100%"}, None, id="what is kept stays where it is"),
        pytest.param("1850000", {"borne": "40%"}, (LineKind.FEE, 27000), id="what is not borne is paid"),
    ],
)
def test_a_budget_that_is_paid_is_settled_the_other_way_round(spent, share, moved):
    view = GivenView(figures={"spending": spent}, **year(2))

    fee, *rest = TaperingBudget().drafts(parameters_of(TaperingBudget(), keys(paid="budget", **share)), view)

    assert (fee.kind, fee.amount) == (LineKind.FEE, 1805000)
    assert [(one.kind, one.amount) for one in rest] == ([moved] if moved else [])


@pytest.mark.parametrize(
    ("people", "changed", "budget"),
    [
        pytest.param("110", {}, "2090000", id="ten more people"),
        pytest.param("90", {}, "1710000", id="ten fewer"),
        pytest.param("105", {"rebase": "{people: people, base: 100, tolerance: 5%}"}, "1900000", id="within 5%, on it"),
        pytest.param("106", {"rebase": "{people: people, base: 100, tolerance: 5%}"}, "2014000", id="beyond it, whole"),
        pytest.param(
            "50",
            {"floor": "1950000", "rebase": "{people: people, base: 100, floor: follows}"},
            "975000",
            id="a floor that follows the group",
        ),
        pytest.param(
            "50",
            {"floor": "1500000", "rebase": "{people: people, base: 100, floor: stands}"},
            "1500000",
            id="a floor that stands",
        ),
        pytest.param(
            "110",
            {"floor": "1950000", "rebase": "{people: people, base: 100, floor: stands}"},
            "2090000",
            id="a floor that stands below a larger group's budget",
        ),
    ],
)
def test_a_budget_follows_its_group(people, changed, budget):
    assert drafts(people=people, paid="budget", **{"rebase": GROUP, **changed})[LineKind.FEE] == Decimal(budget)


def test_instalments_come_to_the_year_and_what_is_left_is_given_back_at_its_end():
    months = [month(150000)] * 11 + [month(130000)] + [month(140000)]

    decisions = decided(rules(base="2000001", kept="50%"), *months)

    # 1,900,000.95 in twelve: eleven of 158,333.41 and what is left of it; 120,000.95 are left, of which half is kept.
    assert [applied(one) for one in decisions[:11]] == [[("fee", "158333.41")]] * 11
    assert applied(decisions[11]) == [("fee", "158333.44"), ("clawback", "60000.48")]
    assert applied(decisions[12]) == [("fee", "150416.74")]


def test_with_the_contract_year_all_that_was_remembered_ends():
    decisions = decided(rules(), *[month(150000)] * 13)

    kept = [sorted(one.payment.remembered["support"].items()) for one in decisions]
    assert [name for name, _ in kept[0]] == [
        "agreed, contract year 1",
        "budget, contract year 1",
        "paid, contract year 1",
        "spent, contract year 1",
    ]
    assert {value for _, value in kept[11]} == {None}
    assert dict(kept[12])["spent, contract year 2"] == 150000


def test_a_contract_that_ends_within_a_year_is_settled_for_its_months():
    text = rules(paid="spending")

    decisions = decided(text, month(100000), month(100000), end=date(2026, 5, 31))

    assert [applied(one) for one in decisions] == [
        [("fee", "100000.00")],
        [("fee", "100000.00"), ("incentive", "116666.67")],  # 2 of 12 of 1,900,000 less 200,000
    ]


def test_semantics_3_a_short_first_month_has_its_days_of_the_budget():
    (first,) = decided(rules(), month(0), start=date(2026, 4, 16))

    assert applied(first) == [("fee", "79166.67")]


def test_semantics_3_a_month_belongs_to_the_contract_year_of_its_last_day():
    decisions = decided(rules(kept="0%"), *[month(0)] * 14, start=date(2026, 4, 16))

    # 15 April 2027 ends contract year 1, in which the month of April does not end: March is its last.
    assert [len(applied(one)) for one in decisions] == [1] * 11 + [2, 1, 1]
    assert applied(decisions[12])[0] == ("fee", "150416.67")


def test_the_group_is_counted_month_by_month():
    first, second = decided(rules(rebase=GROUP), month(0, 100), month(0, 120))

    assert (applied(first), applied(second)) == ([("fee", "158333.33")], [("fee", "190000.00")])


@pytest.mark.parametrize("paid", ["budget", "spending"])
def test_spending_that_is_missing_waits_for_a_person(paid):
    (decision,) = decided(rules(paid=paid), month(Absence.MISSING))

    assert decision.undecided == ("payment: `spending` is missing",)


def test_a_base_of_nobody_waits_for_a_person():
    (decision,) = decided(rules(rebase="{people: people, base: 0}"), month(1))

    assert "expected a base of more than 0 people" in decision.undecided[0]


def test_spending_below_nothing_waits_for_a_person():
    with pytest.raises(ValueError, match="expected spending of 0 or more in the contract year"):
        drafts("-5")


SUMS = st.decimals(0, 400000, places=2)


@settings(max_examples=20, deadline=None)
@given(spent=st.lists(SUMS, min_size=4, max_size=4), share=st.integers(0, 100), base=st.decimals(0, 10**6, places=2))
def test_both_ways_of_paying_pay_the_same_and_never_more_than_the_contract_says(spent, share, base):
    paid = {}
    for way in ("budget", "spending"):
        text = rules(
            paid=way, base=str(base), instalments="4", kept=f"{share}%", borne=f"{share}%", falls=YEARLY["falls"]
        ).replace("every: month", "every: quarter")
        decisions = decided(text, *map(month, spent))
        lines = [line for one in decisions for line in one.payment.lines if line.entry == "support"]
        assert all(line.applied >= 0 for line in lines)
        fees = sum(line.applied for line in lines if line.kind is LineKind.FEE)
        assert sum(line.applied for line in lines if line.kind is LineKind.CLAWBACK) <= fees
        paid[way] = sum(line.kind.sign * line.applied for line in lines)

    budget, whole = base * Decimal("0.95"), sum(spent)
    due = whole + (budget - whole) * share / 100
    assert abs(paid["spending"] - due) <= Decimal("0.005")
    assert abs(paid["budget"] - due) <= Decimal("0.01")


@settings(max_examples=20, deadline=None)
@given(st.lists(SUMS, min_size=12, max_size=12), st.decimals(0, 10**7, places=2))
def test_the_instalments_of_a_year_come_to_its_budget_rounded_once(spent, base):
    decisions = decided(rules(base=str(base)), *map(month, spent))

    fees = [line.applied for one in decisions for line in one.payment.lines[:1]]
    assert abs(sum(fees) - base * Decimal("0.95")) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"kept": "110%"}, "expected a percentage from 0% to 100%, not `110%`", id="more than all is kept"),
        pytest.param(
            {"borne": "-1%"}, "expected a percentage from 0% to 100%, not `-1%`", id="less than nothing is borne"
        ),
        pytest.param({"falls": "{by: 0.05, each_of: year_before}"}, "expected a percentage such as `10%`", id="a part"),
        pytest.param({"falls": "{by: 5%}"}, "expected the key `each_of`", id="of what is not said"),
        pytest.param(
            {"falls": "{by: {from 2026-04-01: 5%}, each_of: year_before}"},
            "expected contract years such as `year 2`, not dates",
            id="dates",
        ),
        pytest.param({"paid": "both"}, "both", id="no way of paying"),
        pytest.param({"instalments": "0"}, "1", id="no instalments"),
        pytest.param({"spent": ""}, "expected the key `spent`", id="no spending"),
        pytest.param({"spent": "people"}, "expected a sum of money, but `people` is a number", id="no sum of money"),
        pytest.param(
            {"floor": "1000", "rebase": GROUP}, "expected a `floor` (`follows` or `stands`) beside", id="a floor unsaid"
        ),
        pytest.param(
            {"rebase": "{people: people, base: 100, floor: stands}"}, "expected no `floor`", id="a floor too many"
        ),
    ],
)
def test_keys_that_make_no_sense_are_refused_with_words(changed, said):
    with pytest.raises(RuleSetError) as refused:
        decided(rules(**changed))

    assert said in str(refused.value)
