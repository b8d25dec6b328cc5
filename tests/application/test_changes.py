"""Changes of a contract: when they take effect, what they set, and what they come to against the award."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.model.changes import Change
from engine.model.events import Lapse
from engine.model.ledger import DecisionQuery
from tests.application.builders import Desk
from tests.application.test_matters import happens
from tests.evaluation.builders import errors, kpi, rule_file

CHANGES = "{takes_effect: next quarter, at_most: once a quarter, value_at_award: total_value}"
TERMS = """
total_value: {type: money, default: 1000000}
price: {type: money, default: 20.00}
"""
FEE = "- {policy: fixed_fee, name: fee, amount: price, short_periods: whole}"
UPLIFT = Change("price of 20.00", "price of 25.10", parameters={"price": "25.10"}, value=Decimal(60_000))


def desk(changes=CHANGES, **stated):
    desk = Desk(rule_file(kpis=kpi(), changes=changes, parameters=TERMS, payment=FEE))
    desk.registers(end=date(2029, 3, 31), **stated)
    return desk


def agreed(desk, what, on=date(2026, 9, 14), **stated):
    """Record a change on the day on which it is agreed; return it as it was recorded."""
    version = happens(desk, what, on, **stated)
    return next(event.what for event in desk.application.events.of("cedar") if event.version == version)


def totals(desk):
    return desk.application.contracts.standing("cedar").changes


def test_ac_40_a_variation_of_14_september_takes_effect_on_1_october_and_pays_from_then():
    ours = desk()

    assert agreed(ours, UPLIFT).effective == date(2026, 10, 1)

    months = ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    ours.clock.is_on(date(2026, 11, 10))
    paid = [ours.submits(month, "95").decision.payment.payable for month in months]
    assert paid == [Decimal("20.00")] * 6 + [Decimal("25.10")]


def test_ac_40_two_variations_in_one_quarter_are_one_adjustment():
    ours = desk()
    first = agreed(ours, UPLIFT, date(2026, 8, 3))
    second = agreed(ours, Change("20.00", "26.00", parameters={"price": "26.00"}), date(2026, 9, 14))

    assert (first.effective, second.effective) == (date(2026, 10, 1), date(2026, 10, 1))
    contract = ours.application.contracts.one("cedar").contract
    assert [(step.point, step.value) for step in contract.parameters["price"].steps] == [(date(2026, 10, 1), 26)]


@pytest.mark.parametrize(
    ("changes", "asked", "effective"),
    [
        pytest.param("{takes_effect: next month}", None, date(2026, 10, 1), id="with the next month"),
        pytest.param("{takes_effect: next year}", None, date(2027, 1, 1), id="with the next year"),
        pytest.param("{takes_effect: next quarter}", date(2027, 2, 1), date(2027, 2, 1), id="later, as agreed"),
        pytest.param("{takes_effect: next quarter}", date(2026, 9, 20), date(2026, 10, 1), id="no earlier"),
        pytest.param("{clause: '12'}", None, date(2026, 9, 14), id="at once"),
        pytest.param("", date(2026, 9, 20), date(2026, 9, 20), id="where nothing is said, as agreed"),
    ],
)
def test_a_change_takes_effect_as_the_rules_have_it(changes, asked, effective):
    assert agreed(desk(changes), Change("fortnightly", "weekly", effective=asked)).effective == effective


def test_a_second_change_in_a_quarter_in_which_one_took_effect_waits_for_the_next():
    ours = desk("{at_most: once a quarter}")
    agreed(ours, Change("a", "b"), date(2026, 7, 10))

    assert agreed(ours, Change("b", "c"), date(2026, 9, 14)).effective == date(2026, 10, 1)
    assert agreed(ours, Change("c", "d", effective=date(2026, 10, 1)), date(2026, 9, 15)).effective == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("values", "share", "substantial"),
    [
        pytest.param(["60000"], "6", False, id="six per cent"),
        pytest.param(["60000", "40000"], "10", False, id="exactly ten is not substantial"),
        pytest.param(["60000", "40000.01"], "10.000001", True, id="a penny more is"),
        pytest.param(["-100000.01"], "-10.000001", True, id="so is a decrease"),
        pytest.param(["150000", "-60000"], "9", False, id="increase and decrease are set off"),
        pytest.param(["0.005"], "0.000001", False, id="half of the sixth decimal place is one"),
    ],
)
def test_value_is_added_up_against_the_award(values, share, substantial):
    ours = desk()
    for value in values:
        agreed(ours, Change("as it was", "as it is", value=Decimal(value)))

    found = totals(ours)

    assert (found.value_share, found.substantial) == (Decimal(share), substantial)


@pytest.mark.parametrize(
    ("value", "substantial"),
    [
        pytest.param("150000", False, id="fifteen per cent are not substantial"),
        pytest.param("150000.01", True, id="a penny more is"),
        pytest.param("-150000.01", True, id="so is a decrease"),
    ],
)
def test_rules_may_set_another_limit_for_changes_in_value_as_works_have(value, substantial):
    ours = desk("{value_at_award: total_value, value_limit: 15%}")
    agreed(ours, Change("as it was", "as it is", value=Decimal(value)))

    assert totals(ours).substantial is substantial


def test_a_limit_for_value_leaves_that_of_the_term():
    ours = desk("{value_at_award: total_value, value_limit: 15%}")
    agreed(ours, Change("three years", "longer", ends=date(2029, 7, 19)))

    assert totals(ours).substantial is True


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param({"changes_scope": True}, id="the scope"),
        pytest.param({"favours_provider": True}, id="the economic balance in the provider's favour"),
    ],
)
def test_a_change_that_people_judge_to_be_material_is_substantial_whatever_it_costs(judged):
    ours = desk()
    version = happens(ours, Change("homecare", "homecare and reablement", **judged), date(2026, 9, 14))
    assert (totals(ours).value, totals(ours).substantial) == (0, True)

    happens(ours, Change("weekly", "daily"), date(2026, 9, 15))
    happens(ours, Lapse(version), date(2026, 9, 20))

    assert totals(ours).substantial is False


@pytest.mark.parametrize(
    ("ends", "days", "substantial"),
    [
        pytest.param(date(2029, 7, 18), 109, False, id="a tenth of 1,096 days is not reached"),
        pytest.param(date(2029, 7, 19), 110, True, id="a day more is over it"),
    ],
)
def test_a_longer_term_is_held_against_the_term_at_award(ends, days, substantial):
    ours = desk()
    agreed(ours, Change("three years", "longer", ends=ends))

    assert (totals(ours).days, totals(ours).substantial) == (days, substantial)
    assert ours.application.contracts.one("cedar").contract.end == ends


def test_a_change_of_the_term_that_lapses_gives_the_contract_its_end_back():
    ours = desk()
    version = happens(ours, Change("three years", "two", ends=date(2028, 3, 31)), date(2026, 9, 14))

    happens(ours, Lapse(version), date(2026, 9, 20))

    assert ours.application.contracts.one("cedar").contract.end == date(2029, 3, 31)
    assert totals(ours) is None


EXTENDED = Change(
    "to 31 March 2029 at 20.00",
    "to 31 March 2030 at 27.00",
    effective=date(2029, 4, 1),
    ends=date(2030, 3, 31),
    parameters={"price": "27.00"},
)


def test_an_extension_brings_new_terms_from_its_first_day():
    ours = desk()

    assert agreed(ours, EXTENDED).effective == date(2029, 4, 1)

    for read in (ours, Desk(*ours.texts[0], ledger=ours.ledger)):
        contract = read.application.contracts.one("cedar").contract
        prices = [contract.parameter("price", day) for day in (date(2029, 4, 1), date(2030, 3, 31))]
        assert (contract.end, prices) == (date(2030, 3, 31), [Decimal("27.00")] * 2)


def test_the_terms_of_an_extension_begin_no_later_than_its_last_day():
    with pytest.raises(SubmissionError, match="expected a day of the contract, not 2030-04-01"):
        agreed(desk(), replace(EXTENDED, effective=date(2030, 4, 1)))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        pytest.param(Change("a", "b", ends=date(2026, 4, 29)), "ends", id="an end before what is decided"),
        pytest.param(
            Change("a", "b", ends=date(2026, 9, 30)), "ends", id="an end before the quarter in which it counts"
        ),
        pytest.param(Change("a", "b", effective=date(2031, 1, 1)), "effective", id="a day after the contract"),
        pytest.param(Change("a", "b", version=date(2026, 9, 1)), "rules", id="rules that there are not"),
        pytest.param(Change("a", "b", parameters={"prise": "1"}), "parameters.prise", id="an unknown parameter"),
        pytest.param(Change("a", "b", parameters={"price": "dear"}), "parameters.price", id="a price that is none"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_recorded(change, path):
    ours = desk()
    ours.submits("2026-04", "95")
    before = ours.ledger.version("cedar")

    with pytest.raises(SubmissionError) as refusal:
        agreed(ours, change)

    assert [one.path for one in refusal.value.violations] == [path]
    assert ours.ledger.version("cedar") == before


def test_parameters_are_not_set_in_what_is_decided():
    ours = desk("")
    ours.submits("2026-04", "95")

    with pytest.raises(SubmissionError, match="expected a day after 2026-04-30"):
        agreed(ours, Change("a", "b", effective=date(2026, 4, 15), parameters={"price": "25"}))


def test_a_change_that_set_parameters_is_set_back_by_another():
    ours = desk()
    version = happens(ours, UPLIFT, date(2026, 9, 14))

    with pytest.raises(SubmissionError, match="expected another change that sets `price` back"):
        happens(ours, Lapse(version), date(2026, 9, 15))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param("{value_at_award: value}", "unknown-name", id="a parameter that there is not"),
        pytest.param("{value_at_award: weeks}", "wrong-type", id="a parameter that is no money"),
        pytest.param("{value_limit: 15%}", "key-alone", id="a limit of nothing"),
        pytest.param("{value_at_award: money, value_limit: 0%}", "key-alone", id="a limit that everything passes"),
    ],
)
def test_what_the_award_was_worth_is_a_sum_of_money(changes, code):
    parameters = "weeks: {type: count, default: 4}\nmoney: {type: money, default: 9}\n"

    assert code in errors(kpis=kpi(), changes=changes, parameters=parameters)


WITHHELD = """
- {policy: fixed_fee, name: fee, amount: 1000, short_periods: whole}
- {policy: withholding, withheld: {amount: 100, when: failures(last=1) > 0}, released_when: failures(last=1) == 0,
   at_end: retained}
"""


def settled(ours):
    """Return what waits to be adjusted, and what is withheld."""
    found = ours.application.contracts.standing("cedar").standing
    return [one.should - one.booked for one in found.pending], dict(found.memory.get("withholding", {}))


def test_a_contract_that_turns_out_to_have_ended_settles_what_it_remembers_of_money():
    ours = Desk(rule_file(kpis=kpi(), payment=WITHHELD))
    ours.registers(end=date(2029, 3, 31))
    ours.submits("2026-04", "75")
    ours.clock.is_on(date(2026, 6, 10))
    ours.submits("2026-05", "75")
    assert settled(ours) == ([], {"withheld 2026-04-30": 100, "withheld 2026-05-31": 100})

    happens(ours, Change("three years", "two months", ends=date(2026, 5, 31)), date(2026, 6, 10))

    may = ours.application.decisions.some(DecisionQuery(contract="cedar"), 0, 100)[-1].decision
    assert may.supersedes.why == "the contract's last day was set: as agreed"
    assert [(line.kind.value, line.applied) for line in may.payment.lines] == [
        ("fee", 1000),
        ("retained", 100),
        ("deduction", 100),
    ]
    assert settled(ours) == ([], {})


def test_a_contract_that_goes_on_after_all_takes_its_settlement_back():
    ours = Desk(rule_file(kpis=kpi(), payment=WITHHELD.replace("retained", "released")))
    ours.registers(end=date(2026, 4, 30))
    ours.submits("2026-04", "75")
    assert settled(ours) == ([], {})

    happens(ours, Change("a month", "two", ends=date(2026, 5, 31), effective=date(2026, 4, 30)), date(2026, 4, 30))

    assert settled(ours) == ([-100], {"withheld 2026-04-30": 100})
