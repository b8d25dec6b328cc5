"""SEMANTICS 18 to 20: windows, runs, points and repeats."""

from __future__ import annotations

from datetime import date

import pytest

from engine.model.evidence import Event
from engine.model.figures import Absence
from engine.model.outcome import Counts
from tests.evaluation.builders import SUPPRESSED, Provider, errors, kpi, ladder, outcome, rating, rules, rung

pytestmark = pytest.mark.usefixtures("either_evaluator")

POINTS = "{requires_improvement: 1, inadequate: 3}"


def holding(condition, kpis=None, **parts):
    """A provider under a ladder of one rung that stands while *condition* holds."""
    while_it_holds = ladder(condition, leave=f"not ({condition})")
    start = parts.pop("start", date(2026, 4, 1))
    return Provider(rules(kpis=kpis or kpi(points=POINTS), escalation=while_it_holds, **parts), start=start)


def held(provider, *figures):
    """Whether the condition held after each of *figures*; None is a suppressed one."""
    return [rung(provider.reports(figure=SUPPRESSED if one is None else one)) == "r" for one in figures]


@pytest.mark.parametrize(
    ("condition", "figures", "expected"),
    [
        pytest.param(
            "failures(last=3) >= 2", [0, 95, 0], [False, False, True], id="last=3 is this one and the two before"
        ),
        pytest.param("failures(last=3) >= 2", [0, 95, 95, 0], [False] * 4, id="what is older is out"),
        pytest.param("failures(last=3) >= 1", [0], [True], id="fewer where the contract is younger"),
        pytest.param("failures() >= 2", [0, 95, 95, 95, 0], [False] * 4 + [True], id="no window means since the start"),
    ],
)
def test_semantics_18_windows_include_the_period_being_decided(condition, figures, expected):
    assert held(holding(condition), *figures) == expected


@pytest.mark.parametrize(
    ("window", "start", "figures", "expected"),
    [
        pytest.param("2 months", date(2026, 4, 1), [0, 95, 0], False, id="May and June, and not April"),
        pytest.param("2 months", date(2026, 4, 1), [95, 0, 0], True, id="May is in it"),
        pytest.param(
            "3 months", date(2026, 1, 1), [0, 95, 95, 0], False, id="February to April, though January has 31 days"
        ),
        pytest.param("3 months", date(2026, 1, 1), [95, 0, 95, 0], True, id="February is in it, though it has 28 days"),
    ],
)
def test_semantics_18_a_window_of_months_ends_with_the_period_and_is_so_many_months_long(
    window, start, figures, expected
):
    provider = holding(f"failures(last='{window}') >= 2", start=start)

    *_, last = held(provider, *figures)

    assert last is expected


def test_semantics_18_a_window_of_months_does_not_depend_on_the_reporting_period():
    condition = "failures(last='2 months') >= 2"

    monthly, quarterly = (
        holding(condition, reporting=f"{{every: {every}}}", start=date(2026, 1, 1)) for every in ("month", "quarter")
    )

    assert held(monthly, 0, 0) == [False, True]
    assert held(quarterly, 0, 0) == [False, False]


@pytest.mark.parametrize(
    ("window", "on", "enters"),
    [
        pytest.param("'2 months'", date(2026, 7, 29), True, id="29 July: after 29 May, so with May and June"),
        pytest.param("'2 months'", date(2026, 7, 31), False, id="31 July: June and July"),
        pytest.param("'2 months'", date(2026, 6, 30), True, id="30 June: May and June, June being reported by then"),
        pytest.param("2", date(2026, 7, 31), True, id="the two periods before it, as it counts as none"),
        pytest.param("1", date(2026, 7, 31), False, id="the one before it"),
    ],
)
def test_semantics_18_the_window_of_an_event_ends_on_its_day(window, on, enters):
    provider = holding(f"failures(last={window}) >= 2", events="{report: {title: A report}}")
    held(provider, 95, 0, 0)

    decision = provider.faces(Event("report", on, on))

    assert (rung(decision) == "r") is enters


def test_semantics_19_two_failing_kpis_in_one_month_are_two_failures():
    assert held(holding("failures() >= 2", kpis=kpi("a") + kpi("b")), 0) == [True]


def test_semantics_19_points_count_after_doubling():
    provider = holding("points(last=2) >= 9", kpis=kpi(points=POINTS, repeat="double"))

    assert held(provider, 0, 0) == [False, True]


def test_semantics_19_rated_counts_the_outcomes_so_rated():
    assert held(holding("rated(requires_improvement, kpi) == 2"), 75, 0, 75) == [False, False, True]


def test_semantics_19_consecutive_failures_over_several_kpis_is_the_longest_run_of_any_one():
    provider = holding("consecutive_failures(a, b) == 2", kpis=kpi("a") + kpi("b", value="extra"))

    months = [(0, 95), (95, 0), (95, 0), (0, 0), (95, 95), (0, 0), (95, 0)]
    moves = [rung(provider.reports(figure=figure, extra=extra)) for figure, extra in months]

    assert moves == ["routine", "routine", "r", "routine", "routine", "routine", "r"]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param([(95, 95), (95, 95)], True, id="two months without a failure"),
        pytest.param([(95, 95), (80, 80)], True, id="rated and not a failure is a pass"),
        pytest.param([(95, 95), (95, 0)], False, id="one failure ends the run"),
        pytest.param([(95, 95), (95, None)], True, id="one KPI rated is enough"),
        pytest.param([(95, 95), (None, None)], False, id="none rated is no pass"),
    ],
)
def test_semantics_19_consecutive_passes_need_none_failed_and_one_rated(figures, expected):
    provider = holding("consecutive_passes() >= 2", kpis=kpi("a") + kpi("b", value="extra"))

    for one in figures:
        first, second = (SUPPRESSED if figure is None else figure for figure in one)
        decision = provider.reports(figure=first, extra=second)

    assert (rung(decision) == "r") is expected


def test_semantics_19_previous_is_the_rating_one_measurement_earlier():
    provider = holding("previous(kpi) == good", kpis=kpi(every="quarter"), start=date(2026, 1, 1))

    decisions = [provider.reports(figure=figure) for figure in (95, 95, 95, 0, 0, 0, 0)]

    assert [rung(one) == "r" for one in decisions] == [False, False, False, True, True, True, False]
    unknown = [any(one.verdict.holds is Absence.UNKNOWN for one in each.moves[0].checks) for each in decisions]
    assert unknown == [True, True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("previous(kpi)", [None], id="nothing is previous in the first period, which waits for a person"),
        pytest.param("previous(kpi, inadequate)", ["inadequate", "good", None, "inadequate"], id="the worst stands in"),
        pytest.param("previous(kpi, good)", ["good", "good", None, "good"], id="good stands in, after a gap too"),
    ],
)
def test_semantics_19_a_second_rating_stands_in_where_there_was_none(asked, expected):
    cases = f"[{{good: '{asked} == good and figure > 90'}}, {{good: figure > 98}}, {{inadequate: otherwise}}]"
    provider = Provider(rules(kpis=kpi(ratings=cases)))

    ratings = [rating(provider.reports(figure=figure)) for figure in (95, 99, SUPPRESSED, 95)[: len(expected)]]

    assert ratings == expected
    assert bool(provider.standing.records) is (len(expected) > 1)


def test_semantics_19_previous_may_be_asked_of_a_kpi_that_is_worked_out_later():
    cases = "[{good: figure > 90}, {approaching_target: previous(late) == good}, {inadequate: otherwise}]"
    asking = kpi("asking", ratings=cases)
    late = kpi("late", ratings="[{good: a > 50}, {inadequate: otherwise}]")
    provider = Provider(rules(kpis=asking + late + kpi("a")))
    provider.reports(figure=95)

    decision = provider.reports(figure=0)

    assert {one.kpi: one.rating.name for one in decision.outcomes} == {
        "asking": "approaching_target",
        "late": "inadequate",
        "a": "inadequate",
    }


def test_semantics_19_on_rung_is_0_in_the_period_of_entry():
    provider = Provider(rules(escalation=ladder("failures(last=1) >= 1", leave="on_rung() >= 2")))

    assert [rung(provider.reports(figure=figure)) for figure in (0, 95, 95)] == ["r", "r", "routine"]


@pytest.mark.parametrize(
    ("figures", "points"),
    [
        pytest.param([75, 0, 0], [1, 6, 6], id="flat: the third failure counts as much as the second, AC-15"),
        pytest.param([0, 75, 0], [3, 2, 6], id="of its own rating's points, AC-16"),
        pytest.param([0, 95, 0], [3, 0, 3], id="a pass between them ends the run"),
    ],
)
def test_semantics_20_a_repeat_is_a_failure_after_a_failure(figures, points):
    provider = Provider(rules(kpis=kpi(points=POINTS, repeat="double")))

    decisions = [provider.reports(figure=figure) for figure in figures]

    assert [outcome(one).points for one in decisions] == points


@pytest.mark.parametrize(
    ("over", "own", "repeated"),
    [
        pytest.param("skips", "", True, id="skips leaps over what is not rated"),
        pytest.param("breaks", "", False, id="breaks ends the run there"),
        pytest.param("breaks", "skips", True, id="a KPI's own word goes before the rule set's"),
        pytest.param("skips", "breaks", False, id="and the other way round"),
    ],
)
def test_semantics_20_over_not_rated_governs_repeats_and_runs_alike(over, own, repeated):
    shape = kpi(points=POINTS, repeat="double", over_not_rated=own)
    provider = holding("consecutive_failures(kpi) >= 2", kpis=shape, over_not_rated=over)

    *_, last = held(provider, 0, None, 0)

    assert (last, provider.standing.records[-1].kpis["kpi"].points) == (repeated, 6 if repeated else 3)


def test_semantics_19_rated_counts_whatever_became_of_the_rating():
    carried = kpi(missing="carry_forward", plausible="30 to 100")

    provider = holding("rated(inadequate, last=3) == 3", kpis=carried)
    moves = [rung(provider.reports(figure=20)), rung(provider.reports()), rung(provider.reports(figure=40))]

    assert moves == ["routine", "routine", "r"]


def test_semantics_19_what_is_carried_forward_or_doubtful_is_no_pass():
    provider = holding("consecutive_passes() >= 2", kpis=kpi(missing="carry_forward", plausible="30 to 100"))

    moves = [rung(provider.reports(**one)) for one in ({"figure": 95}, {}, {"figure": 140}, {"figure": 95})]

    assert moves == ["routine", "routine", "routine", "r"]


def test_semantics_19_a_failure_of_another_kpi_ends_no_run_of_one():
    provider = holding("consecutive_passes(a) >= 2", kpis=kpi("a") + kpi("b", value="extra"))

    moves = [rung(provider.reports(figure=95, extra=0)) for _ in range(2)]

    assert moves == ["routine", "r"]


@pytest.mark.parametrize(("over", "points"), [("skips", 6), ("breaks", 3)])
def test_semantics_20_what_has_no_consequence_is_no_failure_that_another_repeats(over, points):
    doubtful = kpi(points=POINTS, repeat="double", plausible="-1 to 100")
    provider = Provider(rules(kpis=doubtful, over_not_rated=over))

    decisions = [provider.reports(figure=figure) for figure in ("0", "-5", "0")]

    assert [int(outcome(one).points) for one in decisions] == [3, 0, points]


def test_semantics_20_a_repeat_looks_at_the_measurement_before_not_at_the_month():
    provider = Provider(rules(kpis=kpi(points=POINTS, repeat="double", every="quarter")), start=date(2026, 1, 1))

    assert [int(getattr(outcome(provider.reports(figure=0)), "points", 0)) for _ in range(6)] == [0, 0, 3, 0, 0, 6]


@pytest.mark.parametrize(("over", "passing"), [("skips", True), ("breaks", False)])
def test_semantics_20_over_not_rated_governs_passes_too(over, passing):
    provider = holding("consecutive_passes() >= 2", over_not_rated=over)

    *_, last = held(provider, 95, None, 95)

    assert last is passing


@pytest.mark.parametrize(("over", "own", "passing"), [("breaks", "skips", True), ("skips", "breaks", False)])
def test_semantics_20_passes_of_one_kpi_go_by_its_own_word(over, own, passing):
    provider = holding("consecutive_passes(kpi) >= 2", kpis=kpi(over_not_rated=own), over_not_rated=over)

    *_, last = held(provider, 95, None, 95)

    assert last is passing


def test_semantics_20_deemed_failures_count_towards_repeats():
    provider = Provider(rules(kpis=kpi(missing="{failure: inadequate}", points=POINTS, repeat="double")))

    decisions = [provider.stays_silent(), provider.reports(figure=75)]

    assert [(outcome(one).counts, outcome(one).points) for one in decisions] == [
        (Counts.FAILURE, 3),
        (Counts.FAILURE, 2),
    ]


def test_semantics_20_over_not_rated_is_required():
    assert errors(over_not_rated="") == {"missing-key"}


def test_semantics_4_windows_over_a_kpi_that_is_measured_less_often_count_its_measurements():
    provider = holding("consecutive_passes(kpi, last=2) >= 2", kpis=kpi(every="quarter"), start=date(2026, 1, 1))

    assert held(provider, *[95] * 7) == [False] * 5 + [True] * 2
