from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.escalation import DecisionOutcome
from engine.model.figures import Absence
from engine.plugins.points import Points
from engine.plugins.testing import GivenView, decided, parameters_of, rated
from tests.plugins.rule_texts import CHARGED, climbing, figures

# KPI `missed_visits` earns 2 points or 8, `calls` 3 or 18.
ENTRY = """
- policy: points
  name: contract
  clause: Schedule 4
  climb: jump
  sums:
    service: {over: 3 periods}
    safety: {over: 6 periods, of: [missed_visits]}
  rungs:
    - rung: routine
    - rung: early_warning
      decision: remediation
      enter_at: {service: 6}
      leave_below: {service: 3}
      actions: [{do: Discuss performance, by: council, within: 10 working days}]
    - rung: notice
      decision: escalation
      enter_at: {service: 18, safety: 10}
      leave_below: {service: 6}
      leave_after_passes: 2
    - rung: exit
      decision: exit_trigger
      enter_at: {service: exit_points}
"""
MORE = "parameters:\n  exit_points: {type: number, default: 50}\n"
RULES = climbing(ENTRY, more=MORE)
GOOD, TWO, THREE, EIGHT, MANY = (
    figures(),
    figures(missed=3),
    figures(answered=92),
    figures(missed=9),
    figures(missed=9, answered=50),
)


def changed(before: str, after: str, entry: str = ENTRY) -> str:
    """Return the rules with *after* in place of *before* in the entry."""
    assert before in entry
    return climbing(entry.replace(before, after, 1), more=MORE)


def stood(*months, rules=RULES):
    return [one.moves[0].after for one in decided(rules, *months)]


@pytest.mark.parametrize(
    ("months", "stands"),
    [
        pytest.param([GOOD, GOOD], ["routine", "routine"], id="no points lead nowhere"),
        pytest.param([THREE, GOOD], ["routine", "routine"], id="fewer than enough neither"),
        pytest.param([THREE, THREE], ["routine", "early_warning"], id="points of several periods are added up"),
        pytest.param([THREE, GOOD, GOOD, THREE], ["routine"] * 4, id="but not beyond the window"),
        pytest.param([EIGHT, GOOD, EIGHT], ["early_warning"] * 2 + ["notice"], id="a group has points of its own"),
        pytest.param([MANY], ["notice"], id="enough points jump over a rung"),
        pytest.param([MANY, MANY], ["notice", "exit"], id="a parameter says how many put the contract in question"),
        pytest.param([MANY, MANY, *[GOOD] * 4], ["notice", *["exit"] * 5], id="and only a person ends that"),
        pytest.param(
            [THREE, THREE, GOOD, GOOD, GOOD],
            ["routine", "early_warning", "early_warning", "early_warning", "routine"],
            id="a rung is left once its points have fallen below",
        ),
    ],
)
def test_sums_of_points_say_where_a_contract_stands(months, stands):
    assert stood(*months) == stands


@pytest.mark.parametrize(
    ("months", "stands"),
    [
        pytest.param([EIGHT, EIGHT, *[GOOD] * 4], "notice", id="safety still counts what led here"),
        pytest.param([EIGHT, EIGHT, *[GOOD] * 5], "early_warning", id="until it has fallen too"),
        pytest.param([EIGHT, EIGHT, *[GOOD] * 4, THREE], "notice", id="and enough periods in a row have passed"),
        pytest.param([EIGHT, EIGHT, *[GOOD] * 4, THREE, GOOD], "notice", id="one is not enough"),
        pytest.param([EIGHT, EIGHT, *[GOOD] * 4, THREE, GOOD, GOOD], "early_warning", id="two are"),
    ],
)
def test_a_rung_is_left_where_all_sums_have_fallen_and_passes_are_enough(months, stands):
    assert stood(*months)[-1] == stands


def test_a_rung_is_held_while_a_sum_that_leads_to_it_still_reaches_its_points():
    assert stood(EIGHT, EIGHT, *[GOOD] * 4)[1:] == ["notice"] * 5


def test_semantics_22_a_step_takes_only_the_next_rung():
    assert stood(MANY, MANY, MANY, rules=RULES.replace("climb: jump", "climb: step")) == [
        "early_warning",
        "notice",
        "exit",
    ]


def test_semantics_22_up_beats_down_also_where_points_have_fallen():
    view = GivenView(given=(rated("calls", "inadequate", points="18"),), rung="early_warning", on_rung=Decimal(3))
    keys = """
        climb: jump
        sums: {all: {over: 1 period}, visits: {over: 1 period, of: [missed_visits]}}
        rungs:
          - {rung: routine}
          - {rung: early_warning, decision: remediation, enter_at: {visits: 1}, leave_below: {visits: 1}}
          - {rung: notice, decision: escalation, enter_at: {all: 18}}
    """

    step = Points().step(parameters_of(Points(), dedent(keys)), view)

    assert step.rung == "notice"
    assert [(check.rung, check.way, check.verdict.holds) for check in step.checks] == [
        ("notice", "enter", True),
        ("early_warning", "enter", False),
        ("early_warning", "leave", True),
    ]


def test_semantics_23_the_outcome_is_that_of_the_rung_that_points_lead_to():
    decisions = decided(RULES, THREE, THREE, EIGHT, MANY, MANY)

    assert [one.outcome for one in decisions] == [
        DecisionOutcome.NO_ACTION,
        DecisionOutcome.REMEDIATION,
        DecisionOutcome.REMEDIATION,
        DecisionOutcome.ESCALATION,
        DecisionOutcome.EXIT_TRIGGER,
    ]
    assert list(decisions[-1].rights) == ["contract"]


@pytest.mark.parametrize(
    ("points", "first_year", "second_year"),
    [
        pytest.param("{year 1: 6, year 2: 3}", "routine", "early_warning", id="fewer points in the second year"),
        pytest.param("3", "early_warning", "early_warning", id="the same in every year"),
    ],
)
def test_points_that_lead_to_a_rung_may_change_by_contract_year(points, first_year, second_year):
    rules = RULES.replace("enter_at: {service: 6}", f"enter_at: {{service: {points}}}")

    rungs = stood(*[GOOD] * 11, THREE, THREE, rules=rules.replace("over: 3 periods", "over: 1 period"))

    assert rungs[11:] == [first_year, second_year]


def test_every_sum_that_was_looked_at_is_shown_with_its_number():
    (decision,) = decided(RULES, EIGHT)

    (move,) = decision.moves
    assert [
        (check.rung, check.way, one.text, one.left, one.held) for check in move.checks for one in check.verdict.examined
    ] == [
        ("exit", "enter", "points(last=3) >= exit_points", 8, False),
        ("notice", "enter", "points(last=3) >= 18", 8, False),
        ("notice", "enter", "points(missed_visits, last=6) >= 10", 8, False),
        ("early_warning", "enter", "points(last=3) >= 6", 8, True),
    ]


STAY = changed(
    "leave_below: {service: 3}",
    "leave_below: {service: 3}\n      stay: 3 periods",
    ENTRY.replace("over: 3 periods", "over: 1 period"),
)


@pytest.mark.parametrize(
    ("months", "stands"),
    [
        pytest.param([EIGHT, GOOD, GOOD], "early_warning", id="two periods are too short"),
        pytest.param([EIGHT, GOOD, GOOD, GOOD], "routine", id="after three the rung is left"),
        pytest.param([EIGHT, GOOD, GOOD, THREE], "early_warning", id="where nothing holds it then"),
        pytest.param([EIGHT, MANY], "notice", id="the least time holds nobody down"),
    ],
)
def test_a_rung_is_kept_for_its_least_time(months, stands):
    assert stood(*months, rules=STAY)[-1] == stands


def resetting(resets: str, entry: str = ENTRY) -> str:
    """Return the rules with *resets*, and sums that nothing else cuts short."""
    return changed("  rungs:\n", f"  resets: {resets}\n  rungs:\n", entry.replace("over: 3 periods", "over: contract"))


@pytest.mark.parametrize(
    ("resets", "months", "stands"),
    [
        pytest.param("{each_move: true}", [EIGHT, EIGHT], "early_warning", id="what led to a rung counts no further"),
        pytest.param("{each_move: true}", [EIGHT, EIGHT, EIGHT], "notice", id="what comes after it does"),
        pytest.param("{each_move: true}", [EIGHT, GOOD], "routine", id="so that a rung may be left at once"),
        pytest.param(
            "{each_move: true}", [EIGHT, GOOD, THREE, THREE], "early_warning", id="leaving is a move like another"
        ),
        pytest.param("{each_move: true}", [EIGHT, GOOD, THREE], "routine", id="points before it are not found again"),
        pytest.param("{each_move: true}", [THREE, THREE], "early_warning", id="who never moved has all points counted"),
        pytest.param("{after_passes: 2}", [THREE, GOOD, GOOD, THREE], "routine", id="two passed months wipe the slate"),
        pytest.param("{after_passes: 2}", [THREE, GOOD, THREE], "early_warning", id="one does not"),
        pytest.param(
            "{after_passes: 2}", [THREE, GOOD, GOOD, THREE, THREE], "early_warning", id="what comes later counts"
        ),
        pytest.param("{after_passes: 2}", [THREE, *[GOOD] * 4, THREE, GOOD, TWO], "routine", id="from then on only"),
        pytest.param(
            "{after_passes: 2}",
            [THREE, GOOD, figures(missed=Absence.SUPPRESSED, answered=Absence.SUPPRESSED), THREE],
            "early_warning",
            id="a month that cannot be rated is no passed one",
        ),
    ],
)
def test_points_are_counted_anew_as_the_contract_says(resets, months, stands):
    assert stood(*months, rules=resetting(resets))[-1] == stands


def test_a_window_that_is_shorter_than_the_time_since_a_reset_still_cuts():
    entry = ENTRY.replace("over: 3 periods", "over: 1 period").replace("safety: {over: 6", "safety: {over: 99")
    rules = changed(
        "  rungs:\n", "  resets: {each_move: true}\n  rungs:\n", entry.replace(", safety: 10", ", safety: 99")
    )

    *_, decision = decided(rules, EIGHT, *[figures(missed=9, answered=92)] * 2)

    (move,) = decision.moves
    (asked,) = [one for check in move.checks if check.rung == "exit" for one in check.verdict.examined]
    assert (asked.text, asked.left) == ("points(last=1) >= exit_points", 11)


def test_points_of_passed_periods_count_from_the_end_of_the_run_that_was_long_enough():
    kpis = CHARGED.replace(
        "points: {requires_improvement: 2,", "points: {approaching_target: 1, requires_improvement: 2,"
    )
    entry = ENTRY.replace("over: 3 periods", "over: contract").replace(
        "  rungs:\n", "  resets: {after_passes: 2}\n  rungs:\n"
    )
    one = figures(missed=2)

    *_, decision = decided(climbing(entry, more=MORE, kpis=kpis), THREE, one, one, one, one)

    (asked, *_) = decision.moves[0].checks[0].verdict.examined
    assert (asked.text, asked.left) == ('points(since="2026-07-01") >= exit_points', 2)


def test_a_sum_that_is_counted_anew_says_since_when_and_why():
    *_, decision = decided(resetting("{after_passes: 2}"), EIGHT, GOOD, GOOD, THREE)

    (move,) = decision.moves
    asked = [one.text for check in move.checks if check.rung == "exit" for one in check.verdict.examined]
    reset, *_ = [check for check in move.checks if check.way == "reset_by_passes"]
    assert asked == ['points(since="2026-07-01") >= exit_points']
    assert [(one.text, one.left) for one in reset.verdict.examined] == [
        ('consecutive_passes(until="2026-06-30") >= 2', 2)
    ]


SPARSE = """
measures:
  missed: {type: percent}
  surveyed: {type: percent}
kpis:
  visits:
    {value: missed, better: lower, bands: {good: 1, requires_improvement: 4}, points: {inadequate: 4}}
  survey:
    every: 6 months
    value: surveyed
    better: higher
    bands: {good: 80, requires_improvement: 70}
    points: {inadequate: 5}
"""


def test_semantics_4_a_kpi_measured_less_often_counts_its_own_measurements_and_none_before_a_reset():
    entry = """
    - policy: points
      climb: jump
      sums: {both: {over: 2 periods, of: [visits, survey]}}
      resets: {each_move: true}
      rungs:
        - rung: routine
        - {rung: warning, decision: remediation, enter_at: {both: 5}, leave_below: {both: 5}}
        - {rung: notice, decision: escalation, enter_at: {both: 9}, leave_below: {both: 5}}
    """
    rules = climbing(entry, kpis=SPARSE)
    bad, good = {"missed": "0", "surveyed": "10"}, {"missed": "0", "surveyed": "99"}

    rungs = stood(*[good] * 5, bad, *[good] * 5, bad, rules=rules)

    # Without the reset the second survey would find the first within its last two measurements.
    assert rungs == ["routine"] * 5 + ["warning"] + ["routine"] * 5 + ["warning"]
    without = stood(*[good] * 5, bad, *[good] * 5, bad, rules=rules.replace("    resets: {each_move: true}\n", ""))
    assert without[-1] == "notice"


months = st.lists(st.sampled_from([GOOD, TWO, THREE, EIGHT, MANY]), min_size=1, max_size=8)


UNKNOWN = figures(missed=Absence.SUPPRESSED, answered=Absence.SUPPRESSED)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([GOOD, TWO, EIGHT, MANY, UNKNOWN]), min_size=3, max_size=9), st.booleans())
@example([TWO, EIGHT, EIGHT, GOOD, UNKNOWN, GOOD, GOOD, GOOD], True)
@example([EIGHT, EIGHT, GOOD, GOOD, GOOD, GOOD, UNKNOWN, GOOD], True)
@example([EIGHT, EIGHT, GOOD, GOOD, GOOD, GOOD, UNKNOWN, UNKNOWN], True)
@example([EIGHT, EIGHT, GOOD, GOOD, GOOD, TWO, GOOD, UNKNOWN, GOOD], True)
def test_points_climb_as_the_conditions_of_a_ladder_over_the_same_sums(given_months, breaks):
    ladder = """
    - policy: ladder
      name: contract
      climb: jump
      rungs:
        - rung: routine
        - rung: early_warning
          decision: remediation
          enter: points(last=3) >= 6
          leave: points(last=3) < 3
        - rung: notice
          decision: escalation
          enter: points(last=3) >= 18 or points(missed_visits, last=6) >= 10
          leave: points(last=3) < 6 and points(missed_visits, last=6) < 10 and consecutive_passes() >= 2
        - rung: exit
          decision: exit_trigger
          enter: points(last=3) >= exit_points
    """

    over = ("over_not_rated: skips", f"over_not_rated: {'breaks' if breaks else 'skips'}")
    by_conditions = climbing(ladder, more=MORE).replace(*over)
    assert stood(*given_months, rules=RULES.replace(*over)) == stood(*given_months, rules=by_conditions)


@settings(max_examples=12, deadline=None)
@given(months, st.sampled_from(["{each_move: true}", "{after_passes: 1}", "{after_passes: 2}"]))
def test_counting_anew_never_finds_more_points(given_months, resets):
    def counted(rules):
        decisions = decided(rules, *given_months)
        return [
            one.left for each in decisions for one in each.moves[0].checks[0].verdict.examined if "points" in one.text
        ]

    far = ENTRY.replace("{service: 6}", "{service: 49}", 1).replace("{service: 18, safety: 10}", "{safety: 999}")
    anew, once = resetting(resets, far), changed("over: 3 periods", "over: contract", far)

    for fewer, more in zip(counted(anew), counted(once), strict=True):
        assert 0 <= fewer <= more


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        pytest.param("{service: 18, safety", "{servise: 18, safety", "expected one of the `sums`", id="no such sum"),
        pytest.param("of: [missed_visits]", "of: [missed]", "did you mean `missed_visits`", id="no such KPI"),
        pytest.param("of: [missed_visits]", "of: [calls, calls]", "expected each KPI once", id="a KPI twice"),
        pytest.param("of: [missed_visits]", "of: []", "expected at least 1", id="a sum of nothing"),
        pytest.param("over: 6 periods", "over: soon", "expected a window such as", id="no window"),
        pytest.param("18, safety: 10", "18", "expected a rung with `safety`", id="a sum that leads nowhere"),
        pytest.param(
            "{service: 6}\n      leave_below: {service: 3}", "{service: 0}", "more than 0", id="reached by all"
        ),
        pytest.param(
            "{service: exit_points}",
            "{service: 17}",
            "no fewer points of `service`",
            id="fewer points for a graver rung",
        ),
        pytest.param(
            "leave_below: {service: 3}",
            "leave_below: {service: 7}",
            "expected no more than the points",
            id="left to enter",
        ),
        pytest.param("enter_at: {service: exit_points}", "clause: x", "expected an `enter_at`", id="no way in"),
        pytest.param(
            "enter_at: {service: exit_points}",
            "enter_at: {service: exit_points}\n      stay: 2 periods",
            "expected a `leave_below` or `leave_after_passes` beside `stay`",
            id="a least time on what nobody leaves",
        ),
        pytest.param(
            "enter_at: {service: exit_points}",
            "enter_at: {service: exit_points}\n      leave_to: notice",
            "beside `leave_to`",
            id="a way down without its points",
        ),
        pytest.param("service: exit_points", "service: exit_pionts", "did you mean `exit_points`", id="no parameter"),
        pytest.param("leave_after_passes: 2", "leave_after_passes: 0", "expected at least 1", id="no passes"),
        pytest.param("climb: jump", "climb: leap", "expected `jump` or `step`", id="another climb"),
        pytest.param(
            "- rung: routine\n", "- rung: routine\n      stay: 1 period\n", "no `stay` on the first", id="first"
        ),
        pytest.param(
            "  rungs:\n",
            "  resets: {each_move: false}\n  rungs:\n",
            "nothing is reset",
            id="resets that reset nothing",
        ),
        pytest.param(
            "  rungs:\n", "  resets: {passes: 2}\n  rungs:\n", "unknown key `passes`", id="an unknown kind of reset"
        ),
    ],
)
def test_points_that_lead_nowhere_are_refused(before, after, complaint):
    with pytest.raises(RuleSetError) as refusal:
        decided(changed(before, after))

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)
