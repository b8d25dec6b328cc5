import pytest

from engine.expression import Window
from engine.model.windows import window, window_text

WRITTEN = [
    pytest.param("1 period", Window(periods=1), id="one period"),
    pytest.param("3 periods", Window(periods=3), id="several periods"),
    pytest.param("6 months", Window(months=6), id="months"),
    pytest.param("contract year", Window(year="contract year"), id="a year of a kind"),
    pytest.param("contract", Window(), id="the whole contract"),
]


@pytest.mark.parametrize(("text", "meant"), WRITTEN)
def test_semantics_18_a_window_is_written_in_the_contracts_words(text, meant):
    assert window(text) == meant


@pytest.mark.parametrize(("text", "meant"), WRITTEN)
def test_a_window_is_written_back_as_it_was_read(text, meant):
    assert window_text(meant) == text


def test_a_year_is_twelve_months():
    assert window("1 year") == window("12 months") == Window(months=12)


@pytest.mark.parametrize("text", ["0 periods", "three months", "12", "year", "1.5 months", "-1 months", "1000 months"])
def test_other_words_are_refused_with_those_that_are_known(text):
    with pytest.raises(ValueError, match="expected a window such as `3 periods`"):
        window(text)
