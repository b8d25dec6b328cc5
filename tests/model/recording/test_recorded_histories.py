"""What was really decided comes back from the record: equal, explained in the same words, and the same to build on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from engine.authoring import rule_tests
from engine.authoring.contracts import contracts
from engine.authoring.folders import bound_at
from engine.batch.csv_file import read_csv
from engine.batch.evaluation import evaluated
from engine.batch.placing import placed
from engine.batch.results import Decided
from engine.bootstrap import policies
from engine.evaluation.decide import decide
from engine.evaluation.explanation import explained, reasons
from engine.model.decision import Decision, folded
from engine.model.document import document
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing
from tests.batch.builders import columns, request
from tests.evaluation.explanation.strategies import decided as last_decided
from tests.evaluation.explanation.strategies import lives
from tests.evaluation.strategies import courses
from tests.model.recording.builders import recorded

ROOT = Path(__file__).parents[3]
TESTED = sorted(file.parent for file in ROOT.glob("tests/cases/*/tests.yaml"))
TESTED += sorted(file.parent for file in ROOT.glob("rules/*/tests.yaml"))
HOMECARE = ROOT / "rules" / "homecare-service-points"


def assert_comes_back(decision: Decision, rules: RuleSet) -> None:
    """Assert that *decision* comes back from the record as it went in, and says the same."""
    back = recorded(decision)

    assert back == decision
    assert explained(back, rules) == explained(decision, rules)
    assert reasons(back, rules) == reasons(decision, rules)
    assert document(back, rules.scale.not_rated) == document(decision, rules.scale.not_rated)


def assert_folds_alike(decisions: list[Decision]) -> None:
    """Assert that a contract stands, after each of *decisions*, as it does after what comes back from the record."""
    ours, theirs = Standing(), Standing()
    for decision in decisions:
        ours, theirs = folded(ours, decision), folded(theirs, recorded(decision))
        assert theirs == ours


@pytest.mark.parametrize("folder", TESTED, ids=lambda folder: folder.name)
def test_every_decision_of_the_written_tests_comes_back(folder):
    file = folder / "tests.yaml"

    results, _ = rule_tests.tested(str(file), file.read_bytes(), bound_at(folder, policies()).book)

    assert any(result.decisions for result in results)
    for result in results:
        for decision, rules in result.decisions:
            assert_comes_back(decision, rules)
        assert_folds_alike([decision for decision, _ in result.decisions])


def test_every_decision_of_the_year_of_evidence_comes_back():
    by_contract: dict[str, list[Decision]] = {}

    for one in _year():
        assert_comes_back(one.decision, one.rules)
        by_contract.setdefault(one.decision.contract, []).append(one.decision)

    assert {name: len(decisions) for name, decisions in by_contract.items()} == {
        "alder": 12,
        "birch": 12,
        "cedar": 12,
        "damson": 11,
    }
    for decisions in by_contract.values():
        assert_folds_alike(decisions)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(courses())
def test_deciding_on_what_comes_back_is_deciding_on_what_went_in(course):
    ours, theirs = Standing(), Standing()

    for evidence in course.evidence:
        decision = decide(course.rules, course.contract, ours, evidence)
        assert decide(course.rules, course.contract, theirs, evidence) == decision
        assert_comes_back(decision, course.rules)
        ours, theirs = folded(ours, decision), folded(theirs, recorded(decision))
        assert theirs == ours


@settings(max_examples=60, deadline=None)
@given(lives())
def test_every_feature_of_rules_is_explained_in_the_same_words(life):
    assert_comes_back(*last_decided(life))


def _year() -> Iterator[Decided]:
    """The year that the homecare pack brings along, decided."""
    book = bound_at(HOMECARE, policies()).book
    evidence = HOMECARE / "evidence"
    asked = request(columns=columns(book, contract="contract", period="period", received="received"))
    placement = placed(read_csv((evidence / "2026-27.csv").read_bytes()), asked)
    file = evidence / "contracts.yaml"
    known, _ = contracts(str(file), file.read_bytes(), book, placement.starts())
    return (one for one in evaluated(book, placement, asked, known) if isinstance(one, Decided))
