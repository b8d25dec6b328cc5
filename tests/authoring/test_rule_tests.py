from datetime import date

import pytest

from engine.authoring import rule_tests
from engine.authoring.facts import Refused
from engine.authoring.written_tests import written_tests
from engine.diagnostics import Place
from engine.model.escalation import DecisionOutcome

from .builders import BAD, GOOD, RULES, book, differences, one_period, ran

LATER = RULES.replace("in_force: 2026-04-01", "in_force: 2026-06-15").replace("good: 0.5", "good: 0.05")


@pytest.mark.parametrize(
    "expect",
    [
        pytest.param("{outcome: no_action}", id="the outcome"),
        pytest.param("{ratings: {missed_visits: inadequate, regulator: good}}", id="ratings"),
        pytest.param("{values: {missed_visits: 3.2, regulator: Good}}", id="values, numbers and choices"),
        pytest.param("{values: {missed_visits: 3.20}}", id="a number however many zeros it is written with"),
        pytest.param("{reasons: {missed_visits: measured}}", id="reasons"),
        pytest.param("{points: {missed_visits: 4, regulator: 0}}", id="points"),
        pytest.param("{rung: routine, rungs: {contract: routine}}", id="rungs"),
        pytest.param("{move: none, moves: {contract: none}}", id="moves"),
        pytest.param("{actions: []}", id="no action"),
        pytest.param("{due: {deduction: 4800.00}, capped_off: {deduction: 0}}", id="sums by kind"),
        pytest.param("{applied: {deduction: 4800}, payable: 0.00, carried_forward: 4800.00}", id="totals"),
        pytest.param("{lines: [{entry: service_credits, due: 4800.00, caps: []}]}", id="lines"),
        pytest.param("{rights: []}", id="no right to exit"),
        pytest.param("{in_force: 2026-04-01}", id="the version"),
    ],
)
def test_a_test_passes_where_all_that_it_expects_came(expect):
    assert differences(one_period(expect)) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        pytest.param("{outcome: remediation}", ("outcome", "remediation", "no_action"), id="the outcome"),
        pytest.param(
            "{ratings: {missed_visits: good}}", ("ratings.missed_visits", "good", "inadequate"), id="a rating"
        ),
        pytest.param("{values: {missed_visits: 3.3}}", ("values.missed_visits", "3.3", "3.2"), id="a value"),
        pytest.param("{values: {missed_visits: null}}", ("values.missed_visits", "null", "3.2"), id="no value"),
        pytest.param("{points: {missed_visits: 2}}", ("points.missed_visits", "2", "4"), id="points"),
        pytest.param("{rung: exit}", ("rung", "exit", "routine"), id="a rung"),
        pytest.param("{moves: {contract: held}}", ("moves.contract", "held", "none"), id="a move"),
        pytest.param("{due: {deduction: 4800.01}}", ("due.deduction", "4800.01", "4800.00"), id="a sum, to the penny"),
        pytest.param("{due: {}}", ("due.deduction", "none", "4800.00"), id="a sum that nobody expected"),
        pytest.param("{payable: 12}", ("payable", "12", "0.00"), id="what is payable"),
        pytest.param("{lines: [{caps: [service_credits]}]}", ("lines 1.caps", "[service_credits]", "[]"), id="a cap"),
        pytest.param("{lines: []}", ("lines", "[]", None), id="a line that nobody expected"),
        pytest.param("{rights: [contract]}", ("rights", "[contract]", "[]"), id="a right to exit"),
        pytest.param("{refused: whole}", ("refused", "whole", "none"), id="a refusal that did not come"),
        pytest.param("{undecided: zero}", ("undecided", "zero", "none"), id="a doubt that did not arise"),
    ],
)
def test_expected_is_shown_beside_actual_where_they_differ(expect, difference):
    found = differences(one_period(expect))

    assert [(what, expected) for what, expected, _ in found] == [difference[:2]]
    assert difference[2] is None or found[0][2] == difference[2]


def test_a_sum_of_a_kind_that_did_not_come_differs_as_well_as_the_one_that_did():
    found = differences(one_period("{due: {fee: 4800}}"))

    assert found == [("due.fee", "4800", "none"), ("due.deduction", "none", "4800.00")]


PUBLISHABLE = RULES.replace("  missed_visits:\n", "  missed_visits:\n    publishable: true\n", 1)


@pytest.mark.parametrize(
    ("rules", "expect", "found"),
    [
        pytest.param(PUBLISHABLE, "{missed_visits: inadequate}", [], id="the whole of it"),
        pytest.param(RULES, "{}", [], id="nothing, where the rules do not say"),
        pytest.param(
            PUBLISHABLE, "{}", [("publishable.missed_visits", "none", "inadequate")], id="what nobody expected differs"
        ),
        pytest.param(
            RULES,
            "{missed_visits: inadequate}",
            [("publishable.missed_visits", "inadequate", "none")],
            id="what did not come differs",
        ),
        pytest.param(
            PUBLISHABLE,
            "{missed_visits: 'inadequate, deemed'}",
            [("publishable.missed_visits", "inadequate, deemed", "inadequate")],
            id="what is said beside a rating is part of it",
        ),
    ],
)
def test_what_may_be_published_is_expected_as_a_whole(rules, expect, found):
    assert differences(one_period(f"{{publishable: {expect}}}"), rules) == found


def test_of_a_list_of_another_length_the_keys_are_shown_that_were_expected():
    found = differences(one_period("{lines: [{due: 1}, {due: 2}]}"))

    assert found == [("lines", "[{due: 1}, {due: 2}]", "[{due: 4800.00}]")]


def test_a_difference_stands_where_it_was_expected():
    text = """
        tests:
          - name: drifting
            periods:
              - period: 2026-04
                figures: {visits_planned: 3000, visits_missed: 97, charges: 240000}
                expect:
                  ratings:
                    missed_visits: good
        """

    (result,) = ran(text).results

    assert [(one.place, one.period) for one in result.differences] == [(Place("tests.yaml", 8, 28), "2026-04")]
    assert result.place == Place("tests.yaml", 2, 5)
    assert not result.passed


def test_later_periods_stand_on_earlier_ones():
    text = f"""
        tests:
          - name: two failures in a row bring a plan, and double points that a cap binds
            periods:
              - {{period: 2026-04, figures: {BAD}}}
              - period: 2026-05
                received: 2026-06-08
                decided_on: 2026-06-12
                figures: {BAD}
                expect:
                  outcome: remediation
                  move: entered
                  actions: [{{do: Submit an improvement plan, by: provider, due: 2026-06-26}}]
                  points: {{missed_visits: 8}}
                  lines:
                    - {{entry: carried_forward, kind: adjustment, due: -4800.00}}
                    - {{entry: service_credits, due: 9600.00, capped_off: 2400.00, caps: [service_credits]}}
        """

    assert differences(text) == []


@pytest.mark.parametrize(
    ("days", "received_on", "decided_on"),
    [
        pytest.param("", date(2026, 5, 1), date(2026, 5, 1), id="the day after the period, if none is given"),
        pytest.param(", received: 2026-05-08", date(2026, 5, 8), date(2026, 5, 8), id="the day of receipt"),
        pytest.param(", decided_on: 2026-05-12", date(2026, 5, 12), date(2026, 5, 12), id="the day of decision"),
        pytest.param(", received: 2026-04-29", date(2026, 4, 29), date(2026, 5, 1), id="received before the end"),
    ],
)
def test_a_period_is_decided_as_soon_as_it_can_be(days, received_on, decided_on):
    ((decided,),) = [one.decisions for one in ran(one_period("{outcome: no_action}", more=days)).results]

    assert (decided.decision.evidence.received_on, decided.decision.evidence.decided_on) == (received_on, decided_on)


def test_semantics_28_the_version_in_force_on_the_last_day_decides():
    text = f"""
        tests:
          - name: a stricter line from the middle of June
            periods:
              - {{period: 2026-05, figures: {GOOD}, expect: {{ratings: {{missed_visits: good}}, in_force: 2026-04-01}}}}
              - period: 2026-06
                figures: {GOOD}
                expect: {{ratings: {{missed_visits: approaching_target}}, in_force: 2026-06-15}}
        """

    results, _ = ran(text, RULES, LATER)

    assert [one.differences for one in results] == [()]
    assert [one.rules.in_force for one in results[0].decisions] == [date(2026, 4, 1), date(2026, 6, 15)]


def test_a_refused_submission_can_be_expected_and_mended():
    text = f"""
        tests:
          - name: a mistyped figure
            periods:
              - period: 2026-04
                figures: {{visits_planned: 3000, visits_missed: 97.5, charges: 240000}}
                expect: {{refused: expected a whole number, outcome: refused, rights: []}}
              - {{period: 2026-04, figures: {BAD}, expect: {{outcome: no_action}}}}
        """

    (result,) = ran(text).results

    assert result.passed
    assert isinstance(result.periods[0].came, Refused)
    assert [one.decision.period.label for one in result.decisions] == ["2026-04"]


def test_a_refusal_that_nobody_expected_stands_at_the_figure():
    text = """
        tests:
          - name: a mistyped figure
            periods:
              - period: 2026-04
                figures:
                  visits_planned: 3000
                  visits_missed: 97.5
                expect: {rung: routine}
        """

    ((found,),) = [one.differences for one in ran(text).results]

    assert found.place == Place("tests.yaml", 7, 26)
    assert (found.expected, found.actual) == (
        "a decision",
        "refused: figures.visits_missed: expected a whole number of 0 or more, not `97.5`",
    )


def test_a_test_ends_with_a_period_that_stays_open_unexpectedly():
    text = f"""
        tests:
          - name: a mistyped figure
            periods:
              - {{period: 2026-04, figures: {{visits_missed: x}}, expect: {{outcome: no_action, rung: routine}}}}
              - {{period: 2026-05, figures: {GOOD}, expect: {{outcome: no_action}}}}
        """

    ((what, expected, actual),) = differences(text)

    assert (what, expected) == ("outcome", "no_action")
    assert actual.startswith("refused: figures.visits_missed: ")


def test_a_kpi_expected_to_be_undecided_makes_its_period_so():
    figures = "{visits_planned: 0, visits_missed: 5, charges: 240000}"

    assert differences(one_period("{reasons: {missed_visits: undecided}}", figures)) == []


def test_what_is_expected_beside_a_refusal_did_not_come():
    figures = "{visits_planned: 3000, visits_missed: 97.5}"

    found = differences(one_period("{outcome: refused, rung: routine}", figures))

    assert found == [("rung", "routine", "none")]


def test_semantics_6_a_period_out_of_order_is_refused_and_names_the_open_one():
    text = f"""
        tests:
          - name: a gap
            periods:
              - {{period: 2026-04, figures: {GOOD}, expect: {{outcome: no_action}}}}
              - {{period: 2026-06, figures: {GOOD}, expect: {{refused: 2026-05 is open}}}}
        """

    assert differences(text) == []


def test_semantics_6_an_undecided_period_stays_open():
    figures = "{visits_planned: 0, visits_missed: 5, charges: 240000}"
    text = f"""
        tests:
          - name: nothing planned and five missed
            periods:
              - {{period: 2026-04, figures: {figures}, expect: {{undecided: missed_visits, rung: null, payable: null}}}}
              - {{period: 2026-05, figures: {GOOD}, expect: {{refused: 2026-04 is open}}}}
              - {{period: 2026-04, figures: {GOOD}, expect: {{outcome: no_action}}}}
        """

    assert differences(text) == []


def test_an_undecided_period_that_nobody_expected_fails_its_test():
    figures = "{visits_planned: 0, visits_missed: 5, charges: 240000}"

    ((what, expected, actual),) = differences(one_period("{ratings: {regulator: good}}", figures))

    assert (what, expected) == ("outcome", "a decision")
    assert actual.startswith("undecided: missed_visits: ")


def test_semantics_12_a_period_with_nothing_submitted_holds_what_the_council_knows():
    text = """
        tests:
          - name: nothing came
            contract: {start: 2026-04-01}
            periods:
              - period: 2026-04
                not_submitted: true
                figures: {cqc_rating: Inadequate}
                expect: {reasons: {missed_visits: deemed}, values: {missed_visits: null}}
        """

    (result,) = ran(text.replace("expect: {", "expect: {outcome: undecided, ")).results

    assert result.decisions[0].decision.outcome is DecisionOutcome.UNDECIDED
    assert result.differences == ()


def test_usual_figures_stand_once_for_every_period_that_does_not_say_otherwise():
    text = """
        figures: {visits_planned: 3000, visits_missed: 3, charges: 240000, cqc_rating: Inadequate}
        tests:
          - name: one bad month, and one without a report
            periods:
              - {period: 2026-04, expect: {values: {missed_visits: 0.1, regulator: Inadequate}}}
              - {period: 2026-05, figures: {visits_missed: 97}, expect: {values: {missed_visits: 3.2}}}
              - period: 2026-06
                not_submitted: true
                expect: {outcome: undecided, values: {missed_visits: null, regulator: Inadequate}}
        """

    assert differences(text) == []


def test_a_provider_figure_where_nothing_was_submitted_is_refused():
    text = one_period("{refused: held_by}", "{charges: 5}", ", not_submitted: true")

    assert differences(text) == []


@pytest.mark.parametrize("absence", ["missing", "suppressed", "not applicable"])
def test_a_figure_may_be_stated_to_be_absent(absence):
    figures = f"{{visits_planned: 3000, visits_missed: {{absent: {absence}}}, charges: 240000}}"
    reason = "deemed" if absence == "missing" else absence

    assert differences(one_period(f"{{reasons: {{missed_visits: {reason}}}}}", figures)) == []


def test_a_contract_brings_its_parameters_and_dates():
    text = f"""
        tests:
          - name: four points are enough here
            contract: {{id: hc-7, provider: Example Care, start: 2026-04-15, parameters: {{exit_points: 4}}}}
            periods:
              - period: 2026-04-15 to 2026-04-30
                figures: {BAD}
                expect: {{outcome: exit_trigger, rung: exit, rights: [contract]}}
        """

    (result,) = ran(text).results

    assert result.passed
    assert (result.decisions[0].decision.contract, result.decisions[0].decision.provider) == ("hc-7", "Example Care")


def test_a_contract_may_set_what_only_another_version_declares():
    later = LATER.replace("{type: number, default: 50}", "{type: number, default: 50}\n  notice: {type: number}")
    periods = f"[{{period: 2026-05, figures: {GOOD}, expect: {{outcome: no_action}}}}]"
    text = f"tests: [{{name: one, contract: {{parameters: {{notice: 3}}}}, periods: {periods}}}]"

    assert differences(text, RULES, later) == []


def test_tests_are_chosen_by_a_part_of_their_name():
    text = f"""
        tests:
          - {{name: A good month, periods: [{{period: 2026-04, figures: {GOOD}, expect: {{move: none}}}}]}}
          - {{name: A bad month, periods: [{{period: 2026-04, figures: {BAD}, expect: {{move: none}}}}]}}
        """

    assert [one.name for one in ran(text, only="GOOD").results] == ["A good month"]


def test_running_twice_gives_the_same():
    (test,), _ = written_tests("tests.yaml", one_period("{outcome: remediation}").encode(), book())

    assert rule_tests.result_of(test) == rule_tests.result_of(test)
