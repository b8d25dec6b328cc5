"""One file of figures, priced under several rule sets: each takes its own rows and records."""

from __future__ import annotations

from textwrap import dedent

import pytest

from engine.batch.csv_file import read_csv
from engine.batch.pricing import Alternative, Evidence, priced
from engine.batch.record_files import Headings, record_file
from engine.batch.record_sharing import check_tables
from engine.batch.rows import MismatchError
from engine.evaluation.pricing import side_by_side
from tests.application.builders import book
from tests.batch import builders
from tests.evaluation.builders import kpi, rule_file

FEE = "- {policy: fixed_fee, name: fee, amount: 1000.00, short_periods: whole, clause: Schedule 5}\n"
CREDITS = "- {policy: service_credits, per_failure: 100.00, clause: Schedule 5}\n"
MONTHLY = rule_file(rule_set="monthly", in_force="2026-01-01", measures="figure: {type: number}", payment=FEE)
GRADED = rule_file(
    rule_set="graded",
    in_force="2026-01-01",
    measures="figure: {type: number}\nextra: {type: number}",
    kpis=kpi() + kpi("graded", value="extra", missing="{failure: inadequate}"),
    payment=FEE + CREDITS,
)
QUARTERLY = rule_file(
    rule_set="quarterly",
    in_force="2026-01-01",
    reporting="{every: quarter}",
    measures="people: {type: number}",
    kpis=kpi(value="people"),
    payment="- {policy: capitation, people: people, rate: 10.00, short_periods: whole, clause: Schedule 5}\n",
)


def results(text, *files, records=()):
    """What each of the rule *files* makes of *text*, the first being in force; several are versions of one."""
    books = [book(*one) if isinstance(one, tuple) else book(one) for one in files]
    measures = {name: name for one in books for version in one.versions for name in version.measures}
    request = builders.request(columns=builders.Columns(measures=measures))
    rows = [*read_csv(dedent(text).lstrip("\n").encode())]
    return priced(Evidence(rows, request, records), [Alternative(one.name, one, None) for one in books])


def shown(found):
    """Each row of the comparison: whose, when, and what is payable or why nobody can say."""
    comparison = side_by_side({name: one.periods for name, one in found.items()})
    return [
        (row.contract, row.period.label, *(str(cost.sums.payable) if cost.sums else cost.why for cost in row.costs))
        for row in comparison.rows
    ]


def test_each_rule_set_prices_the_figures_that_it_asks_for():
    found = results(
        """
        contract,period,figure,extra
        alder,2026-04,95,60
        birch,2026-04,60,95
        """,
        MONTHLY,
        GRADED,
    )

    assert shown(found) == [("alder", "2026-04", "1000.00", "900.00"), ("birch", "2026-04", "1000.00", "900.00")]


def test_a_month_without_a_figure_that_only_the_other_asks_for_is_not_priced_nor_are_those_after_it():
    found = results(
        """
        contract,period,figure,extra
        alder,2026-04,95,95
        alder,2026-05,95,
        alder,2026-06,95,95
        """,
        MONTHLY,
        GRADED,
    )

    april, may, june = shown(found)
    assert april[3] == "1000.00"
    assert may[3] == ("2026-05: payment: the evidence does not have the figure `extra`",)
    assert "2026-05 is open" in june[3][0]
    assert [row[2] for row in (april, may, june)] == ["1000.00"] * 3


def test_the_rules_in_force_deem_what_they_ask_for_and_others_do_as_they_say_of_it():
    found = results(
        """
        contract,period,figure,extra
        alder,2026-04,95,
        """,
        GRADED.replace("rule_set: graded", "rule_set: mine"),
        GRADED,
    )

    assert shown(found) == [("alder", "2026-04", "900.00", "900.00")]


def test_rows_of_another_rhythm_are_those_of_the_rule_set_that_has_it():
    found = results(
        """
        contract,period,figure,people
        alder,2026-04,95,
        alder,2026-05,95,
        alder,2026-06,95,
        alder,2026-Q2,,310
        """,
        MONTHLY,
        QUARTERLY,
    )

    assert shown(found) == [("alder", "2026-Q2", "3000.00", "3100.00")]
    assert found["monthly"].refused == ()


def test_a_rule_set_of_another_rhythm_without_rows_of_its_own_says_which_are_lacking():
    found = results(
        """
        contract,period,figure,people
        alder,2026-04,95,
        """,
        MONTHLY,
        QUARTERLY,
    )

    assert shown(found) == [
        (
            "alder",
            "2026-Q2",
            ("2026-Q2: evidence for 2026-04 only",),
            ("2026-Q2: no evidence: the file has no row for it",),
        )
    ]


def test_a_row_for_nobodys_period_is_refused_by_the_rules_in_force():
    found = results(
        """
        contract,period,figure,people
        alder,2026-04-02 to 2026-04-09,95,
        """,
        MONTHLY,
        QUARTERLY,
    )

    [row] = [one for one in found["monthly"].periods if one.sums is None]
    assert "the nearest being" in row.why[0]


def test_a_row_that_cannot_be_read_is_told_once():
    found = results(
        """
        contract,period,figure,extra
        ,2026-04,95,
        """,
        MONTHLY,
        GRADED,
    )

    assert [one.line for one in found["monthly"].refused] == [2]


def test_rule_sets_that_pay_in_several_currencies_are_not_compared():
    with pytest.raises(MismatchError, match="one currency"):
        results("contract,period,figure\nalder,2026-04,95\n", MONTHLY, GRADED.replace("GBP", "EUR"))


VISITS = """
visits:
  key: visit
  fields:
    visit: {type: text}
    started: {type: instant}
    ended: {type: instant}
"""
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
BY_HOUR = rule_file(
    rule_set="by-hour",
    in_force="2026-01-01",
    measures="figure: {type: number}",
    records=VISITS,
    payment=HOURLY,
)
BY_PLAN = BY_HOUR.replace("by-hour", "by-plan").replace(
    "ended: {type: instant}", "ended: {type: instant}\n      planned: {type: count}"
)


def visits(text, name="visits"):
    return record_file(
        name, "visits.csv", read_csv(dedent(text).lstrip("\n").encode()), Headings("contract", "period", None)
    )


def test_each_rule_set_is_given_the_fields_that_it_declares():
    rows = visits(
        """
        contract,period,visit,started,ended,planned
        alder,2026-04,v-1,2026-04-02 08:00,2026-04-02 09:30,60
        """
    )

    found = results("contract,period,figure\nalder,2026-04,95\n", BY_PLAN, BY_HOUR, records=[rows])

    assert shown(found) == [("alder", "2026-04", "30.00", "30.00")]


def test_a_field_that_a_rule_set_needs_in_every_row_is_named_where_it_is_not_there():
    rows = visits(
        """
        contract,period,visit,started,ended
        alder,2026-04,v-1,2026-04-02 08:00,2026-04-02 09:30
        """
    )

    [row] = shown(results("contract,period,figure\nalder,2026-04,95\n", BY_HOUR, BY_PLAN, records=[rows]))

    assert row[2] == "30.00"
    assert "expected the field `planned`" in row[3][0]


def test_a_rule_set_without_records_is_given_none():
    rows = visits(
        """
        contract,period,visit,started,ended
        alder,2026-04,v-1,2026-04-02 08:00,2026-04-02 09:30
        """
    )

    found = results("contract,period,figure\nalder,2026-04,95\n", BY_HOUR, MONTHLY, records=[rows])

    assert shown(found) == [("alder", "2026-04", "30.00", "1000.00")]


def test_a_field_that_none_of_the_rule_sets_declares_is_refused_with_the_nearest_one_that_is():
    rows = visits(
        """
        contract,period,visit,started,endde,ended
        alder,2026-04,v-1,2026-04-02 08:00,x,2026-04-02 09:30
        """
    )

    [row] = shown(results("contract,period,figure\nalder,2026-04,95\n", BY_HOUR, BY_PLAN, records=[rows]))

    assert all("unknown field `endde`; did you mean `ended`?" in why for (why, *_) in row[2:])


def test_a_version_without_a_table_or_field_that_another_rule_set_has_leaves_it_aside():
    later = BY_PLAN.replace("by-plan", "by-hour").replace("in_force: 2026-01-01", "in_force: 2026-05-01")
    rows = visits(
        """
        contract,period,visit,started,ended,planned
        alder,2026-04,v-1,2026-04-02 08:00,2026-04-02 09:30,60
        alder,2026-05,v-2,2026-05-02 08:00,2026-05-02 09:30,60
        """
    )
    text = "contract,period,figure\nalder,2026-04,95\nalder,2026-05,95\n"

    found = results(text, (BY_HOUR, later), BY_PLAN, records=[rows])
    bare = results(text, (MONTHLY, later.replace("by-hour", "monthly")), BY_PLAN, records=[rows])

    assert shown(found) == [("alder", "2026-04", "30.00", "30.00"), ("alder", "2026-05", "30.00", "30.00")]
    assert shown(bare) == [("alder", "2026-04", "1000.00", "30.00"), ("alder", "2026-05", "30.00", "30.00")]


SOURCED = "contract,period,figure,figure.source,figure.verified\n"
ROTA = MONTHLY.replace("rule_set: monthly", "rule_set: rostered\nsources: [rota]")


@pytest.mark.parametrize("files", [pytest.param((MONTHLY, ROTA), id="others"), pytest.param((ROTA, MONTHLY), id="own")])
def test_a_source_that_only_one_of_the_rule_sets_knows_is_left_aside_under_the_others(files):
    found = results(f"{SOURCED}alder,2026-04,95,rota,true\n", *files)

    assert shown(found) == [("alder", "2026-04", "1000.00", "1000.00")]


def test_a_figure_whose_source_a_rule_set_does_not_know_says_no_source_to_it():
    asks = MONTHLY.replace("{type: number}", "{type: number, source: provider, otherwise: refuse}")

    [row] = shown(results(f"{SOURCED}alder,2026-04,95,rota,true\n", ROTA, asks))

    assert row[2] == "1000.00"
    assert "expected a figure from provider, not one whose source is not said" in row[3][0]


def test_a_source_that_none_of_the_rule_sets_knows_is_refused_with_the_nearest_one_that_is():
    [row] = shown(results(f"{SOURCED}alder,2026-04,95,rotta,true\n", MONTHLY, ROTA))

    assert "sources.figure: expected one of `provider`" in row[2][0]
    assert "not `rotta`; did you mean `rota`?" in row[3][0]


COUNTED = "contract,period,not_submitted,figure,{}\nalder,2026-04,true,,3\n"


def test_what_the_council_holds_by_one_rule_set_is_left_aside_under_those_by_which_it_does_not():
    held = MONTHLY.replace("{type: number}", "{type: number}\n  extra: {type: number, held_by: council}")
    reported = GRADED.replace("rule_set: graded", "rule_set: reported")

    found = results(COUNTED.format("extra"), held, MONTHLY.replace("monthly", "bare"), reported)
    [refused] = shown(results(COUNTED.format("extra"), MONTHLY, reported))

    assert [one[:3] for one in shown(found)] == [("alder", "2026-04", "1000.00")]
    assert not any("held_by" in str(why) for why in shown(found)[0])
    assert "expected only figures that are `held_by: council`" in refused[3][0]


def test_records_that_no_rule_set_declares_are_a_mistake():
    rows = visits("contract,period,visit\nalder,2026-04,v-1\n", name="vists")

    with pytest.raises(MismatchError, match="did you mean `visits`"):
        check_tables([rows], [book(BY_HOUR)])
