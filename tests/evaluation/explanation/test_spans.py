"""The days that windows of conditions stand for."""

from __future__ import annotations

import pytest

from tests.evaluation.builders import Provider, kpi, ladder
from tests.evaluation.explanation.readers import read, rules

KPI = kpi(points="{inadequate: 4}")


@pytest.mark.parametrize(
    ("window", "days"),
    [
        pytest.param("last=3", "In the last 3 periods means May to July 2027.", id="periods"),
        pytest.param("last='6 months'", "In the last 6 months means February to July 2027.", id="months"),
        pytest.param(
            "last='2 years'", "In the last 24 months means April 2026 to July 2027.", id="not before the start"
        ),
        pytest.param("within='contract year'", "In the contract year means April to July 2027.", id="a year up to now"),
        pytest.param("within='calendar year'", "In the calendar year means January to July 2027.", id="another year"),
        pytest.param("last=1", None, id="this period alone needs no words"),
        pytest.param("", None, id="neither does all time"),
    ],
)
def test_the_days_of_a_window_are_said(window, days):
    rule_set = rules(kpis=KPI, escalation=ladder(f"points({window}) >= 100"))
    decision = Provider(rule_set).reports_each(*[95] * 16)

    said = [one for one in read(decision, rule_set, "ladder") if " means " in one]

    assert said == ([days] if days else [])


@pytest.mark.parametrize(
    ("parts", "periods"),
    [
        pytest.param({"in_force": "2026-05-01"}, 3, id="periods of an older version may have been others"),
        pytest.param({"kpis": KPI + kpi("seldom", every="quarter")}, 3, id="some KPIs count measurements of their own"),
    ],
)
def test_periods_that_the_rules_alone_do_not_tell_are_not_said(parts, periods):
    rule_set = rules(**{"kpis": KPI, "escalation": ladder("points(last=3) >= 100")} | parts)
    decision = Provider(rule_set).reports_each(*[95] * periods)

    assert not [one for one in read(decision, rule_set, "ladder") if " means " in one]
