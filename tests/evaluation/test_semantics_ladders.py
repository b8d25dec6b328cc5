"""SEMANTICS 21 to 23: the order of work, and ladders."""

from __future__ import annotations

from datetime import date

import pytest

from engine.model.decision import DecisionOutcome
from tests.evaluation.builders import Provider, errors, kpi, ladder, lines, rating, rules, rung

THREE = """
    - policy: ladder
      climb: {climb}
      rungs:
        - rung: routine
        - {{rung: plan, decision: remediation, enter: figure < 80, leave: figure >= 90}}
        - {{rung: notice, decision: escalation, enter: figure < 70, leave: figure >= 90}}
        - {{rung: exit, decision: exit_trigger, enter: figure < 60, leave: figure >= 90{leave_to}}}
"""


def three(climb="jump", leave_to=""):
    return Provider(rules(escalation=THREE.format(climb=climb, leave_to=leave_to)))


def kinds(decision):
    return {move.ladder: move.kind.value for move in decision.moves}


def test_semantics_21_payment_sees_the_rung_held_when_the_period_began():
    withheld = "- {policy: service_credits, by_rating: {inadequate: 10.00}, when: rung(ladder) == 'plan'}"
    provider = Provider(rules(escalation=ladder("failures() >= 1", rung="plan"), payment=withheld))

    entering, after = provider.reports(figure=0), provider.reports(figure=0)

    assert (rung(entering), lines(entering)) == ("plan", [])
    assert [line.due for line in lines(after)] == [10]


@pytest.mark.parametrize(
    ("condition", "figures", "expected"),
    [
        pytest.param("credits(service_credits) >= 10", [0], ["r"], id="this period's credits count"),
        pytest.param("credits(service_credits, last=2) >= 20", [0, 0], ["routine", "r"], id="with those of the window"),
        pytest.param("cap_reached(service_credits)", [0], ["r"], id="an amount due that meets the cap reaches it"),
    ],
)
def test_semantics_21_ladders_read_this_periods_lines(condition, figures, expected):
    pays = "- {policy: service_credits, by_rating: {inadequate: 10.00}, cap: 10.00}"
    provider = Provider(rules(escalation=ladder(condition), payment=pays))

    assert [rung(provider.reports(figure=figure)) for figure in figures] == expected


@pytest.mark.parametrize(
    ("enter", "entered"),
    [
        pytest.param("credits(p) >= 6", True, id="what the cap left"),
        pytest.param("credits(p) > 6", False, id="not what was due before it"),
    ],
)
def test_semantics_21_credits_are_what_caps_left_of_this_periods_lines(enter, entered):
    pays = "- {policy: service_credits, name: p, by_rating: {inadequate: 10.00}, cap: 6.00}"

    decision = Provider(rules(escalation=ladder(enter), payment=pays)).reports(figure=0)

    assert (rung(decision) == "r") is entered


@pytest.mark.parametrize(
    ("cap", "reached"),
    [
        pytest.param("10.01", False, id="an amount due below the cap does not reach it"),
        pytest.param("10.00", True, id="one that meets it does"),
        pytest.param("9.99", True, id="one that exceeds it does"),
    ],
)
def test_semantics_21_a_cap_is_reached_when_the_amount_due_meets_or_exceeds_it(cap, reached):
    pays = f"- {{policy: service_credits, name: p, by_rating: {{inadequate: 10.00}}, cap: {cap}}}"

    assert (
        rung(Provider(rules(escalation=ladder("cap_reached(p)"), payment=pays)).reports(figure=0)) == "r"
    ) is reached


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        pytest.param("p", True, id="any cap of the entry"),
        pytest.param("p, high", False, id="the one that is named"),
        pytest.param("p, high, low", True, id="one of those that are named"),
        pytest.param("q, high", True, id="a shared cap as another entry comes to it"),
    ],
)
def test_semantics_21_of_several_caps_one_may_be_asked_for_by_its_name(asked, reached):
    pays = """
        - {policy: service_credits, name: p, by_rating: {inadequate: 10.00}, cap: [low, high]}
        - {policy: service_credits, name: q, by_rating: {inadequate: 12.00}, cap: [high, 500.00]}
    """
    shared = "{low: {limit: 10.00}, high: {limit: 22.00}}"
    rule_set = rules(escalation=ladder(f"cap_reached({asked})"), payment=pays, caps=shared)

    assert (rung(Provider(rule_set).reports(figure=0)) == "r") is reached


def test_semantics_21_repeats_come_before_payment():
    provider = Provider(
        rules(
            kpis=kpi(points="{inadequate: 1}", repeat="double"),
            payment="- {policy: service_credits, per_point: 10.00}",
        )
    )

    assert [lines(provider.reports(figure=0), "service_credits")[0].due for _ in range(2)] == [10, 20]


def test_semantics_21_kpis_are_worked_out_by_what_they_need_wherever_the_file_has_them():
    whole = kpi("whole", worst_of="[half, kpi]", not_rated="not_rated")
    half = kpi("half", value="kpi / 2", precision="1 dp, half up")

    decision = Provider(rules(kpis=whole + half + kpi())).reports(figure=95)

    assert [rating(decision, name) for name in ("kpi", "half", "whole")] == ["good", "inadequate", "inadequate"]


def test_semantics_22_ladders_stand_side_by_side_by_name():
    lot = THREE.format(climb="step", leave_to="").replace("policy: ladder", "policy: ladder\n      name: lot")
    provider = Provider(rules(escalation=THREE.format(climb="jump", leave_to="") + lot))

    decision = provider.reports(figure=0)

    assert (rung(decision), rung(decision, "lot")) == ("exit", "plan")
    assert set(provider.standing.ladders) == {"ladder", "lot"}


@pytest.mark.parametrize(
    ("climb", "figures", "rungs"),
    [
        pytest.param("jump", [0], ["exit"], id="a jump takes the highest rung whose enter holds"),
        pytest.param("jump", [65], ["notice"], id="not one above it"),
        pytest.param("step", [0, 0, 0, 0], ["plan", "notice", "exit", "exit"], id="steps take only the next"),
        pytest.param(
            "jump", [0, 95, 95, 95, 95], ["exit", "notice", "plan", "routine", "routine"], id="leave steps down one"
        ),
        pytest.param("jump", [65, 85], ["notice", "notice"], id="without leave holding it is held"),
    ],
)
def test_semantics_22_one_move_per_ladder_and_period(climb, figures, rungs):
    provider = three(climb)

    assert [rung(provider.reports(figure=figure)) for figure in figures] == rungs


def test_semantics_22_leave_to_names_where_to():
    provider = three(leave_to=", leave_to: routine")

    assert [rung(provider.reports(figure=figure)) for figure in (0, 95)] == ["exit", "routine"]


def test_semantics_22_up_beats_down():
    two = """
        - policy: ladder
          climb: jump
          rungs:
            - rung: routine
            - {rung: plan, decision: remediation, enter: failures() >= 1, leave: figure < 60}
            - {rung: exit, decision: exit_trigger, enter: figure < 60}
    """
    provider = Provider(rules(escalation=two))

    assert [rung(provider.reports(figure=figure)) for figure in (75, 0)] == ["plan", "exit"]


def test_semantics_22_a_rung_is_never_left_in_the_period_of_entry():
    provider = Provider(rules(escalation=ladder("figure < 80", leave="figure < 80")))

    assert [rung(provider.reports(figure=0)) for _ in range(2)] == ["r", "routine"]


def test_semantics_22_a_rung_without_leave_is_held():
    provider = Provider(rules(escalation=ladder("figure < 80")))

    assert [rung(provider.reports(figure=figure)) for figure in (0, 95, 95)] == ["r"] * 3


@pytest.mark.parametrize(
    ("figure", "expected"),
    [(95, "no_action"), (75, "remediation"), (65, "escalation"), (0, "exit_trigger")],
)
def test_semantics_23_the_outcome_is_that_of_the_rung_stood_on(figure, expected):
    assert three().reports(figure=figure).outcome.value == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param([0, 85], "exit_trigger", id="held, though nothing would enter it now"),
        pytest.param([65, 95], "remediation", id="left for the one below"),
        pytest.param([75, 95], "no_action", id="left for the first"),
    ],
)
def test_semantics_23_the_outcome_is_that_of_the_rung_stood_on_after_the_period(figures, expected):
    assert three().reports_each(*figures).outcome.value == expected


def test_semantics_23_the_gravest_ladder_comes_first():
    mild = ladder("figure < 80", name="mild")
    grave = ladder("figure < 80", name="grave", decision="escalation")

    decision = Provider(rules(escalation=mild + grave)).reports(figure=0)

    assert (decision.outcome, decision.gravest.ladder) == (DecisionOutcome.ESCALATION, "grave")


def test_semantics_23_undecided_outranks_all():
    provider = Provider(
        rules(
            kpis=kpi("late", value="missed / visits", precision="1 dp, half up") + kpi(),
            escalation=THREE.format(climb="jump", leave_to=""),
        )
    )

    assert provider.reports(figure=0, missed=1, visits=0).outcome is DecisionOutcome.UNDECIDED


def test_semantics_23_a_move_says_entered_held_left_or_none():
    provider = three(leave_to=", leave_to: routine")

    decisions = [provider.reports(figure=figure) for figure in (95, 0, 85, 95)]

    assert [kinds(one)["ladder"] for one in decisions] == ["none", "entered", "held", "left"]


def test_semantics_23_a_standing_exit_right_stays_one_right_and_gathers_evidence():
    provider = three()

    for figure in (0, 0, 85, 95, 0):
        provider.reports(figure=figure)

    right = provider.standing.rights["ladder"]
    assert list(provider.standing.rights) == ["ladder"]
    assert right.arisen == date(2026, 4, 30)
    assert right.evidence == (date(2026, 4, 30), date(2026, 5, 31), date(2026, 8, 31))


def test_semantics_22_each_ladder_has_a_name_of_its_own():
    assert errors(escalation=ladder("figure < 80") * 2) == {"name-twice"}


def test_semantics_23_a_right_to_exit_stays_one_right_across_the_rungs_that_give_it():
    provider = Provider(
        rules(
            escalation="""
            - policy: ladder
              name: ladder
              climb: jump
              rungs:
                - rung: routine
                - {rung: right, decision: exit_trigger, enter: figure < 80}
                - {rung: grave, decision: exit_trigger, enter: figure < 50}
            """
        )
    )

    for figure in (70, 40):
        provider.reports(figure=figure)

    right = provider.standing.rights["ladder"]
    assert (right.rung, right.arisen) == ("grave", date(2026, 4, 30))
    assert right.evidence == (date(2026, 4, 30), date(2026, 5, 31))
