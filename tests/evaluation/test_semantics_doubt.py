"""SEMANTICS 16: a doubtful figure is shown and nothing follows from it, whatever is computed from it or asks for it."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation import explained
from engine.evaluation.tracking import tracked
from engine.model.decision import DecisionOutcome
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts
from tests.evaluation.builders import Provider, errors, kpi, ladder, lines, outcome, rating, rules, rung

pytestmark = pytest.mark.usefixtures("either_evaluator")

UNLIKELY = kpi("a", plausible="30 to 100", points="{inadequate: 3}")
FEE = "- {{policy: fixed_fee, name: fee, amount: 100.00, short_periods: whole, when: '{}'}}"


def settled(provider, **figures):
    """The decision on *figures* as: what each KPI counts as, and its points."""
    decision = provider.reports(**figures)
    return {one.kpi: (one.counts.value, int(one.points), one.doubtful) for one in decision.outcomes}


@pytest.mark.parametrize(
    "made_of_it",
    [
        pytest.param(kpi("b", value="a + 1", points="{inadequate: 3}"), id="its value"),
        pytest.param(kpi("b", worst_of="[a]", not_rated="leave_out", points="{inadequate: 3}"), id="a composite"),
        pytest.param(
            kpi("b", ratings="[{good: 'is_at_least(rating(a), good)'}, {inadequate: otherwise}]"), id="its rating"
        ),
        pytest.param(kpi("b", ratings="[{good: a > 50}, {inadequate: otherwise}]"), id="a condition on its figure"),
        pytest.param(
            kpi("b", value="extra", limiters="[{never_better_than: inadequate, when: a < 30}]"), id="a limiter"
        ),
        pytest.param(kpi("b", value="extra", sample="{of: a, at_least: 1}"), id="a sample"),
        pytest.param(
            kpi("c", value="2 * a", better="", bands="") + kpi("b", value="c"), id="a figure between them without bands"
        ),
    ],
)
def test_semantics_16_whatever_is_computed_from_a_doubtful_figure_has_no_consequence_either(made_of_it):
    provider = Provider(rules(kpis=UNLIKELY + made_of_it))

    found = provider.reports(figure=12, extra=95)

    assert (outcome(found, "b").counts, outcome(found, "b").points, outcome(found, "b").doubtful) == (
        Counts.NEITHER,
        0,
        True,
    )
    assert not outcome(provider.reports(figure=40, extra=95), "b").doubtful


def test_semantics_16_a_doubtful_rating_of_one_measurement_earlier_doubts_nothing():
    asking = kpi("b", ratings="[{good: 'previous(a, good) == good'}, {inadequate: otherwise}]")
    provider = Provider(rules(kpis=UNLIKELY + asking))

    assert not outcome(provider.reports(figure=12), "b").doubtful


def test_semantics_16_a_doubtful_outcome_that_is_carried_forward_stays_doubtful():
    worst = kpi("worst", worst_of="[a]", not_rated="leave_out", points="{inadequate: 3}")
    provider = Provider(rules(kpis=kpi("a", plausible="30 to 100", missing="{carry_forward: 2 periods}") + worst))
    provider.reports(figure=12)

    for _ in range(2):
        decision = provider.reports()
        assert (outcome(decision, "a").basis, outcome(decision, "a").doubtful) == (Basis.CARRIED, True)
        assert (outcome(decision, "worst").counts, outcome(decision, "worst").points) == (Counts.NEITHER, 0)


def test_semantics_16_what_is_doubtful_without_bands_is_flagged_and_said_to_be():
    bare = kpi("b", value="2 * a", better="", bands="")
    rule_set = rules(kpis=UNLIKELY + bare)
    found, later = (Provider(rule_set).reports(figure=one) for one in (12, 40))

    assert [outcome(one, "b").doubtful for one in (found, later)] == [True, False]
    said = [
        [one.text for section in explained(each, rule_set).sections for one in section.sentences]
        for each in (found, later)
    ]
    assert [any("being computed from one that is" in one for one in texts) for texts in said] == [True, False]


def test_semantics_16_what_is_carried_forward_says_that_it_is_doubtful():
    rule_set = rules(kpis=kpi(plausible="30 to 100", missing="carry_forward"))
    provider = Provider(rule_set)
    provider.reports(figure=12)

    said = explained(provider.reports(), rule_set)

    assert any("doubtful, as it was when it came" in one.text for section in said.sections for one in section.sentences)


def test_semantics_16_a_figure_that_was_doubtful_is_not_known_to_what_looks_back_either():
    bare = kpi("b", value="2 * a", better="", bands="")
    provider = Provider(rules(kpis=UNLIKELY + bare))
    for figure in (12, 40):
        provider.reports(figure=figure)

    records = [(one.period, one.kpis["b"]) for one in provider.standing.records]
    assert [one.figure for one in tracked(records, provider.standing)] == [Absence.UNKNOWN, 80]


@pytest.mark.parametrize("when", ["a > 100", "rating(a) == good", "b > 100", "rating(b) == good"])
def test_semantics_16_no_payment_hangs_on_a_doubtful_figure(when):
    provider = Provider(rules(kpis=UNLIKELY + kpi("b", value="a"), payment=FEE.format(when)))

    decision = provider.reports(figure=140)

    assert (decision.outcome, decision.payment) == (DecisionOutcome.UNDECIDED, None)
    assert decision.undecided == (f"payment: whether `{when}` holds for the payment `fee` is unknown",)


def test_semantics_16_a_payment_that_holds_without_the_doubtful_figure_is_made():
    provider = Provider(rules(kpis=UNLIKELY, payment=FEE.format("a > 100 or breach == false")))

    assert [line.applied for line in lines(provider.reports(figure=140))] == [100]


def test_semantics_16_a_price_is_not_reckoned_from_what_is_computed_from_a_doubtful_figure():
    bare = kpi("b", value="2 * a", better="", bands="")
    gap = "- {policy: service_credits, percentage_gap: {kpi: b, required: 90, of: charges}}"
    provider = Provider(rules(kpis=UNLIKELY + bare, payment=gap))

    assert [[line.due for line in lines(provider.reports(figure=one))] for one in (12, 40)] == [[], [100]]


def test_semantics_16_nor_from_what_came_from_elsewhere_than_the_rules_ask():
    measures = (
        "{figure: {type: number, source: council, otherwise: doubtful}, charges: {type: money, default: 1000.00}}"
    )
    gap = "- {policy: service_credits, percentage_gap: {kpi: b, required: 90, of: charges}}"
    provider = Provider(rules(measures=measures, kpis=kpi("b", better="", bands=""), payment=gap))

    assert lines(provider.reports(figure=40), "service_credits") == []


@pytest.mark.parametrize("enter", ["a < 30", "rating(a) == inadequate", "failures(a) >= 1", "points() >= 3"])
def test_semantics_16_no_rung_is_entered_upon_a_doubtful_figure(enter):
    provider = Provider(rules(kpis=UNLIKELY, escalation=ladder(enter)))

    decision = provider.reports(figure=12)

    assert (rung(decision), rating(decision, "a")) == ("routine", "inadequate")
    (check,) = decision.moves[0].checks
    assert check.verdict.holds in (False, Absence.UNKNOWN)


def test_semantics_16_a_part_that_is_doubtful_and_left_unrated_between_measurements_doubts_nothing():
    slow = kpi("a", plausible="30 to 100", every="quarter")
    provider = Provider(rules(kpis=slow + kpi("worst", worst_of="[a, b]", not_rated="leave_out") + kpi("b")))

    assert not outcome(provider.reports(figure=12), "worst").doubtful


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param({"limiters": "[{never_better_than: inadequate, when: breach}]"}, id="a limiter"),
        pytest.param({"ratings": "[{inadequate: breach}, {good: otherwise}]"}, id="a rating"),
    ],
)
def test_semantics_16_a_condition_on_a_measure_from_elsewhere_makes_the_rating_doubtful(shape):
    measures = "{figure: {type: number}, breach: {type: flag, source: council, otherwise: doubtful}}"
    provider = Provider(rules(measures=measures, kpis=kpi(**shape)))

    decision = provider.reports(figure=95, breach="true")

    assert (rating(decision), outcome(decision).counts, outcome(decision).doubtful) == (
        "inadequate",
        Counts.NEITHER,
        True,
    )


def test_semantics_16_what_is_never_rated_is_never_plausible_or_not():
    assert errors(kpis=kpi(plausible="30 to 100", better="", bands="")) == {"key-alone"}


def test_semantics_16_in_grace_a_pass_earns_no_points_and_moves_no_money_either():
    taken = "- {policy: service_credits, by_rating: {approaching_target: 10.00}}"
    provider = Provider(rules(kpis=kpi(grace="1 period", points="{approaching_target: 1}"), payment=taken))

    decisions = [provider.reports(figure=85) for _ in range(2)]

    assert [(outcome(one).counts, outcome(one).points) for one in decisions] == [(Counts.PASS, 0), (Counts.PASS, 1)]
    assert [len(lines(one, "service_credits")) for one in decisions] == [0, 1]


def test_semantics_16_grace_counts_the_contracts_own_periods():
    provider = Provider(rules(kpis=kpi(grace="2 periods", points="{inadequate: 3}")))

    assert [settled(provider, figure=0)["kpi"][:2] for _ in range(3)] == [
        ("neither", 0),
        ("neither", 0),
        ("failure", 3),
    ]
