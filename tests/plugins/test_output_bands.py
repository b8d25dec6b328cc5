from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.plugins.testing import decided
from tests.plugins.output_rules import BY_COUNT, NAMES, SIMPLE, balance, counts, course_of, entry, lines, ready


def test_ac_33_each_output_has_the_price_of_the_band_that_it_falls_into():
    participants = (6000, 5500, 5000, 4500, 4000, 3500)
    figures = [{f"{name}_reached": str(count)} for name, count in zip(NAMES, participants, strict=True)]

    decisions = decided(entry(BY_COUNT), *figures)

    assert [one.payment.payable for one in decisions] == [
        Decimal(amount) for amount in ("705600", "485730", "442260", "398790", "355320", "415020")
    ]
    assert sum(one.payment.payable for one in decisions) == 2802720


@pytest.mark.parametrize(
    ("participants", "volumes"),
    [
        pytest.param(6000, (2000, 2000, 2000), id="6,000"),
        pytest.param(4500, (2000, 2000, 500), id="4,500"),
        pytest.param(4000, (2000, 2000), id="on the end of the second band"),
        pytest.param(3500, (2000, 1500), id="3,500"),
        pytest.param(2000, (2000,), id="on the end of the first"),
        pytest.param(1, (1,), id="one"),
    ],
)
def test_participants_fill_the_bands_from_the_first_up(participants, volumes):
    (april,) = decided(entry(BY_COUNT), {"start_reached": str(participants)})

    (line,) = april.payment.lines
    assert tuple(part.factors[0].value for part in line.parts) == volumes
    assert [part.what for part in line.parts] == [f"start, band {place + 1}" for place in range(len(volumes))]


def test_bands_are_filled_over_all_periods_and_by_each_milestone_for_itself():
    april, may = decided(
        entry(BY_COUNT), {"start_reached": "2100"}, {"start_reached": "2000", "retention_1_reached": "2000"}
    )

    # Of 2,100 before and 2,000 now none is in the first band, 1,900 in the second, 100 in the third.
    assert lines(april) == [("fee", "250548.00")]
    assert [(part.what, part.factors[0].value) for part in may.payment.lines[0].parts] == [
        ("start, band 2", 1900),
        ("start, band 3", 100),
        ("retention_1, band 1", 2000),
    ]


def test_a_band_may_be_paid_by_outputs_alone():
    keys = BY_COUNT.replace("{price: 966}", "{up_to: 6000, price: 966}, {price: 966, share: 100%}")

    (april,) = decided(entry(keys), {"start_reached": "7000"})

    assert [part.factors[0].value for part in april.payment.lines[0].parts] == [2000, 2000, 2000, 1000]
    assert april.payment.lines[0].parts[-1].amount == Decimal("193200")


def test_a_price_that_changes_is_that_of_outputs_from_then_on():
    keys = SIMPLE.replace("price: 40", "price: {from 2026-04-01: 40, from 2026-05-01: 44}")

    april, may, june = counts(keys, (1, 0), (1, 0), (0, 2))

    assert [lines(one) for one in (april, may, june)] == [
        [("fee", "40.00")],
        [("fee", "44.00")],
        [("clawback", "84.00")],
    ]


def test_bands_may_end_where_the_contract_says():
    keys = SIMPLE.replace("up_to: 2", "up_to: first_band")

    (april,) = decided(entry(keys), {"came": "4"}, parameters={"first_band": "3"})

    assert lines(april) == [("fee", "150.00")]


def test_bands_that_do_not_rise_in_a_contract_wait_for_a_person():
    keys = SIMPLE.replace("{up_to: 2,", "{up_to: 2, price: 40}, {up_to: first_band,")

    (april,) = decided(entry(keys), {"came": "4"})

    assert "expected bands that rise: beyond 2, not `2`" in april.undecided[0]


# --- What is disproved


@pytest.mark.parametrize(
    ("disproved", "parts", "back"),
    [
        pytest.param(1, [("start, band 2, disproved", 1)], "30.00", id="the top band first"),
        pytest.param(
            3, [("start, band 2, disproved", 2), ("start, band 1, disproved", 1)], "100.00", id="then the one below"
        ),
        pytest.param(
            4, [("start, band 2, disproved", 2), ("start, band 1, disproved", 2)], "140.00", id="all that was paid"
        ),
    ],
)
def test_what_is_disproved_goes_back_from_the_top_band_down(disproved, parts, back):
    _, may = counts(SIMPLE, (4, 0), (0, disproved))

    (line,) = may.payment.lines
    assert [(part.what, part.factors[0].value) for part in line.parts] == parts
    assert lines(may) == [("clawback", back)]


def test_within_a_band_the_latest_price_goes_back_first():
    keys = SIMPLE.replace("price: 30", "price: {from 2026-04-01: 30, from 2026-05-01: 33}")

    *_, june, july = counts(keys, (3, 0), (2, 0), (0, 1), (0, 2))

    assert lines(june) == [("clawback", "33.00")]
    assert lines(july) == [("clawback", "63.00")]


def test_room_that_a_disproved_output_leaves_is_filled_again_at_the_price_of_its_band():
    *_, june = counts(SIMPLE, (3, 0), (0, 2), (1, 0))

    assert lines(june) == [("fee", "40.00")]


@pytest.mark.parametrize(
    ("reached", "disproved", "due"),
    [
        pytest.param(3, 1, [("fee", "60.00")], id="fewer than came are never paid for"),
        pytest.param(1, 1, [("fee", "0.00")], id="as many as came leave nothing"),
        pytest.param(1, 2, [("fee", "0.00"), ("clawback", "30.00")], id="more reach into what was paid"),
    ],
)
def test_what_is_disproved_goes_off_what_came_in_the_same_month_first(reached, disproved, due):
    _, may = counts(SIMPLE, (3, 0), (reached, disproved))

    assert lines(may) == due


def test_of_what_came_in_the_same_month_too_the_last_goes_off_first():
    _, may = counts(SIMPLE, (1, 0), (3, 1))

    # One at 40 and two at 30, of which one.
    assert lines(may) == [("fee", "70.00")]


def test_more_disproved_than_was_paid_for_waits_for_a_person():
    _, may = counts(SIMPLE, (3, 0), (9, 4))

    assert "expected no more of `start` to be disproved than the 3 paid for, not `4`" in may.undecided[0]


@pytest.mark.parametrize(
    ("course", "cap", "payable"),
    [
        pytest.param(((4, 0), (0, 1)), "cap: 120", ["120.00", "10.00"], id="by 20 more than the cap left unpaid"),
        pytest.param(((5, 0), (0, 1)), "cap: 120", ["120.00", "0.00"], id="no more than the cap left unpaid"),
        pytest.param(
            ((4, 0), (0, 4)), "cap: {limit: 120, over: contract}", ["120.00", "120.00"], id="all that was paid"
        ),
    ],
)
def test_what_a_cap_took_off_is_never_taken_back(course, cap, payable):
    april, may = counts(SIMPLE, *course, cap=f", {cap}")

    assert lines(april) == [("fee", payable[0])]
    assert lines(may) == [("clawback", payable[1])]


def test_pennies_are_evened_so_that_the_sum_is_that_of_one_period():
    keys = SIMPLE.replace("price: 40", "price: 0.335").replace("up_to: 2", "up_to: 20")

    decisions = counts(keys, (1, 0), (1, 0), (1, 0), (0, 3))

    assert [lines(one) for one in decisions] == [
        [("fee", "0.34")],
        [("fee", "0.33")],
        [("fee", "0.34")],
        [("clawback", "1.01")],
    ]


def test_pennies_are_evened_once_where_one_milestone_is_paid_and_another_taken_back():
    each = (
        "start: {weight: 33.4%, reached: start_reached}",
        "completion: {weight: 33.1%, reached: completion_reached}",
    )
    between = "retention_1: {weight: 33.5%, reached: retention_1_reached, disproved: retention_1_disproved}"
    keys = f"bands: [{{price: 1}}], milestones: {{{each[0]}, {between}, {each[1]}}}"

    april, may = decided(
        entry(keys),
        {"start_reached": "2", "retention_1_reached": "1"},
        {"start_reached": "1", "retention_1_disproved": "1"},
    )

    # 1.003, and then 0.334 with 0.003 besides, and 0.335 without.
    assert [lines(april), lines(may)] == [[("fee", "1.00")], [("fee", "0.34"), ("clawback", "0.34")]]


def test_a_count_that_nobody_reported_waits_for_a_person_or_pays_nothing_as_the_contract_says():
    keys = SIMPLE.replace("reached: came", "reached: asked")

    (waits,) = decided(entry(keys), {})
    (pays,) = decided(entry(f"{keys}, missing: pays_nothing"), {})
    (suppressed,) = decided(entry(f"{keys}, missing: pays_nothing"), {"asked": Absence.SUPPRESSED})

    assert waits.undecided == ("payment: `asked` is missing",)
    assert lines(pays) == []
    assert suppressed.undecided == ("payment: `asked` is suppressed",)


@pytest.mark.parametrize("figures", [{"came": "-1"}, {"wrong": "-1"}])
def test_a_count_below_nothing_waits_for_a_person(figures):
    (april,) = decided(entry(SIMPLE), figures)

    assert "expected no fewer than 0" in april.undecided[0]


def slab_free(count, prices=(("2", "0.335"), ("3", "0.27"), (None, "0.111"))):
    """Return what *count* outputs are worth, each by itself."""
    total = Decimal(0)
    for place in range(1, count + 1):
        total += next(Decimal(price) for end, price in prices if end is None or place <= int(end))
    return total


ODD = (
    "bands: [{up_to: 2, price: 0.335}, {up_to: 3, price: 0.27}, {price: 0.111}], "
    "milestones: {start: {weight: 100%, reached: came, disproved: wrong}}"
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 100)), min_size=1, max_size=8))
def test_marginal_bands_add_up_however_the_volume_is_cut_into_periods(course):
    figures, standing = [], 0
    for reached, part in course:
        disproved = standing * part // 100
        standing += reached - disproved
        figures.append({"came": str(reached), "wrong": str(disproved)})

    decisions = course_of(ready(ODD, ""), figures=figures)

    assert abs(balance(decisions) - slab_free(standing)) <= Decimal("0.01")
    if standing == 0:
        assert balance(decisions) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 100)), min_size=1, max_size=8),
    st.sampled_from(
        [", cap: 0.50", ", cap: {limit: 1, over: contract}", ", cap: [0.80, {limit: 1.20, over: contract}]"]
    ),
)
def test_under_caps_too_no_more_is_taken_back_than_was_paid_and_all_of_it_when_all_is_disproved(course, cap):
    figures, standing = [], 0
    for reached, part in course:
        disproved = standing * part // 100
        standing += reached - disproved
        figures.append({"came": str(reached), "wrong": str(disproved)})
    figures.append({"wrong": str(standing)})

    decisions = course_of(ready(ODD, cap), figures=figures)

    assert all(balance(decisions[: place + 1]) >= 0 for place in range(len(decisions)))
    assert balance(decisions) == 0


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("{price: 966}", "{up_to: 9000, price: 966}", "no `up_to` on the last band", id="an end"),
        pytest.param("{up_to: 4000, price: 979}", "{price: 979}", "an `up_to` on every band but", id="no end"),
        pytest.param("up_to: 4000", "up_to: 2000", "bands that rise: beyond 2000, not 2000", id="bands that fall"),
        pytest.param("up_to: 2000", "up_to: 0", "bands that rise: beyond 0, not 0", id="an empty band"),
        pytest.param("weight: 20%", "weight: 25%", "weights that total 100%, not 110%", id="too much weight"),
        pytest.param("start: {weight: 20%", "start: {weight: 0%", "a weight of more than 0%", id="no weight"),
        pytest.param("start: {", "deferred: {", "another name: `deferred` has a meaning", id="a word taken"),
        pytest.param(", reached: start_reached", "", "expected `reached`, or `people`", id="nobody counted"),
        pytest.param("share: 60%", "share: 120%", "a percentage from 0% to 100%", id="more than the price"),
        pytest.param("start_reached", "starts_reached", "did you mean `start_reached`", id="a misspelt name"),
        pytest.param(
            "share: 60%",
            "share: 60%, uplift: {amount: 1, criteria: [people.rural], milestone: start}",
            "expected `uplift` beside `people` only",
            id="an uplift of counts",
        ),
        pytest.param(
            "share: 60%",
            "share: 60%, people: {person: people.person, milestone: people.milestone}",
            "expected no counts beside `people`",
            id="counts of people",
        ),
    ],
)
def test_wrong_keys_are_refused_with_words(old, new, complaint):
    with pytest.raises(RuleSetError) as refused:
        decided(entry(BY_COUNT.replace(old, new)))

    assert complaint in str(refused.value)
