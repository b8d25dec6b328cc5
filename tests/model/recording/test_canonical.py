"""The canonical form: one text for one meaning, whoever writes it."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.recording import Items, canonical, decision_body, parsed, pieces
from tests.model.recording import strategies


@given(strategies.json)
def test_what_is_written_reads_back(drawn):
    assert parsed(canonical(drawn)) == drawn


@given(strategies.json)
def test_it_is_what_the_standard_library_writes_with_sorted_keys(drawn):
    expected = json.dumps(drawn, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert canonical(drawn) == expected


@given(strategies.json)
def test_writing_again_what_was_read_changes_nothing(drawn):
    written = canonical(drawn)

    assert canonical(parsed(written)) == written


@given(st.dictionaries(strategies.texts, strategies.json, min_size=2))
def test_the_order_in_which_keys_came_leaves_no_trace(drawn):
    backwards = dict(reversed(drawn.items()))

    assert canonical(backwards) == canonical(drawn)


@given(st.lists(st.text(alphabet='en\n\x0e"\\\u0301\u0303\u0338=<é', max_size=6), max_size=4))
def test_every_text_is_in_the_composed_form_and_nothing_else_is_changed(drawn):
    assert parsed(canonical(drawn)) == [normalize("NFC", text) for text in drawn]


@pytest.mark.parametrize(
    ("given_json", "written"),
    [
        pytest.param({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}', id="keys are sorted, nothing is spaced"),
        pytest.param("Caf\u0065\u0301", '"Caf\u00e9"', id="a letter and its accent become one"),
        pytest.param({"e\u0301": "x"}, '{"\u00e9":"x"}', id="in names, too"),
        pytest.param(
            ["\n\u0303", "\x0e\u0301"],
            '["\\n\u0303","\\u000e\u0301"]',
            id="a mark after a control character is no part of the letter that its escape ends in",
        ),
        pytest.param({"\uffff": 1, "\U00010000": 2}, '{"\uffff":1,"\U00010000":2}', id="by characters, not by halves"),
        pytest.param("lone \ud800 half", '"lone ? half"', id="what no UTF-8 can hold is a question mark"),
    ],
)
def test_the_form_is_exactly_this(given_json, written):
    assert canonical(given_json) == written


def test_two_names_that_are_one_when_composed_are_refused():
    with pytest.raises(ValueError, match="no two names that are one"):
        canonical({"\u00e9": 1, "e\u0301": 2})


def test_what_is_no_json_is_refused_in_words():
    with pytest.raises(ValueError, match="expected JSON: "):
        parsed('{"rating":')


@settings(max_examples=30, deadline=None)
@given(strategies.decisions)
def test_a_decision_is_recorded_in_the_canonical_form_without_floats(decision):
    written = canonical(decision_body(decision))

    read = json.loads(written, parse_float=_refused, parse_constant=_refused)
    assert json.dumps(read, sort_keys=True, ensure_ascii=False, separators=(",", ":")) == written


def _refused(found: str) -> None:
    raise AssertionError(f"a number that is not whole is written as text, not as {found}")


@given(st.dictionaries(strategies.texts, strategies.json), st.lists(strategies.json))
def test_a_list_that_is_written_item_by_item_is_written_as_one(drawn, items):
    long = {**drawn, "rows": Items(iter(items)), "table": {"rows": Items(iter(items))}}
    whole = {**drawn, "rows": items, "table": {"rows": items}}

    assert "".join(pieces(long)) == canonical(whole)


@pytest.mark.parametrize("length", [0, 1, 499, 500, 501, 1000])
def test_a_long_list_is_written_whole_however_many_items_it_has(length):
    items = [[str(number), "e\u0301", None, number % 2 == 0] for number in range(length)]

    assert "".join(pieces({"rows": Items(items)})) == canonical({"rows": items})


def test_two_names_that_are_one_in_the_composed_form_are_refused_in_a_long_object_too():
    with pytest.raises(ValueError, match="composed form"):
        list(pieces({"\u00e9": Items(()), "e\u0301": 1}))
