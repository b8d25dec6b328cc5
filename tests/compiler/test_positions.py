import pytest
from hypothesis import given

from engine.compiler.nodes import Mapping, Scalar, Style
from engine.compiler.reader import read

from .yaml_strategies import renderings

WHITE = " \t\r\n"


def value_of(rendering):
    """The source and scalar that *rendering* gives as a value beneath two keys."""
    document = read("rules.yaml", f"é😀:\n  k: {rendering}\n".encode())
    outer = document.root
    assert isinstance(outer, Mapping), document.diagnostics
    scalar = document.at(("é😀", "k"))
    assert isinstance(scalar, Scalar)
    return document.source, scalar


def decoded_at(source, scalar, index):
    """The character written at *index*, where an escape or a doubled quote begins, decoded by hand."""
    text = source.text[index:]
    if scalar.style is Style.DOUBLE and text[0] == "\\":
        digits = {"x": 2, "u": 4, "U": 8}.get(text[1])
        return chr(int(text[2 : 2 + digits], 16)) if digits else {"_": "\xa0"}.get(text[1], text[1])
    return text[0]


@given(renderings)
def test_every_visible_character_is_found_where_it_is_written(rendering):
    source, scalar = value_of(rendering)

    places = [source.within(scalar, offset) for offset, char in enumerate(scalar.text) if char not in WHITE]

    assert [decoded_at(source, scalar, mark.index) for mark in places] == [c for c in scalar.text if c not in WHITE]
    assert places == sorted(set(places))
    assert all(scalar.start <= mark < scalar.end for mark in places)


@given(renderings)
def test_white_space_stands_between_its_neighbours(rendering):
    source, scalar = value_of(rendering)

    marks = [source.within(scalar, offset) for offset in range(len(scalar.text) + 1)]

    assert marks == sorted(marks)
    assert all(scalar.start <= mark <= scalar.end for mark in marks)


@given(renderings)
def test_lines_and_columns_agree_with_the_index(rendering):
    source, scalar = value_of(rendering)

    for mark in (scalar.start, scalar.end):
        assert source.mark(mark.index)[:2] == mark[:2]
        assert source.mark(mark.index) == mark


@pytest.mark.parametrize(
    ("written", "offset", "line", "column"),
    [
        pytest.param("a: 100 * visits", 6, 1, 10, id="plain"),
        pytest.param("a: 100 *\n   visits", 6, 2, 4, id="plain on two lines"),
        pytest.param("a: 100 *\n   visits", 5, 1, 9, id="a folded space stands behind the word before it"),
        pytest.param("a: 'it''s b'", 5, 1, 11, id="single quotes doubled"),
        pytest.param("a: 'it''s b'", 2, 1, 7, id="the doubled quote itself"),
        pytest.param('a: "x\\u00e9 b"', 3, 1, 13, id="behind an escape"),
        pytest.param('a: "x\\\n    b"', 1, 2, 5, id="behind an escaped line end"),
        pytest.param('a: "\\n\\tb"', 2, 1, 9, id="behind escaped white space"),
        pytest.param("a: |2-  # note | > \n  x # y\n    z", 2, 2, 5, id="a # in a block is text"),
        pytest.param("a: |\n  x\n    z", 3, 3, 4, id="indentation that is part of the text"),
        pytest.param('a: "x\n\n   \\ "', 2, 2, 1, id="an escaped space is no indentation"),
        pytest.param("a: >\n\n\n  x\n  y", 0, 2, 1, id="empty lines before the text"),
        pytest.param("a: >\n  x\n  y", 2, 3, 3, id="folded"),
        pytest.param("a: |\n  x\n", 2, 3, 1, id="the end of a block"),
        pytest.param("a: x😀y", 3, 1, 7, id="the end of plain text, counted in characters"),
        pytest.param("a: ''", 0, 1, 5, id="nothing in quotes"),
        pytest.param("a: !x &y # why\n  z", 0, 2, 3, id="behind a tag, an anchor and a comment"),
    ],
)
def test_within_points_at_the_character(written, offset, line, column):
    document = read("rules.yaml", written.encode())

    mark = document.source.within(document.at(("a",)), offset)

    assert (mark.line, mark.column) == (line, column)
