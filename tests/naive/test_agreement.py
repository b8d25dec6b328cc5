"""`decide` agrees with the naive evaluator on rule files and histories drawn at random."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import SubmissionError
from engine.evaluation.decide import decide
from engine.model.decision import DecisionOutcome, folded
from engine.model.standing import Standing
from tests.evaluation.strategies import contract_of, evidence_of, rules_of
from tests.naive.comparison import decided, naively_decided
from tests.naive.evaluator import Naive
from tests.naive.lives import lives


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives(), st.booleans())
def test_decide_agrees_with_the_naive_evaluator(life, reference):
    rules = rules_of(life, reference=reference)
    contract = contract_of(rules, life)
    naive, standing = Naive(life.text, life.start, life.terms), Standing()

    for came in life.evidence:
        try:
            evidence = evidence_of(rules, contract, came)
        except SubmissionError:
            assert naive.refuses(came)
            continue
        decision, found = decide(rules, contract, standing, evidence), naive.decide(came)
        assert not naive.refuses(came)
        assert (decision.outcome is DecisionOutcome.UNDECIDED) is (found is None), decision.undecided
        if found:
            assert decided(decision, standing) == naively_decided(found)
        standing = folded(standing, decision)
