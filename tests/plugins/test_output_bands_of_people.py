import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.plugins.output_bands import OutputBands
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.memories import memories
from tests.plugins.output_rules import (
    BY_PERSON,
    NAMES,
    UPLIFTED,
    balance,
    course_of,
    entry,
    lines,
    months,
    ready,
    row,
)


def test_ac_38_who_withdraws_after_the_second_milestone_has_brought_35_percent_of_the_price():
    decisions = months(
        BY_PERSON,
        [row("P-1", "start")],
        [row("P-1", "retention_1")],
        [row("P-1", "withdrawn")],
        [row("P-1", "retention_2"), row("P-1", "completion")],
    )

    assert sum(one.payment.payable for one in decisions) == Decimal("995") * 60 / 100 * 35 / 100
    (line,) = decisions[-1].payment.lines
    assert line.applied == 0
    assert line.parts[0].what == "P-1, retention_2, reported, as they had withdrawn before"


def test_ac_38_who_is_deferred_after_the_third_milestone_and_comes_back_brings_the_whole_price():
    decisions = months(
        BY_PERSON,
        [row("P-1", one) for one in NAMES[:3]],
        [row("P-1", "deferred")],
        [row("P-1", "retention_3")],
        [row("P-1", "returned"), row("P-1", "retention_3")],
        [row("P-1", "retention_4"), row("P-1", "completion")],
    )

    price = Decimal("597.00")
    paid = [one.payment.payable for one in decisions]
    assert paid == [price / 2, 0, 0, price * 15 / 100, price * 35 / 100]
    assert sum(paid) == price
    assert decisions[2].payment.lines[0].parts[0].what.endswith("as they were deferred")


def test_what_is_reached_in_the_month_of_withdrawal_still_counts():
    (april,) = months(BY_PERSON, [row("P-1", "withdrawn"), row("P-1", "start")])

    assert lines(april) == [("fee", "119.40")]


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        pytest.param(["start"], row("P-1", "start"), "as it was reached before", id="reached twice"),
        pytest.param([], row("P-1", "start", disproved=True), "as it was not paid for before", id="never reached"),
        pytest.param(["withdrawn"], row("P-1", "returned"), "as they had withdrawn before", id="back once withdrawn"),
        pytest.param(["start"], row("P-1", "returned"), "as they were not deferred", id="back, and never away"),
        pytest.param(["deferred", "withdrawn"], row("P-1", "returned"), "withdrawn before", id="withdrawn while away"),
    ],
)
def test_a_row_that_changes_nothing_is_shown_at_nothing(before, now, why):
    *_, last = months(BY_PERSON, *[[row("P-1", one)] for one in before], [now])

    (line,) = last.payment.lines
    assert (line.applied, line.parts[0].what.endswith(why)) == (0, True)


def test_a_milestone_that_was_disproved_is_paid_for_no_more():
    rows = ([row("P-1", "start")], [row("P-1", "start", disproved=True)], [row("P-1", "start")])

    decisions = months(BY_PERSON, *rows)

    assert [lines(one) for one in decisions] == [[("fee", "119.40")], [("clawback", "119.40")], [("fee", "0.00")]]


def test_a_person_who_is_disproved_goes_off_the_top_band_whoever_stands_there():
    keys = BY_PERSON.replace("up_to: 2000", "up_to: 1").replace("up_to: 4000", "up_to: 2")

    _, may = months(keys, [row(f"P-{one}", "start") for one in (1, 2, 3)], [row("P-1", "start", disproved=True)])

    assert lines(may) == [("clawback", "115.92")]


@pytest.mark.parametrize(
    ("rural", "poor", "due"),
    [
        pytest.param(True, True, [("fee", "119.40"), ("incentive", "100.00")], id="AC-38: both criteria"),
        pytest.param(True, False, [("fee", "119.40"), ("incentive", "100.00")], id="one of them"),
        pytest.param(False, False, [("fee", "119.40")], id="neither"),
    ],
)
def test_the_uplift_is_paid_once_to_who_meets_any_criterion(rural, poor, due):
    april, may = months(UPLIFTED, [row("P-1", "start", rural=rural, poor=poor)], [row("P-1", "retention_1")])

    assert lines(april) == due
    assert lines(may) == [("fee", "89.55")]


STARTED = row("P-1", "start", rural=True, poor=True)


@pytest.mark.parametrize(
    ("rows", "due"),
    [
        pytest.param([row("P-1", "uplift", disproved=True)], [("clawback", "100.00")], id="found not eligible"),
        pytest.param(
            [row("P-1", "start", disproved=True)],
            [("clawback", "119.40"), ("clawback", "100.00")],
            id="with the milestone with which it was paid",
        ),
        pytest.param(
            [row("P-1", "uplift", disproved=True), row("P-1", "start", disproved=True)],
            [("clawback", "119.40"), ("clawback", "100.00")],
            id="both, and it goes back once",
        ),
    ],
)
def test_an_uplift_goes_back_at_the_sum_paid(rows, due):
    keys = UPLIFTED.replace("amount: 100", "amount: {from 2026-04-01: 100, from 2026-05-01: 120}")

    _, may, june = months(keys, [STARTED], rows, [row("P-1", "uplift", disproved=True)])

    assert lines(may) == due
    assert june.payment.lines[-1].parts[0].what == "P-1, uplift, disproved, as it was not paid before"


def test_an_uplift_that_is_disproved_in_the_month_of_its_milestone_is_not_paid():
    (april,) = months(UPLIFTED, [STARTED, row("P-1", "uplift", disproved=True)])

    assert lines(april) == [("fee", "119.40")]


@pytest.mark.parametrize("before", ["uplift: P-1", "uplift disproved: P-1"])
def test_who_had_the_uplift_under_an_earlier_version_of_the_rules_has_it_no_more(before):
    cells = {"person": "P-1", "milestone": "start", "disproved": Absence.MISSING, "rural": True, "poor": False}
    view = GivenView(rows={"people": [cells]}, memory={before: Decimal(100)})

    drafts = OutputBands().drafts(parameters_of(OutputBands(), f"{{{UPLIFTED}}}"), view)

    assert [draft.kind for draft in drafts] == [LineKind.FEE]


def test_without_the_flags_of_a_criterion_a_person_judges():
    (april,) = months(UPLIFTED, [row("P-1", "start", rural=True)])

    assert april.undecided == ("payment: `people.poor` is missing",)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([row("P-1", "begun")], "expected `people.milestone` to be one of `start`", id="an unknown word"),
        pytest.param([row("P-1", "uplift", disproved=True)], "not `uplift`", id="an uplift where there is none"),
        pytest.param(
            [row("P-1", "deferred"), row("P-1", "returned")], "two are about `P-1`, when they take part", id="both ways"
        ),
        pytest.param(
            [row("P-1", "start"), {**row("P-1", "start", disproved=True), "row": "x"}],
            "two are about `P-1`, start",
            id="reached and disproved",
        ),
        pytest.param(
            [row("P-1", "withdrawn", disproved=True)], "expected a milestone to be disproved", id="no milestone"
        ),
    ],
)
def test_rows_that_say_two_things_or_none_wait_for_a_person(rows, said):
    (april,) = months(BY_PERSON, rows)

    assert said in april.undecided[0]


def test_an_uplift_is_reported_only_where_it_is_disproved():
    (april,) = months(UPLIFTED, [row("P-1", "uplift")])

    assert "expected `uplift` to be disproved" in april.undecided[0]


def test_a_month_without_records_waits_for_a_person_or_pays_nothing_as_the_contract_says():
    (waits,) = decided(entry(BY_PERSON), {})
    (pays,) = decided(entry(f"{BY_PERSON}, missing: pays_nothing"), {})

    assert waits.undecided == ("payment: `people` is missing",)
    assert lines(pays) == []


A_MONTH = st.lists(
    st.builds(
        row,
        st.sampled_from(["P-1", "P-2", "P-3"]),
        st.sampled_from([*NAMES[:3], "withdrawn", "deferred", "returned"]),
        rural=st.booleans(),
        poor=st.booleans(),
    ),
    max_size=4,
    unique_by=(lambda one: (one["person"], one["milestone"] if one["milestone"] in NAMES else ""),),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(A_MONTH, st.sets(st.sampled_from(NAMES[:3]))), min_size=1, max_size=7),
    st.sampled_from(["", ", cap: 150"]),
)
def test_nobody_is_paid_twice_for_one_milestone_and_no_more_goes_back_than_was_paid(course, cap):
    keys = UPLIFTED.replace("up_to: 2000", "up_to: 1").replace("up_to: 4000", "up_to: 2")
    rows = [
        [{**one, "disproved": "true"} if one["milestone"] in disproved else one for one in month]
        for month, disproved in course
    ]

    decisions = course_of(ready(keys, cap), rows=rows)

    for memory in memories(decisions, "output_bands"):
        OutputBands().check_stated(ready(keys, cap).payments[0].parameters, memory)
    kept = Counter()
    for place, decision in enumerate(decisions):
        assert balance(decisions[: place + 1]) >= 0
        for line in decision.payment.lines:
            sign = -1 if line.kind is LineKind.CLAWBACK else 1
            for part in line.parts:
                if part.factors[0].what in {"reached", "disproved"}:
                    kept[part.what.split(",")[0]] += sign * part.factors[0].value
                elif ", uplift" in part.what and part.amount:
                    kept[part.what.removesuffix(", disproved")] += sign
    assert all(0 <= number <= (1 if ", uplift" in name else 3) for name, number in kept.items())


@pytest.mark.parametrize(
    ("reached", "said"),
    [
        pytest.param(
            ["P-1"],
            "`start reached` of as many people as outputs of it stand, 2, not of 1",
            id="fewer people than outputs",
        ),
        pytest.param(["P-1", "P-2", "P-3"], "stand, 2, not of 3", id="more"),
    ],
)
def test_outputs_are_stated_with_the_people_who_reached_them(reached, said):
    sums = {"volume of start, band 1, 2026-03-31, at 119.4": Decimal(2), "paid for outputs": Decimal("238.8")}
    people = {f"start reached: {person}": Decimal(1) for person in reached}

    with pytest.raises(ValueError, match=re.escape(said)):
        OutputBands().check_stated(ready(BY_PERSON, "").payments[0].parameters, sums | people)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param(
            "milestone: start", "milestone: begin", "expected one of `start`, `retention_1`", id="no milestone"
        ),
        pytest.param(
            "people.disproved", "visits.id", "expected a field of `people`, as `person` is", id="another table"
        ),
        pytest.param("people.poor", "visits.id", "expected a field of `people`, as `person` is", id="its flags"),
        pytest.param("people.poor", "people.wealthy", "`wealthy`", id="no field"),
    ],
)
def test_wrong_keys_of_people_are_refused_with_words(old, new, complaint):
    with pytest.raises(RuleSetError) as refused:
        decided(entry(UPLIFTED.replace(old, new)))

    assert complaint in str(refused.value)
