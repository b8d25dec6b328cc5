from datetime import date
from decimal import Decimal
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.plugins.lead_provider import LeadProvider
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

OPTIMUM = "{none: {share: 60%, price: 450}, short: {share: 30%, price: 2400}, residential: {share: 10%, price: 21000}}"
BOUGHT = OPTIMUM.replace("price: 21000", "price: 21000, council_buys_for: residential")
PAID = OPTIMUM.replace("price: 21000", "price: 21000, council_paid: bills")
YEARLY = "{people: people, settled: contract_year}"
KEYS = {"group": "{people: 1200, counted: arriving}", "instalments": "12", "optimum": OPTIMUM}


def keys(**changed: str) -> str:
    """Return the keys of an entry, one a line."""
    return "\n".join(f"{key}: {value}" for key, value in {**KEYS, **changed}.items())


def drafts(figures: dict[str, str] | None = None, *, ends: bool = False, **changed: str):
    """Return the drafts of one period, the arithmetic of each part checked."""
    view = GivenView(figures=figures or {}, ends_contract_year=ends)
    found = LeadProvider().drafts(parameters_of(LeadProvider(), keys(**changed)), view)
    for draft in found:
        assert [product(part) for part in draft.parts] == [part.amount for part in draft.parts]
    return [(draft.kind.value, draft.amount) for draft in found]


def rules(every: str = "month", **changed: str) -> str:
    """Return a rule file for the price of an optimum performance."""
    return f"""{HEAD.replace("every: month", f"every: {every}")}
measures: {{people: {{type: count}}, residential: {{type: count}}, bills: {{type: money}}}}
kpis: {{group: {{value: people}}}}
payment:
  - policy: lead_provider
    name: recovery
    clause: s1
{indent(keys(**changed), "    ")}
"""


def month(people: object = 100, residential: object = 10, bills: object = 0) -> dict[str, object]:
    """Return the figures of a period."""
    given = {"people": people, "residential": residential, "bills": bills}
    return {name: one if isinstance(one, Absence) else str(one) for name, one in given.items()}


def applied(decision) -> list[tuple[str, str]]:
    """Return the kind and amount of each line."""
    return [(line.kind.value, str(line.applied)) for line in decision.payment.lines]


def test_the_price_is_that_of_the_optimum_for_the_group():
    # 60% of 450, 30% of 2,400 and 10% of 21,000 are 3,090 a person, for 1,200 people in twelve instalments.
    assert drafts() == [("fee", 309000)]


@pytest.mark.parametrize(
    ("optimum", "figures", "taken_off"),
    [
        pytest.param(BOUGHT, {"residential": "10"}, 210000, id="as many in residential care as in the price"),
        pytest.param(BOUGHT, {"residential": "8"}, 168000, id="two fewer: the provider keeps 42,000"),
        pytest.param(BOUGHT, {"residential": "13"}, 273000, id="three more: it bears 63,000"),
        pytest.param(PAID, {"bills": "198765.43"}, Decimal("198765.43"), id="what the council paid, as it is"),
    ],
)
def test_care_that_the_council_bought_is_taken_off(optimum, figures, taken_off):
    assert drafts(figures, optimum=optimum) == [("fee", 309000), ("deduction", taken_off)]


@pytest.mark.parametrize("optimum", [BOUGHT, PAID], ids=["people", "bills"])
def test_where_the_council_bought_none_nothing_is_taken_off(optimum):
    assert drafts({"residential": "0", "bills": "0"}, optimum=optimum) == [("fee", 309000)]


@pytest.mark.parametrize(
    ("changed", "people", "moved"),
    [
        pytest.param({}, "100", [], id="as many as the price is for"),
        pytest.param({}, "110", [("fee", 30900)], id="ten more"),
        pytest.param({}, "90", [("deduction", 30900)], id="ten fewer"),
        pytest.param({"tolerance": "5%", "beyond": "whole"}, "105", [], id="five more, just tolerated"),
        pytest.param({"tolerance": "5%", "beyond": "whole"}, "106", [("fee", 18540)], id="six more count whole"),
        pytest.param({"tolerance": "5%", "beyond": "excess"}, "106", [("fee", 3090)], id="or the one over it does"),
        pytest.param({"tolerance": "5%", "beyond": "excess"}, "94", [("deduction", 3090)], id="fewer likewise"),
    ],
)
def test_a_group_that_changes_is_trued_up_by_the_period(changed, people, moved):
    keys_of = {"people": "people", "settled": "each_period", **changed}
    true_up = "{" + ", ".join(f"{key}: {value}" for key, value in keys_of.items()) + "}"

    assert drafts({"people": people}, true_up=true_up) == [("fee", 309000), *moved]


def test_people_who_are_present_count_for_the_part_of_a_year():
    true_up = "{people: people, settled: each_period}"

    found = drafts({"people": "1260"}, group="{people: 1200, counted: present}", true_up=true_up)

    assert found == [("fee", 309000), ("fee", 15450)]


def test_care_of_people_who_are_present_is_taken_off_for_the_part_of_a_year():
    found = drafts({"residential": "120"}, group="{people: 1200, counted: present}", optimum=BOUGHT)

    assert found == [("fee", 309000), ("deduction", 210000)]


@pytest.mark.parametrize(
    ("people", "moved"),
    [
        pytest.param([100] * 12, [], id="as many"),
        pytest.param([120, 80, *[100] * 10], [], id="months that even out"),
        pytest.param([101] * 12, [("fee", "37080.00")], id="twelve more in the year"),
        pytest.param([*[100] * 11, 90], [("clawback", "30900.00")], id="ten fewer"),
    ],
)
def test_a_group_that_changes_is_trued_up_when_the_year_ends(people, moved):
    decisions = decided(rules(true_up=YEARLY), *map(month, people))

    assert [applied(one) for one in decisions[:11]] == [[("fee", "309000.00")]] * 11
    assert applied(decisions[11]) == [("fee", "309000.00"), *moved]


def test_a_new_contract_year_begins_with_nothing_in_mind():
    decisions = decided(
        rules("half year", instalments="2", true_up=YEARLY), *[month(people=700)] * 5, start=date(2026, 7, 1)
    )

    trued_up = [lines[1:] for lines in map(applied, decisions)]
    assert trued_up == [[], [("fee", "618000.00")], [], [("fee", "618000.00")], []]


def test_instalments_of_a_year_come_to_its_price_rounded_once():
    decisions = decided(
        rules(group="{people: 100, counted: arriving}", optimum="{x: {share: 100%, price: 1}}"), *[month()] * 12
    )

    assert [applied(one)[0][1] for one in decisions] == [*["8.33"] * 11, "8.37"]


def test_prices_and_shares_may_change_with_the_year():
    optimum = (
        "{none: {share: {year 1: 60%, year 2: 70%}, price: 450},"
        " residential: {share: {year 1: 40%, year 2: 30%}, price: {from 2026-04-01: 1000, from 2027-04-01: 1100}}}"
    )

    decisions = decided(rules("year", instalments="1", optimum=optimum), month(), month(), start=date(2026, 1, 1))

    assert [applied(one) for one in decisions] == [[("fee", "804000.00")], [("fee", "774000.00")]]


def test_a_short_first_month_is_paid_by_its_days():
    (first,) = decided(rules(), month(), start=date(2026, 4, 16))

    assert applied(first) == [("fee", "154500.00")]


@pytest.mark.parametrize("settled", ["each_period", "contract_year"])
def test_people_who_are_not_counted_wait_for_a_person(settled):
    text = rules(true_up=f"{{people: people, settled: {settled}}}")

    (decision,) = decided(text, month(people=Absence.MISSING))

    assert decision.undecided == ("payment: `people` is missing",)


PEOPLE = st.lists(st.integers(0, 600), min_size=4, max_size=4)


@settings(max_examples=20, deadline=None)
@given(PEOPLE, PEOPLE, st.decimals("0.01", 10**5, places=2))
def test_in_a_year_the_provider_is_paid_for_the_people_there_were_less_what_the_council_bought(people, bought, price):
    optimum = (
        f"{{none: {{share: 90%, price: 10}}, long: {{share: 10%, price: {price}, council_buys_for: residential}}}}"
    )
    text = rules("quarter", instalments="4", optimum=optimum, true_up=YEARLY)

    decisions = decided(text, *map(month, people, bought), start=date(2026, 4, 1))

    lines = [line for one in decisions for line in one.payment.lines if line.entry == "recovery"]
    paid = {kind: sum(line.applied for line in lines if line.kind is kind) for kind in LineKind}
    due = sum(people) * (9 + price / 10) - sum(bought) * price
    assert all(line.applied >= 0 for line in lines)
    assert paid[LineKind.CLAWBACK] <= paid[LineKind.FEE]
    assert abs(paid[LineKind.FEE] - paid[LineKind.CLAWBACK] - paid[LineKind.DEDUCTION] - due) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param(
            {"optimum": OPTIMUM.replace("60%", "59%")}, "expected shares that total 100% of the group", id="99%"
        ),
        pytest.param({"optimum": OPTIMUM.replace("60%", "61%")}, "not `101%`", id="101%"),
        pytest.param(
            {"optimum": "{none: {share: {year 1: 60%, year 2: 70%}, price: 1}, long: {share: 40%, price: 2}}"},
            "not `110%`",
            id="110% from year 2",
        ),
        pytest.param(
            {"optimum": "{none: {share: {year 1: 60%, year 2: 50%}, price: 1}, long: {share: 40%, price: 2}}"},
            "not `90%`",
            id="90% from year 2",
        ),
        pytest.param(
            {"optimum": BOUGHT.replace("council_buys_for", "council_paid: bills, council_buys_for")},
            "expected one of `council_buys_for` and `council_paid`, not both",
            id="taken off twice",
        ),
        pytest.param(
            {"true_up": "{people: people, settled: each_period, tolerance: 5%}"},
            "expected `tolerance` and `beyond` together",
            id="a tolerance of which nobody says what is beyond",
        ),
        pytest.param({"group": "{people: 1200}"}, "expected the key `counted`", id="people counted nobody knows how"),
        pytest.param({"optimum": "{}"}, "1", id="nothing that people need"),
    ],
)
def test_keys_that_make_no_sense_are_refused_with_words(changed, said):
    with pytest.raises(RuleSetError) as refused:
        decided(rules(**changed))

    assert said in str(refused.value)


def test_a_group_of_fewer_than_nobody_waits_for_a_person():
    with pytest.raises(ValueError, match="expected no fewer than 0 people, not `-100`"):
        drafts({"people": "-100"}, ends=True, true_up=YEARLY)
