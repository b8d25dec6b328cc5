"""SEMANTICS 11 to 14: what a KPI comes to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.model.decision import DecisionOutcome
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, NotRated
from tests.evaluation.builders import (
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    Provider,
    errors,
    kpi,
    ladder,
    lines,
    outcome,
    rating,
    rules,
    rung,
)

pytestmark = pytest.mark.usefixtures("either_evaluator")
RATIO = {"value": "100 * missed / visits", "precision": "1 dp, half up", "better": "lower", "bands": "{good: 5}"}


def test_semantics_11_a_measure_left_out_is_missing_unless_it_has_a_default():
    rule_set = rules(
        measures="{figure: {type: number}, extra: {type: number, default: 95}}", kpis=kpi() + kpi("b", value="extra")
    )

    decision = Provider(rule_set).reports()

    assert outcome(decision).absence is Absence.MISSING
    assert outcome(decision, "b").value == Decimal(95)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        pytest.param(
            {"missed": SUPPRESSED, "visits": NOT_APPLICABLE}, "not applicable", id="not applicable comes first"
        ),
        pytest.param({"missed": MISSING, "visits": SUPPRESSED}, "suppressed", id="then suppressed"),
        pytest.param({"missed": MISSING, "visits": "0"}, "missing", id="then missing"),
        pytest.param(
            {"missed": "0", "visits": "0"}, "no activity", id="then no activity, though 0 is too small a sample"
        ),
        pytest.param({"missed": "0", "visits": "29"}, "sample too small", id="sample too small last"),
    ],
)
def test_semantics_11_the_first_reason_wins(figures, reason):
    rule_set = rules(kpis=kpi(sample="{of: visits, at_least: 30}", **RATIO))

    assert outcome(Provider(rule_set).reports(**figures)).absence.value == reason


def test_semantics_11_a_measure_left_out_before_its_default_is_in_force_is_missing():
    measures = "{figure: {type: number, default: {from 2026-05-31: 95, from 2026-06-30: 75}}}"
    provider = Provider(rules(measures=measures))

    assert outcome(provider.reports()).absence is Absence.MISSING
    assert [rating(provider.reports()) for _ in range(2)] == ["good", "requires_improvement"]


def test_semantics_11_a_figure_is_required_until_its_default_is_in_force():
    measures = "{figure: {type: number, default: {year 2: 95}}}"
    provider = Provider(rules(measures=measures, kpis=kpi(missing="refuse")), start=date(2025, 6, 1))

    for _ in range(12):
        with pytest.raises(SubmissionError, match="without one this submission is refused"):
            provider.reports()
        provider.reports(figure=95)
    assert rating(provider.reports()) == "good"


def test_semantics_11_a_figure_stated_as_missing_is_missing_whatever_would_stand_in():
    provider = Provider(rules(measures="{figure: {type: number, default: 95}}"))

    assert outcome(provider.reports(figure=MISSING)).absence is Absence.MISSING
    assert rating(provider.reports()) == "good"


@pytest.mark.parametrize("stated", [Absence.NO_ACTIVITY, Absence.SAMPLE_TOO_SMALL, Absence.RELIEVED, Absence.UNKNOWN])
def test_semantics_11_no_other_absence_can_be_stated(stated):
    with pytest.raises(SubmissionError, match="expected a figure, or missing, suppressed or not applicable"):
        Provider(rules()).reports(figure=stated)


def test_semantics_11_of_the_reasons_of_several_parts_the_first_wins_too():
    parts = kpi("a") + kpi("b", value="extra") + kpi("c", value="visits", sample="{of: visits, at_least: 30}")
    worst = kpi("worst", worst_of="[a, b, c]", not_rated="leave_out")
    provider = Provider(rules(kpis=parts + worst))

    assert outcome(provider.reports(visits=1, extra=NOT_APPLICABLE), "worst").absence is Absence.NOT_APPLICABLE
    assert outcome(provider.reports(visits=1), "worst").absence is Absence.MISSING
    assert outcome(provider.reports(visits=1, extra=SUPPRESSED), "worst").absence is Absence.SUPPRESSED


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        pytest.param("[idle, gone]", "missing", id="missing before no activity"),
        pytest.param("[few, idle]", "no activity", id="no activity before a sample that is too small"),
    ],
)
def test_semantics_11_the_order_is_the_same_between_kpis(parts, reason):
    kpis = kpi("idle", **RATIO) + kpi("gone") + kpi("few", value="extra", sample="{of: visits, at_least: 30}")
    made = kpi("worst", worst_of=parts, not_rated="not_rated")

    decision = Provider(rules(kpis=kpis + made)).reports(visits=0, missed=0, extra=95)

    assert outcome(decision, "worst").absence.value == reason


def test_semantics_3_bounds_go_by_the_periods_last_day():
    measures = "{figure: {type: number, at_most: {year 1: 100, year 2: 96}}}"
    provider = Provider(rules(measures=measures), start=date(2025, 4, 15))

    for _ in range(12):
        provider.reports(figure=97)
    with pytest.raises(SubmissionError, match="expected 96 or less, not `97`"):
        provider.reports(figure=97)


def test_semantics_11_a_zero_denominator_is_no_activity_but_with_a_numerator_it_is_undecidable():
    provider = Provider(rules(kpis=kpi(**RATIO)))

    assert outcome(provider.reports(missed=0, visits=0)).absence is Absence.NO_ACTIVITY
    assert provider.reports(missed=1, visits=0).outcome is DecisionOutcome.UNDECIDED


@pytest.mark.parametrize(
    ("visits", "expected"),
    [pytest.param(59, None, id="29.5 is less than 30"), pytest.param(60, "good", id="30 is enough")],
)
def test_semantics_11_a_sample_is_any_expression_unrounded(visits, expected):
    rule_set = rules(kpis=kpi(sample="{of: visits / 2, at_least: 30}"))

    assert rating(Provider(rule_set).reports(figure=95, visits=visits)) == expected


def test_semantics_12_a_deemed_failure_has_that_ratings_points_repeats_and_credits_and_no_value():
    provider = Provider(
        rules(
            kpis=kpi(missing="{failure: inadequate}", points="{inadequate: 3}", repeat="double"),
            payment="- {policy: service_credits, per_point: 10.00}",
        )
    )

    first, second = provider.reports(), provider.stays_silent()

    deemed = outcome(first)
    assert (deemed.rating.name, deemed.value, deemed.basis) == ("inadequate", None, Basis.DEEMED)
    assert (deemed.counts, deemed.points) == (Counts.FAILURE, 3)
    assert (outcome(second).points, outcome(second).repeat) == (6, True)
    assert [lines(one, "service_credits")[0].due for one in (first, second)] == [30, 60]


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        pytest.param({"missed": SUPPRESSED, "visits": "100"}, Absence.SUPPRESSED, id="suppressed"),
        pytest.param({"missed": SUPPRESSED}, Absence.SUPPRESSED, id="suppressed, though another figure is missing"),
        pytest.param({"missed": NOT_APPLICABLE}, Absence.NOT_APPLICABLE, id="not applicable, though one is missing"),
        pytest.param({"missed": NOT_APPLICABLE, "visits": "100"}, Absence.NOT_APPLICABLE, id="not applicable"),
        pytest.param({"missed": "0", "visits": "0"}, Absence.NO_ACTIVITY, id="no activity"),
        pytest.param({"missed": "0", "visits": "9"}, Absence.SAMPLE_TOO_SMALL, id="small samples"),
    ],
)
def test_semantics_12_nothing_but_what_is_missing_is_deemed(figures, reason):
    shape = RATIO | {"missing": "{failure: inadequate}", "sample": "{of: visits, at_least: 10}"}

    assert outcome(Provider(rules(kpis=kpi(**shape))).reports(**figures)).absence is reason


def test_semantics_12_refuse_rejects_a_submission_and_in_a_non_submission_means_not_rated():
    provider = Provider(rules(kpis=kpi(missing="refuse")))

    with pytest.raises(SubmissionError, match=r"figures\.figure"):
        provider.reports()

    assert outcome(provider.stays_silent()).absence is Absence.MISSING


@pytest.mark.parametrize("default", ["", ", default: 95"])
def test_semantics_12_a_figure_stated_as_missing_is_refused_though_a_default_would_stand_in(default):
    provider = Provider(rules(measures=f"{{figure: {{type: number{default}}}}}", kpis=kpi(missing="refuse")))

    with pytest.raises(SubmissionError, match="without one this submission is refused"):
        provider.reports(figure=MISSING)


def test_semantics_12_a_kpi_refuses_nothing_between_its_measurements():
    provider = Provider(rules(kpis=kpi(missing="refuse", every="quarter")))

    assert [outcome(provider.reports()).due for _ in range(2)] == [False, False]
    with pytest.raises(SubmissionError, match="without one this submission is refused"):
        provider.reports()


def test_semantics_12_refuse_takes_a_figure_that_counts_as_missing_for_its_source_as_missing():
    measures = "{figure: {type: number, source: council, otherwise: missing, default: 95}}"
    provider = Provider(rules(measures=measures, kpis=kpi(missing="refuse")))

    with pytest.raises(SubmissionError, match="expected a figure from council"):
        provider.reports(figure=95)


def test_semantics_12_no_default_stands_in_where_nothing_was_submitted():
    provider = Provider(
        rules(measures="{figure: {type: number, default: 95}}", kpis=kpi(missing="{failure: inadequate}"))
    )

    assert rating(provider.stays_silent()) == "inadequate"


LATE = "{every: month, due: 5 working days, late: failure}"
MIXED = "{figure: {type: number, held_by: council}, extra: {type: number}}"
FAILS = "{failure: inadequate}"


def mixed():
    """A provider who reports `extra`, which the council does not hold, and KPIs that speak of it and not."""
    parts = (
        kpi(missing=FAILS) + kpi("b", value="extra", missing=FAILS) + kpi("of_both", value="kpi + extra", missing=FAILS)
    )
    made = kpi("twice", value="2 * b", missing=FAILS) + kpi("worst", worst_of="[kpi, b]", not_rated="leave_out")
    return Provider(rules(reporting=LATE, measures=MIXED, kpis=parts + made))


def test_semantics_12_what_comes_late_is_deemed_as_what_does_not_come_at_all():
    in_time, late, never = mixed(), mixed(), mixed()
    first = in_time.reports(figure=95, extra=95)
    second = late.reports(received=date(2026, 5, 11), figure=95, extra=95)

    assert [getattr(one, "basis", None) for one in first.outcomes] == [Basis.MEASURED] * 5
    found = {one.kpi: (getattr(one, "basis", None), rating(second, one.kpi)) for one in second.outcomes}
    assert found == {
        "kpi": (Basis.MEASURED, "good"),
        "b": (Basis.DEEMED, "inadequate"),
        "of_both": (Basis.DEEMED, "inadequate"),
        "twice": (None, None),
        "worst": (Basis.MEASURED, "inadequate"),
    }
    silent = never.stays_silent(figure="95")
    assert [(one.kpi, rating(silent, one.kpi)) for one in silent.outcomes] == [
        (one.kpi, rating(second, one.kpi)) for one in second.outcomes
    ]


@pytest.mark.parametrize(
    ("lasts", "ratings"),
    [
        pytest.param("carry_forward", ["good", "good", None, None], id="one period unless a number says more"),
        pytest.param("{carry_forward: 2 periods}", ["good", "good", "good", None], id="two where it says so"),
    ],
)
def test_semantics_12_a_carried_outcome_lasts_as_long_as_declared(lasts, ratings):
    provider = Provider(rules(kpis=kpi(missing=lasts)))

    assert [rating(provider.reports(figure=95)), *(rating(provider.reports()) for _ in range(3))] == ratings


def test_semantics_12_a_carried_outcome_serves_composites_but_earns_nothing_and_is_neither_failure_nor_pass():
    provider = Provider(
        rules(
            kpis=kpi(missing="carry_forward", points="{inadequate: 3}")
            + kpi("worst", worst_of="[kpi]", not_rated="not_rated")
        )
    )
    provider.reports(figure=0)

    decision = provider.reports()

    carried = outcome(decision)
    assert (carried.basis, carried.value, carried.points, carried.counts) == (Basis.CARRIED, 0, 0, Counts.NEITHER)
    assert rating(decision, "worst") == "inadequate"


@pytest.mark.parametrize("enter", ["rating(kpi) == inadequate", "kpi < 10", "rated(inadequate, last=1) >= 1"])
def test_semantics_12_a_carried_outcome_serves_conditions(enter):
    provider = Provider(rules(kpis=kpi(missing="carry_forward"), escalation=ladder(enter, leave="breach")))
    first = Provider(provider.rules)
    provider.reports(figure=0, breach="true")

    assert rung(provider.reports(breach="false")) == "r"
    assert rung(first.reports()) == "routine"


def test_semantics_12_a_carried_outcome_moves_no_money():
    taken = "- {policy: service_credits, by_rating: {inadequate: 10.00}}"
    provider = Provider(rules(kpis=kpi(missing="carry_forward"), payment=taken))

    decisions = provider.reports(figure=0), provider.reports()
    assert [len(lines(one, "service_credits")) for one in decisions] == [1, 0]


def test_semantics_13_a_kpi_computed_from_one_that_is_not_rated_is_not_rated():
    decision = Provider(rules(kpis=kpi() + kpi("b", value="kpi + 1"))).reports(figure=SUPPRESSED)

    assert outcome(decision, "b") == NotRated("b", Absence.SUPPRESSED, ("kpi",), (("kpi", Absence.SUPPRESSED),))


@pytest.mark.parametrize(
    ("shape", "partly", "expected"),
    [
        pytest.param(
            "weighted_score: {a: 20%, b: 20%, c: 60%}", "leave_out", "75", id="remaining weights scaled to 100%"
        ),
        pytest.param("weighted_score: {a: 20%, b: 20%, c: 60%}", "not_rated", None, id="not rated where declared so"),
        pytest.param("worst_of: [a, b, c]", "leave_out", "requires_improvement", id="worst-of takes the rest"),
        pytest.param("worst_of: [a, b, c]", "not_rated", None, id="worst-of is not rated where declared so"),
    ],
)
def test_semantics_13_a_composite_declares_what_a_part_that_is_not_rated_means(shape, partly, expected):
    parts = kpi("a") + kpi("b", value="extra") + kpi("c", value="visits")
    unrounded = "precision: '1 dp, half up', better: higher, bands: {good: 90}, " if "weighted" in shape else ""
    composite = f"all: {{{shape}, {unrounded}not_rated: {partly}}}\n"

    decision = Provider(rules(kpis=parts + composite)).reports(figure=75, extra=75)

    found = getattr(outcome(decision, "all"), "rating", None)
    value = outcome(decision, "all").value if found else None
    assert (str(value.quantize(Decimal(1))) if isinstance(value, Decimal) else found and found.name) == expected


@pytest.mark.parametrize(
    "shape",
    [
        "worst_of: [kpi]",
        "how_many: [kpi], rated: good",
        "weighted_score: {kpi: 100%}, precision: '1 dp, half up'",
    ],
)
def test_semantics_13_a_composite_has_no_default_for_parts_that_are_not_rated(shape):
    assert errors(kpis=kpi() + f"all: {{{shape}}}\n") == {"composite-not-rated"}


@pytest.mark.parametrize(("figure", "extra"), [(95, 75), (75, 95)])
def test_semantics_13_worst_of_is_the_worst_of_its_parts(figure, extra):
    worst = kpi("worst", worst_of="[kpi, b]", not_rated="leave_out")

    decision = Provider(rules(kpis=kpi() + kpi("b", value="extra") + worst)).reports(figure=figure, extra=extra)

    assert rating(decision, "worst") == "requires_improvement"


@pytest.mark.parametrize(("partly", "expected"), [("leave_out", 1), ("not_rated", None)])
def test_semantics_13_a_count_of_ratings_leaves_out_what_is_not_rated_or_is_not_rated_either(partly, expected):
    counted = kpi("all", how_many="[kpi, b]", rated="good", better="", bands="", not_rated=partly)

    decision = Provider(rules(kpis=kpi() + kpi("b", value="extra") + counted)).reports(figure=95)

    assert getattr(outcome(decision, "all"), "value", None) == expected


@pytest.mark.parametrize(
    "shape",
    [
        {"worst_of": "[kpi, b]"},
        {
            "weighted_score": "{kpi: 50%, b: 50%}",
            "precision": "'1 dp, half up'",
            "better": "higher",
            "bands": "{good: 9}",
        },
    ],
)
def test_semantics_13_a_composite_of_which_no_part_is_rated_is_not_rated(shape):
    composite = kpi("all", **shape, not_rated="leave_out")

    decision = Provider(rules(kpis=kpi() + kpi("b", value="extra") + composite)).reports()

    assert outcome(decision, "all").absence is Absence.MISSING


def test_semantics_13_weights_apply_to_values_or_to_the_scores_of_ratings_and_choices():
    parts = kpi("regulated", value="regulator", better="", bands="{good: Good, inadequate: [Fair, Poor]}") + kpi("a")
    score = kpi(
        "score",
        weighted_score="{regulated: 20%, a: 20%, kpi: 60%}",
        scores="{regulated: {Good: 75, Fair: 50, Poor: 0}, a: {good: 75, approaching_target: 50, "
        "requires_improvement: 25, inadequate: 0}}",
        precision="2 dp, half up",
        not_rated="not_rated",
    )

    decision = Provider(rules(kpis=parts + kpi() + score)).reports(figure=90)

    assert outcome(decision, "score").value == Decimal(84)  # 15 + 15 + 54: AC-14


@pytest.mark.parametrize(
    ("bands", "codes"),
    [
        pytest.param("{good: [Good], inadequate: [Poor]}", {"choice-unrated"}, id="one left out is refused"),
        pytest.param("{good: [Good], inadequate: [Poor], other: [Fair]}", set(), id="one may be named as not rated"),
    ],
)
def test_semantics_13_every_choice_maps_to_a_rating_or_to_not_rated(bands, codes):
    assert errors(kpis=kpi(value="regulator", better="", bands=bands)) == codes


def test_semantics_13_a_choice_that_maps_to_not_rated_is_not_rated():
    bands = "{good: [Good], inadequate: [Poor], other: [Fair]}"

    decision = Provider(rules(kpis=kpi(value="regulator", better="", bands=bands))).reports(regulator="Fair")

    assert outcome(decision).absence is Absence.NOT_APPLICABLE


def test_semantics_14_a_measure_in_a_branch_not_taken_makes_its_kpi_not_rated_all_the_same():
    decision = Provider(rules(kpis=kpi(value="extra if breach else figure"))).reports(figure=95)

    assert outcome(decision).absence is Absence.MISSING


@pytest.mark.parametrize(
    ("condition", "moves"),
    [
        pytest.param("extra > 1", False, id="a comparison with something absent is unknown"),
        pytest.param("not extra > 1", False, id="not unknown is unknown"),
        pytest.param("extra > 1 or figure > 1", True, id="unknown or true is true"),
        pytest.param("extra > 1 or figure > 99", False, id="unknown or false is unknown"),
        pytest.param("not (extra > 1 and figure > 99)", True, id="unknown and false is false"),
        pytest.param("not (extra > 1 and figure > 1)", False, id="unknown and true is unknown"),
        pytest.param("figure > 1 if extra > 1 else figure > 1", False, id="x if unknown else y is unknown"),
        pytest.param("rating(kpi) == good", False, id="a rating that is not there compares unknown"),
    ],
)
@pytest.mark.parametrize("suppressed", ["extra"])
def test_semantics_14_conditions_are_three_valued_and_an_unknown_one_moves_no_rung(condition, moves, suppressed):
    rule_set = rules(kpis=kpi(value=suppressed), escalation=ladder(condition))

    decision = Provider(rule_set).reports(figure=50, extra=SUPPRESSED)

    assert (rung(decision) == "r") is moves
    (check,) = decision.moves[0].checks
    assert (check.verdict.holds is Absence.UNKNOWN) is not moves
    assert check.verdict.examined


def test_semantics_14_an_unknown_condition_leaves_no_rung():
    provider = Provider(rules(escalation=ladder("figure < 60", leave="extra > 1")))
    provider.reports(figure=50)

    held, left = provider.reports(figure=95), provider.reports(figure=95, extra=2)

    assert (rung(held), rung(left)) == ("r", "routine")
    assert [one.verdict.holds for one in held.moves[0].checks if one.way == "leave"] == [Absence.UNKNOWN]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param("99", "good", id="a condition before the unknown one decides"),
        pytest.param("50", None, id="reaching the unknown one is for a person"),
    ],
)
def test_semantics_14_in_first_match_ratings_an_unknown_is_never_the_next_rating(figure, expected):
    cases = "[{good: figure > 90}, {approaching_target: extra > 1}, {inadequate: otherwise}]"

    decision = Provider(rules(kpis=kpi(ratings=cases))).reports(figure=figure)

    assert rating(decision) == expected
    assert (decision.outcome is DecisionOutcome.UNDECIDED) is (expected is None)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param({"breach": "true"}, "requires_improvement", id="held back while it holds"),
        pytest.param({"breach": "false"}, "good", id="left alone while it does not"),
        pytest.param({"breach": SUPPRESSED}, None, id="for a person where it is unknown"),
    ],
)
def test_semantics_14_limiters_hold_a_rating_back_and_an_unknown_one_is_for_a_person(figures, expected):
    limited = kpi(limiters="[{never_better_than: requires_improvement, when: breach}]")

    decision = Provider(rules(kpis=limited)).reports(figure=95, **figures)

    assert rating(decision) == expected
    assert (decision.outcome is DecisionOutcome.UNDECIDED) is (expected is None)


HELD = """
    figure: {type: number, held_by: council}
"""


def test_semantics_12_a_figure_that_the_council_holds_is_not_missing_where_the_provider_is_silent():
    provider = Provider(rules(measures=HELD, kpis=kpi(missing="{failure: inadequate}")))

    decision = provider.stays_silent(figure="95")

    assert (rating(decision), outcome(decision).basis) == ("good", Basis.MEASURED)


def test_semantics_12_what_the_council_should_hold_and_does_not_is_missing():
    provider = Provider(rules(measures=HELD, kpis=kpi(missing="{failure: inadequate}")))

    decision = provider.stays_silent()

    assert (rating(decision), outcome(decision).basis) == ("inadequate", Basis.DEEMED)


def test_semantics_13_a_kpi_computed_from_a_missing_one_is_not_rated_whatever_it_says_of_missing_figures():
    twice = kpi("twice", value="2 * kpi", missing="{failure: inadequate}")

    decision = Provider(rules(kpis=kpi() + twice)).reports()

    assert isinstance(outcome(decision, "twice"), NotRated)


def test_semantics_16_what_is_computed_from_a_doubtful_figure_is_doubtful_too():
    worst = kpi("worst", worst_of="[kpi]", not_rated="leave_out")
    provider = Provider(rules(kpis=kpi(plausible="30 to 100", points="{inadequate: 4}") + worst))

    decision = provider.reports(figure=12)

    assert outcome(decision, "worst").doubtful
    assert outcome(decision, "worst").counts is Counts.NEITHER
