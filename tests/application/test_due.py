"""Reports that have not come are found by asking what is due by a day."""

from datetime import date

import pytest

from engine.application.due import place_of
from engine.application.requests import DueQuery
from tests.application.builders import Desk
from tests.evaluation.builders import rule_file

DUE = rule_file(reporting="{every: month, due: 10 working days}")


def _due(desk: Desk, by: date, *, after=None, **query: str):
    found = desk.application.reports.due(DueQuery(by, **query), after, 100)
    return [(one.contract, one.period.label, one.due) for one in found]


def test_a_report_is_due_on_its_last_day_in_time_semantics_5():
    desk = Desk(DUE)
    desk.registers()

    assert _due(desk, date(2026, 5, 14)) == []
    assert _due(desk, date(2026, 5, 15)) == [("cedar", "2026-04", date(2026, 5, 15))]


def test_every_open_period_is_due_not_only_the_next():
    desk = Desk(DUE)
    desk.registers()
    desk.submits("2026-04", "95")

    assert [label for _, label, _ in _due(desk, date(2026, 8, 1))] == ["2026-05", "2026-06"]


def test_without_a_due_day_a_report_is_due_when_its_period_ends():
    desk = Desk(rule_file())
    desk.registers()

    assert _due(desk, date(2026, 4, 30)) == [("cedar", "2026-04", date(2026, 4, 30))]


def test_contracts_come_by_name_and_a_page_goes_on_where_the_last_ended():
    desk = Desk(DUE)
    for name in ("oak", "ash", "elm"):
        desk.registers(name)
    by = date(2026, 7, 1)

    everything = _due(desk, by)
    first = desk.application.reports.due(DueQuery(by), None, 3)
    rest = _due(desk, by, after=place_of(first[-1]))

    assert [name for name, _, _ in everything] == ["ash", "ash", "elm", "elm", "oak", "oak"]
    assert [(one.contract, one.period.label, one.due) for one in first] + rest == everything


def test_what_one_contract_owes_ends_with_its_last_page():
    desk = Desk(DUE)
    desk.registers()
    query = DueQuery(date(2026, 7, 1), contract="cedar")

    [april] = desk.application.reports.due(query, None, 1)
    [may] = desk.application.reports.due(query, place_of(april), 2)

    assert (april.period.label, may.period.label) == ("2026-04", "2026-05")
    assert desk.application.reports.due(query, place_of(may), 2) == []


def test_a_contract_that_is_over_owes_nothing_more():
    desk = Desk(DUE)
    desk.registers(end=date(2026, 4, 30))
    desk.submits("2026-04", "95")

    assert _due(desk, date(2030, 1, 1)) == []


def test_a_new_version_says_when_the_period_ends_that_it_comes_into_force_in():
    quarterly = rule_file(reporting="{every: quarter, due: 10 working days}", in_force="2026-05-15")
    desk = Desk(DUE, quarterly)
    desk.registers()

    assert [label for _, label, _ in _due(desk, date(2026, 12, 1))] == ["2026-04", "2026-Q2", "2026-Q3"]


def test_only_the_contracts_of_a_provider_are_asked_for():
    desk = Desk(DUE)
    desk.registers("ash", provider="Ash Homecare")
    desk.registers("oak", provider="Oak Homecare")

    found = _due(desk, date(2026, 6, 1), provider="Oak Homecare")

    assert [name for name, _, _ in found] == ["oak"]


def test_only_one_contract_is_asked_for():
    desk = Desk(DUE)
    desk.registers("ash")
    desk.registers("oak")

    assert [name for name, _, _ in _due(desk, date(2026, 6, 1), contract="oak")] == ["oak"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        pytest.param({"provider": "Oak Homecare"}, ["oak"], id="the contract's own provider"),
        pytest.param({"provider": "Ash Homecare"}, [], id="another provider"),
        pytest.param({"rule_set": "test"}, ["oak"], id="the contract's own rule set"),
        pytest.param({"rule_set": "another"}, [], id="another rule set"),
    ],
)
def test_a_named_contract_owes_only_what_everything_else_asked_covers(asked, names):
    desk = Desk(DUE)
    desk.registers("ash", provider="Ash Homecare")
    desk.registers("oak", provider="Oak Homecare")

    assert [name for name, _, _ in _due(desk, date(2026, 6, 1), contract="oak", **asked)] == names


def test_an_undecided_period_is_still_due():
    desk = Desk(rule_file(reporting="{every: month, due: 10 working days}", kpis=_DIVIDES))
    desk.registers()
    desk.submits("2026-04", "95", visits="0")

    assert [label for _, label, _ in _due(desk, date(2026, 6, 1))] == ["2026-04"]


_DIVIDES = """
kpi:
  value: figure / visits
  precision: 1 dp, half up
  better: higher
  bands: {good: 90, approaching_target: 80, requires_improvement: 70}
"""
