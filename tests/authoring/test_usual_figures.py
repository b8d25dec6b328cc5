"""Figures at the head of a file of tests are what every period reports where it does not say otherwise."""

import pytest

from .builders import RULES, differences

USUAL = "{charges: 1000, visits_planned: 1000, visits_missed: 4, cqc_rating: Inadequate}"
# The council knows the charges, so that a month without figures can be paid.
HELD = RULES.replace("charges: {type: money}", "charges: {type: money, held_by: council}")


@pytest.mark.parametrize(
    "period",
    [
        pytest.param("expect: {values: {missed_visits: 0.4}}", id="it reports the usual figures"),
        pytest.param(
            "figures: {visits_missed: 30}, expect: {values: {missed_visits: 3, regulator: Inadequate}}",
            id="its own figure comes before the usual one",
        ),
        pytest.param(
            "figures: {visits_missed: {absent: suppressed}}, expect: {reasons: {missed_visits: suppressed}}",
            id="a figure may be absent that usually is not",
        ),
        pytest.param(
            "not_submitted: true, expect: {reasons: {missed_visits: deemed, regulator: measured}}",
            id="where nothing was submitted only those that the council holds are left",
        ),
        pytest.param(
            "not_submitted: true, figures: {cqc_rating: Good}, expect: {values: {regulator: Good}}",
            id="where nothing was submitted the council may hold another figure than usual",
        ),
    ],
)
def test_a_period_is_usual_but_for_what_it_says(period):
    file = f"figures: {USUAL}\ntests: [{{name: one, periods: [{{period: 2026-04, {period}}}]}}]\n"

    assert differences(file, HELD) == []
