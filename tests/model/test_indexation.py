"""Which figure of an index counts when, and what it makes of a price."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.days import YearKind
from engine.model.decimals import Precision, Rounding, exactly
from engine.model.indexation import ComparedWith, FigureMissingError, Followed, Index, Indexation, Reviews
from engine.model.months import Month, MonthBefore

START = date(2025, 9, 1)
CPI = {"2025-01": "129.0", "2026-01": "134.2", "2027-01": "131.0", "2028-01": "144.1", "2025-12": "134.0"}
PAY = {"2024-04": "15.00", "2025-04": "15.75", "2026-04": "16.50"}
BASE, REVIEW_BEFORE = ComparedWith.BASE, ComparedWith.REVIEW_BEFORE


def index(name, figures):
    return Index(name, name.upper(), "constructed", {Month.parse(at): Decimal(one) for at, one in figures.items()})


def followed(name="cpi", figures=CPI, share="1", *, base="2025-01", of="January"):
    return Followed(index(name, figures), Decimal(share), Month.parse(base), MonthBefore.parse(of))


def indexation(*follows, compared=BASE, precision=None, cap=None, collar=None, waits=True, reviews=None):
    """Return how prices follow, from 1 April 2026 each financial year unless *reviews* say otherwise."""
    return Indexation(
        follows or (followed(),),
        reviews or Reviews(YearKind.FINANCIAL, date(2026, 4, 1)),
        compared,
        precision,
        *(None if one is None else Decimal(one) for one in (cap, collar)),
        waits,
    )


def factor(one, day):
    """Return what a price is multiplied by on *day*, as a fraction."""
    with exactly():
        found = one.factors(START, date.fromisoformat(day))
    return prod((Fraction(one.value) / Fraction(one.of or 1) for one in found), start=Fraction(1))


def said(one, day):
    """Return what the factors on *day* are called."""
    with exactly():
        return [(str(part.value), part.of and str(part.of), part.what) for part in one.factors(START, day)]


@pytest.mark.parametrize(
    ("day", "came"),
    [
        pytest.param("2026-03-31", "1", id="before the stated day prices stand"),
        pytest.param("2026-04-01", "134.2/129", id="from that day on they follow"),
        pytest.param("2027-03-31", "134.2/129", id="until the next review"),
        pytest.param("2027-04-01", "131/129", id="which may bring them down"),
        pytest.param("2028-05-31", "144.1/129", id="always held against the base"),
    ],
)
def test_a_price_follows_from_the_stated_day(day, came):
    over, _, under = came.partition("/")

    assert factor(indexation(), day) == Fraction(over) / Fraction(under or 1)


@pytest.mark.parametrize(
    ("reviews", "days"),
    [
        pytest.param(Reviews(YearKind.FINANCIAL, date(2026, 4, 1)), ["2026-04-01", "2027-04-01"], id="financial years"),
        pytest.param(Reviews(YearKind.FINANCIAL, date(2026, 4, 2)), ["2027-04-01"], id="a day later is a year later"),
        pytest.param(Reviews(YearKind.CALENDAR, date(2026, 4, 1)), ["2027-01-01"], id="calendar years"),
        pytest.param(Reviews(YearKind.CONTRACT, date(2026, 4, 1)), ["2026-09-01"], id="contract years from a date"),
        pytest.param(Reviews(YearKind.CONTRACT, 2), ["2026-09-01"], id="from the second year on"),
        pytest.param(Reviews(YearKind.CONTRACT, 3), [], id="from the third, which is not reached"),
        pytest.param(Reviews(YearKind.FINANCIAL, 2), ["2027-04-01"], id="financial years within contract years"),
        pytest.param(Reviews((date(2026, 1, 5), date(2027, 6, 1))), ["2026-01-05"], id="listed days"),
    ],
)
def test_prices_are_reviewed_when_the_contract_says(reviews, days):
    assert [str(one) for one in reviews.up_to(START, date(2027, 5, 31))] == days


def test_contract_years_of_a_leap_day_are_reviewed_on_the_28th_but_for_leap_years():
    reviews = Reviews(YearKind.CONTRACT, 2).up_to(date(2024, 2, 29), date(2028, 3, 1))

    assert [str(one) for one in reviews] == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


@pytest.mark.parametrize(
    ("of", "day", "month"),
    [
        pytest.param("January", "2026-04-01", "2026-01", id="this year's January"),
        pytest.param("January", "2026-02-01", "2026-01", id="which has just ended"),
        pytest.param("January", "2026-01-31", "2025-01", id="before it ends, that of last year"),
        pytest.param("December", "2026-04-01", "2025-12", id="December is last year's"),
        pytest.param("3 months before", "2026-04-01", "2026-01", id="three months back"),
        pytest.param("1 month before", "2026-01-31", "2025-12", id="a month back from its last day"),
        pytest.param("14 months before", "2026-04-01", "2025-02", id="fourteen"),
    ],
)
def test_the_month_that_counts_at_a_review(of, day, month):
    assert str(MonthBefore.parse(of).at(date.fromisoformat(day))) == month
    assert str(MonthBefore.parse(of)) == of


@pytest.mark.parametrize("text", ["january", "0 months before", "1 months before", "25 months before", "3 months"])
def test_a_month_that_nobody_can_find_is_refused(text):
    with pytest.raises(ValueError, match="expected a month such as `January`, or `3 months before`"):
        MonthBefore.parse(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026", "0000-01", "2026-1", "2026-01-01"])
def test_a_label_that_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="expected a month such as `2026-01`"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("terms", "day", "came"),
    [
        pytest.param({"cap": "0.03"}, "2026-04-01", "1.03", id="a cap: 4.03% is 3%"),
        pytest.param({"cap": "0.05"}, "2026-04-01", None, id="a cap that is not reached"),
        pytest.param({"collar": "0"}, "2027-04-01", None, id="a collar of 0% on a change from the base of 1.55%"),
        pytest.param({"collar": "0.02"}, "2027-04-01", "1.02", id="a collar of 2%"),
        pytest.param({"cap": "0.03", "compared": REVIEW_BEFORE}, "2026-04-01", "1.03", id="each step meets the cap"),
        pytest.param(
            {"cap": "0.03", "collar": "0", "compared": REVIEW_BEFORE}, "2027-04-01", "1.03", id="none falls below 0%"
        ),
        pytest.param(
            {"cap": "0.03", "collar": "0", "compared": REVIEW_BEFORE}, "2028-04-01", "1.0609", id="steps multiply"
        ),
        pytest.param({"precision": Precision(3, Rounding.HALF_UP)}, "2026-04-01", "1.040", id="a rounded factor"),
        pytest.param({"precision": Precision(2, Rounding.UP)}, "2026-04-01", "1.05", id="rounded up"),
        pytest.param(
            {"precision": Precision(2, Rounding.UP), "cap": "0.045"}, "2026-04-01", "1.045", id="rounded, then capped"
        ),
    ],
)
def test_a_change_is_rounded_and_held_between_collar_and_cap(terms, day, came):
    unbounded = factor(indexation(), day)

    assert factor(indexation(**terms), day) == (unbounded if came is None else Fraction(came))


def test_a_share_of_the_price_stays_as_it_is():
    assert factor(indexation(followed(share="0.8")), "2028-04-01") == Fraction("0.2") + Fraction("0.8") * Fraction(
        "144.1"
    ) / Fraction("129")


def test_a_share_that_is_compared_with_the_review_before_is_fixed_anew_each_time():
    chained = factor(indexation(followed(share="0.8"), compared=REVIEW_BEFORE), "2027-04-01")

    first = Fraction("0.2") + Fraction("0.8") * Fraction("134.2") / Fraction("129")
    assert chained == first * (Fraction("0.2") + Fraction("0.8") * Fraction("131") / Fraction("134.2"))


def test_several_indexes_each_move_their_share():
    pay = followed("pay", PAY, "0.7", base="2024-04", of="April")
    found = factor(indexation(pay, followed(share="0.2")), "2026-04-01")

    assert found == 1 + Fraction("0.7") * Fraction("0.05") + Fraction("0.2") * Fraction("5.2") / 129


def test_a_missing_figure_is_waited_for_by_name():
    with pytest.raises(FigureMissingError, match="the figure of the index `cpi` for January 2029 is missing"):
        factor(indexation(), "2029-04-01")


def test_a_missing_figure_leaves_what_was_before_only_where_that_is_declared():
    assert factor(indexation(waits=False), "2029-04-01") == Fraction("144.1") / Fraction("129")


def test_what_was_passed_over_is_caught_up_with():
    gap = {at: one for at, one in CPI.items() if at != "2027-01"}
    one = indexation(followed(figures=gap), compared=REVIEW_BEFORE, waits=False)

    assert factor(one, "2027-04-01") == Fraction("134.2") / 129
    assert factor(one, "2028-04-01") == Fraction("144.1") / 129


def test_an_earlier_figure_is_waited_for_where_each_is_held_against_the_one_before():
    gap = followed(figures={at: one for at, one in CPI.items() if at != "2027-01"})

    assert factor(indexation(gap), "2028-04-01") == Fraction("144.1") / 129
    with pytest.raises(FigureMissingError, match="for January 2027"):
        factor(indexation(gap, compared=REVIEW_BEFORE), "2028-04-01")


def test_a_figure_older_than_the_prices_is_refused():
    with pytest.raises(ValueError, match="expected no figure of `cpi` before its base, 2026-01, as 2025-01 is"):
        factor(indexation(followed(base="2026-01"), reviews=Reviews((date(2025, 9, 1),))), "2026-04-01")


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        pytest.param({}, [("134.2", "129.0", "index: CPI, January 2026 over January 2025")], id="the two figures"),
        pytest.param(
            {"cap": "0.03"},
            [("1.03", None, "index: CPI, January 2026 over January 2025 (134.2 / 129), no more than 3%")],
            id="a cap that bound",
        ),
        pytest.param(
            {"precision": Precision(3, Rounding.HALF_UP)},
            [("1.040", None, "index: CPI, January 2026 over January 2025 (134.2 / 129), rounded to 3 dp, half up")],
            id="a rounded factor",
        ),
    ],
)
def test_a_factor_says_what_it_is(terms, words):
    assert said(indexation(**terms), date(2026, 4, 1)) == words


def test_a_factor_of_a_share_says_which():
    assert said(indexation(followed(share="0.8")), date(2026, 4, 1)) == [
        ("133.16", "129.0", "index: 80% by CPI, January 2026 over January 2025 (134.2 / 129)")
    ]


FIGURES = st.decimals("0.5", "500", places=1)


@given(
    st.lists(FIGURES, min_size=2, max_size=8),
    st.sampled_from([None, "0.02", "0.1"]),
    st.sampled_from([None, "-0.02", "0"]),
)
def test_factors_are_exact_and_never_leave_their_bounds(figures, cap, collar):
    by_month = {f"{2025 + back}-01": str(one) for back, one in enumerate(figures)}
    day = f"{2024 + len(figures)}-04-01"
    steps = [Fraction(now) / Fraction(before) for before, now in pairwise(figures)]
    low = Fraction(0) if collar is None else 1 + Fraction(collar)
    high = max(low, *steps) if cap is None else 1 + Fraction(cap)

    one = indexation(followed(figures=by_month), compared=REVIEW_BEFORE, cap=cap, collar=collar)

    expected = prod((min(max(step, low), high) for step in steps), start=Fraction(1))
    assert factor(one, day) == expected
    if cap is None and collar is None:
        assert factor(indexation(followed(figures=by_month)), day) == expected
