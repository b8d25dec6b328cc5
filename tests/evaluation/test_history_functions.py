"""SEMANTICS 18, 19: every function over history in every kind of window, about one KPI, several and any."""

from __future__ import annotations

from datetime import date

import pytest

from tests.evaluation.builders import SUPPRESSED, Provider, kpi, ladder, rules, rung

WINDOWS = {
    "since_start": "",
    "three_periods": "last=3",
    "six_months": "last='6 months'",
    "calendar": "within='calendar year'",
    "contract": "within='contract year'",
    "financial": "within='financial year'",
}
KPIS = kpi("a", points="{requires_improvement: 1, inadequate: 3}") + kpi(
    "b", value="extra", points="{requires_improvement: 1, inadequate: 3}"
)
PAYMENT = """
- {policy: service_credits, name: for_a, per_point: 10, kpis: [a]}
- {policy: service_credits, name: for_b, per_point: 10, kpis: [b]}
"""
FIGURES = {"P": "95", "f": "75", "F": "0", "-": SUPPRESSED}

# Thirteen months from May 2026 to May 2027: with May a second contract year begins, with April a financial one.
#          2026     2027
#          MJJASOND JFMAM
FAILING = ("FFFFFFFPFPFFF", "PfPPPP-Pf-PPf")
MENDING = ("FFFFFFFFFPP-P", "PPPPPPPPPPfPP")


def answers(months, asked, expected):
    """What of *expected*, by window, holds of `asked` in the last month."""
    conditions = {name: f"{asked.replace('WINDOW', window)} == {expected[name]}" for name, window in WINDOWS.items()}
    conditions = {name: text.replace("(, ", "(").replace(", )", ")") for name, text in conditions.items()}
    ladders = "".join(ladder(text, name=name, leave=f"not ({text})") for name, text in conditions.items())
    provider = Provider(rules(kpis=KPIS, payment=PAYMENT, escalation=ladders), start=date(2026, 5, 1))
    for a, b in zip(*months, strict=True):
        decision = provider.reports(figure=FIGURES[a], extra=FIGURES[b])
    assert decision.period.label == "2027-05"
    return {name: rung(decision, name) == "r" for name in WINDOWS}


@pytest.mark.parametrize(
    ("months", "asked", "expected"),
    [
        pytest.param(FAILING, "failures(a, WINDOW)", (11, 3, 4, 4, 1, 2), id="failures of one KPI"),
        pytest.param(FAILING, "failures(a, b, WINDOW)", (14, 4, 6, 6, 2, 3), id="failures of several"),
        pytest.param(FAILING, "failures(WINDOW)", (14, 4, 6, 6, 2, 3), id="failures of any"),
        pytest.param(FAILING, "points(a, WINDOW)", (33, 9, 12, 12, 3, 6), id="points of one KPI"),
        pytest.param(FAILING, "points(a, b, WINDOW)", (36, 10, 14, 14, 4, 7), id="points of several"),
        pytest.param(FAILING, "points(WINDOW)", (36, 10, 14, 14, 4, 7), id="points of any"),
        pytest.param(FAILING, "rated(good, b, WINDOW)", (8, 2, 3, 2, 0, 1), id="good outcomes of one KPI"),
        pytest.param(FAILING, "rated(good, a, b, WINDOW)", (10, 2, 5, 3, 0, 1), id="good outcomes of several"),
        pytest.param(FAILING, "rated(requires_improvement, WINDOW)", (3, 1, 2, 2, 1, 1), id="outcomes of any so rated"),
        pytest.param(FAILING, "consecutive_failures(a, WINDOW)", (3, 3, 3, 3, 1, 2), id="the run of one KPI"),
        pytest.param(FAILING, "consecutive_failures(b, WINDOW)", (1, 1, 1, 1, 1, 1), id="a run that a pass ended"),
        pytest.param(FAILING, "consecutive_failures(a, b, WINDOW)", (3, 3, 3, 3, 1, 2), id="the longest of several"),
        pytest.param(FAILING, "consecutive_failures(WINDOW)", (3, 3, 3, 3, 1, 2), id="the longest of any"),
        pytest.param(
            MENDING, "consecutive_passes(a, WINDOW)", (3, 2, 3, 3, 1, 1), id="passes of one, one month skipped"
        ),
        pytest.param(MENDING, "consecutive_passes(b, WINDOW)", (2, 2, 2, 2, 1, 2), id="passes since a failure"),
        pytest.param(MENDING, "consecutive_passes(a, b, WINDOW)", (2, 2, 2, 2, 1, 2), id="months in which none failed"),
        pytest.param(MENDING, "consecutive_passes(WINDOW)", (2, 2, 2, 2, 1, 2), id="months in which not any failed"),
        pytest.param(FAILING, "credits(for_a, WINDOW)", (330, 90, 120, 120, 30, 60), id="credits of one entry"),
        pytest.param(FAILING, "credits(for_a, for_b, WINDOW)", (360, 100, 140, 140, 40, 70), id="credits of several"),
        pytest.param(FAILING, "credits(WINDOW)", (360, 100, 140, 140, 40, 70), id="credits of any"),
    ],
)
def test_semantics_18_each_function_counts_what_is_in_its_window(months, asked, expected):
    found = answers(months, asked, dict(zip(WINDOWS, expected, strict=True)))

    assert found == dict.fromkeys(WINDOWS, True)


def test_a_figure_one_off_is_none_of_these():
    found = answers(FAILING, "failures(a, WINDOW)", dict.fromkeys(WINDOWS, 12))

    assert found == dict.fromkeys(WINDOWS, False)
