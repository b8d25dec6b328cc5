"""Text from outside is short, in print, and in one line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.service.text import printable


@given(st.text(st.characters(), max_size=900), st.integers(20, 400))
def test_what_is_shown_is_in_print_and_short(text, longest):
    shown = printable(text, longest)

    assert shown.isprintable()
    assert len(shown) <= longest


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=200))
def test_short_text_in_print_is_shown_as_it_is(text):
    assert printable(text) == text


def test_a_long_text_keeps_its_start_and_its_end():
    assert printable("unknown contract `" + "x" * 900 + "`; did you mean `cedar`?", 60).startswith(
        "unknown contract `xxx"
    )
    assert printable("unknown contract `" + "x" * 900 + "`; did you mean `cedar`?", 60).endswith("mean `cedar`?")
