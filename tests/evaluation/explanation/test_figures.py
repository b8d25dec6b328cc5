"""Figures in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.explanation.figures import Form, period_in_words, weekday
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.scale import Rating

POUNDS = Form.of_money("GBP", 2)
PERCENT = Form.of_unit("percent")


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        pytest.param(Form(), "3000", "3,000", id="thousands are separated"),
        pytest.param(Form(), "1234567.5000", "1,234,567.5", id="surplus zeros go"),
        pytest.param(Form(), "0.123456789", "0.123456789", id="what can be submitted is written in full"),
        pytest.param(Form(), "3.2333333333333333", "3.2333...", id="a long quotient is cut and says so"),
        pytest.param(Form(), "1E+3", "1,000", id="no exponent"),
        pytest.param(Form(), "-0.00", "0", id="no minus zero"),
        pytest.param(Form.of_unit("percent", 1), "2", "2.0%", id="a rounded percentage keeps its places"),
        pytest.param(Form.of_unit("percent", 1), "2.125", "2.125%", id="a limit finer than the precision is whole"),
        pytest.param(Form.of_unit("minutes"), "2.5", "2.5 minutes", id="a unit stands behind"),
        pytest.param(POUNDS, "240000", "£240,000.00", id="pounds have pence"),
        pytest.param(POUNDS, "-0.5", "-£0.50", id="the minus stands before the sign"),
        pytest.param(POUNDS, "0.125", "£0.125", id="unrounded money shows what was rounded"),
        pytest.param(POUNDS, "0.3333333333333", "£0.3333...", id="unrounded money may be cut"),
        pytest.param(Form.of_money("EUR", 2), "12", "EUR 12.00", id="other currencies by their code"),
        pytest.param(Form.of_money("", 2), "12", "12.00", id="no currency, no sign"),
        pytest.param(Form.of_money("JPY", 0), "1200", "JPY 1,200", id="a currency without minor digits"),
    ],
)
def test_a_number_is_written_with_its_unit(form, value, written):
    assert form.number(Decimal(value)) == written


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        pytest.param(PERCENT, "2.7", "2.7 percentage points", id="percentages differ by percentage points"),
        pytest.param(PERCENT, "1", "1 percentage point", id="one of them"),
        pytest.param(Form.of_unit("minutes", 1), "2", "2 minutes", id="other units as they are"),
        pytest.param(POUNDS, "5", "£5.00", id="money as money"),
    ],
)
def test_a_difference_has_the_unit_of_differences(form, value, written):
    assert form.difference(Decimal(value)) == written


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        pytest.param(True, "yes", id="true"),
        pytest.param(False, "no", id="false"),
        pytest.param("Requires improvement", "Requires improvement", id="a choice as it stands"),
        pytest.param(date(2026, 4, 14), "14 April 2026", id="a date"),
        pytest.param(Rating("requires_improvement", 2), "requires improvement", id="a rating"),
        pytest.param(Absence.SAMPLE_TOO_SMALL, "sample too small", id="an absence is its reason"),
    ],
)
def test_what_is_no_number_is_written_as_words(figure, written):
    assert Form().figure(figure) == written


def test_a_due_day_names_the_day_of_the_week():
    assert weekday(date(2026, 4, 14)) == "Tuesday 14 April 2026"


@pytest.mark.parametrize(
    ("label", "written"),
    [
        pytest.param("2026-04", "April 2026", id="a month"),
        pytest.param("2026-Q1", "January to March 2026", id="a quarter"),
        pytest.param("2026", "January to December 2026", id="a calendar year"),
        pytest.param("2026-27", "April 2026 to March 2027", id="a financial year"),
        pytest.param("2026-04-15 to 2026-05-14", "15 April 2026 to 14 May 2026", id="months from another day"),
        pytest.param("2026-04-15 to 2026-04-30", "15 April 2026 to 30 April 2026", id="a short first month"),
    ],
)
def test_a_period_is_named_as_people_name_it(label, written):
    assert period_in_words(Period.parse(label)) == written


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("packages", "package"),
        ("care workers", "care worker"),
        ("enquiries", "enquiry"),
        ("breaches", "breach"),
        ("people", "person"),
        ("hours a week", "hour a week"),
        ("errors in 1,000 visits", "error in 1,000 visits"),
        ("loss", "loss"),
        ("kg", "kg"),
    ],
)
def test_a_unit_is_said_of_one(unit, one):
    assert Form.of_unit(unit).number(Decimal(1)) == f"1 {one}"
    assert Form.of_unit(unit).number(Decimal(2)) == f"2 {unit}"
