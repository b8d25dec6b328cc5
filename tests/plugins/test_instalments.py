from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.evaluation.admission import submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import folded
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.model.standing import Standing
from engine.plugins.testing import decided, policies_with
from tests.plugins.rule_texts import HEAD

RULES = f"""{HEAD}
parameters:
  kept: {{type: percent, default: 75}}
measures:
  price: {{type: money, default: 5880000}}
  recruited: {{type: percent, default: 100}}
  in_post: {{type: percent, default: 100}}
kpis:
  recruitment: {{value: recruited}}
payment:
"""
FEE = "amount: 40% of price, number: 29"
TWELVE = "amount: 1200, number: 12"
TO_75 = "{when: recruited < 75, at: [2026-05-31], to: 75%, of: fee_in_force, lasts: for_good}"
SIGNS = {LineKind.FEE: "", LineKind.CLAWBACK: "-"}


def entry(keys, *, cap=""):
    """Return rules that pay by *keys*."""
    return f"{RULES}  - {{policy: instalments, clause: s1{cap}, {keys}}}\n"


def reduced(*reductions, keys=TWELVE):
    """Return rules with these *reductions*."""
    return entry(f"{keys}, reductions: [{', '.join(reductions)}]")


def month(**figures):
    """Return the figures of a month as text."""
    return {name: figure if isinstance(figure, Absence) else str(figure) for name, figure in figures.items()}


def shown(part):
    """Return what the factors of *part* come to."""
    return prod((Fraction(one.value) / Fraction(one.of or 1) for one in part.factors), start=Fraction(1))


def fees(decisions):
    """Return what each period's line comes to, the arithmetic of each part checked; nothing without one."""
    found = []
    for one in decisions:
        assert one.undecided == ()
        for line in one.payment.lines:
            assert all(abs(shown(part) - Fraction(part.amount)) < Fraction(1, 10**20) for part in line.parts)
        found += [SIGNS[line.kind] + str(line.applied) for line in one.payment.lines] or [""]
    return found


def test_ac_35_the_rounded_sum_of_29_instalments_is_exact():
    paid = fees(decided(entry(FEE), *[{}] * 30))

    assert paid == [*["81103.45"] * 28, "81103.40", ""]
    assert sum(map(Decimal, paid[:29])) == 2352000


@pytest.mark.parametrize(
    ("amount", "number", "paid"),
    [
        pytest.param("100", 3, ["33.33", "33.33", "33.34"], id="a penny more at the end"),
        pytest.param("200", 3, ["66.67", "66.67", "66.66"], id="a penny less"),
        pytest.param("100", 1, ["100.00"], id="one instalment"),
        pytest.param("0.02", 3, ["0.01", "0.01", "0.00"], id="too little for three"),
        pytest.param(
            "0.05", 7, ["0.01"] * 6 + ["-0.01"], id="too many pennies for the last one, which takes them back"
        ),
    ],
)
def test_the_last_instalment_absorbs_the_pennies(amount, number, paid):
    assert fees(decided(entry(f"amount: {amount}, number: {number}"), *[{}] * number)) == paid


def test_semantics_26_where_the_contract_ends_before_its_last_instalment_evens_the_pennies():
    paid = fees(decided(entry(FEE), *[{}] * 10, end=date(2027, 1, 31)))

    # Ten of 29 instalments are 811,034.48.
    assert paid == [*["81103.45"] * 9, "81103.43"]


def test_what_nothing_comes_after_asks_for_no_reduction():
    *_, may = decided(reduced(TO_75), {}, month(recruited=Absence.MISSING), end=date(2026, 5, 31))

    assert fees([may]) == ["100.00"]


def test_an_instalment_shows_the_fee_and_its_place():
    (april,) = decided(entry(FEE), {})

    (part,) = april.payment.lines[0].parts
    assert part.what == "instalment 1 of 29"
    assert [(str(factor.value), factor.what, str(factor.of)) for factor in part.factors] == [
        ("0.40", "share", "None"),
        ("5880000", "price", "None"),
        ("1", "instalments", "29"),
    ]


def test_semantics_27_a_fee_reduction_re_prices_the_instalments_after_it():
    paid = fees(decided(reduced(TO_75), {}, month(recruited=74), *[{}] * 10))

    assert paid == ["100.00"] * 2 + ["75.00"] * 10


def test_semantics_27_the_last_instalment_absorbs_the_pennies_of_what_is_then_due_in_all():
    decisions = decided(reduced(TO_75, keys=FEE), {}, month(recruited=74), *[{}] * 27)

    # Two whole instalments and 27 of three quarters.
    paid = fees(decisions)
    assert paid == [*["81103.45"] * 2, *["60827.59"] * 26, "60827.48"]
    assert sum(map(Decimal, paid)) == Decimal("1804551.72")  # 2,352,000 x (2 + 27 x 75%) / 29, rounded once


@pytest.mark.parametrize(
    ("recruited", "paid"),
    [
        pytest.param(74, "75.00", id="below three quarters of the target"),
        pytest.param(75, "100.00", id="on it, nothing changes"),
    ],
)
def test_a_reduction_needs_its_condition(recruited, paid):
    *_, june = fees(decided(reduced(TO_75), {}, month(recruited=recruited), {}))

    assert june == paid


@pytest.mark.parametrize(
    ("at", "paid"),
    [
        pytest.param("2026-05-01", "75.00", id="on the first day of the period"),
        pytest.param("2026-05-31", "75.00", id="on its last"),
        pytest.param("2026-04-30", "100.00", id="the day before"),
        pytest.param("2026-06-01", "100.00", id="the day after"),
    ],
)
def test_a_reduction_is_asked_in_the_period_that_holds_its_day(at, paid):
    *_, june = fees(decided(reduced(TO_75.replace("2026-05-31", at)), {}, month(recruited=1), {}))

    assert june == paid


def test_two_reductions_of_the_fee_in_force_leave_three_quarters_of_three_quarters():
    twice = TO_75.replace("[2026-05-31]", "[2026-05-31, 2026-07-31]")

    paid = fees(decided(reduced(twice), {}, *[month(recruited=70)] * 3, {}))

    assert paid == ["100.00", "100.00", "75.00", "75.00", "56.25"]


def test_a_reduction_to_the_people_there_are_is_of_the_fee_agreed_and_never_raises_it():
    to_people = (
        "{when: recruited < 75, at: [2026-06-30], to_measured: recruited, of: fee_agreed, lasts: for_good}",
        TO_75,
    )

    fewer = fees(decided(reduced(*to_people), {}, month(recruited=74), month(recruited=60.5), {}))
    not_fewer = fees(decided(reduced(*to_people), {}, month(recruited=10), month(recruited=74.9), {}))

    assert fewer == ["100.00", "100.00", "75.00", "60.50"]
    assert not_fewer == ["100.00", "100.00", "75.00", "74.90"]
    above = reduced(*to_people).replace(
        "when: recruited < 75, at: [2026-06-30]", "when: recruited > 0, at: [2026-06-30]"
    )
    assert fees(decided(above, {}, month(recruited=70), month(recruited=130), {}))[-1] == "75.00"


def test_too_few_in_post_reduce_each_next_instalment_until_they_are_there_again():
    staff = "{when: in_post < 75, to_measured: in_post, of: fee_agreed, lasts: while_it_holds}"

    decisions = decided(reduced(staff), month(in_post=70), month(in_post=60), {}, {})

    assert fees(decisions) == ["100.00", "70.00", "60.00", "100.00"]
    shares = [name for name in decisions[2].payment.remembered["instalments"] if name.startswith("share")]
    assert shares == ["share for now since 2026-05-31"]
    assert decisions[2].payment.remembered["instalments"][shares[0]] is None


def test_a_reduction_that_goes_on_is_told_since_the_day_on_which_it_began():
    staff = "{when: in_post < 75, to: 70%, of: fee_agreed, lasts: while_it_holds}"

    decisions = decided(reduced(staff), month(in_post=70), month(in_post=70), month(in_post=70), {})

    assert [one.payment.lines[0].parts[0].factors[-1].what for one in decisions[1:]] == [
        "share of the fee since 2026-04-30"
    ] * 3


def test_a_reduction_for_now_stands_beside_one_for_good():
    staff = "{when: in_post < 75, to: 80%, of: fee_in_force, lasts: while_it_holds}"

    decisions = decided(reduced(TO_75, staff), {}, month(recruited=70, in_post=70), {}, {})

    assert fees(decisions) == ["100.00", "100.00", "60.00", "75.00"]
    assert decisions[2].payment.lines[0].parts[0].factors[-1].what == "share of the fee since 2026-05-31"


def test_what_reduces_the_fee_and_is_unknown_waits_for_a_person_only_when_it_is_asked():
    april, may = decided(reduced(TO_75), month(recruited=Absence.MISSING), month(recruited=Absence.MISSING))

    assert april.undecided == ()
    assert may.undecided == ("payment: `recruited < 75` is unknown",)


def test_a_measured_share_below_nothing_waits_for_a_person():
    staff = "{when: in_post < 75, to_measured: in_post - 90, of: fee_agreed, lasts: while_it_holds}"

    (april,) = decided(reduced(staff), month(in_post=70))

    assert "expected no less than 0 percent of `in_post - 90`, not `-20`" in april.undecided[0]


@pytest.mark.parametrize(
    ("rise", "paid"),
    [
        pytest.param("", ["100.00", "100.00", "115.00", "115.00"], id="for the instalments after it"),
        pytest.param("rise: back_paid", ["100.00", "100.00", "145.00", "115.00"], id="for the earlier ones too"),
    ],
)
def test_a_fee_that_grows_is_paid_from_then_on_or_trued_up(rise, paid):
    keys = ", ".join(filter(None, ["amount: {from 2026-04-01: 1200, from 2026-06-01: 1380}, number: 12", rise]))

    assert fees(decided(entry(keys), *[{}] * 4)) == paid


def test_what_is_paid_back_is_reduced_as_the_earlier_instalments_were():
    half = "{when: recruited < 75, at: [2026-04-30], to: 50%, of: fee_in_force, lasts: for_good}"
    keys = "amount: {from 2026-04-01: 1200, from 2026-06-01: 2400}, number: 12, rise: back_paid"

    paid = fees(decided(reduced(half, keys=keys), month(recruited=1), {}, {}))

    # Half of 200, and a whole and a half instalment of 200 in place of 150.
    assert paid == ["100.00", "50.00", "250.00"]


def test_a_fee_that_falls_takes_nothing_back():
    keys = "amount: {from 2026-04-01: 1200, from 2026-06-01: 600}, number: 12, rise: back_paid"

    assert fees(decided(entry(keys), *[{}] * 4)) == ["100.00", "100.00", "50.00", "50.00"]


def test_what_a_cap_takes_off_an_instalment_is_not_made_up_by_the_last():
    assert fees(decided(entry("amount: 300, number: 3", cap=", cap: 90"), *[{}] * 3)) == ["90.00"] * 3


DUST = Decimal("1E-15")
SHARES = st.sampled_from(["0%", "33%", "75%", "99%", "100%"])
REDUCTION = st.builds(
    "{{when: recruited < {}, to: {}, of: {}, lasts: while_it_holds}}".format,
    st.sampled_from([50, 90]),
    SHARES,
    st.sampled_from(["fee_agreed", "fee_in_force"]),
) | st.builds(
    "{{when: recruited < {}, at: [2026-{:02}-15], to: {}, of: {}, lasts: for_good}}".format,
    st.sampled_from([50, 90]),
    st.integers(4, 12),
    SHARES,
    st.sampled_from(["fee_agreed", "fee_in_force"]),
)


@cache
def ready(rules):
    """Return *rules*, read once."""
    return compiled("rules.yaml", rules.encode(), policies_with()).rules


@settings(max_examples=60, deadline=None)
@given(
    st.lists(REDUCTION, max_size=3),
    st.lists(st.sampled_from([40, 60, 100]), min_size=7, max_size=7),
    st.sampled_from(["100", "0.05", "81103.37", "2352000"]),
)
def test_instalments_add_up_to_the_fee_to_the_penny_under_any_reduction(reductions, recruited, fee):
    keys = f"amount: {fee}, number: 7" + (f", reductions: [{', '.join(reductions)}]" if reductions else "")
    rules, standing, found = ready(entry(keys)), Standing(), []
    contract = Contract(id="test", provider="test", rule_set="test", start=rules.in_force)
    for period, figure in zip(rules.reporting.periods(contract.span), recruited, strict=False):
        evidence = submission(rules, contract, period, month(recruited=figure), decided_on=period.last_day)
        found.append(decide(rules, contract, standing, evidence))
        standing = folded(standing, found[-1])

    paid = sum(map(Decimal, fees(found)), Decimal(0))
    each = [abs(one.payment.lines[0].parts[0].amount) for one in found]
    assert all(0 <= share <= Decimal(fee) / 7 + DUST for share in each)
    assert paid >= 0
    assert abs(paid - sum(each)) <= Decimal("0.005") + DUST
    if not reductions:
        assert paid == Decimal(fee)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("number: 12", "number: 0", "expected at least 1, not `0`", id="no instalment"),
        pytest.param("amount: 1200", "amount: 20%", "expected a sum such as", id="a share of nothing"),
        pytest.param("to: 75%, ", "", "expected one of `to`, a percentage, and `to_measured`", id="to nothing"),
        pytest.param("to: 75%", "to: 75%, to_measured: recruited", "expected one of `to`", id="to two things"),
        pytest.param("to: 75%", "to: 130%", "a percentage from 0% to 100%", id="a rise"),
        pytest.param("at: [2026-05-31], ", "", "expected days `at` which it is asked", id="every month anew"),
        pytest.param("at: [2026-05-31]", "at: []", "at least 1", id="on no day"),
        pytest.param("recruited < 75", "recruited", "expected flag, not number", id="no condition"),
        pytest.param("recruited < 75", "recruit < 75", "did you mean", id="a misspelt name"),
        pytest.param("of: fee_in_force", "of: fee", "`fee_agreed`", id="of another fee"),
    ],
)
def test_wrong_keys_are_refused_with_words(old, new, complaint):
    with pytest.raises(RuleSetError) as refused:
        decided(reduced(TO_75).replace(old, new))

    assert complaint in str(refused.value)
