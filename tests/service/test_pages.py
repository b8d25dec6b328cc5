"""A page token goes on where the page before ended, for the query that it was given for."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Reason, SubmissionError
from engine.model.ledger import ContractQuery
from engine.service.pages import after, paged, token

QUERY = ContractQuery("Cedar Support", None)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_token_says_where_to_go_on(place):
    assert after(QUERY, token(QUERY, place), str, "") == place


def test_without_a_token_a_list_begins_at_its_start():
    assert after(QUERY, "", int, 0) == 0


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(token(ContractQuery("Oak Homes", None), "7"), id="of another query"),
        pytest.param(token(ContractQuery(None, "Cedar Support"), "7"), id="of a query with the same words elsewhere"),
        pytest.param(token(QUERY, "7")[:-1], id="cut short"),
        pytest.param("A" + token(QUERY, "7"), id="that was added to"),
        pytest.param("?", id="that is no base 64"),
        pytest.param("\N{SHIP}", id="beyond ASCII"),
        pytest.param("=", id="of padding"),
        pytest.param(token(QUERY, "seven"), id="of no place in this list"),
    ],
)
def test_a_token_is_refused(given):
    with pytest.raises(SubmissionError) as refused:
        after(QUERY, given, int, 0)

    assert refused.value.reason is Reason.PAGE_TOKEN_INVALID


@given(st.text(max_size=40))
def test_no_text_is_a_token_by_chance(given):
    with nullcontext() if given == "" else pytest.raises(SubmissionError):
        assert after(QUERY, given, int, 0) == 0


@given(st.lists(st.integers(), unique=True), st.integers(1, 5))
def test_pages_come_to_the_whole_list(items, size):
    seen, place = [], ""
    while True:
        start = after(QUERY, place, int, 0)
        shown, place = paged(list(enumerate(items, 1))[start : start + size + 1], size, QUERY, lambda one: str(one[0]))
        seen += [item for _, item in shown]
        if not place:
            break

    assert seen == items
