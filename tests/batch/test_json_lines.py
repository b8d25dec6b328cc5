from __future__ import annotations

import pytest

from engine.batch.json_lines import read_json_lines
from engine.batch.rows import Row, Unreadable
from engine.model.figures import Absence


def only(text: str | bytes) -> Row | Unreadable:
    [read] = read_json_lines(text.encode() if isinstance(text, str) else text)
    return read


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param("77.099999999999994", "77.099999999999994", id="every digit of a number is kept"),
        pytest.param("0.1", "0.1", id="a tenth is a tenth"),
        pytest.param("1.10", "1.10", id="a trailing zero is kept"),
        pytest.param("1e3", "1000", id="a power of ten is a number in JSON"),
        pytest.param("-3", "-3", id="a number may be negative"),
        pytest.param('"12"', "12", id="a number in quotes is its text"),
        pytest.param("true", "true", id="a flag is the word for it"),
        pytest.param("null", Absence.MISSING, id="null is missing"),
        pytest.param('{"absent": "suppressed"}', Absence.SUPPRESSED, id="an absence says why"),
        pytest.param('{"absent": "not applicable"}', Absence.NOT_APPLICABLE, id="as rule tests write it"),
        pytest.param('{"absent": "not_applicable"}', Absence.NOT_APPLICABLE, id="or as options write it"),
    ],
)
def test_a_value_becomes_a_cell(value, cell):
    assert only(f'{{"missed": {value}}}') == Row(1, ("missed",), (cell,))


def test_figures_may_stand_by_themselves():
    row = only('{"contract": "Oak", "period": "2026-04", "figures": {"missed": 3}}')

    assert row == Row(1, ("contract", "period", "figures.missed"), ("Oak", "2026-04", "3"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param('{"a": NaN}', "found `NaN`, which is no number", id="NaN"),
        pytest.param('{"a": -Infinity}', "found `-Infinity`, which is no number", id="infinity"),
        pytest.param('{"a": 1e999999999}', "found a number out of all proportion", id="an exponent to fill the memory"),
        pytest.param('{"a": 1e99999999999999999999}', "found a number of no use", id="an exponent beyond decimals"),
        pytest.param('{"a": 1, "a": 2}', "found the key `a` twice", id="a key twice"),
        pytest.param('{"a": 1', "expecting ',' delimiter at character 8", id="an object left open"),
        pytest.param("[1]", "expected one JSON object a line, found something else", id="a list"),
        pytest.param('{"a": [1]}', "for `a`, not a list", id="a list for a figure"),
        pytest.param('{"a": {"b": 1}}', "for `a`, not a mapping", id="a mapping for a figure"),
        pytest.param('{"a": {"absent": "late"}}', "expected an absence, not `late`", id="an absence that there is not"),
        pytest.param('{"a": "\\ud800"}', "half a surrogate pair", id="half a character"),
        pytest.param("[" * 100_000, "expected a JSON object", id="depth that no reader survives"),
        pytest.param(b'{"a": "\xe9"}', "expected UTF-8", id="another encoding"),
    ],
)
def test_a_line_that_is_no_row_says_why(line, expected):
    read = only(line)

    assert isinstance(read, Unreadable)
    assert expected in read.message


def test_one_bad_line_does_not_stop_the_others():
    reads = list(read_json_lines(b'\xef\xbb\xbf{"a": 1}\r\n\nnonsense\n{"a": 2}\n'))

    assert [(type(read), read.line) for read in reads] == [(Row, 1), (Unreadable, 3), (Row, 4)]
