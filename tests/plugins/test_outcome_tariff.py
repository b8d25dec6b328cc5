from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.plugins.outcome_tariff import OutcomeTariff
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

CARD = """
outcomes:
  settled_home: {count: homes, price: 1200, at_most: people}
  paid_work: {count: jobs, price: 3000.50}
per_person: {at_most: 4000, people: people}
"""
BASELINE = """
change_from_baseline:
  baseline: 55%
  exposure: child_days
  observed: care_days
  better: lower
  price: 50.00
"""


def drafts(keys, figures, **view):
    """Return what is drafted, the arithmetic of each part checked."""
    given = {name: Decimal(figure) for name, figure in figures.items()}
    found = OutcomeTariff().drafts(parameters_of(OutcomeTariff(), keys), GivenView(figures=given, **view))
    for draft in found:
        assert draft.kind is LineKind.FEE
        assert [product(part) for part in draft.parts] == [part.amount for part in draft.parts]
    return found


def paid(keys, figures, **view):
    """Return what is paid in all."""
    return sum((draft.amount for draft in drafts(keys, figures, **view)), Decimal(0))


@pytest.mark.parametrize(
    ("care_days", "better", "due"),
    [
        pytest.param(9720, "lower", "1989000", id="AC-53: 10.8% where 55% were usual: 39,780 days avoided"),
        pytest.param(49500, "lower", "0", id="as usual"),
        pytest.param(54000, "lower", "0", id="AC-53: 60% pays nothing, and costs nothing"),
        pytest.param(54000, "higher", "225000", id="where more is better"),
        pytest.param(9720, "higher", "0", id="and less pays nothing"),
    ],
)
def test_days_avoided_are_paid_by_the_change_from_a_baseline(care_days, better, due):
    keys = BASELINE.replace("lower", better)

    assert paid(keys, {"child_days": 90000, "care_days": care_days}) == Decimal(due)


def test_a_change_for_the_worse_shows_what_it_would_have_cost():
    (draft,) = drafts(BASELINE, {"child_days": 90000, "care_days": 54000})

    assert [(part.what, part.amount) for part in draft.parts] == [
        ("the baseline", 2475000),
        ("what was observed", -2700000),
        ("worse than the baseline, which pays nothing", 225000),
    ]


def test_a_rate_card_pays_each_outcome_at_its_price():
    assert paid(CARD.partition("per_person")[0], {"homes": 3, "jobs": 2, "people": 9}) == Decimal("9601.00")


def test_a_period_without_outcomes_has_no_line():
    assert drafts(CARD, {"homes": 0, "jobs": 0, "people": 5}) == ()


@pytest.mark.parametrize(
    ("homes", "before", "due"),
    [
        pytest.param(5, 0, "6000", id="five for ten people"),
        pytest.param(5, 5, "6000", id="and five more"),
        pytest.param(5, 8, "2400", id="but no more than one for each"),
        pytest.param(5, 12, "0", id="nor where fewer people remain than were paid for"),
    ],
)
def test_an_outcome_is_paid_for_no_more_often_than_the_contract_says(homes, before, due):
    figures = {"homes": homes, "jobs": 0, "people": 10}

    came = paid(CARD, figures, memory={"paid settled_home": Decimal(before), "paid": Decimal(0)})

    assert came == Decimal(due)


def test_what_is_beyond_the_most_is_shown_at_no_price():
    figures = {"homes": 5, "jobs": 0, "people": 4}

    (draft,) = drafts(CARD, figures)

    assert [(part.what, part.factors[0].value, part.amount) for part in draft.parts] == [
        ("settled_home", 4, 4800),
        ("settled_home beyond what is paid for", 1, 0),
    ]


@pytest.mark.parametrize(
    ("jobs", "before", "due"),
    [
        pytest.param(2, 0, "6001", id="within 4,000 for each of two people"),
        pytest.param(3, 0, "8000", id="and no more"),
        pytest.param(3, 7000, "1000", id="what was paid before counts"),
        pytest.param(3, 9000, "0", id="and never less than nothing"),
    ],
)
def test_no_more_is_paid_than_the_sum_for_each_person(jobs, before, due):
    figures = {"homes": 0, "jobs": jobs, "people": 2}

    assert paid(CARD, figures, memory={"paid": Decimal(before)}) == Decimal(due)


def test_a_count_below_nothing_waits_for_a_person():
    with pytest.raises(ValueError, match="expected a count of 0 or more, not `-1`"):
        drafts(CARD, {"homes": -1, "jobs": 0, "people": 2})


MEASURES = """
measures:
  homes: {type: count}
  jobs: {type: count}
  people: {type: count}
  child_days: {type: count}
  care_days: {type: count}
kpis:
  homes_found: {value: homes}
"""


def entry(keys: str, more: str = "") -> str:
    """Return rules with one entry of *keys*."""
    indented = "\n".join(f"    {line}" for line in keys.strip().splitlines())
    return f"{HEAD}{MEASURES}payment:\n  - policy: outcome_tariff\n    clause: s1\n{indented}\n{more}"


CAPPED = entry(BASELINE, "    cap: {limit: 1500000, over: contract}\n")


def quarter(**figures):
    given = {"homes": 0, "jobs": 0, "people": 0, "child_days": 0, "care_days": 0} | figures
    return {name: str(figure) for name, figure in given.items()}


def test_ac_53_the_contract_pays_no_more_than_its_cap():
    first, second = decided(CAPPED, *[quarter(child_days=90000, care_days=9720)] * 2)

    (line,) = first.payment.lines
    assert (str(line.due), str(line.capped_off), str(line.applied)) == ("1989000.00", "489000.00", "1500000.00")
    assert str(second.payment.payable) == "0.00"


def test_what_was_paid_for_is_remembered_over_the_contract():
    first, second, third = decided(
        entry(CARD), quarter(homes=2, people=3), quarter(homes=2, people=3), quarter(homes=3, jobs=9, people=4)
    )

    assert [str(one.payment.payable) for one in (first, second, third)] == ["2400.00", "1200.00", "12400.00"]
    assert third.payment.remembered == {"outcome_tariff": {"paid settled_home": 4, "paid": 16000}}


def test_a_count_that_is_not_reported_waits_for_a_person():
    (decision,) = decided(entry(CARD), quarter() | {"jobs": Absence.SUPPRESSED})

    assert decision.undecided == ("payment: `jobs` is suppressed",)


def test_a_count_that_nobody_reported_pays_nothing_where_the_contract_says_so():
    rules = entry(f"{CARD}\nmissing: pays_nothing")

    missing, suppressed = (
        {"jobs": absence, "homes": "1", "people": "1"} for absence in (Absence.MISSING, Absence.SUPPRESSED)
    )

    (decision,) = decided(rules, quarter() | missing)
    assert str(decision.payment.payable) == "1200.00"
    assert [part.factors[0].what for part in decision.payment.lines[0].parts] == [
        "achieved",
        "achieved, as nothing was reported",
    ]
    (decision,) = decided(rules, quarter() | suppressed)
    assert decision.undecided == ("payment: `jobs` is suppressed",)


A_QUARTER = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 4))


@settings(max_examples=15, deadline=None)
@given(st.lists(A_QUARTER, min_size=1, max_size=5))
def test_whatever_is_achieved_no_outcome_and_no_person_is_paid_for_beyond_the_most(quarters):
    people = 0
    given = []
    for homes, jobs, newcomers in quarters:
        people += newcomers
        given.append(quarter(homes=homes, jobs=jobs, people=people))

    decisions = decided(entry(CARD), *given)

    lines = [line for one in decisions for line in one.payment.lines]
    assert all(line.applied >= 0 for line in lines)
    assert sum(line.applied for line in lines) <= people * 4000
    bought = [part for line in lines for part in line.parts if part.what == "settled_home"]
    assert sum(part.factors[0].value for part in bought) <= people


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        pytest.param("{}", "expected one of `outcomes` and `change_from_baseline`", id="nothing to pay for"),
        pytest.param(f"{CARD}{BASELINE}", "expected one of `outcomes`", id="both ways"),
        pytest.param(
            f"{BASELINE}\nper_person: {{at_most: 5, people: people}}", "beside `outcomes` only", id="a person"
        ),
        pytest.param(f"{BASELINE}\nmissing: pays_nothing", "beside `outcomes` only", id="a change without figures"),
        pytest.param("outcomes: {}", "expected at least 1", id="an empty card"),
        pytest.param("outcomes: {a: {count: homes}}", "expected the key `price`", id="an outcome without price"),
        pytest.param("outcomes: {a: {count: hoems, price: 5}}", "did you mean `homes`", id="a misspelt measure"),
        pytest.param("outcomes: {a: {count: homes, price: -5}}", "expected a sum of 0 or more", id="a price below 0"),
        pytest.param("outcomes: {A B: {count: homes, price: 5}}", "expected a name of lower-case", id="no name"),
        pytest.param(BASELINE.replace("better: lower", ""), "expected the key `better`", id="no direction"),
        pytest.param(BASELINE.replace("lower", "less"), "`less`", id="an unknown direction"),
        pytest.param(BASELINE.replace("55%", "baserate"), "baserate", id="a baseline that nobody declares"),
    ],
)
def test_a_tariff_that_pays_nothing_or_twice_is_refused(keys, complaint):
    with pytest.raises(RuleSetError) as refusal:
        decided(entry("" if keys == "{}" else keys))

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)


@pytest.mark.parametrize(
    ("care_days", "said"),
    [
        pytest.param("-900", "expected what was observed to lie between 0 and the exposure", id="less than nothing"),
        pytest.param("90001", "expected what was observed to lie between 0 and the exposure", id="more than there is"),
    ],
)
def test_an_observation_that_cannot_be_waits_for_a_person(care_days, said):
    with pytest.raises(ValueError, match=said):
        paid(BASELINE, {"child_days": "90000", "care_days": care_days})
