"""Contracts of a file of figures rank as their framework says, for who has no server."""

from datetime import date

import pytest

from engine.batch.choices import Gaps
from engine.batch.comparing import compared_results
from engine.batch.results import Decided
from engine.errors import NotFoundError, SubmissionError
from engine.model.contract import Contract
from engine.model.period import Period
from tests.batch.builders import book, results

RULES = """\
rule_set: visits
in_force: 2026-01-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
measures:
  missed: {type: count}
  kept: {type: count, default: 1}
kpis:
  missed_visits: {value: 100 * missed / kept, unit: percent, precision: "1 dp, half up"}
ranking:
  precision: 2 dp, half up
  over: 2 periods
  criteria: {visits: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 10}}
  not_returned: 0
  missing: 20
  suppressed: leave_out
  not_rated: leave_out
"""
FILE = """
    contract,period,missed,kept,not_submitted
    alder,2026-01,1,100,
    alder,2026-02,1,100,
    alder,2026-03,9,100,
    birch,2026-01,5,100,
    birch,2026-02,,,true
    birch,2026-03,5,100,
    cedar,2026-01,1,100,
    cedar,2026-02,5,0,
"""


def compared(text=FILE, period=None, silent=(), rules=RULES, **stated):
    versions = book(rules)
    decided = [one for one in results(text, versions, **stated) if isinstance(one, Decided)]
    return compared_results(versions, decided, {one.id: one for one in silent}, period and Period.parse(period))


def contract(name, start="2026-01-01", end=None):
    """A contract of the provider of that name."""
    last = end and date.fromisoformat(end)
    return Contract(
        id=name, provider=f"{name.title()} Care", rule_set="visits", start=date.fromisoformat(start), end=last
    )


def placed(comparison):
    return [(one.contract, one.place, str(one.score)) for one in comparison.ranked]


def test_the_latest_period_is_ranked_with_those_before_it_that_count():
    found = compared()

    assert found.period == Period.parse("2026-03")
    assert placed(found) == [("alder", 1, "50.00"), ("birch", 2, "25.00")]


def test_an_earlier_period_is_ranked_as_things_stood_then():
    found = compared(period="2026-01")

    assert placed(found) == [("alder", 1, "90.00"), ("cedar", 1, "90.00"), ("birch", 3, "50.00")]


def test_who_is_undecided_or_silent_is_not_ranked_and_says_why():
    found = compared(period="2026-02", silent=[contract("damson")])

    assert {one.contract: one.why[0].partition(":")[0] for one in found.unranked} == {
        "cedar": "2026-02 is undecided",
        "damson": "nothing is decided for 2026-02",
    }


@pytest.mark.parametrize(
    ("terms", "unranked"),
    [
        pytest.param({"end": "2026-01-31"}, [], id="ended the day before"),
        pytest.param({"end": "2026-02-01"}, ["cedar", "damson"], id="ends on its first day"),
        pytest.param({"start": "2026-03-01"}, [], id="starts the day after"),
        pytest.param({"start": "2026-02-28"}, ["cedar", "damson"], id="starts on its last day"),
    ],
)
def test_a_contract_that_does_not_run_in_the_period_is_left_out(terms, unranked):
    found = compared(period="2026-02", silent=[contract("damson", **terms)])

    assert [one.contract for one in found.unranked] == (unranked or ["cedar"])


def test_a_contract_that_has_ended_since_its_rows_is_left_out():
    assert [one[0] for one in placed(compared(silent=[contract("alder", end="2026-02-28")]))] == ["birch"]


def test_a_period_without_a_row_counts_as_not_returned_where_gaps_are_recorded():
    text = """
        contract,period,missed,kept
        alder,2026-01,0,100
        alder,2026-03,0,100
    """

    assert placed(compared(text, gaps=Gaps.NOT_SUBMITTED)) == [("alder", 1, "50.00")]


@pytest.mark.parametrize(
    ("text", "stated", "error", "said"),
    [
        pytest.param(
            FILE, {"period": "2025-12"}, NotFoundError, "no version of `visits` is in force", id="no rules yet"
        ),
        pytest.param("contract,period,missed\n", {}, SubmissionError, "expected at least one period", id="no rows"),
        pytest.param(
            FILE,
            {"rules": RULES.partition("ranking:")[0]},
            SubmissionError,
            "expected a rule set with a `ranking`, and `visits` in force from 2026-01-01 has none",
            id="rules that rank nobody",
        ),
    ],
)
def test_what_cannot_be_ranked_says_why(text, stated, error, said):
    with pytest.raises(error, match=said):
        compared(text, **stated)


def test_a_renamed_kpi_is_found_in_the_periods_before_it_was():
    later = RULES.replace("2026-01-01", "2026-03-01").replace("missed_visits", "missed_calls")
    versions = book(RULES, later.replace("measures:", "was: {kpis: {missed_visits: missed_calls}}\nmeasures:"))
    decided = [one for one in results(FILE, versions) if isinstance(one, Decided)]

    found = compared_results(versions, decided, {}, None)

    assert placed(found)[0] == ("alder", 1, "50.00")
    assert found.in_force == str(date(2026, 3, 1))


def test_a_new_kpi_by_the_name_of_one_that_is_gone_has_nothing_in_the_periods_before():
    later = RULES.replace("2026-01-01", "2026-03-01")
    versions = book(RULES, later.replace("measures:", "was: {kpis: {missed_visits: dropped}}\nmeasures:"))
    decided = [one for one in results(FILE, versions) if isinstance(one, Decided)]

    [alder, _] = compared_results(versions, decided, {}, None).ranked

    assert [one.why for one in alder.scores[0].figures] == ["its rules have no `missed_visits`", ""]
