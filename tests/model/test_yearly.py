from datetime import date
from decimal import Decimal

import pytest

from engine.model.payment import Factor
from engine.model.period import Period
from engine.model.products import product
from engine.model.yearly import earlier, instalment, instalments_paid, kept, last_instalment, minus, so_far, total
from engine.plugins.testing import GivenView

YEAR = Period.parse("2026-27")
APRIL = Period.parse("2026-04")
MIDDLE = Period(date(2026, 4, 16), date(2026, 5, 1))


def sum_of(amount: str):
    """Return a part of one factor."""
    return product("fee", Factor(Decimal(amount), "sum"))


def test_a_part_is_the_product_of_its_factors_and_what_is_taken_off_is_its_opposite():
    given = product(
        "care", Factor(Decimal(12), "sum"), Factor(Decimal("0.5"), "share"), Factor(Decimal(15), "days", Decimal(30))
    )

    assert (given.amount, minus(given).amount) == (3, -3)
    assert minus(given).factors[0].value == -12


@pytest.mark.parametrize(
    ("count", "period", "whole", "of_year"),
    [
        pytest.param(12, APRIL, APRIL, [("instalments", 1, 12)], id="a month"),
        pytest.param(12, MIDDLE, APRIL, [("instalments", 1, 12), ("days", 15, 30)], id="half a month"),
        pytest.param(1, YEAR, YEAR, [], id="a year in one"),
    ],
)
def test_an_instalment_is_its_part_of_the_year(count, period, whole, of_year):
    found = instalment(GivenView(period=period, whole=whole), count)

    assert [(factor.what, factor.value, factor.of) for factor in found] == of_year


@pytest.mark.parametrize(("count", "whole"), [(1, APRIL), (4, APRIL), (12, YEAR)])
def test_instalments_that_do_not_make_a_year_wait_for_a_person(count, whole):
    with pytest.raises(ValueError, match="expected instalments that make a year"):
        instalment(GivenView(period=whole, whole=whole), count)


def test_what_is_kept_adds_up_over_a_contract_year_and_ends_with_it():
    first = kept(GivenView(), {"spent": Decimal(3)})
    second = GivenView(memory=first)

    assert so_far(second, "spent") == 3
    assert [one.amount for one in earlier(second, "spent")] == [3]
    assert kept(second, {"spent": Decimal(4)}) == {"spent, contract year 1": 7}
    assert kept(GivenView(memory=first, ends_contract_year=True), {"spent": Decimal(4)}) == {
        "spent, contract year 1": None
    }


def test_nothing_of_an_earlier_contract_year_counts():
    second_year = GivenView(memory={"spent, contract year 1": Decimal(3)}, period=Period.parse("2027-04"))

    assert (so_far(second_year, "spent"), earlier(second_year, "spent")) == (0, ())


def test_the_last_instalment_takes_up_the_pennies():
    sums = instalments_paid((sum_of("0.333"), sum_of("0.333")), Decimal("0.67"))
    memory = {f"{name}, contract year 1": value for name, value in sums.items()}

    last = last_instalment(GivenView(memory=memory, ends_contract_year=True), (sum_of("0.333"),))

    assert total(last) == Decimal("0.329")
    assert last_instalment(GivenView(memory=memory), (sum_of("0.333"),)) == (sum_of("0.333"),)


def test_pennies_never_make_the_last_instalment_less_than_nothing():
    memory = {"agreed, contract year 1": Decimal("0.666"), "paid, contract year 1": Decimal("0.67")}

    last = last_instalment(GivenView(memory=memory, ends_contract_year=True), (sum_of("0.001"),))

    assert last == (sum_of("0.001"),)
