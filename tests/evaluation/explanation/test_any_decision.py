"""Whatever is decided can be said."""

from __future__ import annotations

import re

from hypothesis import given, settings

from engine.evaluation.explanation import as_markdown, as_text, explained, reasons
from engine.evaluation.explanation.sentence import said
from tests.evaluation.explanation.strategies import decided, lives

# What Python's own forms of values would leave behind.
LEFTOVERS = re.compile(r"None|Decimal\(|Absence\.|<[a-z]+\.|\bTrue\b|\bFalse\b|  |\.\.$|, ,|\(\)")


@settings(max_examples=300, deadline=None)
@given(lives())
def test_every_decision_is_explained_in_plain_sentences(life):
    decision, rules = decided(life)

    explanation = explained(decision, rules)

    sentences = [said(one) for section in explanation.sections for one in section.sentences]
    assert all(one.isprintable() and one.endswith(".") and not one[0].islower() for one in sentences), sentences
    assert not [one for one in (*sentences, *reasons(decision, rules)) if LEFTOVERS.search(one)]
    assert as_text(explanation)
    assert as_markdown(explanation)


@settings(max_examples=50, deadline=None)
@given(lives())
def test_explaining_twice_says_the_same(life):
    found = decided(life)

    assert explained(*found) == explained(*found)
    assert reasons(*found) == reasons(*found)
