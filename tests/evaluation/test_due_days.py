"""SEMANTICS 2: the same decision sets other due days in each nation, since each has holidays of its own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.evaluation.builders import Provider, ladder, rules

ACTIONS = (
    "[{do: answer, by: provider, within: 1 working day}, {do: plan, by: provider, within: 5 working days},"
    " {do: pay, by: provider, within: 14 days beginning with}]"
)


@pytest.mark.parametrize(
    ("calendar", "decided_on", "due"),
    [
        pytest.param("england", (2026, 12, 23), ("2026-12-24", "2027-01-04", "2027-01-05"), id="Christmas in England"),
        pytest.param("scotland", (2026, 12, 23), ("2026-12-24", "2027-01-05", "2027-01-05"), id="and in Scotland"),
        pytest.param(
            "northern-ireland", (2026, 12, 23), ("2026-12-24", "2027-01-04", "2027-01-05"), id="and in Northern Ireland"
        ),
        pytest.param("england", (2026, 11, 27), ("2026-11-30", "2026-12-04", "2026-12-10"), id="St Andrew in England"),
        pytest.param("scotland", (2026, 11, 27), ("2026-12-01", "2026-12-07", "2026-12-10"), id="and in Scotland"),
        pytest.param("wales", (2026, 7, 10), ("2026-07-13", "2026-07-17", "2026-07-23"), id="the Boyne in Wales"),
        pytest.param(
            "northern-ireland", (2026, 7, 10), ("2026-07-14", "2026-07-20", "2026-07-23"), id="and in Northern Ireland"
        ),
        pytest.param("scotland", (2026, 7, 31), ("2026-08-04", "2026-08-10", "2026-08-13"), id="August in Scotland"),
        pytest.param(
            "england-and-wales", (2026, 8, 28), ("2026-09-01", "2026-09-07", "2026-09-10"), id="and in England"
        ),
    ],
)
def test_semantics_2_actions_are_due_by_the_named_calendar(calendar, decided_on, due):
    entered = ladder("failures(last=1) >= 1", actions=ACTIONS)
    provider = Provider(rules(calendar=calendar, escalation=entered))

    decision = provider.reports(figure=0, decided_on=date(*decided_on))

    assert tuple(str(action.due) for move in decision.moves for action in move.actions) == due
