"""What holds of every decision, whatever the rules and the figures."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal, localcontext
from functools import reduce

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.evaluation.decide import decide
from engine.model.decision import DecisionOutcome, folded
from engine.model.payment import LineState
from engine.model.standing import Standing
from tests.evaluation.builders import Provider, kpi, outcome, rules
from tests.evaluation.strategies import contexts, courses, extreme_figures
from tests.naive.rule_files import limits, lines, precisions, written

drawn = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def decisions(course):
    """What was decided upon each piece of evidence, each upon what stood then."""
    standing, found = Standing(), []
    for evidence in course.evidence:
        found.append(decide(course.rules, course.contract, standing, evidence))
        standing = folded(standing, found[-1])
    return found


@drawn
@given(courses())
def test_deciding_twice_gives_equal_decisions(course):
    assert decisions(course) == decisions(course)


@drawn
@given(courses(), contexts)
def test_the_decimal_context_of_the_calling_thread_does_not_matter(course, context):
    plain = decisions(course)

    with localcontext(Context(**context)):
        assert decisions(course) == plain


@drawn
@given(courses(), st.integers(0, 8))
def test_folding_a_and_b_is_folding_b_from_the_fold_of_a(course, cut):
    found = decisions(course)

    after_a = reduce(folded, found[:cut], Standing())
    later = course.evidence[cut:]

    assert reduce(folded, found[cut:], after_a) == reduce(folded, found, Standing())
    if later:
        assert decide(course.rules, course.contract, after_a, later[0]) == found[cut]


@drawn
@given(courses())
def test_an_undecided_period_leaves_nothing_behind(course):
    standing = Standing()
    for evidence in course.evidence:
        decision = decide(course.rules, course.contract, standing, evidence)
        after = folded(standing, decision)
        if decision.outcome is DecisionOutcome.UNDECIDED:
            assert (decision.payment, decision.moves, after) == (None, (), standing)
            assert decision.undecided
        standing = after


@drawn
@given(courses())
def test_lines_add_up_to_the_total_and_never_pass_a_cap(course):
    for payment in (decision.payment for decision in decisions(course) if decision.payment):
        signed = (line.kind.sign * line.applied for line in payment.lines if line.state is LineState.APPLIED)

        assert sum(signed) == payment.payable - payment.owed
        assert min(payment.payable, payment.owed) == min(payment.carried_forward, payment.debt) == 0
        for kind in payment.due:
            assert payment.due[kind] == payment.capped_off[kind] + payment.applied[kind]
        for line in payment.lines:
            assert line.due == line.capped_off + line.applied
            assert all(line.applied <= max(use.limit - use.used_before, Decimal(0)) for use in line.caps)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_better_figure_never_gets_a_worse_rating(data):
    better = data.draw(st.sampled_from(["higher", "lower"]))
    shape = {"kpi": {"value": "figure", "better": better, "bands": data.draw(lines(better))}}
    if data.draw(st.booleans()):
        shape["kpi"]["precision"] = data.draw(precisions)
    rule_set = rules(parameters="{target: {type: number, default: 80}}", kpis=written(shape))
    low, high = sorted(data.draw(st.tuples(limits, limits)))

    ranks = [outcome(Provider(rule_set).reports(figure=format(one, "f"))).rating.rank for one in (low, high)]

    assert ranks == sorted(ranks, reverse=better == "higher")


_SCORE = kpi("a") + kpi(
    "score", weighted_score="{a: 100%}", precision="9 dp, half even", not_rated="leave_out", points="{inadequate: 3}"
)


@pytest.mark.parametrize(
    "kpis",
    [
        pytest.param(kpi(value="figure * extra * figure * charges / visits", precision="9 dp, half up"), id="products"),
        pytest.param(kpi(value="figure * extra * figure * extra", sample="{of: visits, at_least: 30}"), id="unrounded"),
        pytest.param(
            kpi(value="100 * missed / visits", precision="0 dp, up", missing="{failure: inadequate}"), id="ratios"
        ),
        pytest.param(_SCORE, id="a weighted score"),
        pytest.param(
            kpi("a", value="figure * figure * figure", better="", bands="")
            + kpi("score", weighted_score="{a: 100%}", precision="9 dp, half even", not_rated="leave_out")
            + kpi("b"),
            id="a weighted score of products",
        ),
        pytest.param(
            kpi(ratings='[{good: "round(figure / visits, 9) > extra and not breach"}, {inadequate: otherwise}]'),
            id="first match",
        ),
        pytest.param(
            kpi(limiters='[{never_better_than: inadequate, when: "round(extra * figure, 20) > 1"}]'), id="limiters"
        ),
    ],
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(figures=st.lists(extreme_figures, min_size=1, max_size=3))
def test_decide_is_total_on_whatever_was_admitted(kpis, figures):
    provider = Provider(
        rules(
            kpis=kpis,
            payment="""
                - {policy: fixed_fee, amount: charges, short_periods: pro_rata}
                - {policy: service_credits, per_point: 100% of charges, cap: {limit: 1% of charges, over: contract}}
                - {policy: service_credits, name: rated, by_rating: {inadequate: 99.99% of charges}}
            """,
            escalation="""
                - policy: ladder
                  climb: jump
                  rungs:
                    - rung: routine
                    - rung: r
                      decision: exit_trigger
                      enter: points(last='99 years') * figure * figure * figure > extra or round(figure / missed, 9) > 1
                      actions: [{do: Leave, by: council, within: 9999 working days}]
            """,
        )
    )

    for one in figures:
        assert provider.reports(**one).outcome in DecisionOutcome
    assert provider.stays_silent().outcome in DecisionOutcome


def test_a_day_beyond_the_calendar_waits_for_a_person():
    late = "{every: month, due: 10 working days, late: failure}"

    decision = Provider(rules(reporting=late), start=date(2061, 1, 1)).reports(figure=95)

    assert decision.outcome is DecisionOutcome.UNDECIDED
    assert "2060-12-31" in decision.undecided[0]
