"""Figures are read as they are written, exactly, and what is no figure is named with its path."""

from __future__ import annotations

import pytest
from google.protobuf.text_format import Merge

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from tests.service.translation.asked import read, sound, the_violation, with_figure


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0", id="nothing"),
        pytest.param("-0.5", id="below nothing"),
        pytest.param("999999999999999999.999999999", id="18 digits before the point and 9 after it"),
        pytest.param("007", id="leading zeros"),
        pytest.param("240000.00", id="trailing zeros"),
    ],
)
def test_a_number_in_plain_digits_arrives_as_its_text(text):
    assert read(with_figure(f'number: "{text}"')).figures["visits_missed"] == text


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "NaN", "Infinity", "-Infinity", "sNaN", "1e400", "1E5", "+1", "1_000", "1,000", ".5", "5."),
        *("0x10", "--1", "1 ", " 1", "12%", "£5", "\u0663", "\uff11", "1\n", "1" * 19, "1" * 40, "0." + "1" * 10),
    ],
)
def test_what_is_not_a_number_in_plain_digits_is_refused(text):
    message = sound(decisions.SubmitRequest)
    message.figures["visits_missed"].number = text

    path, said = the_violation(message)

    assert path == "figures[visits_missed].number"
    assert said.startswith("expected a number such as `97` or `0.5`")
    assert len(said) < 200


@pytest.mark.parametrize(
    ("message", "path", "expected"),
    [
        pytest.param(with_figure(""), "figures[visits_missed]", "a number, a text, a flag", id="no figure at all"),
        pytest.param(
            with_figure("absence: ABSENCE_UNKNOWN"),
            "figures[visits_missed].absence",
            "expected one of ABSENCE_NOT_APPLICABLE, ABSENCE_SUPPRESSED, ABSENCE_MISSING, not `ABSENCE_UNKNOWN`",
            id="an absence that nobody can state",
        ),
        pytest.param(
            with_figure("absence: ABSENCE_UNSPECIFIED"),
            "figures[visits_missed].absence",
            "not `ABSENCE_UNSPECIFIED`",
            id="an absence that says nothing",
        ),
        pytest.param(
            with_figure("date { year: 2026 month: 2 day: 30 }"),
            "figures[visits_missed].date",
            "not `2026-2-30`",
            id="a day that no calendar has",
        ),
        pytest.param(
            with_figure("date { year: 2026 month: 2 }"), "figures[visits_missed].date", "`2026-2-0`", id="half a day"
        ),
        pytest.param(with_figure("date { }"), "figures[visits_missed].date", "expected a day", id="an empty day"),
        pytest.param(
            with_figure(f'text: "{"x" * 1001}"'),
            "figures[visits_missed].text",
            "at most 1,000 characters, not 1,001",
            id="a long text",
        ),
        pytest.param(
            with_figure("flag: true", "n" * 201),
            f'figures["{"n" * 40} ... {"n" * 15}"].flag',
            "at most 200 characters, not 201",
            id="a long name",
        ),
        pytest.param(
            with_figure('number: "x"', 'a"] .b'), 'figures["a\\"] .b"].number', "expected a number", id="an odd name"
        ),
    ],
)
def test_a_figure_that_is_none_is_named(message, path, expected):
    violation = the_violation(message)

    assert violation.path == path
    assert expected in violation.message


def test_too_many_figures_are_refused_without_reading_them():
    message = sound(decisions.SubmitRequest)
    for number in range(1001):
        message.figures[f"m{number}"].number = "x"

    assert the_violation(message) == ("figures", "expected at most 1,000 figures, not 1,006")


def test_an_absence_of_a_later_version_of_the_protos_is_refused():
    message = sound(decisions.SubmitRequest)
    message.figures["visits_missed"].absence = 99

    assert "not `99`" in the_violation(message).message


def test_the_same_letters_are_the_same_text_however_they_were_typed():
    message = with_figure('text: "Cafe\u0301"')

    assert read(message).figures["visits_missed"] == "Caf\u00e9"


@pytest.mark.parametrize(
    ("states", "path"),
    [
        pytest.param('carried_forward: "%s"', "carried_forward", id="what is carried"),
        pytest.param(
            'periods { period { label: "2026-03" } kpis { key: "late" value { rating: "good" points: "%s" } } }',
            "periods[0].kpis[late].points",
            id="points",
        ),
        pytest.param(
            'periods { period { label: "2026-03" } credits { key: "fee" value: "%s" } }',
            "periods[0].credits[fee]",
            id="credits",
        ),
        pytest.param(
            'periods { period { label: "2026-03" } charges { key: "fee" value: "%s" } }',
            "periods[0].charges[fee]",
            id="charges",
        ),
        pytest.param(
            'withheld { key: "fee" value { sums { key: "kept" value: "%s" } } }',
            "withheld[fee].sums[kept]",
            id="sums withheld",
        ),
    ],
)
def test_semantics_8_what_is_stated_of_the_past_has_no_more_digits_than_a_figure(states, path):
    short, long = (_opening(states % number) for number in ("1.000000001", "1.0000000001"))

    read(short)
    violation = the_violation(long)
    assert (violation.path, "18 digits before its point and 9 after it" in violation.message) == (path, True)


def _opening(states):
    message = sound(contracts.StateOpeningRequest)
    for field in ("periods", "withheld", "carried_forward"):
        message.ClearField(field)
    return Merge(states, message)
