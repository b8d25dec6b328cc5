from datetime import date

import pytest

from engine.errors import RuleSetError
from engine.model.escalation import DecisionOutcome
from engine.model.figures import Absence
from engine.plugins.ladder import Ladder
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.rule_texts import climbing, figures

LADDER = """
- policy: ladder
  name: contract
  clause: Schedule 4
  climb: jump
  rungs:
    - rung: routine
    - rung: plan
      decision: remediation
      enter: failures(missed_visits, last=2) >= 2
      leave: consecutive_passes(missed_visits) >= 1
      actions:
        - {do: Submit an improvement plan, by: provider, within: 10 working days}
    - rung: notice
      decision: escalation
      enter: failures(missed_visits, last=3) >= 3
      leave: consecutive_passes(missed_visits) >= 2
    - rung: exit
      decision: exit_trigger
      enter: failures(missed_visits, last=5) >= 4
      actions:
        - {do: Decide on the right to exit, by: council, within: 20 working days}
"""
FAIL, PASS = figures(missed=9), figures()


def rungs(decisions, ladder="contract") -> list[str]:
    """Return the rung stood on after each decision."""
    return [next(move.after for move in one.moves if move.ladder == ladder) for one in decisions]


def moves(decisions) -> list[str]:
    """Return what happened on the one ladder in each decision."""
    return [one.moves[0].kind.value for one in decisions]


def test_a_ladder_is_climbed_as_its_conditions_come_to_hold():
    decisions = decided(climbing(LADDER), PASS, FAIL, FAIL, FAIL, FAIL)

    assert rungs(decisions) == ["routine", "routine", "plan", "notice", "exit"]
    assert moves(decisions) == ["none", "none", "entered", "entered", "entered"]
    assert [one.outcome for one in decisions[2:]] == [
        DecisionOutcome.REMEDIATION,
        DecisionOutcome.ESCALATION,
        DecisionOutcome.EXIT_TRIGGER,
    ]


SEVERE = """
- policy: ladder
  name: contract
  clause: Schedule 4
  climb: {climb}
  rungs:
    - rung: routine
    - rung: plan
      decision: remediation
      enter: failures(missed_visits) >= 1
    - rung: notice
      decision: escalation
      enter: rated(inadequate, missed_visits) >= 1
"""


@pytest.mark.parametrize(
    ("climb", "stood_on"),
    [
        pytest.param("jump", ["notice", "notice"], id="jumping skips the rungs between"),
        pytest.param("step", ["plan", "notice"], id="stepping takes one rung a month"),
    ],
)
def test_semantics_22_a_grave_failure_jumps_or_steps_as_declared(climb, stood_on):
    assert rungs(decided(climbing(SEVERE.format(climb=climb)), FAIL, FAIL)) == stood_on


def test_stepping_waits_below_a_rung_whose_own_condition_does_not_hold():
    view = GivenView(holds={"to_plan": False, "to_notice": True}, rung="routine")
    keys = """
        climb: step
        rungs:
          - {rung: routine}
          - {rung: plan, decision: remediation, enter: to_plan}
          - {rung: notice, decision: escalation, enter: to_notice}
    """

    step = Ladder().step(parameters_of(Ladder(), keys), view)

    assert step.rung == "routine"
    assert [(check.rung, check.way, check.verdict.holds) for check in step.checks] == [("plan", "enter", False)]


KEYS = """
climb: jump
rungs:
  - {rung: routine}
  - {rung: plan, decision: remediation, enter: to_plan, leave: out_of_plan}
  - {rung: notice, decision: escalation, enter: to_notice, leave: out_of_notice}
  - {rung: exit, decision: exit_trigger, enter: to_exit, leave: out_of_exit, leave_to: routine}
"""


@pytest.mark.parametrize(
    ("held", "holds", "stood_on"),
    [
        pytest.param("plan", {"out_of_plan"}, "routine", id="a rung is left for the one below"),
        pytest.param("notice", {"out_of_notice"}, "plan", id="one rung at a time"),
        pytest.param("exit", {"out_of_exit"}, "routine", id="or for the one that `leave_to` names"),
        pytest.param("plan", {"out_of_plan", "to_notice"}, "notice", id="up beats down"),
        pytest.param("plan", {"to_plan"}, "plan", id="a rung whose condition holds on is held"),
        pytest.param("notice", {"to_plan"}, "notice", id="a lower rung's condition pulls nobody down"),
        pytest.param("routine", {"to_plan", "to_exit"}, "exit", id="the highest rung wins"),
        pytest.param("routine", set(), "routine", id="nothing holds, nothing moves"),
    ],
)
def test_semantics_22_a_ladder_has_one_move_a_period(held, holds, stood_on):
    texts = [f"{way}_{rung}" for way in ("to", "out_of") for rung in ("plan", "notice", "exit")]

    view = GivenView(holds={text: text in holds for text in texts}, rung=held)

    assert Ladder().step(parameters_of(Ladder(), KEYS), view).rung == stood_on


def test_every_condition_that_was_looked_at_is_among_the_reasons():
    view = GivenView(holds={"to_notice": False, "to_exit": False, "to_plan": True, "out_of_plan": False}, rung="plan")

    step = Ladder().step(parameters_of(Ladder(), KEYS), view)

    assert [(check.rung, check.way, check.verdict.holds) for check in step.checks] == [
        ("exit", "enter", False),
        ("notice", "enter", False),
        ("plan", "enter", True),
        ("plan", "leave", False),
    ]


def test_semantics_14_an_unknown_condition_moves_no_rung_and_is_among_the_reasons():
    rules = climbing(SEVERE.format(climb="jump").replace("failures(missed_visits) >= 1", "missed > 3"))

    (decision,) = decided(rules, figures(missed=Absence.SUPPRESSED))

    assert rungs([decision]) == ["routine"]
    unknown = [check.rung for check in decision.moves[0].checks if isinstance(check.verdict.holds, Absence)]
    assert unknown == ["plan"]
    assert decision.outcome is DecisionOutcome.NO_ACTION


def test_a_rung_is_left_never_in_the_period_of_entry():
    rules = climbing(LADDER.replace("consecutive_passes(missed_visits) >= 1", "points(last=1) >= 0"))

    decisions = decided(rules, FAIL, FAIL, PASS)

    assert rungs(decisions) == ["routine", "plan", "routine"]
    assert moves(decisions) == ["none", "entered", "left"]


def test_a_rung_without_leave_is_held_whatever_comes():
    decisions = decided(climbing(LADDER), *[FAIL] * 4, *[PASS] * 12)

    assert rungs(decisions)[3:] == ["exit"] * 13


KEPT = LADDER.replace(
    "enter: failures(missed_visits, last=2) >= 2", "enter: failures(missed_visits, last=1) >= 1"
).replace(
    "      leave: consecutive_passes(missed_visits) >= 1\n",
    "      leave: consecutive_passes(missed_visits) >= 1\n      stay: 2 periods\n",
)


@pytest.mark.parametrize(
    ("months", "stood_on"),
    [
        pytest.param([FAIL, PASS], "plan", id="one period is too short, though a month has passed"),
        pytest.param([FAIL, PASS, PASS], "routine", id="two periods are enough"),
        pytest.param([FAIL, PASS, FAIL], "plan", id="time alone ends nothing"),
        pytest.param([FAIL, PASS, FAIL, PASS], "routine", id="a failure on the rung does not begin its time anew"),
        pytest.param([FAIL, FAIL, FAIL], "notice", id="the least time holds nobody down"),
        pytest.param([FAIL, FAIL, FAIL, PASS, PASS, PASS], "plan", id="who comes down to a rung is kept there as long"),
    ],
)
def test_semantics_22_a_rung_is_kept_for_its_least_time_before_it_is_left(months, stood_on):
    assert rungs(decided(climbing(KEPT), *months))[-1] == stood_on


def test_the_least_time_is_among_the_reasons_whether_it_is_over_or_not():
    decisions = decided(climbing(KEPT), FAIL, PASS, PASS)

    stays = [check.verdict for one in decisions[1:] for check in one.moves[0].checks if check.way == "stay"]
    assert [(one.holds, one.examined[0].text, one.examined[0].left) for one in stays] == [
        (False, "on_rung() >= 2", 1),
        (True, "on_rung() >= 2", 2),
    ]


def test_semantics_2_actions_are_set_on_entering_and_not_again_while_the_rung_is_held():
    rules = climbing(LADDER.replace("consecutive_passes(missed_visits) >= 1", "consecutive_passes() >= 9"))

    decisions = decided(rules, FAIL, FAIL, PASS, FAIL, FAIL)

    assert moves(decisions) == ["none", "entered", "held", "held", "entered"]
    assert [[action.do for action in one.moves[0].actions] for one in decisions[1:4]] == [
        ["Submit an improvement plan"],
        [],
        [],
    ]


def test_ac_18_a_plan_is_due_in_ten_working_days_from_the_decision():
    decisions = decided(climbing(LADDER), FAIL, FAIL)

    (action,) = decisions[1].moves[0].actions
    # Decided on Monday 1 June 2026.
    assert (action.by, action.due) == ("provider", date(2026, 6, 15))


def test_semantics_23_one_exit_right_arises_and_gathers_evidence():
    decisions = decided(climbing(LADDER), *[FAIL] * 5, *[PASS] * 2)

    rights = [one.rights.get("contract") for one in decisions]
    assert rights[:3] == [None] * 3
    assert rights[3].arisen == rights[4].arisen == date(2026, 7, 31)
    assert rights[3].evidence == (date(2026, 7, 31),)
    assert rights[4].evidence == (date(2026, 7, 31), date(2026, 8, 31))
    # Four of the last five months failed in September too; in October no longer.
    assert rights[5].evidence[-1] == date(2026, 9, 30)
    assert rights[6] is None


def test_ladders_stand_side_by_side_and_the_gravest_gives_the_outcome():
    safeguarding = SEVERE.format(climb="jump").replace("name: contract", "name: safeguarding")

    decisions = decided(climbing(LADDER + safeguarding), FAIL, PASS)

    assert rungs(decisions, "contract") == ["routine", "routine"]
    assert rungs(decisions, "safeguarding") == ["notice", "notice"]
    assert decisions[1].outcome is DecisionOutcome.ESCALATION
    assert decisions[1].gravest.ladder == "safeguarding"


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        pytest.param(
            "      enter: failures(missed_visits, last=3) >= 3\n",
            "",
            "    - rung: notice",
            "expected an `enter` on the rung `notice`: it has no way in",
            id="a rung without a way in",
        ),
        pytest.param(
            "      decision: escalation\n",
            "",
            "    - rung: notice",
            "expected a `decision` on the rung `notice`",
            id="a rung that means nothing",
        ),
        pytest.param(
            "    - rung: routine\n",
            "    - rung: routine\n      enter: points() > 3\n",
            "enter: points() > 3",
            "expected no `enter` on the first rung",
            id="a way into the first",
        ),
        pytest.param(
            "    - rung: routine\n",
            "    - rung: routine\n      leave: points() > 3\n",
            "leave: points() > 3",
            "expected no `leave` on the first rung",
            id="a way out of the first",
        ),
        pytest.param(
            "    - rung: routine\n",
            "    - rung: routine\n      actions: [{do: x, by: council, within: 2 days}]\n",
            "actions: [",
            "expected no `actions` on the first rung",
            id="actions that are never set",
        ),
        pytest.param(
            "      leave: consecutive_passes(missed_visits) >= 2\n",
            "      leave: consecutive_passes(missed_visits) >= 2\n      leave_to: exit\n",
            "leave_to: exit",
            "expected `leave_to` to name a rung below `notice`, not `exit`",
            id="a way down that leads up",
        ),
        pytest.param(
            "      leave: consecutive_passes(missed_visits) >= 2\n",
            "      leave_to: routine\n",
            "leave_to: routine",
            "expected a `leave` beside `leave_to`",
            id="a way down without its condition",
        ),
        pytest.param(
            "    - rung: routine\n",
            "    - rung: routine\n      stay: 2 periods\n",
            "stay: 2 periods",
            "expected no `stay` on the first rung",
            id="a least time on the first",
        ),
        pytest.param(
            "      enter: failures(missed_visits, last=5) >= 4\n",
            "      enter: failures(missed_visits, last=5) >= 4\n      stay: 2 periods\n",
            "stay: 2 periods",
            "expected a `leave` beside `stay` on the rung `exit`",
            id="a least time on a rung that only a person ends",
        ),
        pytest.param(
            "      leave: consecutive_passes(missed_visits) >= 2\n",
            "      leave: consecutive_passes(missed_visits) >= 2\n      stay: 2 months\n",
            "stay: 2 months",
            "expected a number of periods such as `2 periods`, not `2 months`",
            id="a least time in months",
        ),
        pytest.param("rung: notice", "rung: plan", "rung: plan", "expected each rung once", id="two of one name"),
        pytest.param("climb: jump", "climb: leap", "climb: leap", "expected `jump` or `step`", id="another climb"),
        pytest.param("  climb: jump\n", "", "- policy: ladder", "expected the key `climb`", id="no climb"),
        pytest.param(
            "within: 10 working days", "within: 10 workdays", "within: 10", "working days", id="time in other words"
        ),
        pytest.param("failures(missed_visits, last=2)", "failures(missed, last=2)", "missed", "KPI", id="no KPI"),
        pytest.param("enter: failures(missed_visits, last=3) >= 3", "enter: 3", "enter: 3", "", id="no condition"),
    ],
)
def test_a_ladder_that_leads_nowhere_is_refused_where_it_does(old, new, line, complaint):
    with pytest.raises(RuleSetError) as refusal:
        decided(climbing(LADDER.replace(old, new)))

    reports = [one for one in refusal.value.diagnostics if complaint in one.message]
    assert reports
    assert line.strip() in reports[0].line
