"""SEMANTICS 1 to 7: evidence and time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.evaluation.admission import check_contract, out_of_order
from engine.model.dated import Dated
from engine.model.decision import DecisionOutcome
from engine.model.escalation import MoveKind
from engine.model.evidence import Event
from engine.model.figures import Absence
from engine.model.period import Period
from tests.evaluation.builders import (
    MISSING,
    Provider,
    contract,
    errors,
    kpi,
    ladder,
    lines,
    outcome,
    rating,
    rules,
    rung,
)

LADDER = """
    - policy: ladder
      climb: step
      rungs:
        - rung: routine
        - rung: plan
          decision: remediation
          enter: failures() >= 1
          actions: [{do: Submit a plan, by: provider, within: 10 working days}]
        - {rung: exit, decision: exit_trigger, enter: failures() >= 1}
"""


def test_semantics_1_an_event_moves_ladders_but_rates_nothing_and_is_no_period():
    provider = Provider(rules(kpis=kpi(points="{inadequate: 3}"), escalation=LADDER))
    provider.reports(figure=0)
    before = provider.standing

    decision = provider.faces(Event("regulator", on=date(2026, 5, 12), decided_on=date(2026, 5, 13)))

    assert rung(decision) == "exit"
    assert (decision.outcomes, decision.payment) == ((), None)
    assert provider.standing.records == before.records


@pytest.mark.parametrize(
    ("within", "due"),
    [
        pytest.param("5 working days", date(2026, 4, 7), id="five over Easter"),
        pytest.param("10 working days", date(2026, 4, 14), id="ten over Easter"),
        pytest.param("20 working days", date(2026, 4, 28), id="twenty over Easter"),
        pytest.param("30 days", date(2026, 4, 26), id="days after it"),
        pytest.param("30 days beginning with", date(2026, 4, 25), id="a period beginning with it counts it"),
    ],
)
def test_semantics_2_days_count_from_decided_on(within, due):
    provider = Provider(rules(escalation=LADDER.replace("10 working days", within)), start=date(2026, 2, 1))

    decision = provider.reports(figure=0, decided_on=date(2026, 3, 27))

    assert [action.due for action in decision.moves[0].actions] == [due]


def test_semantics_2_actions_are_set_on_entering_a_rung_and_not_again_while_it_is_held():
    provider = Provider(rules(escalation=LADDER.replace("failures() >= 1}", "failures() >= 9}")))

    entering, holding = provider.reports(figure=0), provider.reports(figure=0)

    assert (entering.moves[0].kind, len(entering.moves[0].actions)) == (MoveKind.ENTERED, 1)
    assert (holding.moves[0].kind, holding.moves[0].actions) == (MoveKind.HELD, ())


@pytest.mark.parametrize(
    ("figure", "month", "expected"),
    [
        pytest.param("82", 11, "good", id="the last day of contract year 1 has its value"),
        pytest.param("82", 12, "approaching_target", id="a period that ends in year 2 goes by year 2"),
    ],
)
def test_semantics_3_dated_values_go_by_the_periods_last_day(figure, month, expected):
    provider = Provider(
        rules(kpis=kpi(bands="{good: {year 1: 80, year 2: 85}, approaching_target: 75}")), start=date(2026, 4, 15)
    )
    for _ in range(month):
        provider.reports(figure=figure)

    decision = provider.reports(figure=figure)

    assert decision.period == Period.parse("2027-03" if month == 11 else "2027-04")
    assert rating(decision) == expected


def test_semantics_3_years_go_by_the_periods_last_day():
    ladders = [
        ladder(f"failures(within='{kind} year') >= 2", name=kind) for kind in ("calendar", "contract", "financial")
    ]
    provider = Provider(rules(escalation="".join(ladders)), start=date(2025, 12, 15))

    provider.reports(figure=0)
    january = provider.reports(figure=0)

    assert {move.ladder: move.after for move in january.moves} == {
        "calendar": "routine",  # the first failure was last year's
        "contract": "r",
        "financial": "r",
    }


def test_semantics_3_a_short_first_period_is_pro_rated_only_where_declared():
    pays = "- {policy: fixed_fee, amount: 3000.00, short_periods: %s}"

    by_days, whole = (
        Provider(rules(payment=pays % way), start=date(2026, 4, 16)).reports(figure=95) for way in ("pro_rata", "whole")
    )

    assert (by_days.payment.payable, whole.payment.payable) == (Decimal(1500), Decimal(3000))
    assert errors(payment="- {policy: fixed_fee, amount: 3000.00}") == {"missing-key"}


@pytest.mark.parametrize(
    ("reporting", "labels"),
    [
        pytest.param("{every: month}", ["2026-02-10 to 2026-02-28", "2026-03"], id="calendar months"),
        pytest.param(
            "{every: month, starting: contract}",
            ["2026-02-10 to 2026-03-09", "2026-03-10 to 2026-04-09"],
            id="months from the contract's start day",
        ),
        pytest.param("{every: quarter}", ["2026-02-10 to 2026-03-31", "2026-Q2"], id="quarters"),
        pytest.param("{every: half year}", ["2026-02-10 to 2026-06-30", "2026-H2"], id="half years"),
        pytest.param("{every: year}", ["2026-02-10 to 2026-12-31", "2027"], id="years"),
        pytest.param(
            "{every: [{from: 2026-02-01, to: 2026-03-15}, {from: 2026-03-16, to: 2026-05-01}]}",
            ["2026-02-10 to 2026-03-15", "2026-03-16 to 2026-05-01"],
            id="listed dated periods",
        ),
    ],
)
def test_semantics_4_periods_follow_the_rhythm(reporting, labels):
    provider = Provider(rules(reporting=reporting), start=date(2026, 2, 10))

    assert [provider.reports(figure=95).period.label for _ in labels] == labels


def test_semantics_4_between_measurements_a_kpi_is_not_applicable_and_its_windows_and_repeats_skip():
    seldom = kpi(every="quarter", points="{inadequate: 2}", repeat="double")
    rule_set = rules(kpis=seldom, escalation=ladder("consecutive_failures(kpi, last=2) >= 2"))
    provider = Provider(rule_set, start=date(2026, 1, 1))

    decisions = [provider.reports(figure=0) for _ in range(6)]

    assert outcome(decisions[0]).absence is Absence.NOT_APPLICABLE
    assert [rating(one) for one in decisions] == [None, None, "inadequate"] * 2
    assert outcome(decisions[5]).repeat
    assert [rung(one) for one in decisions] == ["routine"] * 5 + ["r"]


@pytest.mark.parametrize(
    ("late", "received", "expected"),
    [
        pytest.param("failure", date(2026, 5, 15), "good", id="on the due day is in time"),
        pytest.param("failure", date(2026, 5, 16), "inadequate", id="the day after is a failure where late is one"),
        pytest.param("accept", date(2026, 5, 16), "good", id="the day after is accepted where late is accepted"),
    ],
)
def test_semantics_5_lateness_counts_from_the_day_after_the_last(late, received, expected):
    # 4 May 2026 is a bank holiday.
    rule_set = rules(
        reporting=f"{{every: month, due: 10 working days, late: {late}}}", kpis=kpi(missing="{failure: inadequate}")
    )

    assert rating(Provider(rule_set).reports(figure=95, received=received)) == expected


def test_semantics_6_periods_are_decided_in_order():
    rule_set = rules()
    provider = Provider(rule_set)
    june = Period.parse("2026-06")

    provider.reports(figure=95)

    assert "2026-05 is open" in out_of_order(rule_set, provider.contract, provider.standing, june)
    assert "decided already" in out_of_order(rule_set, provider.contract, provider.standing, Period.parse("2026-04"))
    assert out_of_order(rule_set, provider.contract, provider.standing, Period.parse("2026-05")) is None


def test_semantics_6_an_undecided_period_stays_open_until_its_figures_are_mended():
    provider = Provider(
        rules(
            kpis=kpi(value="missed / visits", precision="1 dp, half up"),
            escalation=LADDER,
            payment="- {policy: fixed_fee, amount: 10.00, short_periods: whole}",
        )
    )
    before = provider.standing

    undecided = provider.reports(missed=3, visits=0)

    assert undecided.outcome is DecisionOutcome.UNDECIDED
    assert (undecided.payment, undecided.moves) == (None, ())
    assert provider.standing == before
    assert provider.reports(missed=3, visits=30).period == undecided.period


def test_semantics_7_a_parameter_is_what_it_is_on_the_periods_last_day():
    rule_set = rules(parameters="line: {type: number}", kpis=kpi(bands="{good: line}"))
    dated = Dated.stepped({date(2026, 4, 1): Decimal(80), date(2026, 5, 31): Decimal(90)})
    provider = Provider(rule_set, parameters={"line": dated})

    assert [rating(provider.reports(figure=85)) for _ in range(2)] == ["good", "inadequate"]


def test_semantics_7_a_default_goes_by_the_periods_last_day_where_the_contract_is_silent():
    rule_set = rules(
        parameters="line: {type: number, default: {from 2026-04-01: 80, from 2026-05-31: 90}}",
        kpis=kpi(bands="{good: line}"),
    )
    dated = Dated.stepped({date(2026, 6, 1): Decimal(80)})
    silent, outspoken = Provider(rule_set), Provider(rule_set, parameters={"line": dated})

    assert [rating(silent.reports(figure=85)) for _ in range(3)] == ["good", "inadequate", "inadequate"]
    assert [rating(outspoken.reports(figure=85)) for _ in range(3)] == ["good", "inadequate", "good"]


def test_semantics_7_a_parameters_default_goes_by_the_day_where_nothing_was_submitted_too():
    default = "{from 2026-04-01: 80, from 2026-05-31: 90}"
    provider = Provider(rules(parameters=f"line: {{type: number, default: {default}}}", kpis=kpi(bands="{good: line}")))

    silences = [provider.stays_silent() for _ in range(2)]
    event = provider.faces(Event("regulator", on=date(2026, 5, 12), decided_on=date(2026, 6, 30)))

    assert [one.parameters["line"] for one in silences] == [80, 90]
    assert event.parameters["line"] == 80


@pytest.mark.parametrize(
    ("start", "given", "refused"),
    [
        pytest.param(date(2026, 4, 1), {}, True, id="before the default the contract must say"),
        pytest.param(date(2026, 4, 1), {"line": Decimal(70)}, False, id="and it may"),
        pytest.param(date(2027, 4, 1), {}, False, id="from the default on it need not"),
    ],
)
def test_semantics_7_a_default_that_is_not_in_force_yet_is_none(start, given, refused):
    rule_set = rules(parameters="line: {type: number, default: {from 2027-04-01: 80}}", kpis=kpi(bands="{good: line}"))
    terms = contract(start=start, parameters=given)

    if not refused:
        check_contract(rule_set, terms)
        return
    with pytest.raises(SubmissionError) as found:
        check_contract(rule_set, terms)
    assert [str(one) for one in found.value.violations] == [
        "parameters.line: expected a value: the parameter has no default before 2027-04-01"
    ]


def test_semantics_7_a_default_by_contract_year_goes_by_the_contracts_own_start():
    rule_set = rules(parameters="line: {type: number, default: {year 2: 80}}", kpis=kpi(bands="{good: line}"))

    with pytest.raises(SubmissionError, match="no default before 2027-02-28"):
        check_contract(rule_set, contract(start=date(2026, 2, 28)))


def test_semantics_7_what_changes_monthly_is_a_measure_or_the_lines_of_earlier_policies():
    provider = Provider(
        rules(
            payment="""
                - {policy: fixed_fee, name: fee, amount: charges, short_periods: whole}
                - {policy: service_credits, by_rating: {inadequate: 10% of fee}}
            """
        )
    )

    payable = [provider.reports(figure=0, charges=paid).payment.payable for paid in ("1000.00", "500.00")]

    assert payable == [Decimal(900), Decimal(450)]


def test_semantics_7_a_measure_that_money_hangs_on_and_that_is_absent_waits_for_a_person():
    provider = Provider(rules(payment="- {policy: fixed_fee, amount: charges, short_periods: whole}"))

    decision = provider.reports(figure=95, charges=MISSING)

    assert decision.outcome is DecisionOutcome.UNDECIDED
    assert "charges" in decision.undecided[0]
    assert not provider.standing.records


def test_semantics_7_the_lines_of_an_earlier_policy_are_its_amounts_applied():
    provider = Provider(
        rules(
            payment="""
                - {policy: fixed_fee, name: fee, amount: 1000.00, short_periods: whole, cap: 600}
                - {policy: service_credits, by_rating: {inadequate: 10% of fee}}
            """
        )
    )

    assert lines(provider.reports(figure=0), "service_credits")[0].due == Decimal(60)


def test_semantics_3_a_plausible_range_and_scores_may_be_dated_too():
    kpis = kpi(plausible="{year 1: 30 to 100, year 2: 50 to 100}") + kpi(
        "score",
        weighted_score="{kpi: 100%}",
        scores="{kpi: {good: 9, approaching_target: {year 1: 60, year 2: 70}, requires_improvement: 3, inadequate: 0}}",
        not_rated="not_rated",
        precision="0 dp, half up",
        better="higher",
        bands="{good: 65}",
    )
    provider = Provider(rules(kpis=kpis))

    first = provider.reports(figure=40)
    decisions = [provider.reports(figure=85) for _ in range(12)]
    later = provider.reports(figure=40)

    assert [outcome(one).doubtful for one in (first, later)] == [False, True]
    assert [str(outcome(one, "score").value) for one in (decisions[0], decisions[-1])] == ["60", "70"]
