"""The league: low scores and reviews that were not returned stop new packages; good ones bring them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.evaluation.explanation import explained
from engine.model.events import ContractEvent, Effect, Relief
from engine.model.figures import Absence
from engine.model.outcome import Counts, KpiRecord
from engine.model.period import Period
from engine.model.scale import PROCUREMENT_ACT_2023
from engine.model.standing import PeriodRecord, Standing
from engine.plugins.league import League
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.evaluation.builders import Provider, kpi, rules, rung

ENTRY = """
- policy: league
  name: offers
  climb: jump
  score: review
  low: 0
  not_returned: 0
  over: 2 periods
  rungs:
    - rung: offered
    - {rung: warned, decision: remediation, enter_after: 1, leave_after: 1}
    - {rung: suspended, decision: escalation, enter_after: 2, leave_after: 1, leave_to: offered}
"""
REVIEW = kpi("review", value="figure", better="", bands="")
KEYS = ENTRY.partition("name: offers\n")[2]


def stood(*scores, entry=ENTRY, review=REVIEW):
    """The rungs after periods with *scores*; None is a period for which nothing was returned."""
    provider = Provider(rules(escalation=entry, kpis=review))
    return [rung(provider.reports_each(one), "offers") for one in scores]


@pytest.mark.parametrize(
    ("scores", "stands"),
    [
        pytest.param([50, 1], ["offered"] * 2, id="any score above the low one is enough"),
        pytest.param([None, None], ["warned", "suspended"], id="AC-64: two reviews not returned"),
        pytest.param([0, None], ["warned", "suspended"], id="a score of 0 counts alike"),
        pytest.param([None, 50, None], ["warned", "offered", "warned"], id="a good review between them"),
        pytest.param([None, None, 50], ["warned", "suspended", "offered"], id="one good review ends the suspension"),
        pytest.param([None, None, None], ["warned", "suspended", "suspended"], id="a third not returned prolongs it"),
        pytest.param([None, Absence.SUPPRESSED, 50], ["warned", "warned", "offered"], id="a suppressed score is none"),
        pytest.param([Absence.NOT_APPLICABLE, None], ["offered", "warned"], id="nor is one that does not apply"),
    ],
)
def test_scores_say_where_a_provider_stands(scores, stands):
    assert stood(*scores) == stands


@pytest.mark.parametrize(
    ("deemed", "stands"),
    [
        pytest.param("0", "warned", id="0 is low"),
        pytest.param("25", "offered", id="a framework may deem more"),
    ],
)
def test_the_score_of_what_was_not_returned_is_the_declared_one(deemed, stands):
    assert stood(None, entry=ENTRY.replace("not_returned: 0", f"not_returned: {deemed}")) == [stands]


def test_a_figure_that_is_missing_in_a_return_counts_as_not_returned():
    assert stood(Absence.MISSING, Absence.MISSING) == ["warned", "suspended"]


def test_low_scores_are_counted_within_months_too():
    entry = ENTRY.replace("over: 2 periods", "over: 3 months")

    assert stood(None, 50, None, entry=entry) == ["warned", "offered", "suspended"]
    assert stood(None, 50, 50, None, entry=entry)[-1] == "warned"


def test_a_review_that_is_not_low_leads_nowhere_up_however_many_low_ones_came_before():
    entry = ENTRY.replace("leave_after: 1, leave_to: offered", "leave_after: 1, leave_to: offered").replace(
        "2 periods", "contract"
    )

    assert stood(None, None, 50, 50, entry=entry) == ["warned", "suspended", "offered", "offered"]


def test_a_rung_without_a_way_out_waits_for_a_person():
    entry = ENTRY.replace(", leave_after: 1, leave_to: offered", "")

    assert stood(None, None, 50, 50, entry=entry)[-1] == "suspended"


def test_a_carried_forward_score_was_not_returned():
    review = kpi("review", value="figure", bands="{good: 50, inadequate: 0}", missing="{carry_forward: 5 periods}")

    assert stood(
        80,
        None,
        None,
        review=review.replace("good: 50, inadequate: 0", "good: 50, approaching_target: 20, requires_improvement: 1"),
    ) == [
        "offered",
        "warned",
        "suspended",
    ]


def test_a_doubtful_score_suspends_nobody():
    review = kpi("review", value="figure", plausible="10 to 100")

    assert stood(0, 0, review=review) == ["offered", "offered"]


def test_a_score_in_grace_suspends_nobody():
    review = kpi("review", value="figure", missing="{failure: inadequate}", grace="2 periods")

    assert stood(None, 0, None, review=review) == ["offered", "offered", "warned"]


def test_a_review_every_half_year_is_not_missed_in_the_months_between():
    review = kpi("review", value="figure", better="", bands="", every="half year")

    assert stood(*[None] * 9, review=review) == [*["offered"] * 2, *["warned"] * 6, "suspended"][:9]


def test_each_move_says_why_the_next_rung_was_not_entered():
    provider = Provider(rules(escalation=ENTRY, kpis=REVIEW))
    decision = provider.reports(figure=0)

    said = [sentence.text for section in explained(decision, provider.rules).sections for sentence in section.sentences]

    assert rung(decision, "offers") == "warned"
    place = said.index("Suspended is not entered")
    assert said[place + 2] == "The number of low scores in 2 periods is 1, not at least 2"


def test_each_move_says_which_reviews_were_not_returned_and_what_they_are_deemed_to_score():
    provider = Provider(rules(escalation=ENTRY, kpis=REVIEW))
    decision = provider.reports_each(0, None)

    said = [sentence.text for section in explained(decision, provider.rules).sections for sentence in section.sentences]

    assert "The score of this review (2026-05 not returned, and deemed 0) is 0, at most 0" in said
    assert "The number of low scores in 2 periods (2026-05 not returned, and deemed 0) is 2, at least 2" in said


def test_what_the_view_gives_is_all_that_is_needed():
    view = GivenView(
        given=(not_rated("review"),),
        earlier=((rated("review", "good", "40"),), (rated("review", "inadequate", "0"),)),
        rung="warned",
    )

    step = League().step(parameters_of(League(), KEYS), view)

    assert step.rung == "suspended"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(
            "enter_after: 2",
            "enter_after: 3",
            "expected at most 2, as many as come within `over`, not 3",
            id="too many",
        ),
        pytest.param(
            "decision: remediation, enter_after: 1",
            "decision: remediation, enter_after: 2",
            None,
            id="as many as the rung below is sound",
        ),
        pytest.param(
            "decision: escalation, enter_after: 2",
            "decision: escalation, enter_after: 0",
            "expected at least 1, not `0`",
            id="none at all",
        ),
        pytest.param(
            "leave_to: offered", "leave_to: elsewhere", "expected `leave_to` to name a rung below", id="down to nowhere"
        ),
        pytest.param(
            "not_returned: 0", "not_return: 0", "did you mean `not_returned`", id="no score for what is not returned"
        ),
    ],
)
def test_parameters_that_make_no_league_are_refused(before, after, said):
    assert before in KEYS
    if said is None:
        parameters_of(League(), KEYS.replace(before, after))
        return
    with pytest.raises(RuleSetError, match=said):
        parameters_of(League(), KEYS.replace(before, after))


def test_fewer_low_scores_never_lead_to_a_graver_rung():
    keys = KEYS.replace("enter_after: 1", "enter_after: 2").replace(
        "escalation, enter_after: 2", "escalation, enter_after: 1"
    )

    with pytest.raises(RuleSetError, match="expected no fewer low scores than lead to the rung below, 2, not 1"):
        parameters_of(League(), keys)


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=8))
def test_who_is_suspended_scored_low_in_the_latest_two_reviews_and_nobody_else_is(scores):
    stands = stood(*scores)

    for place in range(len(scores)):
        latest = scores[: place + 1][-2:]
        low = len(latest) == 2 and not any(latest)
        assert (stands[place] == "suspended") is low


def test_existing_packages_are_paid_as_before():
    rules_text = f"""
rule_set: homecare
in_force: 2026-04-01
reporting: {{every: month}}
currency: GBP
money: {{precision: 2 dp, rounding: half up}}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
measures:
  figure: {{type: number}}
  charges: {{type: money, held_by: council, default: 1000.00}}
kpis:
  review: {{value: figure}}
escalation:{ENTRY.replace(chr(10), chr(10) + "  ")}
payment:
  - {{policy: fixed_fee, clause: Schedule 5, amount: charges, short_periods: whole}}
"""
    months = decided(rules_text, {"figure": "0"}, {"figure": "0"}, {"figure": "0"})

    assert months[-1].moves[0].after == "suspended"
    assert [str(one.payment.payable) for one in months] == ["1000.00"] * 3
    assert months[-1].period.start == date(2026, 6, 1)


def test_a_period_without_a_score_suspends_nobody_however_low_the_review_before_it():
    entry = ENTRY.replace("climb: jump", "climb: step").replace("enter_after: 2", "enter_after: 1")

    assert stood(None, Absence.SUPPRESSED, None, entry=entry) == ["warned", "warned", "suspended"]


@pytest.mark.parametrize(
    ("review", "figure"),
    [
        pytest.param(REVIEW, 0, id="a score without bands"),
        pytest.param(kpi("review", value="figure", missing="{failure: inadequate}"), None, id="a deemed failure"),
    ],
)
def test_scores_that_relief_disregards_for_exit_do_not_count_where_a_rung_says_so(review, figure):
    stands = []
    for entry in (ENTRY, ENTRY.replace("enter_after: 2,", "enter_after: 2, disregard: relieved,")):
        provider = Provider(rules(escalation=entry, kpis=review))
        april = Relief(Period.parse("2026-04"), "review", Effect.DISREGARDED_FOR_EXIT)
        relief = ContractEvent(1, date(2026, 4, 1), "A. Officer", "snow closed the roads", april)
        for _ in range(2):
            provider.standing = replace(provider.standing, events=(relief,))
            decision = provider.reports_each(figure)
        stands.append(rung(decision, "offers"))

    assert stands == ["suspended", "warned"]


def test_a_score_that_people_stated_without_its_figure_is_none():
    stated = PeriodRecord(
        Period.parse("2026-03"),
        {"review": KpiRecord(PROCUREMENT_ACT_2023.worst, Counts.FAILURE, Decimal(0), None)},
        1,
        Decimal(0),
        {},
        {},
    )
    provider = Provider(rules(escalation=ENTRY, kpis=REVIEW), start=date(2025, 4, 1))
    provider.standing = Standing(records=(stated,), stated=1)

    assert rung(provider.stays_silent(), "offers") == "warned"
