"""Tests of rules say what happened between reports, and what must come of it at once."""

import pytest

from engine.authoring import rule_tests
from tests.authoring.builders import RULES, book

EVENTS = """
events:
  plan: {is: plan, within: 10 working days, answer: 10 working days}
  warned: {is: warning, answer: 20 working days}
  breach: {is: notice, answer: 5 working days}
  regulator_inadequate: {}
"""
SUSPENDED = """\
      - rung: suspended
        decision: escalation
        clause: Schedule 4
        enter: events(regulator_inadequate, last="1 month") >= 1
"""
BOOK = book(RULES.replace("\nkpis:", EVENTS + "\nkpis:", 1).replace("\npayment:", "\n" + SUSPENDED + "\npayment:", 1))

LEFT_OF_EVENT = len("tests: [{name: t, periods: [{period: 2026-04, events: [")


def ran(event, expect="{}"):
    text = (
        "figures: {charges: 10, visits_planned: 1000, visits_missed: 1}\n"
        f"tests: [{{name: t, periods: [{{period: 2026-04, events: [{event}], expect: {expect}}}]}}]\n"
    )
    return rule_tests.tested("tests.yaml", text.encode(), BOOK)


def test_an_event_moves_a_ladder_at_once_and_is_held_against_what_is_expected():
    result = ran("{day: 2026-04-20, event: regulator_inadequate, expect: {rungs: {contract: routine}}}")

    (difference,) = result.results[0].differences
    assert (difference.period, difference.what) == ("2026-04, 2026-04-20", "rungs.contract")
    assert (difference.expected, difference.actual) == ("routine", "suspended")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        pytest.param("{day: 2026-04-20, event: regulator}", "unknown-name", id="an unknown event"),
        pytest.param("{day: 2026-04-20, of: regulator_inadequate, stage: closed}", "unknown-name", id="no course"),
        pytest.param("{day: 2026-04-20, of: plan}", "event-kind", id="no stage"),
        pytest.param(
            "{day: 2026-04-20, event: regulator_inadequate, about: plans}", "unknown-name", id="about nothing"
        ),
        pytest.param("{day: 2026-04-20, event: warned}", "event-kind", id="a warning of nothing"),
        pytest.param(
            "{day: 2026-04-20, event: warned, kpis: [missed], consequence: x}", "unknown-name", id="of no KPI"
        ),
        pytest.param("{day: 2026-04-20}", "event-kind", id="nothing"),
        pytest.param("{day: 2026-04-20, event: plan, relief: missed_visits}", "event-kind", id="two things"),
        pytest.param("{day: 2026-04-20, relief: missed}", "unknown-name", id="relief for no KPI"),
        pytest.param(
            "{day: 2026-04-20, relief: missed_visits, excluded: {charges: 1}}",
            "unknown-name",
            id="what it does not read",
        ),
        pytest.param("{day: 2025-04-20, event: plan}", "no-rules-in-force", id="before the rules"),
        pytest.param("{on: 2026-04-20, event: plan}", "yaml-trap-flag", id="a key that YAML takes for true"),
    ],
)
def test_an_event_that_makes_no_sense_is_a_mistake_with_its_place(event, code):
    found = ran(event, "{rung: routine}").diagnostics

    assert code in {one.code for one in found}


@pytest.mark.parametrize(
    ("event", "at", "said"),
    [
        pytest.param("{day: 2026-04-20, event: plan, stage: submitted}", "stage", "it reads `due`", id="a stage"),
        pytest.param("{day: 2026-04-20, event: plan, kpis: [missed_visits]}", "kpis", "it reads `due`", id="of a plan"),
        pytest.param(
            "{day: 2026-04-20, event: plan, deemed_served: 2026-04-22}", "deemed_served", "it reads `due`", id="served"
        ),
        pytest.param(
            "{day: 2026-04-20, event: plan, about: plan}", "about", "it reads `due`", id="a plan about a plan"
        ),
        pytest.param(
            "{day: 2026-04-20, event: regulator_inadequate, due: 2026-05-01}", "due", "not read it", id="no clock"
        ),
        pytest.param("{day: 2026-04-20, of: plan, stage: submitted, kpis: []}", "kpis", "`stage`", id="progress"),
        pytest.param(
            "{day: 2026-04-20, waiver: missed_visits, excluded: {visits_missed: 1}}",
            "excluded",
            "`waiver:",
            id="waived",
        ),
        pytest.param(
            "{day: 2026-04-20, waiver: missed_visits, effect: no consequence}", "effect", "`waiver:", id="an effect"
        ),
        pytest.param("{day: 2026-04-20, relief: missed_visits, stage: closed}", "stage", "`effect`", id="relief"),
    ],
)
def test_what_an_event_does_not_read_is_refused_at_its_key(event, at, said):
    [found] = ran(event, "{rung: routine}").diagnostics

    assert (found.code, found.message.startswith(f"expected no `{at}` beside ")) == ("event-kind", True)
    assert said in found.message
    assert found.place.column == LEFT_OF_EVENT + event.index(f"{at}:") + 1


@pytest.mark.parametrize(
    ("relief", "at", "message"),
    [
        pytest.param("excluded: {visits_missed: -5}", "-5", "expected more than 0, not `-5`", id="less than none"),
        pytest.param("excluded: {visits_missed: 0}", "0}", "expected more than 0, not `0`", id="none"),
        pytest.param(
            "excluded: {visits_missed: 0.5}", "0.5", "expected a whole number, as of any count, not `0.5`", id="a part"
        ),
        pytest.param(
            "excluded: {visits_missed: 1}, effect: disregarded for exit",
            "disregarded",
            "expected no other effect where counts are excluded: without them the KPI stands",
            id="an effect beside counts",
        ),
    ],
)
def test_a_relief_is_refused_as_the_server_refuses_it(relief, at, message):
    event = f"{{day: 2026-04-20, relief: missed_visits, {relief}}}"
    [found] = ran(event, "{rung: routine}").diagnostics

    assert (found.message, found.place.column) == (message, LEFT_OF_EVENT + event.index(at, event.index("relief")) + 1)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param("{day: 2026-04-20, of: plan, stage: submitted}", "to have begun", id="a plan that never began"),
        pytest.param("{day: 2026-04-20, event: plan, due: 2026-04-01}", "no earlier than", id="due before it began"),
        pytest.param(
            "{day: 2026-04-20, event: breach, deemed_served: 2026-04-19}", "when it was sent", id="served before it was"
        ),
    ],
)
def test_an_event_that_does_not_fit_ends_the_test(event, why):
    (difference,) = ran(event, "{rung: routine}").results[0].differences

    assert why in difference.actual
    assert difference.expected == "an event that fits"


def test_a_waiver_excuses_the_period_that_it_stands_in():
    result = ran("{day: 2026-05-01, waiver: missed_visits}", "{reasons: {missed_visits: relieved}}")

    assert result.results[0].passed


def confirming(figure, *events, rules=RULES):
    text = (
        "figures: {charges: 10, visits_planned: 1000, visits_missed: 30}\n"
        f"tests: [{{name: t, periods: [{{period: 2026-04, events: [{', '.join(events)}], {figure}}}]}}]\n"
    )
    doubting = rules.replace("    points: {requires", "    plausible: 0 to 2.5\n    points: {requires", 1)
    return rule_tests.tested("tests.yaml", text.encode(), book(doubting))


def test_a_figure_that_is_confirmed_fails_as_any_other():
    confirmed = "{day: 2026-05-01, confirm: missed_visits, figure: 3}"
    expect = "expect: {points: {missed_visits: %d}}"

    assert confirming(expect % 0).results[0].passed
    assert confirming(expect % 0, confirmed.replace("figure: 3", "figure: 4")).results[0].passed
    assert confirming(expect % 4, confirmed).results[0].passed
    assert confirming(expect % 0, confirmed, "{day: 2026-05-02, lapse: confirm}").results[0].passed


def test_which_figure_is_confirmed_is_said_before_the_period_is_decided():
    result = confirming("expect: {points: {missed_visits: 4}}", "{day: 2026-05-01, confirm: missed_visits}")

    (difference,) = result.results[0].differences
    assert "expected the figure that is confirmed" in difference.actual


def test_a_figure_that_is_never_doubtful_is_refused_as_the_server_refuses_it():
    [found] = ran("{day: 2026-05-01, confirm: missed_visits}", "{rung: routine}").diagnostics

    assert found.message == (
        "expected a KPI with `plausible`, or on a measure with `otherwise: doubtful`, not `missed_visits`"
    )


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        pytest.param("{rungs: {contract: suspended}}", ("suspended", "routine"), id="where a ladder stands"),
        pytest.param("{move: entered}", ("a decision", "nothing is decided on it"), id="what is decided"),
        pytest.param("{ratings: {regulator: good}}", ("a decision", "nothing is decided on it"), id="a rating"),
    ],
)
def test_what_is_expected_of_an_event_that_decides_nothing_is_not_passed_over(expect, difference):
    result = ran(f"{{day: 2026-04-20, waiver: missed_visits, expect: {expect}}}")

    (found,) = result.results[0].differences
    assert (found.expected, found.actual) == difference


@pytest.mark.parametrize(("name", "codes"), [("missed_visits", set()), ("visits_not_made", {"unknown-name"})])
def test_an_excuse_is_named_as_in_the_rules_of_its_period(name, codes):
    renamed = RULES.replace("in_force: 2026-04-01", "in_force: 2026-05-01").replace("missed_visits", "visits_not_made")
    versions = book(RULES, renamed + "was: {kpis: {missed_visits: visits_not_made}}\n")
    text = (
        "figures: {charges: 10, visits_planned: 1000, visits_missed: 30}\n"
        f"tests: [{{name: t, periods: [{{period: 2026-04, events: [{{day: 2026-05-10, waiver: {name}}}], "
        "expect: {reasons: {missed_visits: relieved}}}]}]\n"
    )

    found = rule_tests.tested("tests.yaml", text.encode(), versions)

    assert {one.code for one in found.diagnostics} == codes
    assert all(one.passed for one in found.results)


OPENING = RULES.replace("\nkpis:", EVENTS + "\nkpis:", 1).replace(
    "\npayment:",
    """
      - rung: asked
        decision: remediation
        clause: Schedule 4
        enter: failures(missed_visits, last=1) >= 1
        leave: events(plan) <= events(plan_closed)
        actions:
          - {do: Submit a plan, by: provider, opens: plan}
      - rung: overdue
        decision: escalation
        clause: Schedule 4
        enter: events(plan_late) >= 1

payment:""",
    1,
)
FAILING = "figures: {charges: 10, visits_planned: 1000, visits_missed: 900}"
ASKED = "{do: Submit a plan, by: provider, due: 2026-05-18, opens: plan}"


def opening(june, april="{open: [{what: plan}]}"):
    text = f"""
        tests:
          - name: t
            periods:
              - {{period: 2026-04, decided_on: 2026-05-01, {FAILING}, expect: {april}}}
              - {june}
    """
    return rule_tests.tested("tests.yaml", text.encode(), book(OPENING)).results[0]


def test_a_plan_that_a_rung_opened_is_expected_and_late_without_anybody_recording_it():
    late = f"{{period: 2026-05, decided_on: 2026-06-01, {FAILING}, expect: {{rung: overdue, open: [{{what: plan}}]}}}}"

    assert opening(late, f"{{rung: asked, open: [{{what: plan}}], actions: [{ASKED}]}}").passed


def test_what_became_of_a_plan_that_a_rung_opened_is_said_as_of_any_other():
    course = "{day: 2026-05-18, of: plan, stage: submitted, expect: {rung: asked, open: [{what: plan}]}}"
    june = f"{{period: 2026-05, decided_on: 2026-06-01, events: [{course}], {FAILING}, expect: {{rung: asked}}}}"

    assert opening(june).passed


def test_a_plan_that_people_began_after_the_one_of_a_rung_is_the_latest():
    events = """[
      {day: 2026-05-04, of: plan, stage: submitted},
      {day: 2026-05-05, event: plan},
      {day: 2026-05-06, of: plan, stage: submitted, expect: {open: [{stage: submitted}, {stage: submitted}]}}]"""
    june = f"{{period: 2026-05, decided_on: 2026-06-01, events: {events}, {FAILING}, expect: {{rung: asked}}}}"

    assert opening(june.replace("{stage: submitted}", "{what: plan, stage: submitted}")).passed


def test_a_test_that_opens_what_a_rung_has_opened_is_told_so():
    doubled = "{day: 2026-05-04, event: plan}"
    june = f"{{period: 2026-05, decided_on: 2026-06-01, events: [{doubled}], {FAILING}, expect: {{rung: asked}}}}"

    [difference] = opening(june).differences
    assert "expected no second `plan`" in difference.actual


def test_an_expectation_of_something_open_that_the_rules_do_not_name_is_a_mistake():
    found = ran("{day: 2026-04-20, event: plan}", "{open: [{what: pla}]}").diagnostics

    assert [one.code for one in found] == ["unknown-name"]
