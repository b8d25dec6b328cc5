"""Expressions in words."""

from __future__ import annotations

import pytest

from engine.evaluation.explanation.figures import NUMBER, Form
from engine.evaluation.explanation.phrases import Phrasing, Term

PHRASING = Phrasing(
    {"missed": Term("Visits missed", NUMBER), "held": Term("sum held", NUMBER)}, Form("£"), frozenset({"yearly"})
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("missed", "“Visits missed”", id="a name is its title"),
        pytest.param("missed + 2 * held", "“Visits missed” + 2 x sum held", id="sums"),
        pytest.param("points(last=3)", "points in the last 3 periods", id="points of everything"),
        pytest.param("points(last=1)", "points in this period", id="points of this period"),
        pytest.param("failures(missed, held)", "failures of “Visits missed” and sum held", id="several KPIs"),
        pytest.param('failures(within="contract year")', "failures in the contract year", id="a year"),
        pytest.param('points(missed, last="6 months")', "points of “Visits missed” in the last 6 months", id="months"),
        pytest.param("consecutive_failures(missed)", "failures in a row of “Visits missed”", id="a run"),
        pytest.param(
            "consecutive_failures(missed, held)",
            "failures in a row of any one of “Visits missed” and sum held",
            id="the longest run of several",
        ),
        pytest.param("points(last='1 month')", "points in the last month", id="one month"),
        pytest.param("on_rung(contract)", "periods on the present rung of the contract ladder", id="another ladder"),
        pytest.param("consecutive_passes()", "periods passed in a row", id="a run of passes"),
        pytest.param(
            "rated(inadequate, missed)", "outcomes rated inadequate of “Visits missed”", id="outcomes rated so"
        ),
        pytest.param("rating(missed)", "the rating of “Visits missed”", id="a rating"),
        pytest.param("previous(missed)", "the previous rating of “Visits missed”", id="the rating before"),
        pytest.param(
            "previous(missed, good)",
            "the previous rating of “Visits missed” (good where there is none)",
            id="the rating before, or what stands in",
        ),
        pytest.param("on_rung()", "periods on the present rung", id="time on a rung"),
        pytest.param("rung(safe_guarding)", "the rung of the safe guarding ladder", id="the rung of another ladder"),
        pytest.param("credits(credit_notes, last=2)", "deductions by credit notes in the last 2 periods", id="money"),
        pytest.param("credits()", "deductions", id="all money"),
        pytest.param("cap_reached(credit_notes)", "the cap of credit notes", id="a cap"),
        pytest.param("cap_reached(credit_notes, yearly)", "the cap of credit notes (yearly)", id="one of several caps"),
        pytest.param("round(missed, 2)", "“Visits missed”", id="rounding goes without saying"),
        pytest.param("min(missed, 3)", "the least of “Visits missed” and 3", id="the least"),
        pytest.param("abs(missed)", "the size of “Visits missed”", id="the size"),
        pytest.param(
            'days_between(missed, date("2026-04-01"))', "days from “Visits missed” to 1 April 2026", id="days"
        ),
        pytest.param("missed if held else 0", "`missed if held else 0`", id="a choice stays as it is written"),
    ],
)
def test_an_expression_is_said_in_words(text, words):
    assert PHRASING.phrase(text).text == words
