from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.choices import Gaps
from engine.batch.json_lines import read_json_lines
from engine.batch.results import Decided, Refused
from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.evidence import NonSubmission
from engine.model.figures import Absence
from engine.model.period import Period
from tests.batch.builders import RULES, book, columns, results, shown

HEAD = "contract,period,missed\n"
PARAMETRIC = RULES.replace("measures:", "parameters:\n  limit: {type: number}\nmeasures:", 1).replace(
    "good: 5", "good: limit"
)
UNSURE = RULES.replace("value: missed", "value: 10 / missed\n    precision: 0 dp, half up")


def oak(**stated: object) -> Contract:
    return Contract(**{"id": "Oak", "provider": "Oak Ltd", "rule_set": "visits", "start": date(2026, 4, 1)} | stated)


def test_rows_are_decided_in_order_of_time_and_shown_contract_by_contract():
    found = results(HEAD + "Oak,2026-05,30\nAsh,2026-04,7\nOak,2026-04,3\n")

    assert list(map(shown, found)) == [
        "Oak 2026-04: good",
        "Oak 2026-05: inadequate",
        "Ash 2026-04: approaching_target",
    ]


def test_a_contract_without_a_file_starts_with_its_first_period_and_is_its_own_provider():
    [decided] = results(HEAD + "Oak,2026-06,3\n")

    assert (decided.decision.contract, decided.decision.provider) == ("Oak", "Oak")
    assert decided.line == 2


def test_a_row_is_received_and_decided_the_day_after_its_period_unless_it_says_otherwise():
    [decided] = results(HEAD + "Oak,2026-04,3\n")

    assert decided.decision.evidence.received_on == date(2026, 5, 1)
    assert decided.decision.evidence.decided_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("came", "stated", "received_on", "decided_on"),
    [
        pytest.param("2026-05-08", None, date(2026, 5, 8), date(2026, 5, 8), id="decided once it was received"),
        pytest.param("", date(2026, 6, 1), date(2026, 5, 1), date(2026, 6, 1), id="all decided on one day"),
        pytest.param("2026-05-08", date(2026, 6, 1), date(2026, 5, 8), date(2026, 6, 1), id="both said"),
    ],
)
def test_days_of_receipt_and_decision(came, stated, received_on, decided_on):
    [decided] = results(f"contract,period,missed,received\nOak,2026-04,3,{came}\n", decided_on=stated)

    assert decided.decision.evidence.received_on == received_on
    assert decided.decision.evidence.decided_on == decided_on


def test_nothing_is_decided_before_it_was_received():
    [refused] = results("contract,period,missed,received\nOak,2026-04,3,2026-05-08\n", decided_on=date(2026, 5, 1))

    assert "expected the day of receipt no later than the decision on 2026-05-01" in refused.message


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param("97%", "not `97%`: write it without the percent sign", id="a percent sign"),
        pytest.param('"1,234"', "not `1,234`: write it without separators between thousands", id="a comma"),
        pytest.param("1 234", "not `1 234`: write it without separators between thousands", id="a blank"),
        pytest.param('"0,5"', "not `0,5`: write it with a decimal point", id="a decimal comma"),
        pytest.param("9" * 40, "write at most 18 digits before the point", id="forty digits"),
        pytest.param("\N{ARABIC-INDIC DIGIT THREE}", "such as `12` or `0.5`", id="a digit of another script"),
        pytest.param("£5", "not `£5`: write it without the currency", id="a currency"),
        pytest.param("1.2E+3", "not `1.2E+3`: write it out", id="what a spreadsheet makes of a long number"),
        pytest.param("[c]", "not `[c]`: `--marker` says what", id="a marker that nobody explained"),
        pytest.param("2.5", "expected a whole number of 0 or more, not `2.5`", id="half a visit"),
        pytest.param("-1", "expected a whole number of 0 or more, not `-1`", id="less than no visits"),
    ],
)
def test_a_figure_that_is_none_is_refused_with_what_to_do_about_it(figure, expected):
    [refused] = results(HEAD + f"Oak,2026-04,{figure}\n")

    assert refused.violations[0].path == "figures.missed"
    assert expected in refused.message


def test_a_mapped_figure_that_is_none_is_refused_with_its_heading():
    rules = book()
    mapped = columns(rules, measures={"missed": "Visits not made"})

    [refused] = results("contract,period,Visits not made\nOak,2026-04,x\n", rules, columns=mapped)

    assert refused.message.endswith("(column `Visits not made`)")


def test_a_refused_row_leaves_its_period_open_and_what_follows_is_refused_naming_it():
    april, may, june = results(HEAD + "Oak,2026-04,3\nOak,2026-05,x\nOak,2026-06,3\n")

    assert shown(april) == "Oak 2026-04: good"
    assert may.line == 3
    assert june.message == "period: the period 2026-05 is open: neither decided nor recorded as not submitted"


def test_a_refused_row_does_not_stop_other_contracts():
    found = results(HEAD + "Oak,2026-04,x\nAsh,2026-04,3\n")

    assert [type(one) for one in found] == [Refused, Decided]


def test_an_undecided_period_is_shown_and_stays_open():
    undecided, after = results(HEAD + "Oak,2026-04,0\nOak,2026-05,3\n", book(UNSURE))

    assert undecided.decision.outcome.value == "undecided"
    assert "the period 2026-04 is open" in after.message


def test_a_second_row_for_a_decided_period_is_reported_with_the_line_of_the_first():
    first, second = results(HEAD + "Oak,2026-04,3\nOak,2026-04,30\n")

    assert shown(first) == "Oak 2026-04: good"
    assert (second.line, second.message) == (3, "period: expected each period once: line 2 has it too")


def test_a_second_row_may_stand_in_for_a_refused_one():
    refused, decided = results(HEAD + "Oak,2026-04,x\nOak,2026-04,3\n")

    assert (refused.line, shown(decided)) == (2, "Oak 2026-04: good")


def test_a_period_that_is_none_of_the_contracts_names_the_nearest():
    [refused] = results(HEAD + "Oak,2026-Q2,3\n")

    assert "expected a period of the contract, the nearest being `2026-05`, not `2026-Q2`" in refused.message


def test_a_month_that_a_contract_has_only_part_of_is_its_short_period():
    [decided] = results(HEAD + "Oak,2026-04,3\n", known={"Oak": oak(start=date(2026, 4, 15))})

    assert decided.decision.period == Period.parse("2026-04-15 to 2026-04-30")


def test_a_contract_that_the_file_of_contracts_has_not_is_refused_with_the_one_that_is_close():
    [refused] = results(HEAD + "Oka,2026-04,3\n", known={"Oak": oak()})

    assert refused.message == "contract: unknown contract `Oka`; did you mean `Oak`?"


def test_what_comes_from_a_contract_that_does_not_set_its_terms_is_refused():
    [refused] = results(HEAD + "Oak,2026-04,3\n", book(PARAMETRIC))

    assert refused.message == "parameters.limit: expected a value: the parameter has no default"


def test_each_contract_is_held_against_its_own_terms():
    known = {
        name: replace(oak(), id=name, parameters={"limit": Dated.always(Decimal(limit))})
        for name, limit in (("Oak", 2), ("Ash", 4))
    }

    found = results(HEAD + "Oak,2026-04,3\nAsh,2026-04,3\n", book(PARAMETRIC), known)

    assert list(map(shown, found)) == ["Oak 2026-04: approaching_target", "Ash 2026-04: good"]


# SEMANTICS 28
def test_each_period_is_decided_by_the_version_in_force_on_its_last_day():
    stricter = RULES.replace("in_force: 2026-01-01", "in_force: 2026-05-15").replace("good: 5", "good: 2")

    found = results(HEAD + "Oak,2026-04,3\nOak,2026-05,3\n", book(RULES, stricter))

    assert list(map(shown, found)) == ["Oak 2026-04: good", "Oak 2026-05: approaching_target"]


def test_a_column_that_only_a_later_version_measures_does_not_stop_the_earlier():
    later = RULES.replace("in_force: 2026-01-01", "in_force: 2026-05-01").replace(
        "  note:", "  late: {type: count}\n  note:"
    )

    found = results("contract,period,missed,late\nOak,2026-04,3,1\nOak,2026-05,3,1\n", book(RULES, later))

    assert list(map(shown, found)) == ["Oak 2026-04: good", "Oak 2026-05: good"]


def test_a_period_before_the_first_version_is_refused():
    [refused] = results(HEAD + "Oak,2025-12,3\n")

    assert refused.message == "period: expected a period that ends on 2026-01-01 or later"


@pytest.mark.parametrize(
    ("cell", "absence"),
    [
        pytest.param("", Absence.MISSING, id="an empty cell is missing"),
        pytest.param("[c]", Absence.SUPPRESSED, id="a marker says what it means"),
        pytest.param("[x]", Absence.NOT_APPLICABLE, id="each its own"),
    ],
)
def test_cells_that_hold_no_figure(cell, absence):
    markers = {"[c]": Absence.SUPPRESSED, "[x]": Absence.NOT_APPLICABLE}

    [decided] = results(HEAD.replace("missed", "missed,note") + f"Oak,2026-04,{cell},x\n", markers=markers)

    assert decided.decision.evidence.figures["missed"] is absence


def test_a_marker_may_say_what_an_empty_cell_means():
    [decided] = results(HEAD + "Oak,2026-04,\n", markers={"": Absence.SUPPRESSED})

    assert decided.decision.evidence.figures["missed"] is Absence.SUPPRESSED


def test_a_name_under_figures_that_is_no_measure_is_refused():
    line = '{"contract": "Oak", "period": "2026-04", "figures": {"mised": 3}}'

    [refused] = results(line, reader=read_json_lines)

    assert refused.message == "figures.mised: unknown measure `mised`; did you mean `missed`?"


NOT_SUBMITTED = "contract,period,missed,not_submitted\n"


@pytest.mark.parametrize("word", ["true", "TRUE"])
def test_a_row_may_record_that_nothing_came(word):
    [decided] = results(NOT_SUBMITTED + f"Oak,2026-04,,{word}\n")

    assert isinstance(decided.decision.evidence, NonSubmission)
    assert shown(decided) == "Oak 2026-04: inadequate"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            "Oak,2026-04,3,true", "figures.missed: expected only figures that are `held_by: council`", id="figures"
        ),
        pytest.param("Oak,2026-04,3,yes", "not_submitted: expected `true` or `false`, not `yes`", id="neither"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(row, expected):
    [refused] = results(NOT_SUBMITTED + row + "\n")

    assert refused.message.startswith(expected)


GAP = HEAD + "Oak,2026-04,3\nOak,2026-07,3\n"


def test_a_missing_period_refuses_what_follows():
    _, refused = results(GAP)

    assert "the period 2026-05 is open" in refused.message


def test_a_missing_period_is_recorded_as_not_submitted_where_that_is_asked_for():
    found = results(GAP, gaps=Gaps.NOT_SUBMITTED)

    assert [(one.line, shown(one)) for one in found] == [
        (2, "Oak 2026-04: good"),
        (0, "Oak 2026-05: inadequate"),
        (0, "Oak 2026-06: inadequate"),
        (3, "Oak 2026-07: good"),
    ]


def test_periods_before_the_first_row_of_a_contract_with_a_start_are_missing_too():
    found = results(HEAD + "Oak,2026-06,3\n", gaps=Gaps.NOT_SUBMITTED, known={"Oak": oak()})

    assert [one.line for one in found] == [0, 0, 2]


def test_what_came_and_was_refused_is_never_recorded_as_not_submitted():
    found = results(HEAD + "Oak,2026-04,3\nOak,2026-05,x\nOak,2026-06,3\n", gaps=Gaps.NOT_SUBMITTED)

    assert [type(one) for one in found] == [Decided, Refused, Refused]


@pytest.mark.parametrize(
    "unreadable",
    [
        pytest.param("Oak,May,3", id="a period that nobody can read"),
        pytest.param("Oak,2026-05,3,4", id="a cell too many"),
        pytest.param(",2026-05,3", id="no contract"),
    ],
)
def test_no_gap_is_filled_where_an_unreadable_row_may_be_the_missing_one(unreadable):
    found = results(HEAD + f"Oak,2026-04,3\n{unreadable}\nOak,2026-06,3\n", gaps=Gaps.NOT_SUBMITTED)

    assert [type(one) for one in found] == [Refused, Decided, Refused]


def test_an_unreadable_row_of_another_contract_leaves_gaps_alone():
    found = results(HEAD + "Oak,2026-04,3\nAsh,May,3\nOak,2026-06,3\n", gaps=Gaps.NOT_SUBMITTED)

    assert [type(one) for one in found] == [Refused, Decided, Decided, Decided]


ROWS = st.lists(
    st.tuples(st.sampled_from(["Oak", "Ash", "Elm"]), st.integers(4, 7), st.sampled_from(["3", "30", "", "x"])),
    max_size=14,
)


@given(rows=ROWS, fills=st.booleans())
def test_a_file_comes_out_the_same_however_it_is_split_by_contract(rows, fills):
    rules, gaps = book(), Gaps.NOT_SUBMITTED if fills else Gaps.REFUSE
    lines = [f"{name},2026-{month:02},{figure}\n" for name, month, figure in rows]

    whole = results(HEAD + "".join(lines), rules, gaps=gaps)
    apart = [
        one
        for name in dict.fromkeys(name for name, _, _ in rows)
        for one in results(HEAD + "".join(line if line.startswith(name) else "\n" for line in lines), rules, gaps=gaps)
    ]

    assert apart == whole


OPENING = """\
events:
  plan: {is: plan, within: 10 working days}
escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs:
      - rung: routine
      - {rung: asked, decision: remediation, clause: s1, enter: failures(last=1) >= 1, leave: consecutive_passes() >= 1,
         actions: [{do: Submit a plan, by: provider, opens: plan}]}
      - {rung: late, decision: escalation, clause: s2, enter: events(plan_late) >= 1}
"""


def test_files_hold_no_events_so_that_no_plan_that_a_rung_opens_is_late():
    found = results(HEAD + "Oak,2026-04,30\nOak,2026-05,30\nOak,2026-06,3\n", book(RULES + OPENING))

    assert [one.decision.moves[0].after for one in found] == ["asked", "asked", "routine"]
    assert [action.opens for action in found[0].decision.moves[0].actions] == ["plan"]
