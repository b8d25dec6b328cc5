"""Periods are given by their label or by their days, and what is no period is named with its path."""

from __future__ import annotations

import pytest
from google.protobuf.text_format import Merge

from engine.api import decision_service_pb2 as decisions
from engine.model.period import Period
from tests.service.translation.asked import read, sound, the_violation


@pytest.mark.parametrize(
    "period",
    [
        pytest.param('label: "2026-Q2"', id="by its label"),
        pytest.param("first { year: 2026 month: 4 day: 1 } last { year: 2026 month: 6 day: 30 }", id="by both days"),
        pytest.param(
            'first { year: 2026 month: 4 day: 1 } last { year: 2026 month: 6 day: 30 } label: "2026-Q2"',
            id="by all three",
        ),
    ],
)
def test_a_period_is_given_by_label_or_days(period):
    message = sound(decisions.PreviewRequest)
    message.period.Clear()

    assert read(Merge(period, message.period) and message).period == Period.parse("2026-Q2")


@pytest.mark.parametrize(
    ("period", "path", "expected"),
    [
        pytest.param("", "period.label", "expected a period's label such as `2026-04`, or its first", id="nothing"),
        pytest.param('label: "2026-13"', "period.label", "expected a period such as", id="no such month"),
        pytest.param('label: "1899"', "period.label", "from 1900 to 2999", id="long ago"),
        pytest.param('label: "3000-01"', "period.label", "from 1900 to 2999", id="too late"),
        pytest.param(f'label: "{"9" * 50}"', "period.label", "expected a period's label", id="a long label"),
        pytest.param('label: "2026-04\\n"', "period.label", "`2026-04\\n`", id="a label over two lines"),
        pytest.param("first { year: 2026 month: 4 day: 1 }", "period.last", "expected a day", id="no last day"),
        pytest.param("last { year: 2026 month: 4 day: 1 }", "period.first", "expected a day", id="no first day"),
        pytest.param(
            "first { year: 2026 month: 4 day: 2 } last { year: 2026 month: 4 day: 1 }",
            "period.last",
            "no earlier than the first day `2026-04-02`",
            id="days the wrong way round",
        ),
        pytest.param(
            'first { year: 2026 month: 4 day: 1 } last { year: 2026 month: 4 day: 30 } label: "2026-05"',
            "period.label",
            "expected the label of both days, `2026-04`, not `2026-05`",
            id="a label of other days",
        ),
        pytest.param(
            "first { year: 0 month: 4 day: 1 } last { year: 2026 month: 4 day: 30 }",
            "period.first",
            "year, month and day, not `0-4-1`",
            id="a day without a year",
        ),
    ],
)
def test_a_period_that_is_none_is_named(period, path, expected):
    message = sound(decisions.SubmitRequest)
    message.period.Clear()
    Merge(period, message.period)

    violation = the_violation(message)

    assert violation.path == path
    assert expected in violation.message
