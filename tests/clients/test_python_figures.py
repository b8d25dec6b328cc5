from datetime import UTC, date, datetime, time
from decimal import Decimal, localcontext

import pytest
from google.type.money_pb2 import Money
from hypothesis import given
from hypothesis import strategies as st
from plimsoll_client import Absence, Sourced, Submission, amount, outcome, value
from plimsoll_client.answers import outcome_called
from plimsoll_client.figures import dated_of, figure, period_of
from plimsoll_client.requests import preview_request, submit_request
from plimsoll_client.v1 import escalation_pb2, figure_pb2, records_pb2
from plimsoll_client.v1.figure_pb2 import Figure

EXACT = st.decimals(min_value=-(10**18) + 1, max_value=10**18 - 1, places=9)


@pytest.mark.parametrize(
    ("plain", "wire"),
    [
        pytest.param(97, Figure(number="97"), id="a whole number"),
        pytest.param(Decimal("240000.00"), Figure(number="240000.00"), id="a sum of money"),
        pytest.param(Decimal("1E+3"), Figure(number="1000"), id="an exponent is written out"),
        pytest.param(Decimal("-0.5"), Figure(number="-0.5"), id="a negative number"),
        pytest.param(True, Figure(flag=True), id="a flag is no number"),
        pytest.param("Good", Figure(text="Good"), id="a choice"),
        pytest.param("97", Figure(text="97"), id="text that looks like a number stays text"),
        pytest.param(Absence.SUPPRESSED, Figure(absence=figure_pb2.ABSENCE_SUPPRESSED), id="a figure withheld"),
        pytest.param(Absence.MISSING, Figure(absence=figure_pb2.ABSENCE_MISSING), id="a figure that did not come"),
    ],
)
def test_figures_are_plain_python(plain, wire):
    assert figure(plain) == wire


def test_a_figure_may_say_where_it_came_from():
    asked = submit_request(
        Submission("cedar", "2026-04", {"missed": Sourced(Absence.MISSING, "provider"), "visits": 3})
    )

    assert asked.figures["missed"] == Figure(absence=figure_pb2.ABSENCE_MISSING)
    assert {name: (one.name, one.verified) for name, one in asked.sources.items()} == {"missed": ("provider", False)}


def test_a_day_is_a_figure():
    day = figure(date(2026, 4, 30)).date

    assert (day.year, day.month, day.day) == (2026, 4, 30)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(0.95, r'not the float `0.95`, which is not exact; write Decimal\("0.95"\)', id="a float"),
        pytest.param(None, "expected Decimal, int, str, bool, date or an Absence, not NoneType `None`", id="nothing"),
        pytest.param(datetime(2026, 4, 1, tzinfo=UTC), "not datetime", id="an instant"),
        pytest.param([97], "not list", id="a list"),
    ],
)
def test_what_is_no_figure_is_refused_with_its_name(given, words):
    with pytest.raises(TypeError, match=f"visits_missed: .*{words}"):
        submit_request(Submission("cedar", "2026-04", {"visits_missed": given}))


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(10**18, id="19 digits"),
        pytest.param(10**5000, id="5,000 digits"),
        pytest.param(Decimal("1E+999999"), id="a million digits in few"),
        pytest.param(Decimal("1E-999999"), id="a million decimal places in few"),
        pytest.param(Decimal(1) / 3, id="an endless fraction"),
    ],
)
def test_a_number_that_the_wire_does_not_carry_is_refused_and_not_rounded(number):
    with pytest.raises(ValueError, match="at most 18 digits before the decimal point and 9 after it"):
        figure(number)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="expected a number, or the Absence that says why there is none"):
        figure(Decimal(number))


@given(EXACT)
def test_a_number_comes_back_as_it_went_whatever_the_decimal_context(number):
    with localcontext(prec=3):
        assert value(figure(number)) == number


@pytest.mark.parametrize(
    ("units", "nanos", "plain"),
    [
        pytest.param(104263, 830_000_000, "104263.83", id="pounds and pence"),
        pytest.param(240000, 0, "240000.00", id="whole pounds have pence"),
        pytest.param(0, -50_000_000, "-0.05", id="less than nothing"),
        pytest.param(-3, -500_000_000, "-3.50", id="both parts are negative"),
        pytest.param(1, 1, "1.000000001", id="as many places as it needs"),
    ],
)
def test_money_is_an_exact_decimal(units, nanos, plain):
    assert str(amount(Money(currency_code="GBP", units=units, nanos=nanos))) == plain


def test_periods_are_labels_or_two_days():
    by_days = period_of((date(2026, 5, 18), date(2026, 5, 31)))

    assert period_of("2026-04").label == "2026-04"
    assert (by_days.first.day, by_days.last.day, by_days.label) == (18, 31, "")
    with pytest.raises(TypeError, match="expected a label such as `2026-04`, or a first and a last day"):
        period_of(date(2026, 4, 1))


def test_terms_that_change_are_in_the_order_in_which_they_hold():
    wire = dated_of(
        {
            "always": Decimal("50"),
            "by_year": {10: 90, 2: 80, 1: 70},
            "by_day": {date(2027, 1, 1): 2, date(2026, 4, 1): 1},
        }
    )

    assert wire["always"].value.number == "50"
    assert [(step.contract_year, step.value.number) for step in wire["by_year"].steps] == [
        *((1, "70"), (2, "80"), (10, "90")),
    ]
    assert [(step.since.year, step.value.number) for step in wire["by_day"].steps] == [(2026, "1"), (2027, "2")]


def test_a_submission_keeps_one_request_id_and_another_has_another():
    first, second = (Submission("cedar", "2026-04", {}) for _ in range(2))

    assert submit_request(first).request_id == submit_request(first).request_id == first.request_id
    assert first.request_id != second.request_id


def test_what_is_submitted_is_what_was_previewed():
    asked = Submission("cedar", "2026-04", {"visits": 3}, received_on=date(2026, 5, 8), expected_version=0)

    submitted, previewed = submit_request(asked), preview_request(asked)

    for field in ("contract", "period", "received_on", "expected_version"):
        assert getattr(submitted, field) == getattr(previewed, field)
    assert dict(submitted.figures) == dict(previewed.figures)
    assert submitted.HasField("expected_version")


def test_outcomes_are_words():
    assert outcome(escalation_pb2.DECISION_OUTCOME_EXIT_TRIGGER) == "exit_trigger"
    assert outcome_called("undecided") == escalation_pb2.DECISION_OUTCOME_UNDECIDED
    assert outcome_called("") == escalation_pb2.DECISION_OUTCOME_UNSPECIFIED
    with pytest.raises(ValueError, match=r"expected `no_action`, `remediation`, .* not `exit`"):
        outcome_called("exit")


def test_rows_go_out_with_a_cell_for_each_field_that_any_of_them_has():
    rows = [
        {"visit": "v-1", "planned": datetime.fromisoformat("2026-04-01T08:00"), "minutes": 30, "made": True},
        {"visit": "v-2", "planned": datetime(2026, 4, 1, 7, 0, tzinfo=UTC), "at": time(8, 30), "pay": Decimal("12.50")},
        {"visit": "v-3", "day": date(2026, 4, 1), "made": False, "minutes": None},
    ]

    submission = Submission("cedar", "2026-04", {}, records={"visits": rows, "falls": []})

    expected = {
        "visits": records_pb2.Records(
            fields=["visit", "planned", "minutes", "made", "at", "pay", "day"],
            rows=[
                records_pb2.RecordRow(cells=["v-1", "2026-04-01T08:00:00", "30", "true", "", "", ""]),
                records_pb2.RecordRow(cells=["v-2", "2026-04-01T07:00:00+00:00", "", "", "08:30:00", "12.50", ""]),
                records_pb2.RecordRow(cells=["v-3", "", "", "false", "", "", "2026-04-01"]),
            ],
        ),
        "falls": records_pb2.Records(),
    }
    for request in (submit_request(submission), preview_request(submission)):
        assert dict(request.records) == expected


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param(1.5, "visits\\[0\\].minutes: .* not the float `1.5`", id="a float"),
        pytest.param(Decimal("NaN"), "visits\\[0\\].minutes: ", id="no number"),
    ],
)
def test_a_cell_that_is_not_exact_is_refused_by_name(cell, said):
    with pytest.raises((TypeError, ValueError), match=said):
        submit_request(Submission("cedar", "2026-04", {}, records={"visits": [{"minutes": cell}]}))
