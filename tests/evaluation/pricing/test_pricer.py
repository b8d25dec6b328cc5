"""Evidence that came for one rule set, priced by another: what nobody was asked for is named, and never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.evaluation import admission
from engine.evaluation.decide import decide
from engine.evaluation.pricing import Pricer, priced_period, readmitted
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.rows import given_table
from engine.model.rule_book import RuleBook
from engine.model.sources import Source
from engine.model.standing import Standing
from tests.evaluation.builders import contract, kpi, ladder, rules

FEE = "- {policy: fixed_fee, name: fee, amount: 1000.00, short_periods: whole, clause: Schedule 5}\n"
APRIL = Period.parse("2026-04")
FEE_ONLY = rules(measures="figure: {type: number}", payment=FEE)

CREDITS = "- {policy: service_credits, per_failure: 100.00, clause: Schedule 5}\n"
DEEMED = kpi(value="extra", missing="{failure: inadequate}", clause="Schedule 2")


def under(rule_set, asked=FEE_ONLY, **figures):
    """What *rule_set* says of April's *figures*, which came for the rules *asked*."""
    evidence = admission.submission(rule_set, contract(), APRIL, figures, decided_on=APRIL.end)
    return Pricer(RuleBook(asked.name, (asked,)))(rule_set, contract(), Standing(), evidence)


def needs(decision):
    assert decision.outcome.value == "undecided"
    assert decision.payment is None
    return decision.undecided


def test_a_figure_that_nobody_asked_for_is_named_and_not_deemed_a_failure():
    other = rules(kpis=DEEMED, payment=FEE + CREDITS)

    assert needs(under(other, figure="95")) == ("payment: the evidence does not have the figure `extra`",)


def test_a_figure_that_was_asked_for_and_did_not_come_is_what_the_rules_say_it_is():
    other = rules(kpis=DEEMED, payment=FEE + CREDITS)

    paid = under(other, asked=rules(payment=FEE), figure="95")

    assert paid.payment.payable == 900


def test_a_figure_that_was_stated_to_be_suppressed_is_evidence():
    other = rules(kpis=DEEMED, payment=FEE + CREDITS)

    assert under(other, extra=Absence.SUPPRESSED).payment.payable == 1000


def test_a_default_stands_in_for_a_figure_that_nobody_asked_for():
    other = rules(payment="- {policy: service_credits, per_failure: 10% of charges, clause: Schedule 5}\n" + FEE)

    assert under(other, figure="60").payment.payable == 900


def test_what_payment_does_not_look_at_is_not_needed():
    other = rules(kpis=kpi() + kpi("watched", value="extra", clause="Schedule 2"), payment=FEE)

    decided = under(other, figure="95")

    assert decided.payment.payable == 1000


def test_all_kpis_are_needed_where_payment_looks_at_all_of_them():
    other = rules(kpis=kpi() + kpi("watched", value="extra"), payment=FEE + CREDITS)

    assert needs(under(other, figure="95")) == ("payment: the evidence does not have the figure `extra`",)


def test_only_the_kpis_that_payment_names_are_needed():
    named = "- {policy: service_credits, per_failure: 100.00, kpis: [kpi], clause: Schedule 5}\n"
    other = rules(kpis=kpi() + kpi("watched", value="extra"), payment=FEE + named)

    assert under(other, figure="60").payment.payable == 900


def test_what_a_kpi_is_worked_out_from_is_needed_through_other_kpis():
    parts = (
        kpi("part", value="extra")
        + kpi("second", value="figure")
        + kpi(worst_of="[part, second]", not_rated="leave_out")
    )
    named = "- {policy: service_credits, per_failure: 100.00, kpis: [kpi], clause: Schedule 5}\n"
    other = rules(kpis=parts, payment=FEE + named)

    assert needs(under(other, figure="95")) == ("payment: the evidence does not have the figure `extra`",)


def test_a_kpi_that_is_not_measured_in_the_period_needs_nothing():
    yearly = kpi("yearly", value="extra", every="12 months", missing="{failure: inadequate}")
    other = rules(kpis=kpi() + yearly, payment=FEE + CREDITS)

    assert under(other, figure="60").payment.payable == 900


def test_what_one_period_needed_the_next_does_not():
    yearly = kpi("yearly", value="extra", every="12 months")
    other = rules(kpis=kpi() + yearly, payment=FEE + CREDITS)
    pricer = Pricer(RuleBook(FEE_ONLY.name, (FEE_ONLY,)))

    def priced(period, **figures):
        evidence = admission.submission(other, contract(), period, figures, decided_on=period.end)
        return pricer(other, contract(), Standing(), evidence)

    assert priced(Period.parse("2027-03"), figure="95", extra="95").payment.payable == 1000
    assert priced(Period.parse("2027-04"), figure="95").payment.payable == 1000


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("failures(last=3) >= 1", id="the failures of any KPI"),
        pytest.param("points(watched, last=3) > 2", id="the points of the KPI"),
        pytest.param("on_rung(ladder) >= 1", id="a rung, which any KPI may have led to"),
        pytest.param("extra > 3", id="the figure itself"),
    ],
)
def test_what_the_condition_of_an_entry_asks_for_is_needed(condition):
    gated = (
        f'- {{policy: service_credits, per_failure: 100.00, kpis: [kpi], when: "{condition}", clause: Schedule 5}}\n'
    )
    other = rules(
        kpis=kpi() + kpi("watched", value="extra"),
        escalation=ladder("failures(last=1) >= 2"),
        payment=FEE + gated,
    )

    assert needs(under(other, figure="95")) == ("payment: the evidence does not have the figure `extra`",)


def test_a_sum_that_is_needed_is_named_as_payment_names_it():
    other = rules(
        measures="figure: {type: number}\nturnover: {type: money}",
        payment="- {policy: fixed_fee, name: fee, amount: 2% of turnover, short_periods: whole, clause: Schedule 5}\n",
    )

    assert needs(under(other, figure="95")) == ("payment: `turnover` is missing",)


def test_what_nobody_sent_at_all_needs_only_what_the_council_holds():
    other = rules(
        measures="figure: {type: number}\nextra: {type: number}\npeople: {type: number, held_by: council}",
        kpis=DEEMED + kpi("held", value="people"),
        payment=FEE + CREDITS,
    )
    evidence = admission.non_submission(other, contract(), APRIL, {}, decided_on=APRIL.end)

    decided = Pricer(RuleBook(FEE_ONLY.name, (FEE_ONLY,)))(other, contract(), Standing(), evidence)

    assert needs(decided) == ("payment: the evidence does not have the figure `people`",)


def test_of_a_report_of_another_rhythm_nothing_was_asked():
    other = rules(reporting="{every: quarter}", kpis=DEEMED, payment=FEE + CREDITS)
    quarter = Period.parse("2026-Q2")
    evidence = admission.submission(other, contract(), quarter, {}, decided_on=quarter.end)

    decided = Pricer(RuleBook("test", (rules(payment=FEE),)))(other, contract(), Standing(), evidence)

    assert needs(decided) == ("payment: the evidence does not have the figure `extra`",)


def test_where_all_is_there_the_decision_is_that_of_decide():
    other = rules(kpis=DEEMED, payment=FEE + CREDITS)
    evidence = admission.submission(other, contract(), APRIL, {"extra": "60"}, decided_on=APRIL.end)

    decided = Pricer(RuleBook(FEE_ONLY.name, (FEE_ONLY,)))(other, contract(), Standing(), evidence)

    assert decided == decide(other, contract(), Standing(), evidence)


FIGURES = "figure: {type: number}\nextra: {type: number}"
VISITS = """
visits:
  key: visit
  fields:
    visit: {type: text}
    started: {type: instant}
    ended: {type: instant}
"""
WITH_PLAN = VISITS + "    planned: {type: count, optional: true}\n    colour: {type: text, optional: true}\n"
HOURLY = """
- policy: time_and_task
  name: care
  clause: Schedule 5
  started: visits.started
  ended: visits.ended
  day: visits.started
  time: {rounded: exact}
  price: {per: hour, ordinary: 20.00}
  round: row
"""
CAPPED = HOURLY.replace(
    "time: {rounded: exact}", "planned: visits.planned\n  time: {rounded: exact, beyond_planned: unpaid}"
)
ONE_VISIT = given_table(
    [
        {
            "visit": "v-1",
            "started": datetime(2026, 4, 2, 8, tzinfo=UTC),
            "ended": datetime(2026, 4, 2, 9, tzinfo=UTC),
        }
    ]
)


def priced_visits(other, asked, **records):
    evidence = admission.submission(other, contract(), APRIL, {"figure": "95"}, decided_on=APRIL.end, records=records)
    return Pricer(RuleBook("test", (asked,)))(other, contract(), Standing(), evidence)


def test_records_that_nobody_asked_for_are_named():
    decided = priced_visits(rules(measures=FIGURES, records=VISITS, payment=HOURLY), FEE_ONLY)

    assert needs(decided) == ("payment: the evidence does not have the records `visits`",)


def test_a_field_that_nobody_asked_for_is_named_where_payment_looks_at_it():
    decided = priced_visits(
        rules(measures=FIGURES, records=WITH_PLAN, payment=CAPPED),
        rules(measures=FIGURES, records=VISITS, payment=HOURLY),
        visits=ONE_VISIT,
    )

    assert needs(decided) == ("payment: the evidence does not have the field `planned` of `visits`",)


def test_a_field_that_payment_does_not_look_at_is_not_needed():
    decided = priced_visits(
        rules(measures=FIGURES, records=WITH_PLAN, payment=HOURLY),
        rules(measures=FIGURES, records=VISITS, payment=HOURLY),
        visits=ONE_VISIT,
    )

    assert decided.payment.payable == 20


def test_evidence_is_taken_over_without_what_other_rules_do_not_ask_for():
    first, other = (
        rules(measures=FIGURES, records=WITH_PLAN, payment=FEE),
        rules(measures="extra: {type: number}", kpis=kpi(value="extra"), records=VISITS, payment=HOURLY),
    )
    came = admission.submission(
        first,
        contract(),
        APRIL,
        {"figure": "95", "extra": "4.50"},
        decided_on=date(2026, 5, 3),
        records={"visits": ONE_VISIT},
    )

    taken = readmitted(other, contract(), came)

    assert taken.figures == {"extra": came.figures["extra"]}
    assert [dict(row) for row in taken.records["visits"]] == [
        dict(zip(ONE_VISIT.fields, row, strict=True)) for row in ONE_VISIT.rows
    ]
    assert (taken.decided_on, taken.received_on) == (came.decided_on, came.received_on)


def test_what_a_period_comes_to_is_signed_and_what_caps_take_off_is_shown():
    capped = "- {policy: service_credits, per_failure: 300.00, clause: Schedule 5, cap: 20% of charges}\n"
    decided = under(rules(kpis=kpi(), payment=FEE + capped), asked=rules(payment=FEE), figure="60")

    sums = priced_period(decided).sums

    assert (sums.due, sums.capped_off, sums.applied, sums.payable) == (700, -100, 800, 800)


def test_what_no_next_period_can_take_is_shown_as_owed():
    ending = contract(end=date(2026, 4, 30))
    other = rules(payment=CREDITS)
    evidence = admission.submission(other, ending, APRIL, {"figure": "60"}, decided_on=APRIL.end)

    sums = priced_period(decide(other, ending, Standing(), evidence)).sums

    assert (sums.applied, sums.payable, sums.carried_forward) == (-100, 0, 100)


@pytest.mark.parametrize("otherwise", ["refuse", "doubtful", "missing"])
def test_what_is_priced_comes_from_where_it_came_from(otherwise):
    asks = f"figure: {{type: number, source: call_monitoring, verified: true, otherwise: {otherwise}}}"
    rule_set = rules(measures=asks, payment=FEE + CREDITS)
    sources = {"figure": Source("call_monitoring", verified=True)}
    evidence = admission.submission(
        rule_set, contract(), APRIL, {"figure": "75"}, decided_on=APRIL.end, sources=sources
    )

    again = Pricer(RuleBook(rule_set.name, (rule_set,)))(
        rule_set, contract(), Standing(), readmitted(rule_set, contract(), evidence)
    )

    assert again.payment.payable == decide(rule_set, contract(), Standing(), evidence).payment.payable == 900


def test_a_source_that_other_rules_do_not_know_is_left_aside():
    own = rules(measures="figure: {type: number}", sources="[care_app]", payment=FEE)
    evidence = admission.submission(
        own,
        contract(),
        APRIL,
        {"figure": "95"},
        decided_on=APRIL.end,
        sources={"figure": Source("care_app", verified=False)},
    )

    assert readmitted(FEE_ONLY, contract(), evidence).sources == {}
