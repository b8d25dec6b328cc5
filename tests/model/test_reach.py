from decimal import Decimal

import pytest

from engine.model.reach import Reach


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        pytest.param("250000", Reach(Decimal(250000), is_share=False), id="a sum"),
        pytest.param("0.01", Reach(Decimal("0.01"), is_share=False), id="a penny"),
        pytest.param("2.5%", Reach(Decimal("0.025"), is_share=True), id="a percentage"),
        pytest.param("150%", Reach(Decimal("1.5"), is_share=True), id="more than the whole"),
    ],
)
def test_a_reach_is_read_and_written_as_it_stands(text, reach):
    assert Reach.parse(text) == reach
    assert str(reach) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("much", "expected a sum such as `250000`, or a percentage such as `5%`, not `much`", id="a word"),
        pytest.param("5% of charges", "expected a sum such as `250000`", id="a percentage of something else"),
        pytest.param("-1", "expected 0 or more, not `-1`", id="below nothing"),
        pytest.param("1.5.2", "expected a number", id="no number"),
        pytest.param("", "expected a sum", id="nothing"),
    ],
)
def test_what_is_no_reach_is_refused_with_words(text, said):
    with pytest.raises(ValueError, match=said):
        Reach.parse(text)
