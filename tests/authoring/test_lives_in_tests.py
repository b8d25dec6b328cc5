"""Tests of rules tell a contract's whole life: corrections, disputes, changes, reviews, and its exit."""

from textwrap import indent

import pytest

from engine.authoring import rule_tests
from engine.diagnostics import Place
from engine.model.outcome import NotRated
from tests.authoring.builders import RULES, book, one_period, ran, written

LIFE = """
events:
  plan: {is: plan, within: 10 working days, answer: 10 working days}
  regulator_inadequate: {}
changes: {takes_effect: next quarter, at_most: once a quarter, value_at_award: total_value}
exit: {obligations: [{do: Hand over care records, by: provider, within: 20 working days}]}
review: every 6 months
"""
SUSPENDED = """\
      - rung: suspended
        decision: escalation
        clause: Schedule 4
        enter: events(regulator_inadequate, last="2 months") >= 1
        actions: [{do: Stop new packages, by: council, within: 2 working days}]
"""
RUNNING = (
    RULES.replace("\nkpis:", f"{LIFE}\nkpis:", 1)
    .replace("\npayment:", f"\n{SUSPENDED}\npayment:", 1)
    .replace("exit_points:", "total_value: {type: money, default: 1000000}\n  exit_points:", 1)
    .replace("charges: {type: money}", "charges: {type: money, held_by: council}")
)
BOOK = book(RUNNING)
USUAL = "figures: {charges: 240000, visits_planned: 3000, visits_missed: 3}\n"


def life(periods, *, events="", contract="{end: 2029-03-31}"):
    """Return a file with one test of a contract in which *periods*, and then *events*, come."""
    told = f"  periods:\n{listed(periods)}" + (f"  events:\n{listed(events)}" if events else "")
    return f"{USUAL}tests:\n- name: a life\n  contract: {contract}\n{told}"


def listed(items):
    return indent(written(items).rstrip() + "\n", "  ")


def tried(text):
    return rule_tests.tested("tests.yaml", text.encode(), BOOK)


def found_in(text):
    """Return what differs in the tests in *text*, which have no mistakes: key, expected, actual."""
    results, diagnostics = tried(text)
    assert not diagnostics, "\n".join(map(str, diagnostics))
    return [(one.what, one.expected, one.actual) for result in results for one in result.differences]


# 97 of 3,000 are 4 points and 4,800.00; again in the next month 8 points, 9,600.00, which the cap of 3% makes 7,200.00.
TWO_FAILURES = """
  - {period: 2026-04, figures: {visits_missed: 97}, expect: {carried_forward: 4800, rungs: {contract: routine}}}
  - {period: 2026-05, figures: {visits_missed: 97}, expect: {carried_forward: 12000, move: entered}}
"""


class TestCorrections:
    """Figures that come for a period again are decided again, with all that follows from them."""

    def test_revised_figures_change_later_repeats_points_rungs_and_money(self):
        text = life(f"""{TWO_FAILURES}
  - period: 2026-04
    reason: calls were counted twice
    expect:
      outcome: no_action
      ratings: {{missed_visits: good}}
      rungs: {{contract: routine}}
      decided_again:
        2026-05:
          points: {{missed_visits: 4}}
          rungs: {{contract: routine}}
          lines: [{{entry: service_credits, due: 4800.00, capped_off: 0}}]
      pending: {{2026-04: 4800, 2026-05: 2400}}
  - period: 2026-06
    expect:
      lines:
        - {{entry: adjustment, applied: 4800.00, adjusts: 2026-04}}
        - {{entry: adjustment, applied: 2400.00, adjusts: 2026-05}}
        - {{entry: carried_forward, applied: -12000.00}}
      carried_forward: 4800.00
      payable_to_date: 0
      pending: {{}}
""")

        assert found_in(text) == []

    def test_what_differs_in_a_later_decision_is_shown_by_its_period(self):
        text = life(f"""{TWO_FAILURES}
  - period: 2026-04
    reason: calls were counted twice
    expect: {{decided_again: {{2026-05: {{points: {{missed_visits: 8}}, rungs: {{contract: improvement_plan}}}}}}}}
""")

        assert found_in(text) == [
            ("decided_again.2026-05.points.missed_visits", "8", "4"),
            ("decided_again.2026-05.rungs.contract", "improvement_plan", "routine"),
        ]

    def test_nothing_is_decided_again_where_a_test_says_so(self):
        text = life(f"""{TWO_FAILURES}
  - {{period: 2026-04, reason: calls were counted twice, expect: {{decided_again: {{}}}}}}
  - {{period: 2026-06, expect: {{decided_again: {{}}}}}}
""")

        assert found_in(text) == [("decided_again", "none", "2026-05")]

    def test_no_milestone_is_left_where_a_test_says_so(self):
        accepted = "{day: 2026-04-23, of: plan, stage: accepted, milestones: {a manager: 2026-07-01}"
        text = life(f"""
  - period: 2026-04
    events:
      - {{day: 2026-04-20, event: plan, expect: {{open: [{{what: plan, milestones: {{}}}}]}}}}
      - {{day: 2026-04-22, of: plan, stage: submitted}}
      - {accepted}, expect: {{open: [{{what: plan, milestones: {{}}}}]}}}}
""")

        assert found_in(text) == [("open 1.milestones", "none", "a manager")]

    def test_what_is_to_be_booked_is_compared_as_a_whole_until_nothing_is(self):
        text = life(f"""{TWO_FAILURES}
  - {{period: 2026-04, reason: calls were counted twice, expect: {{pending: {{2026-04: 4800}}}}}}
  - {{period: 2026-04, reason: they were not, figures: {{visits_missed: 97}}, expect: {{pending: {{}}}}}}
""")

        assert found_in(text) == [("pending.2026-05", "none", "2400")]

    def test_what_took_the_place_of_earlier_decisions_is_what_is_explained(self):
        text = life(TWO_FAILURES + "  - {period: 2026-04, reason: calls were counted twice}\n")

        (result,) = tried(text).results

        labels = [(one.decision.period.label, bool(one.decision.supersedes)) for one in result.decisions]
        assert labels == [("2026-04", False), ("2026-05", False), ("2026-04", True), ("2026-05", True)]

    @pytest.mark.parametrize(
        ("expect", "passes"),
        [
            pytest.param("{undecided: missed_visits}", True, id="expected"),
            pytest.param("{rungs: {contract: routine}}", False, id="not expected"),
        ],
    )
    def test_what_cannot_be_decided_again_waits_for_a_person(self, expect, passes):
        # Without the five calls that were not planned at all, five of none were missed.
        text = life(
            """
  - {period: 2026-04, figures: {visits_missed: 5, visits_planned: 5}}
  - {period: 2026-05}
""",
            events=f"""
  - {{day: 2026-06-10, relief: missed_visits, period: 2026-04, excluded: {{visits_planned: 5}}, expect: {expect}}}
""",
        )

        (result,) = tried(text).results
        assert result.passed is passes

    def test_without_a_reason_a_decided_period_stays(self):
        text = life("""
  - {period: 2026-04, figures: {visits_missed: 97}}
  - {period: 2026-04, expect: {refused: are submitted with a reason}}
""")

        assert found_in(text) == []

    def test_a_report_that_comes_after_all_undoes_nothing_that_was_deemed(self):
        # Ten working days from 1 May 2026, past the bank holiday of the 4th, end on Friday the 15th.
        text = life("""
  - period: 2026-04
    not_submitted: true
    expect: {reasons: {missed_visits: deemed}, points: {missed_visits: 4}, carried_forward: 4800}
  - period: 2026-04
    received: 2026-05-20
    reason: sent to another address
    expect: {reasons: {missed_visits: deemed}, points: {missed_visits: 4}, pending: {}}
""")

        (result,) = tried(text).results
        assert result.differences == ()
        deemed, came = (one.decision.evidence for one in result.decisions)
        assert [str(day) for day in (deemed.on, came.received_on, came.decided_on)] == [
            "2026-05-16",
            "2026-05-20",
            "2026-05-20",
        ]

    def test_an_event_that_is_recorded_late_has_what_came_since_decided_again(self):
        text = life(
            """
  - {period: 2026-04, expect: {rungs: {contract: routine}}}
  - {period: 2026-05, expect: {rungs: {contract: routine}}}
""",
            events="""
  - day: 2026-04-20
    recorded: 2026-06-10
    event: regulator_inadequate
    expect:
      rungs: {contract: suspended}
      move: entered
      actions: [{do: Stop new packages, by: council, due: 2026-06-12}]
      decided_again:
        2026-04: {move: held, rungs: {contract: suspended}}
        2026-05: {move: held, rungs: {contract: suspended}}
""",
        )

        assert found_in(text) == []

    def test_a_late_relief_excuses_a_period_that_it_names(self):
        text = life(
            TWO_FAILURES,
            events="""
  - day: 2026-06-10
    relief: missed_visits
    period: 2026-04
    expect:
      decided_again:
        2026-04: {reasons: {missed_visits: relieved}}
        2026-05: {points: {missed_visits: 4}, rungs: {contract: routine}}
      rungs: {contract: routine}
""",
        )

        assert found_in(text) == []

    def test_a_plan_that_was_begun_on_figures_since_corrected_asks_for_a_person(self):
        text = life(
            TWO_FAILURES
            + """
  - period: 2026-04
    events: [{day: 2026-06-05, event: plan, expect: {corrected_since: []}}]
    reason: calls were counted twice
    expect: {corrected_since: [plan], open: [{what: plan, owed_by: provider, due: 2026-06-19}]}
"""
        )

        assert found_in(text) == []

    def test_so_does_a_relief_once_the_figures_of_its_period_are_revised(self):
        text = life(
            TWO_FAILURES
            + """
  - period: 2026-04
    events: [{day: 2026-06-05, relief: missed_visits, period: 2026-04, expect: {corrected_since: []}}]
    reason: calls were counted twice
    expect: {corrected_since: [relief]}
"""
        )

        assert found_in(text) == []


class TestDisputes:
    """A KPI of a decided period, or an event, is disputed, and the dispute is settled."""

    @pytest.mark.parametrize(
        ("stands", "stage", "open_", "settled"),
        [
            pytest.param("false", "rejected", "relieved", "measured", id="suspended, then rejected"),
            pytest.param("false", "upheld", "relieved", "relieved", id="suspended, then upheld"),
            pytest.param("true", "rejected", "measured", "measured", id="standing, then rejected"),
            pytest.param("true", "upheld", "measured", "relieved", id="standing, then upheld"),
        ],
    )
    def test_a_disputed_kpi_has_its_consequence_or_not(self, stands, stage, open_, settled):
        raised = "expect: {disputes: [missed_visits]}"
        text = life(
            f"""
  - period: 2026-04
    figures: {{visits_missed: 97}}
  - period: 2026-05
    events:
      - {{day: 2026-05-05, dispute: missed_visits, period: 2026-04, stands: {stands}, {raised}}}
    expect: {{points: {{missed_visits: 0}}}}
""",
            events=f"""
  - {{day: 2026-06-15, of: dispute, stage: {stage}, expect: {{disputes: []}}}}
""",
        )

        (result,) = tried(text).results
        assert result.differences == ()
        april = [one.decision for one in result.decisions if one.decision.period.label == "2026-04"]
        came = ["relieved" if isinstance(one.outcomes[0], NotRated) else "measured" for one in april]
        assert came == [*_changes("measured", open_, settled)]

    def test_an_event_is_disputed_by_its_name_and_lapses_with_it(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - {day: 2026-05-05, event: regulator_inadequate, expect: {rungs: {contract: suspended}}}
  - {day: 2026-05-06, dispute: regulator_inadequate, stands: false, expect: {disputes: [regulator_inadequate]}}
  - {day: 2026-05-07, of: dispute, stage: upheld, expect: {disputes: [], rungs: {contract: routine}}}
""",
        )

        assert found_in(text) == []


def _changes(*states):
    """Yield each of *states* that is not the one before: nothing is decided again to the same."""
    before = None
    for one in states:
        if one != before:
            yield one
        before = one


ARISEN = "{end: 2029-03-31, parameters: {exit_points: 4}}"
RIGHT = "  - {period: 2026-04, figures: {visits_missed: 97}, expect: {rights: [contract], exits: {contract: arisen}}}\n"


class TestExit:
    """A right to exit that has arisen is exercised, deferred or waived; an exit ends the contract."""

    def test_an_exit_under_way_obliges_moves_people_and_ends_the_contract(self):
        text = life(
            RIGHT
            + """
  - period: 2026-05
    events:
      - day: 2026-05-20
        exit: contract
        choice: exercised
        expect:
          exits: {contract: exercised}
          open: [{what: exit, milestones: {Hand over care records: 2026-06-18}, overdue: false}]
          ends: 2029-03-31
  - period: 2026-06-01 to 2026-06-20
    events:
      - {day: 2026-06-10, transfer: 30, continuity_kept: true}
      - {day: 2026-06-12, transfer: 2, continuity_kept: false}
      - {day: 2026-06-19, expect: {open: [{what: exit, overdue: true, transferred: 32, transferred_unbroken: 30}]}}
      - {day: 2026-06-19, of: exit, stage: milestone met, milestone: Hand over care records}
      - {day: 2026-06-20, of: exit, stage: closed, expect: {ends: 2026-06-20, open: []}}
    expect: {debt: 4800.00}
  - {period: 2026-07, expect: {refused: period}}
""",
            contract=ARISEN,
        )

        assert found_in(text) == []

    def test_a_right_is_deferred_and_then_waived(self):
        text = life(
            RIGHT,
            events="""
  - {day: 2026-05-20, exit: contract, choice: deferred, until: 2026-07-01, expect: {exits: {contract: deferred}}}
  - {day: 2026-07-02, exit: contract, choice: waived, expect: {exits: {contract: waived}, rights: []}}
""",
            contract=ARISEN,
        )

        assert found_in(text) == []

    @pytest.mark.parametrize(
        ("decided", "said"),
        [
            pytest.param("choice: deferred", "until: expected the day to which", id="deferred without a day"),
            pytest.param("choice: waived, until: 2026-07-01", "until: expected the day to which", id="waived until"),
        ],
    )
    def test_what_does_not_fit_is_refused_as_a_server_refuses_it(self, decided, said):
        text = life(RIGHT, events=f"  - {{day: 2026-05-20, exit: contract, {decided}}}\n", contract=ARISEN)

        ((what, expected, actual),) = found_in(text)

        assert (what, expected) == ("outcome", "an event that fits")
        assert said in actual

    def test_where_no_right_stands_nothing_is_decided_on_it(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - {day: 2026-05-20, exit: contract, choice: exercised, expect: {refused: a ladder on which a right to exit stands}}
""",
        )

        assert found_in(text) == []


class TestTheContractItself:
    """Changes, reviews, lapses, and looks at how a contract stands on a day."""

    def test_a_change_sets_a_parameter_from_the_day_on_which_it_takes_effect(self):
        text = life(
            """
  - period: 2026-06
    events:
      - day: 2026-06-10
        change: {old: 50 points, new: 4 points, value: 100000.01, parameters: {exit_points: 4}}
        expect: {effective: 2026-07-01, changes: {value: 100000.01, substantial: true, days: 0}}
    figures: {visits_missed: 97}
    expect: {rights: []}
  - {period: 2026-07, expect: {rights: [contract]}}
""",
            contract="{start: 2026-06-01, end: 2029-05-31}",
        )

        assert found_in(text) == []

    def test_a_mistyped_sum_is_no_more_than_a_large_share_of_a_small_award(self):
        text = life(
            "  - {period: 2026-04}",
            contract="{start: 2026-04-01, parameters: {total_value: 0.001}}",
            events="""
  - day: 2026-06-10
    change: {old: pennies, new: a mistyped sum, value: 999999999999999999}
    expect: {changes: {value: 999999999999999999, substantial: true}}
""",
        )

        assert found_in(text) == []

    @pytest.mark.parametrize("judged", ["changes_scope", "favours_provider"])
    def test_a_change_is_substantial_where_people_judge_it_so(self, judged):
        text = life(
            "  - {period: 2026-04}",
            events=f"""
  - day: 2026-06-10
    change: {{old: care at home, new: nursing too, {judged}: true}}
    expect: {{changes: {{value: 0, substantial: true}}}}
""",
        )

        assert found_in(text) == []

    def test_a_change_of_the_term_is_held_against_the_award(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - day: 2026-06-10
    change: {old: three years, new: longer, ends: 2029-07-19}
    expect: {ends: 2029-07-19, changes: {days: 110, substantial: true}}
  - {day: 2026-06-11, lapse: change, expect: {ends: 2029-03-31, changes: null}}
""",
        )

        assert found_in(text) == []

    def test_a_review_is_due_overdue_and_held(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - {day: 2026-10-01, expect: {review: {due: 2026-10-01, overdue: false, last: null, agenda: []}}}
  - {day: 2026-10-02, expect: {review: {overdue: true}}}
  - {day: 2026-10-05, review: held, expect: {review: {due: 2027-04-01, overdue: false, last: 2026-10-05}}}
""",
        )

        assert found_in(text) == []

    def test_two_plans_of_one_name_are_told_apart_by_their_ids(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - {day: 2026-05-05, event: plan, id: the first}
  - {day: 2026-05-06, event: plan, id: the second}
  - day: 2026-05-07
    of: the first
    stage: submitted
    expect: {open: [{what: plan, stage: submitted, owed_by: council}, {what: plan, owed_by: provider}]}
  - {day: 2026-05-08, of: plan, stage: submitted, due: 2026-05-30}
  - {day: 2026-05-11, lapse: the first, expect: {open: [{what: plan, stage: submitted, due: 2026-05-30}]}}
  - {day: 2026-05-12, lapse: plan, expect: {open: []}}
  - {day: 2026-05-13, lapse: plan, expect: {refused: "lapse: expected `plan` to have begun"}}
""",
        )

        assert found_in(text) == []

    def test_who_and_why_are_recorded(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - {day: 2026-05-05, by: A. Officer, why: more people, change: {old: weekly, new: daily}}
  - day: 2026-05-06
    expect:
      review:
        agenda:
          - {about: change, text: "weekly became daily from 1 July 2026: more people; the rules do not have it yet"}
""",
        )

        assert found_in(text) == []

    def test_how_a_contract_stands_is_shown_where_it_stands_otherwise(self):
        text = life(
            "  - {period: 2026-04}",
            events="""
  - day: 2026-10-02
    expect:
      ends: null
      open: [{what: plan}]
      review: {due: 2026-10-01, overdue: false, agenda: [{topic: warning}]}
      changes: {substantial: true}
""",
        )

        assert found_in(text) == [
            ("ends", "null", "2029-03-31"),
            ("open", "[{what: plan}]", "[]"),
            ("review.overdue", "false", "true"),
            ("review.agenda", "[{topic: warning}]", "[]"),
            ("changes", "{substantial: true}", "none"),
        ]


def mistakes(event, expect="{payable_to_date: 0}"):
    """Return the code, the message and the key of each mistake in *event*, which comes after April."""
    text = life(
        "  - {period: 2026-04, expect: {payable: 0}}", events=f"  - {{day: 2026-05-20, {event}, expect: {expect}}}"
    )
    found = tried(text).diagnostics
    line = text.splitlines()[-1]
    return [(one.code, one.message, line[one.place.column - 1 :].partition(":")[0]) for one in found]


@pytest.mark.parametrize(
    ("event", "code", "said", "at"),
    [
        pytest.param(
            "of: disputes, stage: upheld",
            "unknown-name",
            "unknown plan, notice, warning, dispute or exit `disputes`; did you mean `dispute`?",
            "disputes, stage",
            id="nothing that goes on",
        ),
        pytest.param(
            "dispute: missed_visit, period: 2026-04, stands: true",
            "unknown-name",
            "unknown KPI `missed_visit`; did you mean `missed_visits`?",
            "missed_visit, period",
            id="a dispute of no KPI",
        ),
        pytest.param(
            "dispute: missed_visits, stands: true",
            "event-kind",
            "expected the `period` in which the KPI `missed_visits` is disputed",
            "dispute",
            id="a dispute of a KPI without its period",
        ),
        pytest.param(
            "dispute: regulator_inadequat, stands: true",
            "unknown-name",
            "unknown event `regulator_inadequat`; did you mean `regulator_inadequate`?",
            "regulator_inadequat, stands",
            id="a dispute of no event",
        ),
        pytest.param(
            "dispute: plan",
            "event-kind",
            "expected `stands`: whether what is disputed stands until that is settled",
            "dispute",
            id="a dispute that does not say what holds meanwhile",
        ),
        pytest.param(
            "exit: contracts, choice: waived",
            "unknown-name",
            "unknown ladder `contracts`; did you mean `contract`?",
            "contracts, choice",
            id="an exit on no ladder",
        ),
        pytest.param(
            "exit: contract", "event-kind", "expected a `choice`: what is done with the right", "exit", id="no choice"
        ),
        pytest.param(
            "exit: contract, choice: exercise",
            "unexpected-value",
            "`exercise`",
            "exercise, expect",
            id="a choice that there is not",
        ),
        pytest.param("change: {old: a}", "missing-key", "`new`", "change", id="a change to nothing"),
        pytest.param(
            "transfer: 3",
            "event-kind",
            "expected `continuity_kept`: whether the care of all of them went on unbroken",
            "transfer",
            id="people who went over without saying how",
        ),
        pytest.param(
            "lapse: relief, stands: true",
            "event-kind",
            "expected no `stands` beside `lapse: relief`, which does not read it",
            "stands",
            id="a key that a lapse does not read",
        ),
        pytest.param(
            "change: {old: a, new: b}, until: 2026-06-01",
            "event-kind",
            "expected no `until` beside `change`, which does not read it",
            "until",
            id="a key that a change does not read",
        ),
        pytest.param(
            "relief: missed_visits",
            "event-kind",
            "expected the `period` that is excused",
            "relief",
            id="an excuse of none",
        ),
        pytest.param(
            "relief: missed_visits, period: 2025-05",
            "no-rules-in-force",
            "expected a period whose last day has rules in force, not `2025-05`",
            "2025-05, expect",
            id="an excuse in a period before the rules",
        ),
        pytest.param(
            "recorded: 2026-05-19, event: plan",
            "day-gone-by",
            "expected a day no earlier than 2026-05-20, to which the test has come, not 2026-05-19",
            "2026-05-19, event",
            id="recorded before it happened",
        ),
        pytest.param(
            "kpis: [missed_visits]",
            "event-kind",
            "expected no `kpis` beside `expect`, which does not read it",
            "kpis",
            id="a look with a key of something else",
        ),
    ],
)
def test_an_event_of_a_life_that_makes_no_sense_is_a_mistake_at_its_key(event, code, said, at):
    ((found, message, key),) = mistakes(event)

    assert (found, key.partition("}")[0]) == (code, at)
    assert said in message


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        pytest.param("{exits: {contracts: waived}}", "unknown ladder `contracts`", id="exits on no ladder"),
        pytest.param("{open: [{what: plans}]}", "unknown plan, notice, warning or exit `plans`", id="open by no name"),
        pytest.param("{disputes: [regulators]}", "unknown KPI or event `regulators`", id="a dispute of nothing"),
        pytest.param(
            "{corrected_since: [plans]}", "unknown plan, notice, warning or exit `plans`", id="no human decision"
        ),
        pytest.param("{decided_again: {April: {}}}", "expected a period", id="decided again of no period"),
        pytest.param(
            "{decided_again: {2026-04: {ratings: {missed: good}}}}", "unknown KPI `missed`", id="a KPI decided again"
        ),
        pytest.param(
            "{decided_again: {2026-04: {open: []}}}",
            "expected no `open` here: it says how the contract stands now, not what was decided again",
            id="how it stands in what was decided again",
        ),
    ],
)
def test_an_expectation_that_makes_no_sense_is_a_mistake(expect, said):
    ((_, message, _),) = mistakes("event: plan", expect)

    assert said in message


def test_what_a_server_refuses_stands_where_it_is_written():
    text = life(
        "  - {period: 2026-04}",
        events="""
  - day: 2026-06-10
    change:
      old: 50 points
      new: 4 points
      parameters: {exit_point: 4}
""",
    )

    ((found,),) = [one.differences for one in tried(text).results]

    assert found.place == Place("tests.yaml", text[: text.index("exit_point:")].count("\n") + 1, 32)
    assert (found.period, found.expected) == ("2026-06-10", "an event that fits")
    assert "unknown parameter `exit_point`; did you mean `exit_points`?" in found.actual


def test_an_id_is_given_once():
    text = life(
        "  - {period: 2026-04, expect: {payable: 0}}",
        events="""
  - {day: 2026-05-05, event: plan, id: p}
  - {day: 2026-05-06, event: plan, id: p}
""",
    )

    (found,) = tried(text).diagnostics

    assert (found.code, [str(place) for place, _ in found.also]) == ("name-twice", ["tests.yaml:8:36"])


def test_a_period_is_decided_no_earlier_than_what_the_test_told_before():
    text = one_period("{payable: 0}", more=", decided_on: 2026-05-04, events: [{day: 2026-05-05, event: plan}]")

    (found,) = tried(text).diagnostics

    assert found.code == "day-gone-by"
    assert found.message == "expected a day no earlier than 2026-05-05, to which the test has come, not 2026-05-04"


def test_what_nobody_says_the_day_of_is_decided_once_what_happened_before_has():
    text = one_period("{payable: 0}", more=", events: [{day: 2026-05-05, event: plan}]")

    ((decided,),) = [one.decisions for one in tried(text).results]

    assert str(decided.decision.evidence.decided_on) == "2026-05-05"


def test_a_contract_that_does_not_fit_a_later_version_fails_its_test():
    later = RUNNING.replace("in_force: 2026-04-01", "in_force: 2027-04-01").replace(
        "exit_points: {", "pool: {type: money}\n  exit_points: {"
    )
    text = life("  - {period: 2026-04, expect: {payable: 0}}", contract="{end: 2029-03-31}")

    ((found,),) = [one.differences for one in ran(text, RUNNING, later).results]

    assert (found.what, found.expected) == ("contract", "a contract that fits its rules")
    assert found.actual == "refused: parameters.pool: expected a value: the parameter has no default"
