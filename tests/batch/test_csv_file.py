from __future__ import annotations

import pytest

from engine.batch.csv_file import read_csv
from engine.batch.rows import Header, Row, Unreadable


def messages(content: bytes) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in read_csv(content) if isinstance(one, Unreadable)]


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [one.cells for one in read_csv(content) if isinstance(one, Row)]


def test_the_first_line_names_the_cells_of_the_others():
    header, row = read_csv(b"contract,missed\nOak,3\n")

    assert header == Header(("contract", "missed"))
    assert row == Row(2, ("contract", "missed"), ("Oak", "3"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbfa,b\n1,2\n", id="a byte order mark is not part of the first heading"),
        pytest.param(b"a,b\r\n1,2\r\n", id="lines may end as on Windows"),
        pytest.param(b"a,b\n1,2", id="the last line needs no end"),
        pytest.param(b" a ,b\n 1,2 \n", id="blanks round a cell mean nothing"),
        pytest.param(b"a,b\n\n1,2\n,\n", id="lines without any text are skipped"),
        pytest.param(b'a,b\n"1","2"\n', id="quotes are not part of a cell"),
    ],
)
def test_tables_come_in_many_dresses(content):
    assert cells(content) == [("1", "2")]
    assert not messages(content)


def test_a_cell_in_quotes_may_hold_commas_and_line_breaks_and_lines_are_still_counted_right():
    rows = [one for one in read_csv(b'a,b\n"Oak,\nAsh",2\n3,4\n') if isinstance(one, Row)]

    assert [(one.line, one.cells[0]) for one in rows] == [(2, "Oak,\nAsh"), (4, "3")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(b"1", "expected 2 cells as in the headings, found 1", id="too short"),
        pytest.param(b"1,2,3", "expected 2 cells as in the headings, found 3: a cell with a comma", id="too long"),
        pytest.param(b'"1"2,3', "expected a line of CSV: ',' expected after '\"'", id="text after a quote"),
        pytest.param(b"caf\xe9,3", "expected UTF-8, found bytes of another encoding", id="another encoding"),
    ],
)
def test_a_line_that_cannot_be_read_is_reported_and_does_not_stop_the_others(line, expected):
    content = b"a,b\n1,2\n" + line + b"\n3,4\n"

    [(at, message)] = messages(content)

    assert at == 3
    assert message.startswith(expected)
    assert cells(content) == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", "expected a line of column headings, found nothing", id="an empty file"),
        pytest.param("a,b\n1,2\n".encode("utf-16"), "expected UTF-8, found UTF-16", id="UTF-16"),
        pytest.param(b"PK\x03\x04\0\0", "expected UTF-8, found UTF-16 or a file that is not text", id="a workbook"),
        pytest.param(b'a,b\n"1,2\n3,4\n', "expected a line of CSV: unexpected end of data", id="a quote left open"),
    ],
)
def test_a_file_that_is_no_table_says_so(content, expected):
    [(_, message)] = messages(content)

    assert message.startswith(expected)


def test_figures_keep_their_exact_text():
    assert cells(b"a,b\n77.099999999999994,1.10\n") == [("77.099999999999994", "1.10")]
