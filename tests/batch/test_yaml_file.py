from __future__ import annotations

from textwrap import dedent

import pytest

from engine.batch.rows import Row, Unreadable
from engine.batch.yaml_file import read_yaml
from engine.model.figures import Absence


def reads(text: str) -> list[Row | Unreadable]:
    return list(read_yaml(dedent(text).encode()))


@pytest.mark.parametrize("head", ["", "submissions:\n"])
def test_a_list_of_submissions_may_stand_alone_or_under_its_name(head):
    text = head + "- {contract: Oak, period: 2026-04, figures: {missed: 3, note: {absent: suppressed}}}\n"

    [row] = reads(text)

    assert row.names == ("contract", "period", "figures.missed", "figures.note")
    assert row.cells == ("Oak", "2026-04", "3", Absence.SUPPRESSED)


def test_a_mistake_in_one_entry_refuses_that_one_only():
    first, wrong, last = reads("""\
        - {contract: Oak, period: 2026-04, missed: 3}
        - contract: Ash
          missed: 1_000
        - {contract: Elm, period: 2026-04, missed: 3}
        """)

    assert (first.line, last.line) == (1, 4)
    assert isinstance(wrong, Unreadable)
    assert wrong.line == 3
    assert "1_000" in wrong.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\n", "expected a list of submissions", id="no list"),
        pytest.param("- 3\n", "expected a mapping with a contract", id="a number for a submission"),
        pytest.param("- {missed: [1]}\n", "expected one value", id="a list for a figure"),
        pytest.param("- [\n", "expected", id="no YAML"),
    ],
)
def test_what_is_no_list_of_submissions_says_so(text, expected):
    [read] = reads(text)

    assert isinstance(read, Unreadable)
    assert expected in read.message
